"""A shard of the search index that is made out of an earlier one: to the byte what it is when made of all documents."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest

from mkdocs_dialogues.searching import making, patching
from mkdocs_dialogues.searching.making import LIST, Plan, make_shard
from mkdocs_dialogues.searching.pagefind import run_pagefind
from mkdocs_dialogues.searching.words import Words

from .shards import DATES, WORDS, Chance, Pages, collection, files, page, plan

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a shard in a folder of its own."""
    numbers = iter(range(1000))

    def made(shard: Plan, *earlier: Path) -> Path:
        work = tmp_path / f"work-{next(numbers)}"
        work.mkdir()
        return make_shard(shard, work, earlier, lambda: None)

    return made


def was_patched(folder: Path) -> bool:
    return folder.parent.name == "patched"


def edited(chance: Chance, pages: Pages, how: str) -> Pages:
    """The pages after somebody wrote."""
    new = dict(pages)
    paths = list(pages)
    for path in chance.sample(paths, chance.randint(1, 3)):
        one, other = pages[path], page(chance, 500)
        if how == "all":
            new[path] = replace(other, path=path, date=one.date)
        elif how == "word":
            new[path] = replace(
                one, body=one.body.replace("<p>", f"<p>{chance.choice(WORDS)} ", 1) + "<p>once more</p>"
            )
        elif how == "date":
            new[path] = replace(one, date=chance.choice(DATES))
        elif how == "away":
            del new[path]
        elif how == "new":
            one = page(chance, chance.randrange(600, 10_000))
            new[one.path] = one
    return new


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("how", ["all", "word", "date", "away", "new"])
def test_a_patched_shard_is_the_whole_one(make: Make, how: str, seed: int) -> None:
    chance = Chance(f"{how} {seed}")
    pages = {one.path: one for one in (page(chance, number) for number in range(14))}
    folder = make(plan(pages))
    assert not was_patched(folder)
    patched = 0
    for _ in range(4):
        pages = edited(chance, pages, how)
        whole = make(plan(pages))
        folder = make(plan(pages), folder)
        assert files(folder) == files(whole)
        patched += was_patched(folder)
    assert patched >= 2


def test_words_are_told_from_bytes_that_look_like_them_and_a_mark_that_stands_alone_is_one() -> None:
    mark = ["", [], [["\uabe6", [[0, [-241, 23], []]]]]]  # as Pagefind has it: a spelling of no word
    far = ["a", [[0, [0x8361], []]], []]
    words = Words.joined([cbor2.dumps([[mark, far]])])
    assert [words.name(number) for number in range(len(words))] == ["", "a"]


@pytest.mark.parametrize("word", ["0", "zz", "\U00020000", "\uabe6"], ids=["first", "between", "last", "mark"])
def test_a_word_that_nobody_said_before_comes_and_goes_wherever_it_stands(make: Make, word: str) -> None:
    without = collection()
    said = {**without, "1.html": replace(without["1.html"], body=f"{without['1.html'].body}<p>{word}</p>")}
    for before, after in ((without, said), (said, without)):
        new = make(plan(after), make(plan(before)))
        assert was_patched(new)
        assert files(new) == files(make(plan(after)))


def test_the_nearest_of_earlier_shards_is_taken(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a preview an edit ends the index that is being made for the one before it: that one's shard is never there."""
    pages = collection()
    old = make(plan(pages))
    pages = {**pages, "1.html": replace(pages["1.html"], title="Another")}
    nearer = make(plan(pages), old)
    pages = {**pages, "2.html": replace(pages["2.html"], title="Another")}
    given: list[list[str]] = []
    run = run_pagefind

    def noted(documents: Iterator[tuple[str, bytes]], *rest: Any) -> None:
        known = list(documents)
        given.append([path for path, _ in known])
        run(known, *rest)

    monkeypatch.setattr(making, "run_pagefind", noted)
    assert was_patched(make(plan(pages), old, nearer))
    assert was_patched(make(plan(pages), nearer, old))
    assert was_patched(make(plan(pages), old))
    assert [sorted(paths) for paths in given] == [["2.html"], ["2.html"], ["1.html", "2.html"]]


def test_a_shard_of_another_kind_or_other_documents_is_of_no_use(make: Make, tmp_path: Path) -> None:
    pages = collection()
    old = make(plan(pages))
    assert not was_patched(make(plan(pages, "de-x-s3"), old))
    others = {path: replace(one, title=f"{one.title} {number}") for number, (path, one) in enumerate(pages.items())}
    assert not was_patched(make(plan(others), old))
    assert not was_patched(make(plan(others), tmp_path / "nowhere"))


def damaged(old: Path) -> Iterator[str]:
    """One file of a shard after the other cut short, gone or, as after a power failure, zeros; all others are whole."""
    for path in sorted(path for path in old.rglob("*") if path.is_file()):
        data = path.read_bytes()
        for what, left in {
            "empty": b"",
            "short": data[: len(data) // 2],
            "shorter": data[:-1],
            "zeros": bytes(len(data)),
            "gone": None,
        }.items():
            path.unlink()  # another shard may have a link to it
            if left is not None:
                path.write_bytes(left)
            yield f"{path.name} {what}"
            path.unlink(missing_ok=True)
            path.write_bytes(data)


def test_of_a_damaged_shard_nothing_is_taken_over(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    pages = collection(4)
    old = make(plan(pages))
    pages = {**pages, "1.html": replace(pages["1.html"], body=f"<p>Only this.</p>{pages['1.html'].body}")}
    whole = files(make(plan(pages)))
    patched = make(plan(pages), old)
    assert was_patched(patched)
    kept = {"pagefind.js", "pagefind-worker.js", "wasm.en.pagefind"}  # Pagefind writes them each time
    caplog.set_level("DEBUG")
    for what in damaged(old):
        caplog.clear()
        new = make(plan(pages), old)
        assert files(new) == whole, what
        assert was_patched(new) == (what.partition(" ")[0] in kept), what
        assert was_patched(new) or LIST in what or "not made out of an earlier one" in caplog.text, what
        shutil.rmtree(new)


def test_what_nobody_foresaw_is_indexed_whole(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = collection()
    old = make(plan(pages))
    pages = {**pages, "1.html": replace(pages["1.html"], title="Another")}
    whole = files(make(plan(pages)))
    for error in patching.UNEXPECTED:

        def fails(*_: object, error: type[Exception] = error) -> None:
            raise error("unforeseen")

        monkeypatch.setattr(patching._Patch, "make", fails)
        new = make(plan(pages), old)
        assert not was_patched(new)
        assert files(new) == whole


def test_a_kind_of_metadata_that_comes_or_goes_is_no_patch(make: Make) -> None:
    """Places in metadata are told by the number of their kind: all of them would change."""
    pages = {path: replace(one, facts={"themes": "tea"}) for path, one in collection().items()}
    with_more = {**pages, "1.html": replace(pages["1.html"], facts={"participants": "Ada", "themes": "tea"})}
    for before, after in ((pages, with_more), (with_more, pages)):
        new = make(plan(after), make(plan(before)))
        assert not was_patched(new)
        assert files(new) == files(make(plan(after)))


def test_the_list_of_documents_has_nothing_of_them(make: Make) -> None:
    pages = collection()
    listed = (make(plan(pages)) / LIST).read_text(encoding="utf-8")
    assert "1.html" not in listed
    assert all(document.mark in listed for document in plan(pages).documents)
