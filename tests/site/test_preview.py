"""The preview shows after an edit what it would show if it were started anew, and makes again only what changed."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues import collecting
from mkdocs_dialogues.made_files import MadeFile
from mkdocs_dialogues.pages import DialogueFile
from tests.site.test_cache import Archive

HOOK = "def on_page_content(html, page, config, files):\n    return html\n"


class Preview:
    """``mkdocs serve`` without its server: one process, one plugin, a build after every edit."""

    def __init__(self, archive: Archive, folder: str = "preview", **settings: Any) -> None:
        self.archive = archive
        self.folder = archive.root / folder
        self.settings = settings
        self.folder.mkdir()
        self._config = self._load()
        self._config.plugins.on_startup(command="serve", dirty=False)

    def end(self) -> None:
        self._config.plugins.on_shutdown()

    def _load(self) -> Any:
        settings = {
            "docs_dir": "content",
            "site_url": "https://example.org/",
            "theme": {"name": "mkdocs", "custom_dir": "overrides"},
            "plugins": ["search", {"dialogues": {**self.archive.options, "related": 0, "dataset": False, "feeds": []}}],
            **self.archive.settings,
            **self.settings,
        }
        (self.archive.root / "mkdocs.yml").write_text(yaml.safe_dump(settings))
        return load_config(str(self.archive.root / "mkdocs.yml"), site_dir=str(self.folder))

    def make(self) -> None:
        build(self._load(), serve_url="http://127.0.0.1:8000/")

    def build(self) -> dict[str, bytes]:
        self.make()
        for thread in threading.enumerate():
            if thread.name == "afterwards":
                thread.join()
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.suffix != ".gz" and path.name != "llms.txt"
        }

    def times(self) -> dict[str, int]:
        return {
            path.relative_to(self.folder).as_posix(): path.stat().st_mtime_ns for path in self.folder.rglob("*.html")
        }


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edit_it_is_what_a_new_one_shows(tmp_path: Path, seed: int) -> None:
    archive = Archive(tmp_path, seed)
    preview = Preview(archive)
    preview.build()
    for step in range(6):
        path = archive.chance.choice(sorted(archive.folder.rglob("*.md")))
        if step % 2:
            path.write_text(path.read_text() + f"\n\n**Ada:** More {step}, [b](b.md#none).\n")
            changes = [f"text of {path.name}"]
        else:
            changes = [archive.change() for _ in range(archive.chance.randint(1, 2))]
        edited = preview.build()
        again = Preview(archive, f"new-{step}")  # the plugin is now this one's, which goes on from here
        assert sorted(edited) == sorted(new := again.build()), changes
        assert [name for name in new if edited[name] != new[name]] == [], changes
        preview = again


def edit(archive: Archive, name: str) -> None:
    path = archive.folder / name
    path.write_text(path.read_text() + "\n\n**Ada:** And more.\n")


def plain(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path, 1)
    for number, name in enumerate("abcde", start=1):
        path = archive.folder / ("old" if name > "c" else "") / f"{name}.md"
        who = "Ada" if name < "c" else "Eve"
        path.write_text(
            f"---\nformat: labelled\ntitle: {name}\ndate: 202{number}-01-01\nthemes: [of {name}]\n---\n"
            f"**{who}:** {name}\n\n**Bo:** yes\n\n**{who}:** Good.\n"
        )
    return archive


def test_an_edit_writes_the_page_and_the_lists_it_stands_in(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    first = preview.build()
    before = preview.times()
    edit(archive, "b.md")
    second = preview.build()
    after = preview.times()
    written = {name for name in after if after[name] != before.get(name)}
    assert sorted(first) == sorted(second)
    assert "dialogues/b/index.html" in written
    assert "themes/of-b/index.html" in written
    assert not written & {"dialogues/a/index.html", "dialogues/old/d/index.html", "themes/of-a/index.html"}
    assert b"And more." in second["dialogues/b/index.html"]
    assert b"And more." in second["dialogues/b/index.md"]
    index = second["search/search_index.json"].decode()
    assert "And more." in index
    assert index.count('"dialogues/a/') == first["search/search_index.json"].decode().count('"dialogues/a/')
    assert b"dialogues/old/e/" in second["sitemap.xml"]
    edit(archive, "a.md")
    third = preview.build()
    assert (b"And more." in third["dialogues/a/index.html"], b"And more." in third["dialogues/b/index.html"]) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("was", "now", "anew"),
    [
        ("title: b", "title: Another", "a b c"),
        ("of b", "of others", "b"),
        ("**Bo:**", "**Flo:**", "b"),
        ("2022-01-01", "2029-01-01", "a b c old/e"),
    ],
    ids=["title", "theme", "participant", "date"],
)
def test_what_others_show_of_a_dialogue_is_made_anew_and_nothing_else(
    tmp_path: Path, was: str, now: str, anew: str
) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    preview.build()
    before = preview.times()
    path = archive.folder / "b.md"
    path.write_text(path.read_text().replace(was, now))
    preview.build()
    written = {name.removesuffix("/index.html") for name, when in preview.times().items() if when != before.get(name)}
    assert {name for name in written if name.startswith("dialogues/")} == {f"dialogues/{name}" for name in anew.split()}
    assert not written & {"themes/of-a", "themes/of-e", "participants/eve"}


@pytest.mark.parametrize(
    "change",
    [
        lambda archive: (archive.root / "content/index.md").write_text("# Another home\n"),
        lambda archive: (archive.folder / "b.md.meta.yml").write_text("series: Letters\n"),
        lambda archive: (archive.root / "overrides/main.html").write_text('{% extends "base.html" %}<p>x</p>'),
        lambda archive: archive.settings.update(site_name="Another"),
    ],
    ids=["page", "metadata", "template", "configuration"],
)
def test_what_other_pages_could_show_makes_all_of_them_anew(
    tmp_path: Path, change: Callable[[Archive], object]
) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    preview.build()
    before = preview.times()
    change(archive)
    preview.build()
    after = preview.times()
    assert after["dialogues/old/d/index.html"] != before["dialogues/old/d/index.html"]


def test_a_picture_that_is_removed_is_gone(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    archive.picture()
    preview = Preview(archive)
    assert "dialogues/cup.png" in preview.build()
    before = preview.times()
    (archive.folder / "cup.png").unlink()
    assert "dialogues/cup.png" not in preview.build()
    assert preview.times()["dialogues/old/d/index.html"] == before["dialogues/old/d/index.html"]


def test_what_is_removed_is_gone_and_only_its_neighbours_are_made_anew(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    preview.build()
    before = preview.times()
    (archive.folder / "b.md").unlink()
    second = preview.build()
    after = preview.times()
    written = {name for name in after if name.startswith("dialogues/") and after[name] != before[name]}
    assert not [name for name in second if name.startswith(("dialogues/b/", "themes/of-b/"))]
    assert written == {f"dialogues/{name}index.html" for name in ("", "a/", "c/")}


def test_a_site_s_own_templates_may_use_ours(tmp_path: Path) -> None:
    """Compiled for MkDocs' environment, which does not escape, and for ours, which does: one is not the other's."""
    archive = plain(tmp_path)
    (archive.root / "overrides/home.html").write_text(
        '{% extends "main.html" %}{% from "dialogues/entries.html" import entry %}{% block content %}'
        "{% for dialogue in dialogues.recent %}{{ entry(dialogue, base='/') }}{% endfor %}{% endblock %}"
    )
    (archive.root / "content/index.md").write_text("---\ntemplate: home.html\n---\n# Home\n")
    preview = Preview(archive)
    for _ in range(2):
        page = preview.build()["index.html"]
        assert b'href="/dialogues/a/"' in page
        edit(archive, "b.md")


def test_hooks_on_pages_run_on_all_of_them(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    (tmp_path / "hook.py").write_text(HOOK)
    preview = Preview(archive, hooks=["hook.py"])
    preview.build()
    before = preview.times()
    edit(archive, "b.md")
    preview.build()
    assert preview.times()["dialogues/a/index.html"] != before["dialogues/a/index.html"]


def test_links_to_turns_of_pages_that_stay_are_checked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    archive = plain(tmp_path)
    (archive.root / "content/index.md").write_text("# Home\n\n[a](dialogues/a.md#nowhere)\n")
    preview = Preview(archive, validation={"links": {"anchors": "warn"}})
    for _ in range(2):
        caplog.clear()
        preview.build()
        edit(archive, "b.md")
        assert [r for r in caplog.records if "nowhere" in r.getMessage()]


def test_a_build_that_failed_is_not_gone_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    preview.build()
    edit(archive, "b.md")
    with monkeypatch.context() as broken:
        broken.setattr("mkdocs_dialogues.render.page.render_page", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            preview.build()
    assert b"And more." in preview.build()["dialogues/b/index.html"]
    assert (preview.folder / "dialogues/a/index.html").exists()


def test_the_pages_of_a_build_are_gone_soon_after_the_next_without_a_search_for_dead_cycles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_PAUSE", 0)
    archive = Archive(tmp_path, 1)
    preview = Preview(archive)
    plugin = preview._load().plugins["dialogues"]
    preview.make()
    gc.collect()
    files = [weakref.ref(file) for file in plugin._files if isinstance(file, DialogueFile)]
    assert files
    path = min(archive.folder.rglob("*.md"))
    path.write_text(path.read_text() + "\n\nMore.\n")
    preview.make()
    while plugin._collecting._left:
        time.sleep(0.01)
    plugin._collecting.begin()
    assert [file() for file in files if file()] == []


def test_lists_of_the_archive_follow_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path, 1)
    settings: Any = {"plugins": ["search", {"dialogues": archive.options}]}
    preview = Preview(archive, **settings)
    plugin = preview._load().plugins["dialogues"]
    path = archive.folder / "kettle.md"
    path.write_text("**Ada:** What is a zwirn?\n\n**Bo:** I do not know.\n")
    preview.make()
    plugin._afterwards.wait()
    written: list[str] = []
    write = MadeFile.write

    def noted(file: MadeFile, site: str) -> None:
        if file.can_wait:
            written.append(f"{file.dest_uri} {threading.current_thread().name}")
        write(file, site)

    monkeypatch.setattr(MadeFile, "write", noted)
    path.write_text(path.read_text() + "\n**Ada:** A thread!\n")
    preview.make()
    plugin._afterwards.wait()
    assert written == ["dialogues.jsonl afterwards"], "the other says the same as before"
    path.write_text(path.read_text().replace("zwirn?", "zwirn, Bo?"))
    preview.make()
    plugin._afterwards.wait()
    assert written[1:] == ["dialogues.jsonl afterwards", "llms.txt afterwards"]
    lists = [(preview.folder / name).read_bytes() for name in ("dialogues.jsonl", "llms.txt")]
    assert b"A thread!" in lists[0]
    again = Preview(archive, "again", **settings)
    again.make()
    plugin._afterwards.wait()
    assert [(again.folder / name).read_bytes() for name in ("dialogues.jsonl", "llms.txt")] == lists


def test_what_the_first_build_read_is_remembered_for_the_first_edit(tmp_path: Path) -> None:
    archive = Archive(tmp_path, 1)
    preview = Preview(archive)
    plugin = preview._load().plugins["dialogues"]
    preview.make()
    before = {card.id: card for card in plugin._assembly._placed.values() if plugin._assembly._library.key(card)}
    preview.make()
    after = {card.id: card for card in plugin._assembly._placed.values()}
    assert len(before) > 2
    assert all(after[name] is card for name, card in before.items())
