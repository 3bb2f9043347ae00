"""Exports of any size are read piece by piece, and a broken conversation does not stop the others."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues import source as sources
from mkdocs_dialogues.model import Text
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.readers.shapes import cutting
from mkdocs_dialogues.readers.shapes.cutting import Piece, cut_lines, cut_list, cut_lists

from .exports import chatgpt, claude_ai

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def blocks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(st.lists(VALUES, max_size=6), st.integers(1, 40), st.sampled_from([None, 0, 2]), st.booleans())
def test_the_items_of_a_list_are_those_that_json_has(
    items: list[Any], size: int, indent: int | None, mark: bool
) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=mark)
    data = (b"\xef\xbb\xbf" if mark else b"") + b"\n" + text.encode("utf-8", "surrogatepass")
    pieces = list(cut_list(blocks(data, size)))
    assert [json.loads(piece.data) for piece in pieces] == items
    assert all(piece.whole for piece in pieces)
    lines = data.split(b"\n")
    for piece in pieces:
        assert piece.data.split(b"\n")[0] in lines[piece.line - 1]


@given(
    st.dictionaries(st.sampled_from(["a", "b", "chats", "é"]), VALUES), st.lists(VALUES, max_size=4), st.integers(1, 40)
)
def test_lists_in_an_object_are_found_by_their_paths(around: dict[str, Any], items: list[Any], size: int) -> None:
    value = {**around, "chats": {"b": 1, "list": items}, "é": items}
    data = json.dumps(value, indent=size % 3, ensure_ascii=False).encode("utf-8", "surrogatepass")
    pieces = list(cut_lists(blocks(data, size), ("chats.list", "é", "nowhere")))
    placed = {piece.place: json.loads(piece.data) for piece in pieces}
    expected = {f".{path}[{index}]": item for path in ("chats.list", "é") for index, item in enumerate(items)}
    assert placed == expected
    assert all(piece.whole for piece in pieces)


@given(st.lists(VALUES, max_size=6), st.integers(1, 40))
def test_lines_are_those_of_the_file(items: list[Any], size: int) -> None:
    data = "".join(json.dumps(item) + "\n\n" for item in items).encode()
    pieces = list(cut_lines(blocks(data, size)))
    assert [json.loads(piece.data) for piece in pieces] == items
    assert [piece.line for piece in pieces] == [1 + 2 * index for index in range(len(items))]


@given(st.binary(max_size=60), st.integers(1, 20))
def test_anything_is_cut_without_an_end_of_the_world(data: bytes, size: int) -> None:
    assert all(isinstance(piece, Piece) for piece in cut_list(blocks(b"[" + data, size)))


CONVERSATIONS = [
    claude_ai(f"c-{index}", f"{index}, you said?", f"Yes, {index}.", name=f"No {index}") for index in range(9)
]
BREAKS: Mapping[str, Callable[[str], str]] = {
    "no closing brace": lambda text: text[:-1],
    "one brace too many": lambda text: text.replace("}", "}}", 1),
    "no closing bracket": lambda text: text.replace("]", "", 1),
    "no quote": lambda text: text.replace('said?"', "said?", 1),
    "a quote too many": lambda text: text.replace("said", 'sa"id', 1),
    "no comma": lambda text: re.sub(r'",(\s*)"', r'"\1"', text, count=1),
    "no value": lambda text: text.replace('"human"', "", 1),
    "cut off": lambda text: text[: len(text) // 2],
    "bytes": lambda text: text.replace("said", "s\udcffid", 1),
}


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("where", [[1], [4], [3, 4], [2, 5, 7]])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("large", [False, True])
def test_a_broken_conversation_stops_no_other(
    how: str, where: list[int], indent: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr(sources, "WHOLE", 0)
        monkeypatch.setattr("mkdocs_dialogues.containers.files.WHOLE", 0)
    texts = [json.dumps(conversation, indent=indent) for conversation in CONVERSATIONS]
    for index in where:
        broken = BREAKS[how](texts[index])
        assert broken != texts[index]
        texts[index] = broken
    path = tmp_path / "conversations.json"
    path.write_bytes(("[" + ",\n".join(texts) + "]").encode("utf-8", "surrogateescape"))
    pipeline = Pipeline(tmp_path, tmp_path)
    dialogues = pipeline.read(path)
    said = {dialogue.title: [turn.parts for turn in dialogue.turns] for dialogue in dialogues}
    for index in set(range(9)) - set(where):
        assert said[f"No {index}"] == [(Text(f"{index}, you said?"),), (Text(f"Yes, {index}."),)]
    reported = "\n".join(str(problem) for problem in pipeline.problems)
    starts = [1 + sum(text.count("\n") + 1 for text in texts[:index]) for index in range(9)]
    for index in where:
        assert f"$[{index}]" in reported or how == "one brace too many"  # which makes two items of one
        lines = range(starts[index], starts[index] + texts[index].count("\n") + 2)
        assert any(problem.location.line in lines for problem in pipeline.problems)


@pytest.mark.parametrize("around", ["conversations", "chats", "data", "data.chats"])
@pytest.mark.parametrize("large", [False, True])
def test_an_object_around_the_list_is_no_obstacle(
    around: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr(sources, "WHOLE", 0)
        monkeypatch.setattr("mkdocs_dialogues.containers.files.WHOLE", 0)
    held: Any = [CONVERSATIONS[0], {"uuid": "c", "name": "Odd", "chat_messages": 7}, CONVERSATIONS[1]]
    for key in reversed(around.split(".")):
        held = {"version": 3, key: held, "user": {"name": "Ada"}}
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(held))
    pipeline = Pipeline(tmp_path, tmp_path)
    assert [dialogue.title for dialogue in pipeline.read(path)] == ["No 0", "No 1"]
    assert f"$.{around}[1].chat_messages" in "".join(str(problem) for problem in pipeline.problems)


def test_a_list_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(CONVERSATIONS)[:-1])
    pipeline = Pipeline(tmp_path, tmp_path)
    assert len(pipeline.read(path)) == 9
    (problem,) = pipeline.problems.errors
    assert problem.what == "the JSON is broken: it ends in the middle"


def test_an_item_without_end_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MOST_PIECE", 100_000)
    monkeypatch.setattr(cutting, "_LEAST", 50_000)
    good = [b'{"id": "%d", "text": "t"}' % index for index in range(4)]
    endless = b'{"id": "x", "text": "' + b"x" * 1_000_000
    data = b"[" + b",\n".join([*good[:2], endless, *good[2:]]) + b"]"
    pieces = list(cut_list(blocks(data, 10_000)))
    assert [piece.data for piece in pieces if piece.whole] == good
    assert [(piece.line, len(piece.data) < 130_000) for piece in pieces if not piece.whole] == [(3, True)]


@pytest.mark.parametrize("lines", [False, True])
def test_a_large_export_is_never_in_memory(tmp_path: Path, *, lines: bool) -> None:
    path = tmp_path / ("conversations.jsonl" if lines else "conversations.json")
    text = json.dumps(chatgpt("c-1", "Is it on?", "It sings. " * 9_000))
    with path.open("w") as file:
        for index in range(300):
            file.write(text + "\n" if lines else ("[" if index == 0 else ", ") + text)
        file.write("" if lines else "]")
    assert path.stat().st_size > 25_000_000
    pipeline = Pipeline(tmp_path, tmp_path)
    tracemalloc.start()
    count = sum(1 for _ in pipeline.stream(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(map(str, pipeline.problems)) == []
    assert count == 300
    assert peak < 8_000_000
