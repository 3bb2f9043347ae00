"""Pictures beside transcripts are copied when they are new or were changed, and else stay as they are in the site."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.site.test_cache import Archive
from tests.site.test_preview import Preview, edit, plain
from tests.site.test_withdrawn import rebuild


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Two pictures, each shown by a dialogue."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setattr("mkdocs_dialogues.fingerprints._TICK", 0)
    archive = plain(tmp_path)
    for name in "ab":
        (archive.folder / f"{name}.png").write_bytes(b"\x89PNG of " + name.encode())
        path = archive.folder / f"{name}.md"
        path.write_text(path.read_text().replace("Good.", f"![Good]({name}.png)."))
    return archive


def times(root: Path, site: str = "site") -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (root / site / "dialogues").glob("*.png")}


def test_one_that_was_changed_is_copied_and_the_other_stays(archive: Archive, tmp_path: Path) -> None:
    Preview(archive)  # writes the settings
    rebuild(tmp_path)
    rebuild(tmp_path)
    before = times(tmp_path)
    edit(archive, "b.md")
    rebuild(tmp_path)
    assert times(tmp_path) == before
    (archive.folder / "a.png").write_bytes(b"\x89PNG, another")
    rebuild(tmp_path)
    after = times(tmp_path)
    assert (tmp_path / "site/dialogues/a.png").read_bytes() == b"\x89PNG, another"
    assert (after["a.png"] != before["a.png"], after["b.png"] == before["b.png"]) == (True, True)
    (tmp_path / "site/dialogues/b.png").write_bytes(b"not what was there")
    rebuild(tmp_path)
    assert (tmp_path / "site/dialogues/b.png").read_bytes() == b"\x89PNG of b"


def test_one_that_only_a_draft_shows_now_goes(archive: Archive, tmp_path: Path) -> None:
    Preview(archive)  # writes the settings
    rebuild(tmp_path)
    path = archive.folder / "a.md"
    path.write_text(path.read_text().replace("---\n", "---\nstatus: draft\n", 1))
    rebuild(tmp_path)
    assert set(times(tmp_path)) == {"b.png"}
    path.write_text(path.read_text().replace("status: draft\n", ""))
    rebuild(tmp_path)
    assert set(times(tmp_path)) == {"a.png", "b.png"}


def test_so_it_is_in_a_preview(archive: Archive, tmp_path: Path) -> None:
    preview = Preview(archive)
    preview.build()
    before = times(tmp_path, preview.folder.name)
    edit(archive, "b.md")
    preview.build()
    assert times(tmp_path, preview.folder.name) == before
    (archive.folder / "a.png").write_bytes(b"\x89PNG, another")
    assert preview.build()["dialogues/a.png"] == b"\x89PNG, another"
    (archive.folder / "a.png").unlink()
    assert "dialogues/a.png" not in preview.build()


def test_what_was_changed_just_now_is_copied_once_more(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be changed again before the clock of the file system tells that."""
    monkeypatch.setattr("mkdocs_dialogues.fingerprints._TICK", 3_600_000_000_000)
    Preview(archive)  # writes the settings
    rebuild(tmp_path)
    before = times(tmp_path)
    time.sleep(0.01)
    rebuild(tmp_path)
    assert {name for name, moment in times(tmp_path).items() if moment != before[name]} == {"a.png", "b.png"}


def test_who_copies_pictures_otherwise_goes_on_to(archive: Archive, tmp_path: Path) -> None:
    hook = (
        "from pathlib import Path\n"
        "def on_files(files, config):\n"
        "    for file in files.media_files():\n"
        "        if file.src_uri.endswith('.png') and not file.generated_by:\n"
        "            file.copy_file = lambda dirty=False, file=file: mark(file)\n"
        "def mark(file):\n"
        "    target = Path(file.abs_dest_path)\n"
        "    target.parent.mkdir(parents=True, exist_ok=True)\n"
        "    target.write_bytes(Path('{0}').read_bytes())\n"
    )
    (tmp_path / "hook.py").write_text(hook.format(tmp_path / "mark"))
    (tmp_path / "mark").write_bytes(b"first")
    Preview(archive, hooks=["hook.py"])  # writes the settings
    rebuild(tmp_path)
    (tmp_path / "mark").write_bytes(b"second")
    rebuild(tmp_path)
    assert (tmp_path / "site/dialogues/a.png").read_bytes() == b"second"
