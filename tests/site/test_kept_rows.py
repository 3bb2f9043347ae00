"""The rows of a long file: taken from the last build's where they are as they were, and made where they are not."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path

from mkdocs_dialogues.cache import Cache
from mkdocs_dialogues.kept_rows import KeptRows

ROWS = {b"a": b"first\n", b"b": "zwölf\n".encode(), b"c": b"third\n"}


def write(folder: Path, order: str, rows: dict[bytes, bytes]) -> tuple[bytes, list[bytes]]:
    """The file as it is written beside the last one, and which rows were made for it."""
    made: list[bytes] = []

    def make(key: bytes) -> bytes:
        made.append(key)
        return rows[key]

    cache = Cache(folder / "cache")
    file = folder / "rows"
    keys = [letter.encode() for letter in order]
    kept = KeptRows(cache, "rows")
    lines = kept.lines([(key, partial(make, key)) for key in keys], file)
    file.unlink(missing_ok=True)  # as in a preview, where it is replaced while the last one is still read
    file.write_bytes(b"".join(lines))
    kept.keep(str(file))
    cache.close()
    written = file.read_bytes()
    assert [written[begin:end] for begin, end in kept.fresh] == [rows[key] for key in made]
    return written, made


def test_only_new_rows_are_made(tmp_path: Path) -> None:
    assert write(tmp_path, "ab", ROWS) == (ROWS[b"a"] + ROWS[b"b"], [b"a", b"b"])
    assert write(tmp_path, "cba", ROWS) == (ROWS[b"c"] + ROWS[b"b"] + ROWS[b"a"], [b"c"])
    assert write(tmp_path, "ca", ROWS) == (ROWS[b"c"] + ROWS[b"a"], [])
    assert write(tmp_path, "ab", ROWS) == (ROWS[b"a"] + ROWS[b"b"], [b"b"])


def test_what_somebody_changed_is_made_anew(tmp_path: Path) -> None:
    write(tmp_path, "abc", ROWS)
    file = tmp_path / "rows"
    file.write_bytes(file.read_bytes().replace(b"first", b"fjrst"))
    os.utime(file, (1, 1))  # as if the file system's clock had gone on
    assert write(tmp_path, "abc", ROWS) == (b"".join(ROWS.values()), [b"a"])
    file.write_bytes(b"")
    assert write(tmp_path, "abc", ROWS) == (b"".join(ROWS.values()), [b"a", b"b", b"c"])
    file.unlink()
    assert write(tmp_path, "abc", ROWS) == (b"".join(ROWS.values()), [b"a", b"b", b"c"])


def test_rows_are_taken_in_any_order(tmp_path: Path) -> None:
    dice = random.Random(5)  # noqa: S311
    letters = "abcdefghijkl"
    rows = {letter.encode(): letter.encode() * dice.randrange(1, 9) + b"\n" for letter in letters}
    before = set[bytes]()
    for round_ in range(60):
        order = "".join(dice.sample(letters, dice.randrange(len(letters) + 1)))
        if round_ % 7 == 6:
            os.utime(tmp_path / "rows", (round_, round_))  # no longer known to be the file that was written
        written, made = write(tmp_path, order, rows)
        keys = [letter.encode() for letter in order]
        assert written == b"".join(rows[key] for key in keys)
        assert made == [key for key in keys if key not in before]
        before = set(keys)


def test_a_row_that_is_not_to_be_kept_is_made_each_time(tmp_path: Path) -> None:
    cache, file = Cache(tmp_path / "cache"), tmp_path / "rows"
    for text in (b"one\n", b"two\n"):
        file.write_bytes(b"".join(KeptRows(cache, "rows").lines([(None, lambda text=text: text)], file)))  # type: ignore[misc]
        assert file.read_bytes() == text
