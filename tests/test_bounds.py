"""Bounded: no transcript takes time or room out of proportion, all the way through the pipeline.

What Markdown alone can do is in ``render/test_markdown_bounds.py``. Limits here are generous, since machines are busy:
a step that grows with the square of its input misses them by far.
"""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path

import pytest

from mkdocs_dialogues.pipeline import Pipeline

MILLION = 10**6
PAIR = b"**Bo:** Yes.\n\n**Ada:** Good.\n"
CALLS = [{"role": ("user", "assistant")[number % 2], "content": "x"} for number in range(20_000)]
TREE = {
    str(number): {
        "id": str(number),
        "parent": str(number - 1) if number else None,
        "children": [str(number + 1)] if number < 5_000 else [],
        "message": {"id": str(number), "author": {"role": "user"}, "content": {"content_type": "text", "parts": ["x"]}},
    }
    for number in range(5_001)
}
# Name of the file, its bytes, the codes of its problems, and how many turns it gives all the same.
INPUTS: dict[str, tuple[str, bytes, set[str], int]] = {
    "arrays": ("a.json", b"[" * 100_000, {"no-reader"}, 0),
    "arrays closed": ("a.json", b"[" * 100_000 + b"]" * 100_000, {"no-reader"}, 0),
    "objects": ("a.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {"no-reader"}, 0),
    "arrays in a message": (
        "a.json",
        b'[{"role":"user","content":' + b"[" * 50_000 + b"]" * 50_000 + b"}]",
        {"bad-json", "unknown-part"},
        1,
    ),
    "a number": ("a.json", b'[{"role":"user","content":' + b"9" * MILLION + b"}]", {"no-reader"}, 0),
    "escapes": ("a.json", b'[{"role":"user","content":"' + b"\\u0061" * MILLION + b'"}]', set(), 1),
    "equal turns": ("a.json", json.dumps(CALLS).encode(), set(), 20_000),
    "a thread": (
        "a.json",
        json.dumps([{"title": "t", "mapping": TREE, "current_node": "5000"}]).encode(),
        set(),
        5_001,
    ),
    "a long line": ("a.md", b"**Ada:** " + b"a" * 3 * MILLION + b"\n\n" + PAIR, set(), 3),
    "a line of words": ("a.md", b"**Ada:** " + b"a b " * 500_000 + b"\n\n" + PAIR, set(), 3),
    "spaces": ("a.md", b" " * 5 * MILLION + b"\n" + PAIR, set(), 2),
    "newlines": ("a.md", b"\n" * 3 * MILLION + PAIR, {"too-large"}, 0),
    "NULs": ("a.md", b"**Ada:** " + b"\0" * MILLION + b"\n\n" + PAIR, {"control-character"}, 3),
    "no text": ("a.md", b"\xff" * 10 * MILLION, {"bad-encoding"}, 0),
    "labels": ("a.md", (b"**Ada:** x\n\n" + PAIR) * 3_000, set(), 9_000),
    "names": ("a.txt", b"".join(b"Speaker %d: x\n" % number for number in range(20_000)), {"no-reader"}, 0),
    "colons": ("a.txt", b"a: b\n" * 100_000, {"no-reader"}, 0),
    "backticks": ("a.md", b"**Ada:** " + b"`" * MILLION + b"\n\n" + PAIR, set(), 3),
    "stars": ("a.md", b"*" * MILLION + b"Ada:" + b"*" * MILLION + b" x\n\n" + PAIR, {"no-reader"}, 0),
    "brackets": ("a.md", b"[" * MILLION + b"\n", {"no-reader"}, 0),
    "captions": ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>" + b"a" * MILLION, set(), 1),
    "a chat": ("a.txt", b"[13/02/2023, 10:00:00] Ada: x\n" * 20_000, set(), 20_000),
    "many keys": (
        "a.md",
        b"---\n" + b"".join(b"k%d: v\n" % number for number in range(100_000)) + b"---\n" + PAIR,
        {"bad-yaml"},
        2,
    ),
    "deep YAML": ("a.md", b"---\ntitle: " + b"[" * 50_000 + b"\n---\n" + PAIR, {"bad-yaml"}, 2),
    "aliases": (
        "a.md",
        b"---\na: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(9)) + b"---\n" + PAIR,
        {"bad-yaml"},
        2,
    ),
    "a long value": ("a.md", b"---\ntitle: " + b"x" * 5 * MILLION + b"\n---\n" + PAIR, {"bad-yaml"}, 2),
    "many themes": ("a.md", b"---\nthemes: [" + b"a, " * 500_000 + b"b]\n---\n" + PAIR, {"bad-yaml"}, 2),
}


@pytest.mark.parametrize("kind", INPUTS)
def test_time_and_room_are_in_proportion_and_what_is_wrong_is_said(kind: str, tmp_path: Path) -> None:
    name, data, codes, turns = INPUTS[kind]
    path = tmp_path / name
    path.write_bytes(data)
    pipeline = Pipeline(tmp_path, tmp_path)
    pipeline.read(tmp_path / "missing.md")  # what is loaded once
    start = time.process_time()
    dialogues = pipeline.read(path)
    took = time.process_time() - start
    assert took < 10, f"{took:.1f} s of CPU"
    assert sum(len(dialogue.turns) for dialogue in dialogues) == turns
    assert {problem.code for problem in pipeline.problems if problem.location.path == name} == codes


@pytest.mark.parametrize("kind", ["a long line", "many keys", "deep YAML", "newlines", "arrays", "aliases"])
def test_room_is_in_proportion(kind: str, tmp_path: Path) -> None:
    name, data, _, _ = INPUTS[kind]
    path = tmp_path / name
    path.write_bytes(data)
    tracemalloc.start()
    try:
        Pipeline(tmp_path, tmp_path).read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MILLION + 12 * len(data)


def test_twice_the_turns_take_about_twice_as_long(tmp_path: Path) -> None:
    """Equal turns are the worst for anchors, names that differ for the speakers."""

    def took(count: int) -> float:
        said = [{"role": ("user", "assistant")[number % 2], "content": "x"} for number in range(count)]
        path = tmp_path / f"{count}.json"
        path.write_text(json.dumps(said))
        start = time.process_time()
        Pipeline(tmp_path, tmp_path).read(path)
        return time.process_time() - start

    took(100)
    assert took(12_000) < 6 * took(4_000) + 0.5
