"""Whatever a site's files are called and however they are packed: what is in them is read."""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from mkdocs_dialogues.errors import Problem
from mkdocs_dialogues.secrets import finished
from mkdocs_dialogues.secrets.finished import FinishedSite
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.site_files import files_below

from .samples import made_up

KEY = made_up("ghp_{A36}")
SIGNATURE = b"pagefind_dcd"


Parts = Sequence[tuple[int, int]]


def looked(folder: Path, *places: str, fresh: Mapping[str, Parts] = {}, heeds: Mapping[str, str] = {}) -> list[Problem]:
    """The problems of files that were looked at one after the other."""
    site = FinishedSite(folder, Lookout(heeds), [])
    for place in places:
        site.look([place], fresh=fresh)
    return site.problems({})


def said(site: Path, **heeds: str) -> list[str]:
    return [problem.what for problem in looked(site, *files_below(str(site)), heeds=heeds)]


def packed(text: str) -> bytes:
    return gzip.compress(SIGNATURE + text.encode(), mtime=0)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sitemap.xml.gz", gzip.compress(f"<loc>{KEY}</loc>".encode(), mtime=0)),
        ("two.gz", gzip.compress(b"nothing", mtime=0) + gzip.compress(f" {KEY} ".encode(), mtime=0)),
        ("pagefind/fragment/en_1.pf_fragment", packed(f'{{"content":"Use {KEY} now"}}')),
        ("pagefind/pagefind.en_1.pf_meta", packed(f"\x82 {KEY} ")),
        ("notes.rst", f"use {KEY}".encode()),
        (".env", f"GITHUB={KEY}".encode()),
        ("feed.atom", f"<p>{KEY}</p>".encode()),
        ("not-really.gz", b"\x1f\x8b " + KEY.encode()),
    ],
)
def test_a_key_is_found_in_whatever_file_it_stands(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    (message,) = said(tmp_path)
    assert f"a key of GitHub: '{name}'" in message
    assert KEY not in message


def test_a_secret_in_several_files_is_said_once_whenever_they_are_written(tmp_path: Path) -> None:
    for name in ("index.html", "index.md", "rows.jsonl"):
        (tmp_path / name).write_text(f"token {KEY}\n")
    (message,) = said(tmp_path)
    assert " and 2 more" in message


def test_of_a_file_that_was_looked_through_only_what_is_new_is_read_and_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(f"{KEY}\n{{}}\n{KEY[:-1]}0\n")
    second = (len(KEY) + 1, len(KEY) + 4)
    third = (second[1], second[1] + len(KEY) + 1)

    def lines(*parts: tuple[int, int]) -> list[int]:
        found = looked(tmp_path, "rows.jsonl", fresh={"rows.jsonl": parts})
        return [problem.location.line or 0 for problem in found]

    assert lines(second) == []
    assert 3 in lines(second, third)


def test_what_tells_of_people_is_found_in_the_search_too_where_it_is_an_error(tmp_path: Path) -> None:
    fragment = tmp_path / "a.pf_fragment"
    fragment.write_bytes(packed('{"content":"write to ada.lovelace@engines.org.uk or call +49 30 901820 today"}'))
    (tmp_path / "sums.js").write_text("x = +49 30 901820;\n")
    assert said(tmp_path) == []
    assert [message.partition(" in ")[0] for message in said(tmp_path, email="error", phone="error")] == [
        "'a…@e….uk'",
        "'+49…20'",
    ]


def test_a_key_that_lies_across_pieces_is_found_and_a_bomb_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finished, "_BLOCK", 1_000)
    monkeypatch.setattr(finished, "_LARGEST", 10_000)
    text = b"-" * 990 + b" " + KEY.encode() + b" " + b"-" * 5_000
    for name, data in {"a.gz": gzip.compress(text), "a.txt": text}.items():
        (tmp_path / name).write_bytes(data)
        assert len(said(tmp_path)) == 1
        (tmp_path / name).unlink()
    (tmp_path / "b.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    assert max(len(piece.data) for piece in finished._pieces(tmp_path / "b.gz")) < 40_000


def test_of_a_large_file_each_place_is_told_once_and_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is cut, and though pieces overlap."""
    monkeypatch.setattr(finished, "_BLOCK", 10_007)
    monkeypatch.setattr(finished, "_OVERLAP", 300)
    monkeypatch.setattr(finished, "_BEFORE", 50)
    lines = [b"x" * 60 + b"\n" for _ in range(2_000)]
    dice = random.Random(3)  # noqa: S311
    at = sorted(dice.sample(range(2_000), 40))
    for number in at:
        lines[number] = (
            b"a key: sk_live_" + bytes(dice.choices(b"abcdefghijkmnopqrstuvwxyzABCDEFGH23456789", k=24)) + b"\n"
        )
    (tmp_path / "long.txt").write_bytes(b"".join(lines))
    problems = looked(tmp_path, "long.txt")
    assert [problem.location.line for problem in problems] == [number + 1 for number in at]
