"""One run of Pagefind over some documents, and its output made the same every time.

The program is called directly: its Python API polls, and takes ten records a second. Of what it writes only the order
of a filter's values, and of the orders to sort by, differs from run to run (Pagefind 1.5 keeps them in a randomly
seeded map), and with it the names of two kinds of files. They are sorted and named again here, so that the same site
gives the same bytes.
https://github.com/Pagefind/pagefind/blob/main/pagefind/src/output/mod.rs
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import cbor2
from pagefind_bin import get_executable

__all__ = ["PROGRAM_FILES", "PagefindError", "run_pagefind"]

PROGRAM_FILES: Final = ("pagefind.js", "pagefind-worker.js")
"""What of Pagefind's own files readers need; the rest is user interfaces that we do not show."""

_SIGNATURE: Final = b"pagefind_dcd"  # stands before the data in each compressed file
_CHUNKS: Final = 2  # the place of the index's chunks in that list: [[first word, last word, file], …]
_PIECE: Final = 20_000  # about how many bytes, before compression, that a chunk of ours has
_PAGE: Final = 5  # what a page of a word takes beside its places
_ALIKE: Final = 3  # words that begin with so many letters alike stay together, so that a beginning finds them all
_FILTERS: Final = 3  # the place of the filters in the list that a .pf_meta holds: [[name, file], …]
_SORTS: Final = 4  # the place of the orders there: [[name, [page, …]], …]
_EXCLUDED: Final = ".headerlink, .voice-mark, [data-search-exclude], script, style, svg"


class PagefindError(Exception):
    """Pagefind could not be run, or failed; what it said."""


def run_pagefind(documents: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Index documents (path below the site, HTML) into ``folder / "index"``; ``folder`` is empty and ours.

    Raises PagefindError, OSError.
    """
    source, index = folder / "source", folder / "index"
    for path, document in documents:
        place = source / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(document)
    line = [str(get_executable()), "--site", str(source), "--output-path", str(index), "--silent"]
    line += ["--keep-index-url", "--exclude-selectors", _EXCLUDED]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        # In the folder: Pagefind reads a configuration file from where it runs.
        done = subprocess.run(  # noqa: S603 - the program of the package that we depend on
            line, cwd=folder, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except OSError as error:
        raise PagefindError(str(error)) from error
    if done.returncode or not (index / "pagefind-entry.json").is_file():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise PagefindError(said[-1] if said else f"it ended with {done.returncode}")
    _settle(index)


def _settle(index: Path) -> None:
    """Sort and name again what comes in a random order."""
    entry = json.loads((index / "pagefind-entry.json").read_text(encoding="utf-8"))
    for language, facts in entry["languages"].items():
        path = index / f"pagefind.{facts['hash']}.pf_meta"
        meta = _read(path)
        path.unlink()
        meta[_FILTERS] = sorted([name, _settle_filter(index / "filter", file)] for name, file in meta[_FILTERS])
        meta[_CHUNKS] = [piece for _, _, file in meta[_CHUNKS] for piece in _cut(index / "index", file)]
        meta[_SORTS] = sorted(meta[_SORTS])
        facts["hash"] = _write(index, f"pagefind.{language}_", meta, ".pf_meta").removeprefix("pagefind.")
    (index / "pagefind-entry.json").write_text(json.dumps(entry, sort_keys=True), encoding="utf-8")


def _settle_filter(folder: Path, name: str) -> str:
    path = folder / f"{name}.pf_filter"
    title, values = _read(path)
    path.unlink()
    return _write(folder, name.rpartition("_")[0] + "_", [title, sorted(values)], ".pf_filter")


def _cut(folder: Path, name: str) -> Iterator[list[str]]:
    """Cut a chunk of the index into smaller ones, of which a reader loads one for a word and a shard.

    Pagefind makes them of 20,000 places each, some 45 kB, and has no option for it.
    """
    path = folder / f"{name}.pf_index"
    (words,) = _read(path)
    path.unlink()
    run: list[Any] = []
    size = 0
    for word in words:
        if size > _PIECE and word[0][:_ALIKE] != run[-1][0][:_ALIKE]:
            yield _chunk(folder, name, run)
            run, size = [], 0
        run.append(word)
        size += len(word[0]) + sum(_PAGE + 2 * len(places) for _, places, *_ in word[1])
    if run:
        yield _chunk(folder, name, run)


def _chunk(folder: Path, name: str, words: list[Any]) -> list[str]:
    """Write a chunk: its line in the .pf_meta."""
    return [words[0][0], words[-1][0], _write(folder, name.rpartition("_")[0] + "_", [words], ".pf_index")]


def _read(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))


def _write(folder: Path, prefix: str, value: Any, suffix: str) -> str:
    """Write a file named by its content; the name, without suffix."""
    data = cbor2.dumps(value)
    name = prefix + hashlib.sha256(data).hexdigest()[:12]
    (folder / f"{name}{suffix}").write_bytes(gzip.compress(_SIGNATURE + data, 6, mtime=0))
    return name
