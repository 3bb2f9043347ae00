"""A preview goes on from the last one, however that ended; what it leaves goes with what was withdrawn."""

from __future__ import annotations

import errno
import os
import shutil
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

from mkdocs_dialogues.made_files import MadeFile
from mkdocs_dialogues.preview_folder import PreviewFolder, home_of
from mkdocs_dialogues.whole import locked, unlock
from tests.site.test_cache import Archive
from tests.site.test_preview import HOOK, Preview, edit, plain
from tests.site.test_withdrawn import rebuild

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no folder can be locked there, and nothing is kept")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def kept(archive: Archive) -> Path:
    home = home_of(archive.root / "mkdocs.yml")
    assert home is not None
    return home


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
        assert preview.folder.is_symlink()
        if chance.random() < 0.5:
            archive.change()
            found = preview.build()
        preview.end()
        anew = shown_anew(archive, monkeypatch, f"anew-{step}")
        assert sorted(found) == sorted(anew), step
        assert [name for name in anew if found[name] != anew[name]] == [], step
        for _ in range(chance.randint(0, 2)):
            archive.change()
        there = sorted(path for path in (kept(archive) / "site").rglob("*") if path.is_file())
        for path in chance.sample(there, 3):
            if chance.random() < 0.5:
                path.unlink()
            else:
                path.write_text("other")
        (kept(archive) / "site/strange.html").write_text("strange")
        (kept(archive) / "site/strange").symlink_to(archive.root / "content")


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

    def wait_until_kept(self, archive: Archive) -> None:
        """Wait until the next preview can go on from this one: pages are shown before search is made."""
        for _ in range(600):
            if (kept(archive) / "content").exists():
                return
            time.sleep(0.05)
        raise AssertionError("the preview is not kept")

    def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(30)


@pytest.mark.parametrize("is_kept", [True, False])
def test_served_and_ended_in_any_way(tmp_path: Path, is_kept: bool) -> None:
    archive = plain(tmp_path / "project")
    Preview(archive)  # writes the settings
    temporary, port = tmp_path / "temporary", free_port()
    served = Served(archive, temporary, port)
    assert "<h1" in served.get("dialogues/a/")
    if is_kept:
        served.wait_until_kept(archive)
    served.end(signal.SIGKILL)
    before = states(kept(archive) / "site")
    edit(archive, "b.md")
    served = Served(archive, temporary, port)
    assert "And more." in served.get("dialogues/b/")
    assert "<h1" in served.get("dialogues/a/")
    after = states(kept(archive) / "site")
    if is_kept:
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


def withdraw_dialogue(root: Path) -> None:
    (root / "content/dialogues/a.md").unlink()


def redact_dialogue(root: Path) -> None:
    (root / "content/dialogues/b.md").write_text("**Ada:** Redacted.\n\n**Bo:** Yes.\n")


def rewrite_page(root: Path) -> None:
    (root / "content/index.md").write_text("# Other\n")


def withdraw_file(root: Path) -> None:
    (root / "content/plan.pdf").unlink()


def change_theme(root: Path) -> None:
    (root / "overrides/dialogues/cite.html").write_text("<p>cite</p>")


