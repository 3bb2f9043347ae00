"""What people write in ordinary pages makes dialogues' pages anew only where those show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .test_cache import FRAMES, Archive

DIALOGUE = "dialogues/a/index.html"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    archive = Archive(tmp_path, 1)
    for path in archive.folder.rglob("*.md"):
        path.write_text("---\nformat: labelled\n---\n**Ada:** Is it on?\n\n**Bo:** See [more](../more.md).\n")
    (tmp_path / "content/more.md").write_text("# More\n\nText.\n")
    theme = {"name": "material", "font": False, "custom_dir": "overrides", "features": ["navigation.tabs"]}
    archive.settings.update(theme=theme, plugins=[{"dialogues": archive.options}])
    return archive


def is_made_anew(archive: Archive) -> bool:
    """Whether the page of a dialogue is, by a build that is what a new one would be."""
    page = archive.root / "warm" / DIALOGUE
    before = page.stat()
    warm, _ = archive.build(cache=True, into="warm")
    archive.options["cache"] = False
    cold, _ = archive.build(cache=False, into="cold")
    del archive.options["cache"]
    assert [name for name in cold if warm.get(name) != cold[name]] == []
    after = page.stat()
    return (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    "text", ["# More\n\nOther text.\n\n## And more\n", "# More\n\n```dialogue\n**Ada:** Hi.\n\n**Bo:** Ho.\n```\n"]
)
def test_what_a_page_says_concerns_no_dialogue(archive: Archive, text: str) -> None:
    archive.build(cache=True, into="warm")
    (archive.root / "content/more.md").write_text(text)
    assert not is_made_anew(archive)
    assert "More" in (archive.root / "warm" / DIALOGUE).read_text()


@pytest.mark.parametrize(
    "text", ["# Other\n\nText.\n", "---\ntitle: Other\n---\n# More\n", "Before.\n\n# More\n", "# More `x`\n", "\n"]
)
def test_what_it_is_called_is_shown_everywhere(archive: Archive, text: str) -> None:
    archive.build(cache=True, into="warm")
    (archive.root / "content/more.md").write_text(text)
    assert is_made_anew(archive)


def test_a_title_may_hang_on_the_end_of_a_page(archive: Archive) -> None:
    (archive.root / "content/more.md").write_text("# See [it][more]\n\nText.\n")
    archive.build(cache=True, into="warm")
    (archive.root / "content/more.md").write_text("# See [it][more]\n\nText.\n\n[more]: index.md\n")
    assert is_made_anew(archive)


@pytest.mark.parametrize("nav", [[{"Start": "index.md"}], [{"Start": "index.md"}, {"About": ["more.md"]}]])
def test_what_the_navigation_does_not_name_is_shown_nowhere(archive: Archive, nav: list[Any]) -> None:
    archive.settings["nav"] = nav
    archive.build(cache=True, into="warm")
    (archive.root / "content/more.md").write_text("# Other\n\nText.\n")
    assert is_made_anew(archive) is (len(nav) > 1)


def test_a_template_may_show_more(archive: Archive) -> None:
    (archive.root / "overrides/main.html").write_text(FRAMES[1])
    archive.build(cache=True, into="warm")
    (archive.root / "content/more.md").write_text("# More\n\nOther text.\n")
    assert is_made_anew(archive)
    assert "Other text." in (archive.root / "warm" / DIALOGUE).read_text()


def test_pictures_come_and_go(archive: Archive) -> None:
    archive.build(cache=True, into="warm")
    (archive.folder / "cup.png").write_bytes(b"\x89PNG")
    (archive.root / "content/plan.pdf").write_bytes(b"%PDF")
    assert not is_made_anew(archive)
    (archive.folder / "a.md").write_text((archive.folder / "a.md").read_text() + "\n\n**Ada:** ![a cup](cup.png)\n")
    assert is_made_anew(archive)
    (archive.folder / "cup.png").unlink()
    assert is_made_anew(archive)


def test_a_page_that_is_gone_is_linked_no_more(archive: Archive) -> None:
    archive.settings["nav"] = ["index.md"]
    archive.build(cache=True, into="warm")
    (archive.root / "content/more.md").unlink()
    assert is_made_anew(archive)


def test_the_defaults_of_a_folder_concern_that_folder(archive: Archive) -> None:
    archive.options["related"] = 0
    archive.build(cache=True, into="warm")
    (archive.folder / "old/.meta.yml").write_text("license: CC0-1.0\n")
    assert not is_made_anew(archive)
    assert "CC0" in (archive.root / "warm/dialogues/old/d/index.html").read_text()


HOOKS = """
from pathlib import Path
from mkdocs.structure.files import File

