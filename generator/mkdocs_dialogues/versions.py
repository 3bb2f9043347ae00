"""What the results of this package hang on beside its input: its own code, its readers', and what they stand on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, entry_points, requires
from importlib.util import find_spec
from pathlib import Path
from re import MULTILINE, match, search

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.readers.registry import ENTRY_POINT_GROUP
from mkdocs_dialogues.site_files import files_below

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
        hash_of_files(_PACKAGE, (".py", ".html", ".json", ".toml", ".css", ".js")),
        *[hash_of_files(folder, (".py",)) for name in strangers for folder in _folders(name)],
    )


def hash_of_files(folder: Path, suffixes: tuple[str, ...] = ("",)) -> bytes:
    """A digest of the names and bytes of all files below a folder, or of those with a suffix; or of one file."""
    if folder.is_file():
        return digest(folder.read_bytes())
    told: list[bytes | str] = []
    for place in sorted(place for place in files_below(str(folder)) if place.endswith(suffixes)):
        path = f"{folder}/{place}"
        if os.path.isfile(path):  # noqa: PTH113 - hundreds at every start, and objects take longer than files
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123
                told += place, file.read()
    return digest(*told)


def _versions() -> Iterator[str]:
    try:
        required = requires("mkdocs-dialogues") or []
    except PackageNotFoundError:  # run from a folder that was never installed
        required = []
    for line in required:
        name = match(r"[\w.-]+", line)
        if name and "extra ==" not in line:
            try:
                yield f"{name[0]} {_version(name[0])}"
            except PackageNotFoundError:
                yield f"{name[0]} none"


def _version(name: str) -> str:
    """A package's version; ``importlib.metadata`` would read the whole of what it says of itself as an e-mail."""
    found = distribution(name)
    stated = search(r"^Version: (.+)$", found.read_text("METADATA") or "", MULTILINE)
    return stated[1] if stated else found.version


def _folders(module: str) -> Iterator[Path]:
    """The folders of a package's code, or the one file of a module."""
    found = find_spec(module)
    if found is None:
        return
    if found.submodule_search_locations is not None:
        yield from map(Path, found.submodule_search_locations)
    elif found.origin:
        yield Path(found.origin)