@pytest.mark.parametrize("change", [withdraw_dialogue, redact_dialogue, rewrite_page, withdraw_file, change_theme])
def test_a_build_removes_what_holds_something_that_is_there_no_more(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    archive = plain(tmp_path)
    (archive.root / "content/plan.pdf").write_bytes(b"%PDF")
    preview = Preview(archive)
    preview.build()
    preview.end()
    rebuild(archive.root)
    assert (kept(archive) / "site/dialogues/a/index.html").exists(), "nothing was withdrawn"
    change(archive.root)
    rebuild(archive.root)
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
    homes = {}
    for file in (old, gone, alive):
        file.parent.mkdir()
        file.write_text("site_name: Test\n")
        folder = PreviewFolder()
        folder.hold(file.parent / "place", file, file.parent / "content", whole=False)
        homes[file] = folder.home or Path()
        folder.leave()
    gone.unlink()
    os.utime(homes[old] / "of", (0, 0))
    folder = PreviewFolder()
    folder.hold(alive.parent / "place", alive, alive.parent / "content", whole=False)
    assert [file for file, home in homes.items() if home.exists()] == [alive]
    folder.leave()


def holds(archive: Archive, word: bytes) -> list[str]:
    """What of all that is kept of previews has a word."""
    caches = kept(archive).parent
    return [path.name for path in caches.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_what_was_withdrawn_in_a_preview_that_was_killed_is_nowhere_after_a_build(tmp_path: Path) -> None:
    archive = plain(tmp_path / "project")
    Preview(archive)  # writes the settings
    secret = archive.folder / "secret.md"
    secret.write_text("**Ada:** Quibbleworth.\n\n**Bo:** Yes.\n")
    served = Served(archive, tmp_path / "temporary", free_port())
    assert "Quibbleworth" in served.get("dialogues/secret/")
    secret.unlink()
    while (kept(archive) / "site/dialogues/secret/index.html").exists():
        time.sleep(0.05)
    served.end(signal.SIGKILL)
    rebuild(archive.root)
    assert holds(archive, b"Quibbleworth") == []


def test_a_build_finds_previews_by_another_path_and_with_other_settings(tmp_path: Path) -> None:
    archive = plain(tmp_path / "project")
    link = tmp_path / "link"
    preview = Preview(archive)
    preview.build()
    preview.end()
    link.symlink_to(archive.root)
    other = archive.root / "mkdocs.dev.yml"
    other.write_text("INHERIT: mkdocs.yml\nsite_name: Other\n")
    config = load_config(str(other), site_dir=str(archive.root / "dev"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    config.plugins.on_shutdown()
    assert len([*kept(archive).parent.iterdir()]) == 2
    rebuild(archive.root)
    assert len([*kept(archive).parent.iterdir()]) == 2
    withdraw_dialogue(archive.root)
    config = load_config(str(link / "mkdocs.yml"), site_dir=str(archive.root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    assert [*kept(archive).parent.iterdir()] == []


def test_it_may_be_deleted_while_a_preview_goes_on(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive)
    first = preview.build()
    shutil.rmtree(kept(archive).parent)
    edit(archive, "b.md")
    assert sorted(preview.build()) == sorted(first)
    other = PreviewFolder()
    other.hold(tmp_path / "place", tmp_path / "mkdocs.yml", tmp_path / "content", whole=False)
    assert other.home is None, "the first one has it"
    preview.end()


def test_without_a_place_for_caches_previews_and_builds_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_arguments: object, **_named: object) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr("mkdocs_dialogues.preview_folder.user_cache_path", nowhere)
    archive = plain(tmp_path)
    preview = Preview(archive)
    assert "dialogues/a/index.html" in preview.build()
    preview.end()
    rebuild(archive.root)


def test_what_other_plugins_write_early_stays(tmp_path: Path) -> None:
    archive = plain(tmp_path)
    (tmp_path / "hook.py").write_text(
        "from pathlib import Path\n"
        "def on_files(files, config):\n"
        "    Path(config.site_dir).mkdir(exist_ok=True)\n"
        "    Path(config.site_dir, 'theirs.txt').write_text('theirs')\n"
    )
    preview = Preview(archive, hooks=["hook.py"])
    for _ in range(3):
        assert preview.build()["theirs.txt"] == b"theirs"
        edit(archive, "b.md")
    preview.end()


def test_what_was_left_and_could_not_be_written_is_written_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = plain(tmp_path)
    preview = Preview(archive, plugins=["search", {"dialogues": {}}])
    write = MadeFile.write

    def full(file: MadeFile, site: str) -> None:
        if file.can_wait:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(file, site)

    with monkeypatch.context() as patch:
        patch.setattr(MadeFile, "write", full)
        assert "dialogues.jsonl" not in preview.build()
    assert "dialogues.jsonl" in preview.build()
    preview.end()


def test_workers_of_a_preview_that_was_killed_do_not_hold_its_folder(tmp_path: Path) -> None:
    lock = locked(tmp_path, wait=False)
    child = os.fork()
    if not child:
        signal.pause()
    unlock(lock)
    again = None
    for _ in range(200):
        again = again or locked(tmp_path, wait=False)
        time.sleep(0 if again else 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert again is not None
    unlock(again)
