"""A shard that a process of its own makes: the same one, and the process is there no longer than it is wanted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mkdocs_dialogues.searching import apart
from mkdocs_dialogues.searching.apart import Maker, NoMakerError
from mkdocs_dialogues.searching.making import make_shard
from mkdocs_dialogues.searching.pagefind import PagefindError

from .shards import Pages, collection, files, plan


class Stopped(Exception):  # noqa: N818 - no fault
    """Nobody wants it."""


def go_on() -> None:
    """Nothing stops it."""


@pytest.fixture
def one() -> threading.Semaphore:
    """For one that may run Pagefind at a time."""
    return threading.Semaphore()


def work(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def edited(pages: Pages) -> Pages:
    return {**pages, "1.html": replace(pages["1.html"], body="<p>Nothing of what was here before.</p>")}


def test_it_is_the_shard_that_this_process_makes(tmp_path: Path, one: threading.Semaphore) -> None:
    pages = collection()
    here = make_shard(plan(pages), work(tmp_path, "here"), [], go_on)
    there = Maker().make(plan(pages), work(tmp_path, "there"), [], go_on, one)
    assert files(there) == files(here)
    patched = Maker().make(plan(edited(pages)), work(tmp_path, "patched"), [there], go_on, one)
    assert patched.parent.name == "patched"
    assert files(patched) == files(make_shard(plan(edited(pages)), work(tmp_path, "whole"), [], go_on))
    assert one.acquire(blocking=False), "its turn is over"


def test_it_takes_turns(tmp_path: Path, one: threading.Semaphore) -> None:
    made: list[Path] = []

    def make() -> None:
        made.append(Maker().make(plan(collection()), work(tmp_path, "a"), [], go_on, one))

    one.acquire()
    other = threading.Thread(target=make)
    other.start()
    other.join(1)
    assert other.is_alive()
    assert not list(tmp_path.rglob("*.pf_meta"))
    one.release()
    other.join(30)
    assert made


def test_it_ends_when_it_is_stopped_and_leaves_its_turn(tmp_path: Path, one: threading.Semaphore) -> None:
    asked = 0

    def stop() -> None:
        nonlocal asked
        asked += 1
        if asked > 5:
            raise Stopped

    maker = Maker()
    with pytest.raises(Stopped):
        maker.make(plan(collection()), work(tmp_path, "a"), [], stop, one)
    assert not maker.is_alive
    assert one.acquire(blocking=False)


def test_one_that_was_not_asked_for_anything_ends_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    maker = Maker()
    before = maker.is_alive
    maker.close()
    assert (before, maker.is_alive) == (True, False)
    assert capfd.readouterr() == ("", "")


def test_where_none_can_be_had_that_is_told_before_anything_is_made(
    tmp_path: Path, one: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(tmp_path / "python"))
        with pytest.raises(NoMakerError, match="python"):
            Maker()
    monkeypatch.setattr(apart, "_BEGIN", "raise SystemExit(3)")
    with pytest.raises(NoMakerError, match="ended with 3"):
        Maker().make(plan(collection()), work(tmp_path, "a"), [], go_on, one)
    assert not [*(tmp_path / "a").iterdir()]


def test_it_works_where_nobody_sees_what_goes_wrong(
    tmp_path: Path, one: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert Maker().make(plan(collection()), work(tmp_path, "a"), [], go_on, one)


@pytest.mark.skipif(os.name == "nt", reason="there a process is told otherwise")
def test_ctrl_c_is_for_who_asked() -> None:
    maker = Maker()
    assert os.getpgid(maker._process.pid) != os.getpgid(0)
    maker.close()


def test_what_is_wrong_there_is_said_here(tmp_path: Path, one: threading.Semaphore) -> None:
    with pytest.raises(PagefindError, match="nowhere"):
        Maker().make(plan(collection()), tmp_path / "nowhere", [], go_on, one)
    assert one.acquire(blocking=False)


def test_a_document_that_cannot_be_had_is_said_as_it_is(tmp_path: Path, one: threading.Semaphore) -> None:
    def lost() -> bytes:
        raise PagefindError("'1.html' is not at hand")

    given = plan(collection())
    documents = [
        replace(document, load=lost) if document.path == "1.html" else document for document in given.documents
    ]
    with pytest.raises(PagefindError, match="not at hand"):
        Maker().make(replace(given, documents=documents), work(tmp_path, "a"), [], go_on, one)


def test_a_failed_patch_does_not_wait_for_its_own_turn(tmp_path: Path, one: threading.Semaphore) -> None:
    """The earlier shard is of no use: all is indexed, in a second turn."""
    pages = collection()
    here = make_shard(plan(pages), work(tmp_path, "here"), [], go_on)
    for piece in (here / "index").iterdir():
        piece.write_bytes(b"")
    made = Maker().make(plan(edited(pages)), work(tmp_path, "there"), [here], go_on, one)
    assert made.parent.name == "whole"


def test_one_that_is_killed_is_said(tmp_path: Path, one: threading.Semaphore) -> None:
    maker = Maker()

    def kill() -> None:
        maker._process.kill()

    with pytest.raises(PagefindError, match=f"ended with {-signal.SIGKILL if os.name != 'nt' else 1}"):
        maker.make(plan(collection()), work(tmp_path, "a"), [], kill, one)
    assert one.acquire(blocking=False)


_BUILD = """\
import sys, threading
from pathlib import Path
from mkdocs_dialogues.searching.apart import Maker, NoMakerError
from tests.shards import collection, plan
maker = Maker()
print(maker._process.pid, flush=True)
maker.make(plan(collection()), Path(sys.argv[1]), [], lambda: None, threading.Semaphore(0))
"""


@pytest.mark.skipif(os.name == "nt", reason="there a process is asked for otherwise")
def test_it_does_not_outlive_a_build_that_is_killed(tmp_path: Path) -> None:
    line = [sys.executable, "-c", _BUILD, str(tmp_path)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout
        maker = int(build.stdout.readline())
        build.kill()
    until = time.monotonic() + 20
    while _is_alive(maker):
        assert time.monotonic() < until
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or ") Z " not in status.read_text()


def test_nothing_that_lies_where_the_site_is_built_is_run(
    tmp_path: Path, one: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    assert Maker().make(plan(collection()), work(tmp_path, "a"), [], go_on, one)


def test_what_is_printed_there_is_no_message(
    tmp_path: Path, one: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_BEGIN", f"print('Good morning.', flush=True); {apart._BEGIN}")
    assert Maker().make(plan(collection()), work(tmp_path, "a"), [], go_on, one)
