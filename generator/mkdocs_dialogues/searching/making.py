"""A shard of the index: made out of an earlier one where few of its documents changed, or of all of them.

Pagefind takes 3.5 ms for a dialogue of 1,000 words, and so most of the time that a shard takes. Beside its index, a
shard has a list of its documents, which tells the next build what it was made of.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mkdocs_dialogues.searching import pieces
from mkdocs_dialogues.searching.documents import date_of
from mkdocs_dialogues.searching.pagefind import PROGRAM_FILES, PagefindError, run_pagefind
from mkdocs_dialogues.searching.patching import UNEXPECTED, Patched, PatchError, check, facts_of, patch
from mkdocs_dialogues.searching.words import read, unpacked

__all__ = ["LIST", "Document", "Plan", "Turn", "make_shard"]

log = logging.getLogger("mkdocs.plugins.dialogues")

LIST: Final = "documents.json"
"""The list of a shard's documents. Readers have no use for it."""

_SHARE: Final = 0.25  # of a shard's documents may have changed: with twice as many, indexing all is as fast


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a shard: the path of its page, a mark that no other document has, and how its HTML is had."""

    path: str
    mark: str
    load: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Known:
    """What an earlier shard tells of a document: its date, the number of its page, and by what the page's fragment is
    known to be whole; -1 and 0 for a document without words, which has none.
    """

    date: str
    number: int
    check: int


Turn = AbstractContextManager[object]
"""Pagefind holds a shard's text many times over: so many that run at a time, and no more, wait for each other in it."""

_Order = list[tuple[Document, str]]
"""Documents with their dates, in the order of their pages."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shard is to be. ``kind`` is alike for shards that could be made out of each other, ``mark`` for none."""

    documents: Sequence[Document]
    kind: str
    language: str
    mark: str


def make_shard(
    plan: Plan, work: Path, earlier: Iterable[Path], unless_stopped: Callable[[], None], turn: Turn | None = None
) -> Path:
    """Make a shard below the folder ``work``, and say where; ``earlier`` are folders of others.

    ``turn`` is waited for before Pagefind runs, and over when it has. Raises PagefindError, FormError, OSError, and
    what ``unless_stopped`` raises.
    """
    make = _Making(plan, unless_stopped, turn or nullcontext())
    try:
        index = make.patched(work / "patched", earlier)
    except (PagefindError, *UNEXPECTED) as error:  # the earlier one is not whole, or too much is unlike it
        log.debug("search: a shard is not made out of an earlier one: %r", error)
        index = None
    unless_stopped()
    return index or make.whole(work / "whole")


