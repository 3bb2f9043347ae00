"""Every case, broken at random: there comes a problem with its place, or dialogues; never a crash, never nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.readers.registry import readers
from mkdocs_dialogues.source import Source
from tests.readers.files import file_of

CASES = Path(__file__).parent / "cases"
READERS = {name: reader for name, reader in readers().items() if name != "dialogue"}
READ = sorted(path for path in CASES.glob("*/*") if path.parent.name in READERS)
TIMES = 60

Mutation = Callable[[random.Random, bytes], bytes]


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 40) :]


def _double(chance: random.Random, data: bytes) -> bytes:
    start, stop = sorted(chance.randrange(len(data) + 1) for _ in "ab")
    return data[:stop] + data[start:]


def _byte(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _insert(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    odd = [
        b"\x00",
        b"\xe2\x80\xae",
        b"\r",
        b"\n\n",
        b"-->",
        b"[" * 3000,
        b'{"a":' * 600,
        b"9" * 5000,
        b"1e999",
        b"\\ud800",
    ]
    return data[:at] + chance.choice(odd) + data[at:]


def _retype(chance: random.Random, data: bytes) -> bytes:
    """Another type for a value of JSON, where there is one."""
    ends = [at for at, byte in enumerate(data) if data[at : at + 2] == b": "]
    if not ends:
        return data.swapcase()
    at = chance.choice(ends) + 2
    stop = min((found for mark in (b",", b"\n", b"}") if (found := data.find(mark, at)) >= 0), default=len(data))
    return (
        data[:at]
        + chance.choice([b"null", b"0", b'""', b"[]", b"{}", b"true", b'[{"a": [null]}]', b"-1"])
        + data[stop:]
    )


def _lines(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


MUTATIONS: tuple[Mutation, ...] = (_cut, _drop, _double, _byte, _insert, _retype, _lines)


@pytest.mark.parametrize("case", READ, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_broken_input_is_read_or_reported(case: Path) -> None:
    reader = READERS[case.parent.name]
    name, whole = file_of(case)
    chance = random.Random(f"{reader.name}/{case.name}")  # noqa: S311 - the same mutations each time
    for _ in range(TIMES):
        data = chance.choice(MUTATIONS)(chance, whole)
        source = Source(name, data, Problems())
        reader.detect(source)
        try:
            dialogues = list(reader.read(source))
        except DialogueError:
            continue
        assert all(dialogue.turns for dialogue in dialogues)
        assert dialogues or len(source.problems)
