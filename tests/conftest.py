"""Shared by all tests: golden files, rewritten with ``pytest --accept``; property tests that are the same each time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, and no deadline: a busy machine is no fault of the code.
settings.register_profile("project", derandomize=True, deadline=None)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what the tests get into the golden files")


@pytest.fixture(autouse=True)
def own_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test touches the caches of whoever runs it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.with_name(f"{tmp_path.name}-caches")))


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of folders that nobody may read; who is root may, whatever their permissions are."""
    scandir = os.scandir

    def refusing(path: str | Path | int = ".") -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("/private"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    return "private"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare text with a golden file; with ``--accept``, write it there instead."""
    accept = bool(request.config.getoption("--accept"))

    def compare(path: Path, text: str) -> None:
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing: look at what the test gets, then run pytest --accept"
        assert text == path.read_text(encoding="utf-8")

    return compare