class _Making:
    def __init__(self, plan: Plan, unless_stopped: Callable[[], None], turn: Turn) -> None:
        self._documents = plan.documents
        self._kind = plan.kind
        self._language = plan.language
        self._mark = plan.mark
        self._unless_stopped = unless_stopped
        self._turn = turn

    def whole(self, folder: Path) -> Path:
        """A shard made of all its documents."""
        texts = {document.mark: document.load() for document in self._documents}
        order = _ordered((document, date_of(texts[document.mark])) for document in self._documents)
        index = self._run(folder, [document for document, _ in order], texts)
        pieces.make_over(index, self._mark)
        _trim(index)
        with suppress(*UNEXPECTED):  # then the next build will not know what this one is made of
            meta = read(index / f"pagefind.{self._mark}.pf_meta")
            self._put_list(index, order, _numbers(index, meta, [document for document, _ in order]), {})
        return index

    def patched(self, folder: Path, earlier: Iterable[Path]) -> Path | None:
        """A shard made out of an earlier one; None where there is none that is nearly alike. Raises whatever."""
        nearest, known = self._nearest(earlier)
        if nearest is None:
            return None
        texts = {document.mark: document.load() for document in self._documents if document.mark not in known}
        order = _ordered(
            (document, date_of(texts[document.mark]) if document.mark in texts else known[document.mark].date)
            for document in self._documents
        )
        if not texts:  # some are gone, and no other changed: one stands for those that did
            first = order[0][0]
            texts[first.mark] = first.load()
        changed = [document for document, _ in order if document.mark in texts]
        index = self._run(folder, changed, texts)
        meta = read(index / f"pagefind.{facts_of(index)[1]['hash']}.pf_meta")
        fresh = dict(zip((document.mark for document in changed), _numbers(index, meta, changed), strict=True))
        kept: dict[int, int] = {}
        added: dict[int, int] = {}
        numbers: list[int] = []
        for document, _ in order:
            is_new = document.mark in fresh
            number = fresh[document.mark] if is_new else known[document.mark].number
            numbers.append(len(kept) + len(added) if number >= 0 else -1)
            if number >= 0:
                (added if is_new else kept)[number] = numbers[-1]
        patch(
            index,
            Patched(nearest, kept, added, {one.number: one.check for one in known.values()}),
            self._mark,
            self._unless_stopped,
        )
        _trim(index)
        self._put_list(index, order, numbers, known)
        return index

    def _run(self, folder: Path, documents: list[Document], texts: dict[str, bytes]) -> Path:
        folder.mkdir()
        given = ((document.path, texts[document.mark]) for document in documents)
        with self._turn:
            run_pagefind(given, self._language, folder, self._unless_stopped)
        self._unless_stopped()
        return folder / "index"

    def _nearest(self, earlier: Iterable[Path]) -> tuple[Path | None, dict[str, _Known]]:
        """The shard that has most of the documents, if it has enough of them, and what is known of each in it."""
        nearest, its = None, dict[str, _Known]()
        marks = {document.mark for document in self._documents}
        most = len(marks) * (1 - _SHARE)
        for folder in earlier:
            with suppress(*UNEXPECTED):  # one that is being removed, or of an earlier version
                known = self._listed(folder)
                count = len(marks & known.keys())
                if count >= max(most, 1):
                    nearest, its, most = folder, known, count + 1
        return nearest, its

    def _listed(self, folder: Path) -> dict[str, _Known]:
        with (folder / LIST).open(encoding="utf-8") as file:
            if json.loads(file.readline()) != self._kind:
                return {}
            return {mark: _Known(*rest) for mark, *rest in json.loads(file.readline())}

    def _put_list(self, index: Path, order: _Order, numbers: list[int], known: dict[str, _Known]) -> None:
        begin = len(self._mark) + 1
        paths = {int(path.name[begin:].partition(".")[0], 16): path for path in (index / "fragment").iterdir()}
        lines = []
        for (document, date), number in zip(order, numbers, strict=True):
            former = known.get(document.mark)
            mark = former.check if former else check(paths[number]) if number >= 0 else 0
            lines.append([document.mark, date, number, mark])
        (index / LIST).write_text(f"{json.dumps(self._kind)}\n{json.dumps(lines)}", encoding="utf-8")


def _ordered(documents: Iterable[tuple[Document, str]]) -> _Order:
    """By date; what has none stands last, whichever end readers begin with."""
    return sorted(documents, key=lambda one: (not one[1], one[1], one[0].path))


def _numbers(index: Path, meta: list[Any], documents: list[Document]) -> list[int]:
    """The numbers of documents' pages, which are in that order; -1 for one without words: it has no page."""
    names = [name for name, _ in meta[pieces.PAGES]]
    if len(names) == len(documents):
        return [*range(len(names))]
    urls = [json.loads(unpacked(index / "fragment" / f"{name}.pf_fragment"))["url"] for name in names]
    numbers = {url: number for number, url in enumerate(urls)}
    found = [numbers.get(f"/{document.path}", -1) for document in documents]
    if sorted(number for number in found if number >= 0) != [*range(len(names))]:
        raise PatchError("pages have other addresses than their documents")
    return found


def _trim(index: Path) -> None:
    """Take away what readers do not load, and call the program that reads a language by the language alone."""
    entry = json.loads((index / pieces.ENTRY).read_text(encoding="utf-8"))
    keep = {*PROGRAM_FILES, pieces.ENTRY}
    for facts in entry["languages"].values():
        whole = facts["wasm"] or "unknown"
        facts["wasm"] = whole.partition("-x-")[0]
        (index / f"wasm.{whole}.pagefind").replace(index / f"wasm.{facts['wasm']}.pagefind")
        keep |= {f"wasm.{facts['wasm']}.pagefind", f"pagefind.{facts['hash']}.pf_meta"}
    for path in index.iterdir():
        if path.is_file() and path.name not in keep:
            path.unlink()
    pieces.put_entry(index, entry)
