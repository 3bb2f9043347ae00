"""What Pagefind writes, made over into pieces of which a reader loads few, and named by the order of their dates."""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mkdocs_dialogues.searching import pagefind, pieces
from mkdocs_dialogues.searching import words as words_module
from mkdocs_dialogues.searching.documents import SearchDocument, spaced

LETTERS = "bcdfghklmnprst"


def html(text: str, date: str = "") -> bytes:
    sort = f'<p data-pagefind-sort="date">{date}</p>' if date else ""
    return f"<html><body data-pagefind-body><div data-pagefind-ignore>{sort}</div>{text}</body></html>".encode()


def indexed(folder: Path, documents: list[tuple[str, bytes]]) -> tuple[Path, list[Any]]:
    """An index made over, and its .pf_meta."""
    pagefind.run_pagefind(documents, "und", folder)
    pieces.make_over(folder / "index", "mark")
    entry = json.loads((folder / "index/pagefind-entry.json").read_text())
    assert [facts["hash"] for facts in entry["languages"].values()] == ["mark"]
    meta: list[Any] = words_module.read(folder / "index/pagefind.mark.pf_meta")
    return folder / "index", meta


def loaded(chunks: list[list[str]], term: str) -> set[str]:
    """The pieces that Pagefind loads for a word: pagefind_web/src/lib.rs, ``request_indexes``."""
    strict = {name for first, last, name in chunks if first <= term <= last}
    return strict or {
        name
        for first, last, name in chunks
        if term[: len(first)] >= first[: len(term)] and term[: len(last)] <= last[: len(term)]
    }


def words_of(folder: Path) -> dict[str, list[str]]:
    """The words of each piece, in order."""
    found = {}
    for path in folder.iterdir():
        (held,) = words_module.read(path)
        found[path.name.removesuffix(".pf_index")] = [word for word, *_ in held]
    return found


def test_an_index_is_in_small_pieces_that_have_every_word_once(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311 - not for secrets
    words = {"".join(chance.choices(LETTERS, k=chance.randint(3, 7))) for _ in range(9_000)}
    words |= {f"{alike}{more}" for alike in ("bcd", "bcdf", "mnpr") for more in list(words)[:900]}
    documents = [(f"{number}/index.html", html(" ".join(sorted(words)[number::10]))) for number in range(10)]
    index, meta = indexed(tmp_path, documents)
    held = words_of(index / "index")
    chunks = meta[pieces.CHUNKS]
    assert {name for _, _, name in chunks} == set(held)
    assert sorted(word for piece in held.values() for word in piece) == sorted(words)
    assert len(held) > 20
    assert all(path.stat().st_size < 6_000 for path in (index / "index").iterdir())
    where = {word: name for name, piece in held.items() for word in piece}
    some = chance.sample(sorted(words), 400)
    assert all(where[word] in loaded(chunks, word) for word in some)
    assert sum(len(loaded(chunks, word)) for word in some) < 1.2 * len(some)
    for beginning in {word[:length] for word in some for length in range(3, len(word))}:
        begin_so = {name for name, piece in held.items() if any(word.startswith(beginning) for word in piece)}
        assert begin_so <= loaded(chunks, beginning), beginning


def test_words_are_told_from_what_looks_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    found = words_module._decoded

    def noted(data: bytes, at: int, count: int) -> Iterator[int]:
        decoded.append(count)
        return found(data, at, count)

    monkeypatch.setattr(words_module, "_decoded", noted)
    # U+0103 is C4 83 in UTF-8, and 83 61 is how a word begins in Pagefind's form
    words = [f"c\u0103a{first}{second}" for first in LETTERS for second in LETTERS]
    index, _ = indexed(tmp_path, [("index.html", html(" ".join(words)))])
    assert decoded
    held = words_of(index / "index")
    assert sorted(word for piece in held.values() for word in piece) == sorted(w.replace("\u0103", "a") for w in words)


def test_pages_are_numbered_in_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    given = [("z.html", "2024-01-01"), ("a.html", "2025-01-01"), ("empty.html", "2025-06-01"), ("m.html", "")]
    documents = [(path, html("" if "empty" in path else f"This is {path}", date)) for path, date in given]
    index, meta = indexed(tmp_path, documents)
    assert [name for name, _ in meta[pieces.PAGES]] == ["mark-0", "mark-1", "mark.2"]
    assert meta[pieces.SORTS] == []
    urls = [
        json.loads(words_module.unpacked(index / f"fragment/{name}.pf_fragment"))["url"]
        for name, _ in meta[pieces.PAGES]
    ]
    assert urls == ["/z.html", "/a.html", "/m.html"]


def test_what_pagefind_says_when_it_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fails").write_text("#!/bin/sh\necho 'it is full' >&2\nexit 3\n", encoding="utf-8")
    (tmp_path / "fails").chmod(0o755)
    monkeypatch.setattr(pagefind, "get_executable", lambda: tmp_path / "fails")
    documents = [(f"{number}.html", html("word " * 1000)) for number in range(200)]
    with pytest.raises(pagefind.PagefindError, match="it is full"):
        pagefind.run_pagefind(documents, "en", tmp_path)


def test_nothing_waits_for_documents_that_cannot_be_had(tmp_path: Path) -> None:
    def documents() -> Any:
        yield "a.html", html("One")
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        pagefind.run_pagefind(documents(), "en", tmp_path)


def test_a_run_that_nobody_wants_any_more_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a preview, the next edit comes while the index of the last one is being made."""
    program = tmp_path / "waits"
    program.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(600)\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind, "get_executable", lambda: program)
    stop = threading.Event()

    def unless_stopped() -> None:
        if stop.is_set():
            raise InterruptedError
        stop.set()

    with pytest.raises(InterruptedError):
        pagefind.run_pagefind([("a/index.html", b"<p>a")], "en", tmp_path, unless_stopped)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("see path/to/kettle_x.png, or not.", "see path/| to/| kettle_| x.| png, or not."),
        ("docker-compose.yml, a/-b", "docker-compose.| yml, a/-| b"),
        ("It is 3.14, e.g. 1/2. And so on.", "It is 3.14, e.| g. 1/2. And so on."),
        ("a\u00a0b.c\nd_e", "a\u00a0b.| c\nd_| e"),
        ("a.b.c/d e", "a.| b.| c/| d e"),
        (r"C:\Windows and std::vector<int>", r"C:\| Windows and std::| vector<int>"),
        ("end…start “no”—and then — 10:30, a=b", "end…| start “no”—| and then — 10:30, a=b"),
        ("Nothing of that.", "Nothing of that."),
    ],
)
def test_names_of_files_are_words_of_their_pieces(text: str, pieces: str) -> None:
    assert spaced(text).replace("-\N{INVISIBLE TIMES}", "_").replace("\N{WORD JOINER}", "|") == pieces


def test_what_html_escapes_is_a_sign_as_well() -> None:
    document = SearchDocument("x.html", "", '<p class="a_b">&quot;no&quot;—and &lt;b_c&gt; &amp;lt;</p>', "en")
    body = document.html().replace("-\N{INVISIBLE TIMES}", "_").replace("\N{WORD JOINER}", "|")
    assert '<p class="a_b">"no"—| and &lt;b_| c&gt; &amp;lt;</p>' in body
