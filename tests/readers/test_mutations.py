"""Every JSON case, broken in some two hundred ways: no traceback, and no dialogue without a turn."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.readers.registry import readers
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.writers.json import as_json

CASES = Path(__file__).parent / "cases"
FILES = [
    path
    for path in sorted(CASES.glob("*/*/input*"))
    if path.suffix in {"", ".json", ".jsonl"} and path.parent.parent.name in readers()
]
TIMES: Final = 200
WRONG: Final[tuple[Any, ...]] = (
    None, True, -1, 1e300, 2**70, "", "\x00", "\ud800", "x" * 5000, [], [[]], [None], {}, {"": {}}, {"text": 3},
    [{"type": 4}], "2026-13-45T99:00:00Z", "<system-reminder>", "data:,", "\ue200cite",
)  # fmt: skip

Place = tuple[Any, Any]


def _places(value: Any) -> Iterator[Place]:
    """Every container in a value with each of its keys."""
    waiting = [value]
    while waiting:
        held = waiting.pop()
        keys = list(held) if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        for key in keys:
            yield held, key
            waiting.append(held[key])


def _break_value(value: Any, dice: random.Random) -> None:
    """Change one or two places of a value."""
    for _ in range(dice.choice((1, 1, 2))):
        places = list(_places(value))
        if not places:
            return
        held, key = dice.choice(places)
        other, other_key = dice.choice(places)
        match dice.randrange(5):
            case 0:
                held[key] = dice.choice(WRONG)
            case 1:
                del held[key]
            case 2:
                held[key] = json.loads(json.dumps(other[other_key]))  # ids twice, parents in a circle, wrong types
            case 3 if isinstance(held, list):
                dice.shuffle(held)
            case 3:
                held[f"{key}_"] = held.pop(key)
            case _ if isinstance(held, list):
                held.insert(key, held[key])
            case _:
                held[key] = [held[key]]


def _break_json(data: bytes, dice: random.Random) -> bytes:
    text = data.decode()
    try:
        value: Any = json.loads(text)
    except ValueError:
        value = [json.loads(line) if line[-1:] in "]}" else line for line in text.splitlines()]
        _break_value(value, dice)
        lines = [json.dumps(one) for one in value] if isinstance(value, list) else [json.dumps(value)]
        return "\n".join(lines).encode()
    _break_value(value, dice)
    return json.dumps(value, indent=dice.choice((None, 1))).encode()


def _break_bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    match dice.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[at:]
        case 2:
            return data[:at] + bytes((dice.randrange(256),)) + data[at + 1 :]
        case 3:
            return data[:at] + dice.choice((b"NaN", b"\\ud83d", b'"', b"}", b"[" * 5000, b"1" * 5000)) + data[at:]
        case 4:
            lines = data.splitlines(keepends=True)
            dice.shuffle(lines)
            return b"".join(lines)
        case _:
            stop = min(len(data), at + dice.randrange(1, 200))
            return data[:at] + data[stop:]


@pytest.mark.parametrize("breaks", [_break_json, _break_bytes], ids=["values", "bytes"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_broken_files_are_read_or_reported(path: Path, breaks: Callable[[bytes, random.Random], bytes]) -> None:
    """A file that is broken gives dialogues with turns, none (the pipeline says so), or the reader's own error."""
    data = path.read_bytes()
    reader = readers()[path.parent.parent.name]
    dice = random.Random(path.parent.name)  # noqa: S311 - the same every time
    for _ in range(TIMES // 2):
        broken = breaks(data, dice)
        source = Source(path.name, broken, Problems())
        reader.detect(source)
        with contextlib.suppress(DialogueError):
            for dialogue in reader.read(source):
                assert dialogue.turns, broken
                names = {participant.id for participant in dialogue.participants}
                assert names >= {turn.participant for turn in dialogue.turns}, broken
                assert len(names) == len(dialogue.participants), broken
                as_json([dialogue]).encode()
