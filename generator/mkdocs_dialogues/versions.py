"""What the results of this package hang on beside its input: its own code, its readers', and what they stand on."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from importlib.util import find_spec
from pathlib import Path
from re import match

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.readers.registry import ENTRY_POINT_GROUP

__all__ = ["code_version", "hash_of_files"]

_PACKAGE = Path(__file__).parent


@cache
def code_version() -> bytes:
    """A digest that changes with this package, with any installed reader, and with the versions of what is required."""
    modules = {entry_point.module for entry_point in entry_points(group=ENTRY_POINT_GROUP)}  # none is loaded for this
    strangers = sorted({module.partition(".")[0] for module in modules} - {"mkdocs_dialogues"})
    return digest(
        platform.python_version(),
        *_versions(),
        hash_of_files(_PACKAGE, ("*.py", "*.html", "*.json", "*.toml", "*.css", "*.js")),
        *[hash_of_files(folder, ("*.py",)) for name in strangers for folder in _folders(name)],
    )


def hash_of_files(folder: Path, patterns: Iterable[str]) -> bytes:
    """A digest of the names and bytes of all files below a folder that have one of the forms; or of one file."""
    if folder.is_file():
        return digest(folder.read_bytes())
    paths = sorted({path for pattern in patterns for path in folder.rglob(pattern)})
    return digest(
        *[part for path in paths if path.is_file() for part in (path.relative_to(folder).as_posix(), path.read_bytes())]
    )


def _versions() -> Iterator[str]:
    try:
        required = requires("mkdocs-dialogues") or []
    except PackageNotFoundError:  # run from a folder that was never installed
        required = []
    for line in required:
        name = match(r"[\w.-]+", line)
        if name and "extra ==" not in line:
            try:
                yield f"{name[0]} {version(name[0])}"
            except PackageNotFoundError:
                yield f"{name[0]} none"


def _folders(module: str) -> Iterator[Path]:
    """The folders of a package's code, or the one file of a module."""
    found = find_spec(module)
    if found is None:
        return
    if found.submodule_search_locations is not None:
        yield from map(Path, found.submodule_search_locations)
    elif found.origin:
        yield Path(found.origin)
