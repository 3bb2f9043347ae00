"""What the readers of JSON share: places of faults, threads of trees, wrappers of programs, times."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from mkdocs_dialogues.errors import Problems, Severity
from mkdocs_dialogues.model import Aside, Attachment, Part, Text, ToolCall, ToolResult, Unknown
from mkdocs_dialogues.readers.shapes.blocks import attached, flat, read_content
from mkdocs_dialogues.readers.shapes.context import split_context
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.references import Reference, refer
from mkdocs_dialogues.readers.shapes.sample import Sample, sample
from mkdocs_dialogues.readers.shapes.text import clean
from mkdocs_dialogues.readers.shapes.times import moment
from mkdocs_dialogues.readers.shapes.tree import thread
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source


class Message(msgspec.Struct):
    text: str
    time: int | None = None


class Dialogue(msgspec.Struct):
    messages: list[msgspec.Raw]


def wire(data: bytes | str, name: str = "a.json") -> Wire:
    return Wire(Source(name, data.encode() if isinstance(data, str) else data, Problems()))


def told(one: Wire) -> list[str]:
    """The heads of the problems."""
    return [str(problem).partition("\n")[0] for problem in one.source.problems]


def read(one: Wire) -> list[list[Message | None]]:
    """The messages of each dialogue; None for one that cannot be had."""
    found = []
    for record in one.records():
        dialogue = one.decode(record, Dialogue, severity=Severity.ERROR)
        if dialogue is not None:
            items = one.items(record, dialogue.messages, "messages")
            found.append([one.decode(item, Message) for item in items])
    return found


# Records and their places


def test_a_wrong_field_names_its_path_and_line() -> None:
    text = '[\n {"messages": [{"text": "a"}]},\n {"messages": [\n  {"text": "b"},\n  {"text": 5}\n ]}\n]'
    one = wire(text)
    assert read(one) == [[Message("a")], [Message("b"), None]]
    assert told(one) == [
        "a.json:5: a wrong value at '$[1].messages[1].text' [bad-field]",
        "a.json:5: a field is missing at '$[1].messages[1]' [bad-field]",
    ]


def test_a_field_that_may_be_missing_costs_no_message() -> None:
    one = wire('{"messages": [{"text": "a", "time": "noon"}]}')
    record = next(iter(one.records()))
    dialogue = one.decode(record, Dialogue)
    assert dialogue is not None
    (item,) = one.items(record, dialogue.messages, "messages")
    assert one.decode(item, Message) == Message("a")
    assert item.spoilt == [Unknown("time", '"noon"')]


def test_lines_are_records_with_the_number_of_their_line() -> None:
    one = wire('\n{"messages": []}\r\n\n{"messages": [{"text": "a"}', "a.jsonl")
    assert read(one) == [[], [Message("a")]]
    assert told(one) == ["a.jsonl:4: the JSON is broken: it ends in the middle [bad-json]"]


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ('{"messages": [{"text": "cut', "it ends in the middle"),
        ('{"messages": ["cut"', "it ends in the middle"),
        ('{"messages": !}]', "expecting value"),
        ('{"messages": [' + "[" * 5000 + "]" * 5000 + "]}]", "it nests too deep"),
    ],
)
def test_a_broken_list_gives_what_stands_before_the_fault(broken: str, what: str) -> None:
    one = wire('[{"messages": [{"text": "a"}]},\n' + broken)
    assert read(one)[0] == [Message("a")]
    assert f"a.json:2: the JSON is broken at '$[1]': {what} [bad-json]" in told(one)
    assert one.source.problems.errors


def test_what_nests_too_deep_leaves_the_rest() -> None:
    deep = "[" * 20_000 + "]" * 20_000
    one = wire(f'[{{"messages": {deep}}}, {{"messages": [{{"text": "after"}}]}}]')
    assert read(one)[-1] == [Message("after")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (r'{"text": "\ud83d\ude00 \\ud83d \ud83d."}', "😀 \\ud83d \N{REPLACEMENT CHARACTER}."),
        (b'{"text": "\xff."}', "\N{REPLACEMENT CHARACTER}."),
        ('{"text": "a", "time": NaN}', "a"),
        ('{"text": "a", "time": ' + "9" * 5000 + "}", "a"),
        ('{"text": "a\tb\nc"}', "a\tb\nc"),
    ],
)
def test_what_is_no_json_by_a_hair_is_read(text: str | bytes, kept: str) -> None:
    one = wire(text)
    (record,) = one.records()
    found = one.decode(record, Message)
    assert found is not None
    assert found.text == kept


def test_a_byte_order_mark_is_no_part_of_the_json() -> None:
    assert read(wire(b'\xef\xbb\xbf[{"messages": [{"text": "a"}]}]')) == [[Message("a")]]


def test_unknown_kinds_are_reported_once_with_their_number() -> None:
    one = wire("{}")
    parts = [one.unknown("hologram", {"a": "é"}, 3), one.unknown("hologram", "x", 4)]
    one.report()
    assert parts == [Unknown("hologram", '{\n  "a": "é"\n}'), Unknown("hologram", "x")]
    assert told(one) == ["a.json:3: unknown kind of content 'hologram' (2 times in this file) [unknown-part]"]


# Samples


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"a": 1}', Sample("object", ({"a": 1},))),
        ('{\n "a": {"b": 1},\n "c": 2\n}', Sample("object", ({"a": {"b": 1}, "c": 2},))),
        ('{"a": 1}\n{"b": 2}\n', Sample("lines", ({"a": 1}, {"b": 2}))),
        ('{"a": 1}\n{"b": ', Sample("lines", ({"a": 1},))),
        ('{"a": \n{"b": 2}\n{"c": 3}', Sample("lines", ({"b": 2}, {"c": 3}))),
        ('[{"a": 1}, {"b": "cut', Sample("list", ({"a": 1}, {"b": "cut"}))),
        ('{"a": 1, "b": [1, nonsense', Sample("object", ({"a": 1, "b": [1]},))),
        ("plain text", None),
        ("", None),
    ],
)
def test_sample(data: str, expected: Sample | None) -> None:
    assert sample(Source("a", data.encode())) == expected


def test_sample_of_a_large_file_is_its_beginning() -> None:
    items = [{"id": number, "text": "x" * 1000} for number in range(2000)]
    lines = "\n".join(json.dumps(item) for item in items)
    for data, shape in ((json.dumps(items), "list"), (lines, "lines")):
        found = sample(Source("a", data.encode()))
        assert found is not None
        assert found.shape == shape
        assert 10 < len(found.items) < 300
        assert found.first == items[0]


# Trees


def chosen(parents: dict[str, str | None], leaf: str | None = None, branch: str | None = None) -> tuple[Any, Wire]:
    one = wire("{}")
    one.source.branch = branch
    return thread(one, Record(b"{}"), parents, leaf, roots=("zero",)), one


TREE: dict[str, str | None] = {"a": "zero", "b": "a", "c": "a", "d": "b", "e": "c"}


def test_the_shown_thread_ends_at_the_leaf_that_the_source_names_or_the_newest() -> None:
    shown, one = chosen(TREE, "d")
    assert shown.ids == ("a", "b", "d")
    assert shown.forks == {"b": ("c",)}
    assert shown.leaves == ("d", "e")
    assert chosen(TREE)[0].ids == ("a", "c", "e")
    assert not told(one)


@pytest.mark.parametrize("branch", ["b", "d", "1"])
def test_a_branch_is_named_by_a_message_or_a_number(branch: str) -> None:
    shown, one = chosen(TREE, "e", branch)
    assert shown.ids == ("a", "b", "d")
    assert one.source.branch_found


@pytest.mark.parametrize("branch", ["x", "3", "0", "²"])
def test_an_unknown_branch_is_left_to_the_caller(branch: str) -> None:
    shown, one = chosen(TREE, "d", branch)
    assert shown.ids == ("a", "b", "d")
    assert not one.source.branch_found


def test_circles_and_lost_parents_are_reported() -> None:
    circle: dict[str, str | None] = {"a": "b", "b": "a"}
    shown, one = chosen(circle)
    assert set(shown.ids) == {"a", "b"}
    assert [head[-13:] for head in told(one)] == ["[cyclic-tree]"]
    shown, one = chosen({"a": "gone", "b": "a"})
    assert shown.ids == ("a", "b")
    assert told(one) == ["a.json:1: the message before 'a' is not in the file (1 such) [orphan-turn]"]


def test_a_tree_may_be_as_deep_as_a_transcript_is_long() -> None:
    long: dict[str, str | None] = {str(number): str(number - 1) for number in range(50_000)}
    assert len(chosen({**long, "0": None})[0].ids) == 50_000


# Wrappers


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain < text", [Text("plain < text")]),
        ("<system-reminder>\nBe brief.\n</system-reminder>", [Aside("context", "Be brief.")]),
        (
            "Before.\n<system-reminder>in</system-reminder>\nAfter.",
            [Text("Before."), Aside("context", "in"), Text("After.")],
        ),
        (
            "<command-message>review</command-message>\n<command-name>/review</command-name><command-args>it</command-args>",
            [Aside("command", "/review it")],
        ),
        ("<bash-input>ls</bash-input>", [Aside("command", "ls")]),
        ("<bash-stdout></bash-stdout><bash-stderr>no</bash-stderr>", [Aside("command output", "no")]),
        ("the <system-reminder>tag</system-reminder> amid words", None),
        ("<system-reminder> never closed", None),
        ("```\n<system-reminder>\nin a fence\n</system-reminder>\n```", None),
        ("<div>\nHTML\n</div>", None),
    ],
)
def test_split_context(text: str, parts: list[Part] | None) -> None:
    assert split_context(text) == (parts if parts is not None else [Text(text)])


def test_many_open_wrappers_take_no_time() -> None:
    text = "<system-reminder>\n" * 50_000
    assert split_context(text) == [Text(text.rstrip())]


# Parts


def test_results_stand_behind_their_calls() -> None:
    gathering = Gathering(Source("a.json", b""), "test")
    gathering.add(Speaker("assistant"), [ToolCall("f", "1", "x"), ToolCall("f", "2", "y")], 1)
    gathering.add_result(ToolResult("second", id="y"), 2)
    gathering.add_result(ToolResult("first", id="x"), 3, files=[Attachment("a.png")])
    gathering.add_result(ToolResult("nobody's", id="z"), 4)
    first, last = gathering.build().turns
    assert [getattr(part, "output", "") for part in first.parts] == ["", "first", "", "", "second"]
    assert (last.participant, last.parts) == ("tool", (ToolResult("nobody's", id="z"),))


def test_participants_are_told_apart_by_model_only_when_there_are_several() -> None:
    gathering = Gathering(Source("a.json", b""), "test")
    gathering.add(Speaker("assistant", "m-1"), [Text("one")], 1)
    assert [who.id for who in gathering.build().participants] == ["assistant"]
    gathering.add(Speaker("assistant", "m-2"), [Text("two")], 2)
    gathering.add(Speaker("assistant"), [Text("three")], 3)
    assert [who.id for who in gathering.build().participants] == ["assistant (m-1)", "assistant (m-2)", "assistant"]


def test_the_text_of_the_model_can_be_shown() -> None:
    gathering = Gathering(Source("a.json", b""), "test", title="a\x00\ud800")
    gathering.add(Speaker("user", name="x\r\ny"), [Text("\x1b[1mbold\x1b[0m\r\n\x07")], 1)
    dialogue = gathering.build()
    assert dialogue.title == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    assert dialogue.participants[0].name == "x y"
    assert dialogue.turns[0].parts == (Text("bold\n\N{REPLACEMENT CHARACTER}"),)
    assert clean("tab\tstays") == "tab\tstays"


URL = "https://example.org/a/b.png"
SOUND = {"data": "A" * 8000, "format": "wav"}
PDF = {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "image_url", "image_url": {"url": URL}}, Attachment("b.png", URL)),
        ({"type": "image_url", "value": "shots/b.png"}, Attachment("b.png", "shots/b.png")),
        ({"type": "input_audio", "input_audio": SOUND}, Attachment("audio (6 kB, inside the transcript)")),
        ({"type": "file", "file": PDF}, Attachment("a.pdf", media_type="application/pdf")),
        ({"type": "image", "source": {"type": "file", "file_id": "file_1"}}, Attachment("file_1")),
        ({"type": "image"}, Attachment("image")),
    ],
)
def test_attached(block: dict[str, Any], expected: Attachment) -> None:
    assert attached(block, block["type"]) == expected


@pytest.mark.parametrize("content", ["null", '""', "[]", '["", null, {"type": "text", "text": " "}]'])
def test_blank_content_has_no_part(content: str) -> None:
    assert read_content(wire("{}"), Record(b"{}"), msgspec.Raw(content.encode())) == []


def test_flat() -> None:
    assert flat(["a", {"type": "text", "text": "b"}, None, {"x": 1}]) == 'a\n\nb\n\n{\n  "x": 1\n}'


def test_marks_of_citations_become_numbers() -> None:
    pages = (("https://example.org/a", "A"), ("https://example.org/b", "B"))
    references = [
        Reference(pages, "\ue200cite\ue202t0\ue201"),
        Reference(pages[1:], place=(0, 10)),
        Reference((("javascript:alert(1)", "x"),), "word"),
    ]
    said, asides = refer(["【4†source】 word \ue200cite\ue202t0\ue201\ue200cite\ue202t9\ue201"], references)
    one, two = "[[1]](<https://example.org/a>)", "[[2]](<https://example.org/b>)"
    assert said == [f"{two} word {one}{two}"]
    assert asides == [Aside("sources", "1. [A](<https://example.org/a>)\n2. [B](<https://example.org/b>)")]


# Times

MORNING = datetime(2026, 1, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["2026-01-04T09:30:00Z", "2026-01-04T09:30:00.000+00:00", 1767519000, 1767519000.0, 1767519000000, "1767519000"],
)
def test_moment(value: Any) -> None:
    assert moment(value) == MORNING


@pytest.mark.parametrize("value", [None, "", 0, -1, "soon", "2026-01-04", "9" * 400, float("inf"), 1e300, True])
def test_no_moment(value: Any) -> None:
    found = moment(value)
    assert found is None or found.year < 2200
