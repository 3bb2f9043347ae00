"""A preview goes on from the last one, however that ended; what it leaves goes with what was withdrawn."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.preview_folder import PreviewFolder, home_of
from tests.site.test_cache import Archive
from tests.site.test_preview import HOOK, Preview, edit, plain

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no folder can be locked there, and nothing is kept")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def kept(archive: Archive) -> Path:
    return home_of(archive.root / "mkdocs.yml")


def states(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def shown_anew(archive: Archive, monkeypatch: pytest.MonkeyPatch, name: str) -> dict[str, bytes]:
    """What a preview shows that nothing was kept for."""
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(archive.root / f"caches-{name}"))
        preview = Preview(archive, name)
        found = preview.build()
        preview.end()
    return found


def test_the_next_preview_makes_only_what_was_changed_since(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    first = Preview(archive, "first")
    first.build()
    first.end()
    assert not first.folder.exists(), "MkDocs is left with nothing"
    before = states(kept(archive) / "site")
    edit(archive, "b.md")
    second = Preview(archive, "second")
    second.build()
    after = states(kept(archive) / "site")
    anew = {place for place in after if after[place] != before.get(place) and place.startswith("dialogues/")}
    assert anew >= {"dialogues/b/index.html", "dialogues/b/index.md"}
    assert not {place for place in anew if place.startswith(("dialogues/a/", "dialogues/c/", "dialogues/old/d/"))}
    second.end()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_changed_between_and_by_whomever_it_shows_what_a_new_one_shows(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path, seed)
    chance = archive.chance
    for step in range(6):
        preview = Preview(archive, f"again-{step}")
        found = preview.build()
        anew = shown_anew(archive, monkeypatch, f"anew-{step}")
        assert sorted(found) == sorted(anew), step
        assert [name for name in anew if found[name] != anew[name]] == [], step
        if chance.random() < 0.5:
            archive.change()
            preview.build()
        preview.end()
        for _ in range(chance.randint(0, 2)):
            archive.change()
        there = sorted(path for path in (kept(archive) / "site").rglob("*") if path.is_file())
        for path in chance.sample(there, 3):
            if chance.random() < 0.5:
                path.unlink()
            else:
                path.write_text("other")
        (kept(archive) / "site/strange.html").write_text("strange")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Served:
    """``mkdocs serve`` itself."""

    def __init__(self, archive: Archive, temporary: Path, port: int) -> None:
        temporary.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"]
        self._process = subprocess.Popen(command, cwd=archive.root, env={**os.environ, "TMPDIR": str(temporary)})
        self._address = f"http://127.0.0.1:{port}/"

    def get(self, place: str) -> str:
        for _ in range(600):
            with suppress(OSError):
                with urllib.request.urlopen(self._address + place, timeout=30) as answer:  # noqa: S310
                    text: str = answer.read().decode()
                return text
            time.sleep(0.05)
        raise AssertionError("the preview does not answer")

    def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(30)


def test_served_and_ended_in_any_way(tmp_path: Path) -> None:
    archive = plain(tmp_path / "project")
    Preview(archive)  # writes the settings
    temporary, port = tmp_path / "temporary", free_port()
    served = Served(archive, temporary, port)
    assert "<h1" in served.get("dialogues/a/")
    served.end(signal.SIGKILL)
    before = states(kept(archive) / "site")
    edit(archive, "b.md")
    served = Served(archive, temporary, port)
    assert "And more." in served.get("dialogues/b/")
    assert "<h1" in served.get("dialogues/a/")
    after = states(kept(archive) / "site")
    assert after["dialogues/a/index.html"] == before["dialogues/a/index.html"]
    assert after["dialogues/b/index.html"] != before["dialogues/b/index.html"]
    served.end(signal.SIGINT)
    left = [path for path in temporary.iterdir() if path.name.startswith("mkdocs_")]
    assert [path for path in left if not path.is_symlink()] == [], "the one that was killed left a link, at the most"


def test_two_at_once_do_not_touch_each_other(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    one = Preview(archive, "one")
    one.build()
    edit(archive, "b.md")
    other = Preview(archive, "other", site_name="Other")
    shown = other.build()
    assert b"And more." in shown["dialogues/b/index.html"]
    assert not other.folder.is_symlink()
    assert b"And more." not in (one.folder / "dialogues/b/index.html").read_bytes()
    one.end()


def publish(archive: Archive) -> None:
    config = load_config(str(archive.root / "mkdocs.yml"), site_dir=str(archive.root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)


def withdraw_dialogue(root: Path) -> None:
    (root / "content/dialogues/a.md").unlink()


def redact_dialogue(root: Path) -> None:
    (root / "content/dialogues/b.md").write_text("**Ada:** Redacted.\n\n**Bo:** Yes.\n")


def rewrite_page(root: Path) -> None:
    (root / "content/index.md").write_text("# Other\n")


def withdraw_file(root: Path) -> None:
    (root / "content/plan.pdf").unlink()


@pytest.mark.parametrize("change", [withdraw_dialogue, redact_dialogue, rewrite_page, withdraw_file])
def test_a_build_removes_what_holds_something_that_is_there_no_more(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    archive = plain(tmp_path)
    (archive.root / "content/plan.pdf").write_bytes(b"%PDF")
    preview = Preview(archive)
    preview.build()
    preview.end()
    publish(archive)
    assert (kept(archive) / "site/dialogues/a/index.html").exists(), "nothing was withdrawn"
    change(archive.root)
    publish(archive)
    assert not kept(archive).exists()


def test_nothing_is_kept_where_another_plugin_looks_at_pages_or_without_a_cache(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    (archive.root / "hook.py").write_text(HOOK)
    for settings in ({"hooks": ["hook.py"]}, {"plugins": [{"dialogues": {"cache": False}}]}):
        preview = Preview(archive, f"preview-{len(settings)}-{'hooks' in settings}", **settings)
        assert "dialogues/a/index.html" in preview.build()
        preview.end()
    assert not kept(archive).exists()


def test_previews_of_sites_that_are_gone_or_old_go(tmp_path: Path) -> None:
    old, gone, alive = (tmp_path / name / "mkdocs.yml" for name in ("old", "gone", "alive"))
    for file in (old, gone, alive):
        file.parent.mkdir()
        file.write_text("site_name: Test\n")
        folder = PreviewFolder()
        (file.parent / "place").mkdir()
        folder.hold(file.parent / "place", file, whole=False)
        folder.leave()
    gone.unlink()
    os.utime(home_of(old) / "of", (0, 0))
    folder = PreviewFolder()
    folder.hold(alive.parent / "place", alive, whole=False)
    assert home_of(alive).exists()
    assert not home_of(gone).exists()
    assert not home_of(old).exists()
    folder.leave()
