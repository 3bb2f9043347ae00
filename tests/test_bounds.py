"""Bounded: no transcript takes time or room out of proportion, all the way through the pipeline.

What Markdown alone can do is in ``render/test_markdown_bounds.py``. Times are CPU time, the best of a few, since
machines are busy; a step that grows with the square of its input misses the limits by far.
"""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from tests.importing.bombs import LARGE_TALK, nested, overlapping, packed
from tests.measuring import cpu_seconds
from tests.render.test_markdown_bounds import PATHOLOGICAL
from tests.render.test_page import context
from tests.test_work import calls

TEMPLATES = load_templates()
MILLION = 10**6
PAIR = b"**Bo:** Yes.\n\n**Ada:** Good.\n"
CALLS = [{"role": ("user", "assistant")[number % 2], "content": "x"} for number in range(10_000)]
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
    "equal turns": ("a.json", json.dumps(CALLS).encode(), set(), 10_000),
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
    "a chat": ("a.txt", b"[13/02/2023, 10:00:00] Ada: x\n" * 10_000, set(), 10_000),
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
def test_time_is_in_proportion_and_what_is_wrong_is_said(kind: str, tmp_path: Path) -> None:
    name, data, codes, turns = INPUTS[kind]
    path = tmp_path / name
    path.write_bytes(data)
    Pipeline(tmp_path, tmp_path).read(tmp_path / "missing.md")  # what is loaded once
    pipeline = Pipeline(tmp_path, tmp_path)
    dialogues: list[Dialogue] = []

    def read() -> None:
        dialogues[:] = pipeline.read(path)

    took = cpu_seconds(read, 1)
    assert took < 1, f"{took:.1f} s of CPU"
    assert sum(len(dialogue.turns) for dialogue in dialogues) == turns
    assert {problem.code for problem in pipeline.problems if problem.location.path == name} == codes


def _through(path: Path) -> Callable[[], None]:
    def run() -> None:
        for dialogue in Pipeline(path.parent, path.parent).read(path):
            render_page(dialogue, context(dialogue), TEMPLATES)

    return run


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_turn_of_pathological_markdown_is_a_page_in_less_than_a_second(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"**Ada:** " + PATHOLOGICAL[name].encode("utf-8", "replace") + b"\n\n" + PAIR)
    took = cpu_seconds(_through(path), 1)
    assert took < 1, f"{took:.1f} s of CPU"


LABELS = {
    "bold": "**Ada:** x\n\n**Bo:** y\n\n",
    "headings": "## Ada\n\nx\n\n## Bo\n\ny\n\n",
    "plain": "Ada: x\nBo: y\n",
    "with code": "**Ada:**\n```\nx\n```\n\n**Bo:**\n```\n**Ada:** y\n```\n\n",
    "with quotes": "**Ada:**\n> x\n\n**Bo:**\n> y\n\n",
}


@pytest.mark.parametrize("kind", LABELS)
def test_five_thousand_labels_are_read_in_less_than_a_second(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(LABELS[kind] * 2_500)
    took = cpu_seconds(lambda: Pipeline(tmp_path, tmp_path).read(path), 1)
    assert took < 1, f"{took:.1f} s of CPU"


SMALL_TALK = json.dumps([{"role": "user", "content": "x" * 1000}, {"role": "assistant", "content": "y"}]).encode()
BOMBS: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "high ratio": (lambda: packed([("a.json", b"[" + b"x" * 50 * MILLION)]), "would grow to 1,0", 0),
    "many of high ratio": (lambda: packed([(f"{n}.json", LARGE_TALK) for n in range(20)]), "would grow to 1,0", 2),
    "nested": (lambda: nested(5), "it is an archive itself", 0),
    "many members": (lambda: packed([(f"{n}.json", b"[]") for n in range(50_001)]), "more than 50,000", 0),
    "overlapping": (lambda: overlapping(20_000, LARGE_TALK), "it lies over another member", 2),
    "overlapping and small": (lambda: overlapping(20_000, SMALL_TALK), "it lies over another member", 2),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_an_archive_that_wants_to_be_more_than_it_is(kind: str, tmp_path: Path) -> None:
    make, why, turns = BOMBS[kind]
    path = tmp_path / "a.zip"
    path.write_bytes(make())
    took = cpu_seconds(lambda: Pipeline(tmp_path, tmp_path).read(path), 1)
    assert took < 1, f"{took:.1f} s of CPU"
    pipeline = Pipeline(tmp_path, tmp_path)
    tracemalloc.start()
    try:
        dialogues = pipeline.read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100 * MILLION, f"{peak:,} bytes"
    assert sum(len(dialogue.turns) for dialogue in dialogues) == turns
    assert any(why in str(problem) for problem in pipeline.problems)


METADATA = {
    "long": b"themes: [" + b"a, " * MILLION + b"b]\n",
    "aliased": b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(30)),
    "deep": b"title: " + b"[" * 10_000,
    "deep in blocks": b"".join(b" " * depth + b"a:\n" for depth in range(400)),
    "anchored": b"themes: [" + b"&a a, " * 10_000 + b"b]\n",
    "escaped": b'title: "' + b"\\x41" * MILLION + b'"\n',
    "many keys": b"participants:\n" + b"".join(b"  k%d: v\n" % n for n in range(100_000)),
}