HERE = Path(__file__).parent

def on_config(config):
    config.theme.dirs.insert(0, str(HERE / "templates"))
    return config

def on_files(files, config):
    files.append(File.generated(config, "made.md", content=(HERE / "made.txt").read_text()))
    return files
"""


@pytest.fixture
def hooked(archive: Archive) -> Archive:
    """A site with a hook that brings templates along, and a page that it makes of a file of its own."""
    (archive.root / "templates/partials").mkdir(parents=True)
    (archive.root / "templates/partials/copyright.html").write_text("<p>Anno one</p>")
    (archive.root / "made.txt").write_text("# Made\n\nText.\n")
    (archive.root / "hooks.py").write_text(HOOKS)
    archive.settings["hooks"] = ["hooks.py"]
    archive.build(cache=True, into="warm")
    return archive


def test_templates_that_another_plugin_brings_are_heeded(hooked: Archive) -> None:
    assert "Anno one" in (hooked.root / "warm" / DIALOGUE).read_text()
    assert not is_made_anew(hooked)
    (hooked.root / "templates/partials/copyright.html").write_text("<p>Anno two</p>")
    assert is_made_anew(hooked)
    assert "Anno two" in (hooked.root / "warm" / DIALOGUE).read_text()


def test_what_a_page_is_called_that_another_plugin_makes(hooked: Archive) -> None:
    (hooked.root / "made.txt").write_text("# Made\n\nOther text.\n")
    assert not is_made_anew(hooked)
    (hooked.root / "made.txt").write_text("# Made otherwise\n\nText.\n")
    assert is_made_anew(hooked)
    assert "Made otherwise" in (hooked.root / "warm" / DIALOGUE).read_text()


@pytest.mark.parametrize("shown", ["{{ build_date_utc.year }}", "2026"])
def test_a_day_that_a_template_shows_is_today(archive: Archive, monkeypatch: pytest.MonkeyPatch, shown: str) -> None:
    (archive.root / "overrides/partials").mkdir()
    (archive.root / "overrides/partials/copyright.html").write_text(f"<p>Anno {shown}</p>")
    archive.build(cache=True, into="warm")
    is_today = "build_date_utc" in shown
    monkeypatch.setattr("mkdocs_dialogues.surroundings.get_build_date", lambda: "2027-01-01")
    page = archive.root / "warm" / DIALOGUE
    before = page.stat().st_ino
    archive.build(cache=True, into="warm")
    assert (page.stat().st_ino != before) is is_today


def test_a_list_of_all_pages_has_what_is_known_of_each(archive: Archive) -> None:
    text = "---\nformat: labelled\ntitle: Pot & pan\ndate: 2026-01-04\n---\n**Ada:** Is it on?\n\n**Bo:** Yes.\n"
    (archive.folder / "a.md").write_text(text)
    line = "{% for one in pages %}{{ one.url }} {{ one.page.title }} {{ one.page.meta.date }}\n{% endfor %}"
    (archive.root / "content/all.txt").write_text(line)
    archive.settings["extra_templates"] = ["all.txt"]
    archive.build(cache=True, into="warm")
    assert not is_made_anew(archive)
    assert "dialogues/a/ Pot &amp; pan 2026-01-04" in (archive.root / "warm/all.txt").read_text()
