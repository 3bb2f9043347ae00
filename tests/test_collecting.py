"""The search for dead cycles: put off while a site is built, and made up for."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator

import pytest

from mkdocs_dialogues import collecting
from mkdocs_dialogues.collecting import Collecting


class Node:
    """One of two that know each other, as a file and its page do."""

    def __init__(self) -> None:
        self.other = self


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    yield
    gc.enable()


def test_a_build_s_end_lets_it_go_on() -> None:
    build = Collecting(later=False)
    build.begin()
    assert not gc.isenabled()
    build.end()
    assert gc.isenabled()


def test_what_a_build_made_is_not_gone_through_at_its_end_or_that_of_the_process() -> None:
    code = (
        "import atexit, gc\n"
        "from mkdocs_dialogues.collecting import Collecting\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 50_000))\n"
        "build = Collecting(later=False)\n"
        "build.begin()\n"
        "made = [[] for _ in range(50_000)]\n"
        "build.end()\n"
        "print(len(gc.get_objects(generation=0)) < 1_000, gc.get_freeze_count() == 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


def test_a_preview_takes_the_build_before_the_last_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_PAUSE", 0)
    preview = Collecting(later=True)
    apart: list[int] = []
    for number in range(3):
        preview.begin()
        preview.leave(lambda number=number: apart.append(number))  # type: ignore[misc]
        assert number not in apart  # somebody waits for the page
        preview.end()
        while preview._left:
            time.sleep(0.01)
    preview.begin()  # does not wait for the rest
    assert apart == [0, 1, 2]
    assert not gc.isenabled()


def test_what_is_left_of_a_preview_s_builds_goes_after_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_PAUSE", 0)
    monkeypatch.setattr(collecting, "_REST", 0)
    preview = Collecting(later=True)
    held, seen = Node(), []
    for _ in range(3):
        preview.begin()
        held = Node()  # what the plugin held of the last build is held by itself alone from here on
        seen.append(weakref.ref(held))
        preview.end()
        preview.wait()
    assert [node() is held for node in seen] == [False, False, True]
    assert [node() for node in seen[:2]] == [None, None]
    assert gc.isenabled()


def test_it_does_not_wait_for_a_rest_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_PAUSE", 0)
    monkeypatch.setattr(collecting, "_MOST", 1)
    preview = Collecting(later=True)
    node = weakref.ref(Node())
    for _ in range(2):
        preview.begin()
        preview.end()
    preview.wait()
    assert node() is None
    assert gc.isenabled()


def test_the_next_build_does_not_wait_for_it() -> None:
    preview = Collecting(later=True)
    preview.begin()
    preview.end()
    preview.begin()
    preview.wait()
    assert not gc.isenabled()