@pytest.mark.parametrize("kind", METADATA)
def test_a_sidecar_that_is_too_much_is_said_and_costs_little(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]')
    (tmp_path / "a.json.meta.yml").write_bytes(METADATA[kind])
    took = cpu_seconds(lambda: Pipeline(tmp_path, tmp_path).read(path), 1)
    assert took < 1, f"{took:.1f} s of CPU"
    pipeline = Pipeline(tmp_path, tmp_path)
    (dialogue,) = pipeline.read(path)
    assert [str(problem).partition(":")[0] for problem in pipeline.problems] == ["a.json.meta.yml"]
    assert dialogue.metadata.status == "draft"  # what it would have said is not known


@pytest.mark.parametrize(
    ("name", "before", "piece", "after"),
    [
        ("a.md", b"**Ada:** ", b"a", b"\n\n" + PAIR),
        ("a.md", b"**Ada:** ", b"ab ", b"\n\n" + PAIR),
        ("a.json", b'[{"role":"user","content":"', b"x", b'"}]'),
        ("a.txt", b"", b"x", b""),
    ],
)
def test_one_line_of_a_hundred_megabytes(name: str, before: bytes, piece: bytes, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(before + piece * (100 * MILLION // len(piece)) + after)
    pipeline = Pipeline(tmp_path, tmp_path)
    tracemalloc.start()
    try:
        took = cpu_seconds(lambda: pipeline.read(path), 15)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert took < 15, f"{took:.1f} s of CPU"
    assert peak < 700 * MILLION, f"{peak:,} bytes"
    assert name != "a.txt" or [problem.code for problem in pipeline.problems] == ["no-reader"]


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

    def took(count: int, limit: float) -> float:
        said = [{"role": ("user", "assistant")[number % 2], "content": "x"} for number in range(count)]
        path = tmp_path / f"{count}.json"
        path.write_text(json.dumps(said))
        return cpu_seconds(lambda: Pipeline(tmp_path, tmp_path).read(path), limit)

    limit = 6 * took(4_000, 0) + 0.1
    assert took(12_000, limit) < limit


LONG: dict[str, tuple[str, str, str]] = {
    "one cue": ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>", "a b "),
    "a cue without blanks": ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>", "aaaa"),
    "a cue of tags": ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>", "<a<b"),
    "a caption": ("a.srt", "1\n00:00:00,000 --> 00:00:01,000\nAda: ", "aaaa"),
    "one message": ("a.txt", "[01/02/2023, 10:00:00] Ada: x\n[01/02/2023, 10:00:01] Bo: ", "aaaa"),
    "a message of brackets": ("a.txt", "[01/02/2023, 10:00:00] Ada: x\n[01/02/2023, 10:00:01] Bo: ", "<a: "),
}
MANY: dict[str, tuple[str, str, str]] = {
    "cues": ("a.vtt", "WEBVTT\n\n", "00:00.000 --> 00:01.000\n<v Ada>Is it on?\n\n"),
    "captions": ("a.srt", "", "1\n00:00:00,000 --> 00:00:01,000\nAda: Is it on?\n\n"),
    "messages": ("a.txt", "", "[01/02/2023, 10:00:00] Ada: Is it on?\n[01/02/2023, 10:00:01] Bo: It is.\n"),
}


@pytest.mark.parametrize("name", LONG)
def test_ten_times_the_line_takes_ten_times_as_long(name: str, tmp_path: Path) -> None:
    file, head, piece = LONG[name]
    took = []
    for count in (100_000, 1_000_000):
        (tmp_path / file).write_text(head + piece * count + "\n")
        took.append(cpu_seconds(lambda: Pipeline(tmp_path, tmp_path).read(tmp_path / file), 1))
    assert took[1] < 30 * took[0] + 0.1, took  # what grows with the square takes a hundred times


@pytest.mark.parametrize("name", MANY)
def test_ten_times_the_lines_are_ten_times_the_work(name: str, tmp_path: Path) -> None:
    file, head, piece = MANY[name]
    counted = []
    for count in (50, 500):
        (tmp_path / file).write_text(head + piece * count)
        counted.append(calls(lambda: Pipeline(tmp_path, tmp_path).read(tmp_path / file)))
    assert counted[1] < 10.5 * counted[0], counted
