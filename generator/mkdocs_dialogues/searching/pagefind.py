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
import io
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
_LIST, _ONE_BYTE, _FOUR_BYTES = 4, 24, 26  # of CBOR: the kind of a list; its length follows in so many bytes
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
    data = _unpacked(path)
    path.unlink()
    run: list[tuple[str, bytes]] = []
    size = 0
    for word, item in _words(data):
        if size > _PIECE and word[:_ALIKE] != run[-1][0][:_ALIKE]:
            yield _chunk(folder, name, run)
            run, size = [], 0
        run.append((word, item))
        size += len(item)
    if run:
        yield _chunk(folder, name, run)


def _words(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The words of a chunk, each with its bytes: what stands there is only cut, which is a fraction of the work."""
    stream = io.BytesIO(data)
    decoder = cbor2.CBORDecoder(stream)
    _, at = _length(data, 0)  # a list of one list
    count, at = _length(data, at)
    stream.seek(at)
    for _ in range(count):
        word = decoder.decode()
        end = stream.tell()
        yield word[0], data[at:end]
        at = end


def _length(data: bytes, at: int) -> tuple[int, int]:
    """How many items the list has that begins at a place, and where the first is: RFC 8949, section 3."""
    kind, first = divmod(data[at], 32)
    if kind != _LIST or first > _FOUR_BYTES:
        raise PagefindError("a chunk of the index is not as Pagefind 1.5 makes it")
    more = 1 << (first - _ONE_BYTE) if first >= _ONE_BYTE else 0
    return int.from_bytes(data[at + 1 : at + 1 + more]) if more else first, at + 1 + more


def _chunk(folder: Path, name: str, words: list[tuple[str, bytes]]) -> list[str]:
    """Write a chunk: its line in the .pf_meta."""
    data = cbor2.dumps([[0] * len(words)])[: -len(words)] + b"".join(item for _, item in words)
    return [words[0][0], words[-1][0], _write_bytes(folder, name.rpartition("_")[0] + "_", data, ".pf_index")]


def _read(path: Path) -> Any:
    return cbor2.loads(_unpacked(path))


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE)


def _write(folder: Path, prefix: str, value: Any, suffix: str) -> str:
    """Write a file named by its content; the name, without suffix."""
    return _write_bytes(folder, prefix, cbor2.dumps(value), suffix)


def _write_bytes(folder: Path, prefix: str, data: bytes, suffix: str) -> str:
    name = prefix + hashlib.sha256(data).hexdigest()[:12]
    (folder / f"{name}{suffix}").write_bytes(gzip.compress(_SIGNATURE + data, 6, mtime=0))
    return name
