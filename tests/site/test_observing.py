"""A preview is told of edits by the system where it can be, and MkDocs looks for them where it cannot."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from mkdocs_dialogues import observing
from mkdocs_dialogues.observing import observe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems tell of changes in other ways")

_NEVER = 3600.0  # s between two looks at all files: what is seen in the test was told
_SOON = 10.0
_QUIET = 0.5


class Preview:
    """A server of MkDocs whose builds are counted."""

    def __init__(self, docs: Path, *, interval: float = _NEVER) -> None:
        self.built = threading.Semaphore(0)
        self.server = LiveReloadServer(
            self.built.release, host="127.0.0.1", port=0, root=str(docs.parent), polling_interval=interval
        )
        self.server.watch(str(docs))
        self._thread = threading.Thread(target=self.server.serve)

    def begin(self) -> None:
        self._thread.start()
        while not self.server.serve_thread.is_alive():  # which begins when what watches has begun
            time.sleep(0.01)

    def end(self) -> None:
        self.server.shutdown(wait=True)
        self._thread.join()

    def builds(self) -> bool:
        return self.built.acquire(timeout=_SOON)

    def stays(self) -> bool:
        return not self.built.acquire(timeout=_QUIET)


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a transcript in it, on whatever disk the tests run."""
    monkeypatch.setattr(observing, "_LOCAL", {observing._file_system(str(tmp_path))})
    folder = tmp_path / "docs"
    (folder / "talks").mkdir(parents=True)
    (folder / "talks/kettle.md").write_text("**Ada:** Is it ready?\n")
    return folder


@pytest.fixture
def preview(docs: Path) -> Iterator[Preview]:
    preview = Preview(docs)
    observe(preview.server, str(docs))
    preview.begin()
    yield preview
    preview.end()


def _append(docs: Path) -> None:
    with (docs / "talks/kettle.md").open("a") as file:
        file.write("And more.\n")


def _replace(docs: Path) -> None:  # as many editors save
    (docs / "new").write_text("**Ada:** It is.\n")
    (docs / "new").replace(docs / "talks/kettle.md")


EDITS: dict[str, Callable[[Path], object]] = {
    "append": _append,
    "replace": _replace,
    "add": lambda docs: (docs / "talks/pot.md").write_text("**Bo:** Yes.\n"),
    "remove": lambda docs: (docs / "talks/kettle.md").unlink(),
    "rename a folder": lambda docs: (docs / "talks").rename(docs / "speeches"),
    "move a folder away": lambda docs: (docs / "talks").rename(docs.parent / "elsewhere"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_told_of(preview: Preview, docs: Path, edit: Callable[[Path], object]) -> None:
    edit(docs)
    assert preview.builds()


def test_a_folder_that_comes_later_is_told_of(preview: Preview, docs: Path) -> None:
    (docs / "letters").mkdir()
    (docs / "letters/first.md").write_text("**Bo:** Dear Ada.\n")
    assert preview.builds()
    while not preview.stays():
        pass
    (docs / "letters/first.md").write_text("**Bo:** Dearest Ada.\n")
    assert preview.builds()


def test_reading_is_no_edit(preview: Preview, docs: Path) -> None:
    (docs / "talks/kettle.md").read_text()
    list(docs.rglob("*"))
    assert preview.stays()


def test_what_editors_write_for_themselves_is_no_edit(preview: Preview, docs: Path) -> None:
    (docs / "talks/.#kettle.md").symlink_to("ada@engine.1:2")
    for name in (".kettle.md.swp", "4913", "kettle.md~", "#kettle.md#", ".goutputstream-1"):
        (docs / "talks" / name).write_text("nothing")
    assert preview.stays()
    (docs / "talks/.goutputstream-1").replace(docs / "talks/kettle.md")
    assert preview.builds()


def test_what_is_not_watched_any_more_is_not_told_of(preview: Preview, docs: Path) -> None:
    preview.server.unwatch(str(docs))
    _append(docs)
    assert preview.stays()


@pytest.mark.parametrize("reason", ["a link", "another disk", "too many"])
def test_mkdocs_looks_where_nobody_tells(docs: Path, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    if reason == "a link":
        (docs.parent / "elsewhere").mkdir()
        (docs / "talks/more").symlink_to(docs.parent / "elsewhere")
    elif reason == "another disk":
        monkeypatch.setattr(observing, "_LOCAL", frozenset())
    else:
        monkeypatch.setattr("watchdog.observers.inotify.InotifyEmitter.on_thread_start", _too_many)
    preview = Preview(docs, interval=0.05)
    observe(preview.server, str(docs))
    preview.begin()
    try:
        _append(docs)
        assert preview.builds()
    finally:
        preview.end()


@pytest.mark.parametrize("folder_is_told_of", [True, False])
def test_a_file_is_watched_that_may_be_there_some_day(
    docs: Path, monkeypatch: pytest.MonkeyPatch, *, folder_is_told_of: bool
) -> None:
    if not folder_is_told_of:
        monkeypatch.setattr(observing, "_LOCAL", frozenset())
    allowed, aside = docs.parent / "allowed.toml", docs.parent / "aside"
    preview = Preview(docs, interval=0.05)
    observe(preview.server, str(docs), allowed)
    preview.begin()
    try:
        aside.write_text("[[allow]]\nreason = 'ours'\n")
        assert preview.stays()  # it is another file
        edits: list[Callable[[], object]] = [
            lambda: allowed.write_text("[[allow]]\n"),
            lambda: aside.replace(allowed),  # as many editors save
            allowed.unlink,
            lambda: allowed.write_text("# none\n"),
        ]
        for edit in edits:
            edit()
            assert preview.builds()
            while not preview.stays():
                pass
        _append(docs)
        assert preview.builds()
    finally:
        preview.end()


def test_a_preview_watches_what_is_allowed_and_not_what_nobody_wants_watched(docs: Path) -> None:
    (docs.parent / "mkdocs.yml").write_text("site_name: Test\nplugins: [dialogues: {path: talks}]\n")
    config = load_config(str(docs.parent / "mkdocs.yml"))
    server = Preview(docs).server
    server.unwatch(str(docs))
    server.observer.stop()
    config.plugins.on_serve(server, config=config, builder=server.builder)
    assert list(server._watched_paths) == [str(docs.parent / "allowed-secrets.toml")]


def _too_many(_self: object) -> None:
    raise OSError(28, "inotify watch limit reached")


def test_a_file_system_is_known_by_its_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /mnt/two\\040words 9p rw 0 0\nc /mnt tmpfs rw 0 0\nd /mnt xfs rw 0 0\n")
    monkeypatch.setattr(observing, "_MOUNTS", mounts)
    kinds = {place: observing._file_system(place) for place in ("/home/x", "/mnt/two words/x", "/mnt", "/mntx")}
    assert kinds == {"/home/x": "ext4", "/mnt/two words/x": "9p", "/mnt": "xfs", "/mntx": "ext4"}
    monkeypatch.setattr(observing, "_MOUNTS", tmp_path / "none")
    assert observing._file_system("/home/x") == ""
