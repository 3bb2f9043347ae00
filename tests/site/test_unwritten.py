"""A build that cannot write ends with the name of the file and the reason, and leaves the last site as it was."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from mkdocs_dialogues.unwritten import unwritten

from .conftest import BuildSite

FILES = {"index.md": "# Home\n", "dialogues/kettle.md": "**Ada:** Is it on?\n\n**Bo:** It is.\n"}
FULL = """cannot write '{}': No space left on device
  Expected room for a whole site beside the last one.
  Make room there, and build again; until then the site stays as it was."""


def is_full(*_: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def said_of_second(build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[list[str], Path]:
    """What is said of a build after a good one when there is no room for the file of that name."""
    site = build_site(FILES, options={"cache": False})
    before = {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()}
    opened = open

    class Full:
        """A file that takes nothing in."""

        write = is_full

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None: ...

    def opening(file: object, mode: str = "r", *rest: object, **named: object) -> object:
        if mode[0] in "wx" and str(file).endswith(name):
            return Full()
        return opened(file, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr("io.open", opening)  # that of paths
    monkeypatch.setattr("builtins.open", opening)
    second = build_site(FILES, options={"cache": False})
    assert second.aborted
    assert {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()} == before
    assert not list(site.folder.parent.glob(".site.*"))
    return second.warnings, site.folder


@pytest.mark.parametrize(
    "name", ["_headers", "404.html", "kettle/index.html", "dialogues.jsonl", "dialogues/kettle/index.md"]
)
def test_no_room_for_a_file(build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    said, site = said_of_second(build_site, monkeypatch, name)
    (where,) = (path for path in site.rglob("*") if str(path).endswith(f"/{name}"))
    assert said[-1] == FULL.format(where)


@pytest.fixture
def limit() -> Iterator[None]:
    """No file can be larger than a megabyte."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("limit")
@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limits")
def test_a_copy_that_the_system_cuts_off(build_site: BuildSite, caplog: pytest.LogCaptureFixture) -> None:
    site = build_site(FILES)
    assert site.aborted
    assert not site.folder.exists()
    assert f"cannot write '{site.folder}/assets/dialogues/vendor/mermaid.min.js': File too large" in caplog.text


def test_where_nothing_is_built_aside_the_site_is_not_whole(
    build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("mkdocs_dialogues.guard.headers_file", is_full)
    assert build_site(FILES, options={"build_aside": False}).aborted
    assert "until then the site is not whole." in caplog.text


def test_a_preview_goes_on_when_there_is_room(
    build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build_site(FILES)
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "preview"))
    config.plugins.on_startup(command="serve", dirty=False)
    with monkeypatch.context() as patched:
        patched.setattr("mkdocs.commands.build.utils.write_file", is_full)
        with pytest.raises(Abort):
            build(config, serve_url="http://127.0.0.1:8000/")
    build(config, serve_url="http://127.0.0.1:8000/")
    assert "Is it on?" in (tmp_path / "preview/dialogues/kettle/index.html").read_text()


def test_faults_of_other_kinds_are_left_alone() -> None:
    folders = {"/x/site": "/x/site"}
    for error in (
        ValueError(),
        FileNotFoundError(errno.ENOENT, "None", "/x/site/a"),
        PermissionError(13, "No", "/y/a"),
    ):
        assert unwritten(error, folders, whole=True) is None
    refused = unwritten(PermissionError(13, "Permission denied", "/x/site/a"), folders, whole=False)
    assert refused is not None
    assert refused.startswith("cannot write '/x/site/a': Permission denied\n  Expected a place that can be written to.")
