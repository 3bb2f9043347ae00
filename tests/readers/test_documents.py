"""Canvas and artifacts: documents with a title, each version whole; what cannot be followed stays the call it was."""

from __future__ import annotations

import json
from typing import Any

from mkdocs_dialogues.model import Document, ToolCall
from mkdocs_dialogues.readers.registry import readers
from mkdocs_dialogues.readers.shapes.documents import Documents
from mkdocs_dialogues.source import Source


def call(tool: str, **told: Any) -> ToolCall:
    return ToolCall(tool, json.dumps(told), None, "json")


def test_an_artifact_is_followed_from_version_to_version() -> None:
    documents = Documents()
    first = call("artifacts", command="create", id="k", type="text/markdown", title="The kettle", content="It sings.")
    assert documents.shown(first) == Document("The kettle", "It sings.", "k", None, 1)
    update = call("artifacts", command="update", id="k", old_str="sings", new_str="hums")
    assert documents.shown(update) == Document("The kettle", "It hums.", "k", None, 2)
    anew = call("artifacts", command="rewrite", id="k", content="Cold.")
    assert documents.shown(anew) == Document("The kettle", "Cold.", "k", None, 3)
    code = call("artifacts", command="create", id="s", type="text/html", title="Steam", content="<script>")
    assert documents.shown(code) == Document("Steam", "<script>", "s", "html", 1)


def test_a_canvas_is_followed_and_no_pattern_of_a_transcript_is_run() -> None:
    documents = Documents()
    first = call("canmore.create_textdoc", name="kettle", type="code/python", content="print(1)")
    assert documents.shown(first) == Document("kettle", "print(1)", None, "python", 1)
    anew = call("canmore.update_textdoc", updates=[{"pattern": ".*", "multiple": True, "replacement": "print(2)"}])
    assert documents.shown(anew) == Document("kettle", "print(2)", None, "python", 2)
    other = call("canmore.update_textdoc", updates=[{"pattern": "(a+)+$", "replacement": "b"}])
    assert documents.shown(other) is other


def test_what_cannot_be_followed_stays_the_call_that_it_was() -> None:
    documents = Documents()
    for part in (
        call("artifacts", command="update", id="gone", old_str="a", new_str="b"),
        call("artifacts", command="create", id="k", content=None),
        call("canmore.comment_textdoc", comments=[]),
        ToolCall("artifacts", "no json"),
        ToolCall("artifacts", "[1]"),
        call("search", command="create", id="k", content="x"),
    ):
        assert documents.shown(part) is part


def test_an_export_keeps_the_document_and_the_result_of_its_call() -> None:
    blocks = [
        {"type": "text", "text": "Here it is."},
        {
            "type": "tool_use",
            "id": "c1",
            "name": "artifacts",
            "input": {"command": "create", "id": "k", "type": "text/markdown", "title": "Tea", "content": "# Tea"},
        },
        {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "OK"}]},
    ]
    messages = [
        {"uuid": "1", "sender": "human", "text": "Write it down."},
        {"uuid": "2", "sender": "assistant", "text": "", "content": blocks},
    ]
    talk = [{"uuid": "t", "name": "Tea", "chat_messages": messages}]
    (dialogue,) = readers()["claude-ai"].read(Source("conversations.json", json.dumps(talk).encode()))
    assert [type(part).__name__ for part in dialogue.turns[1].parts] == ["Text", "Document", "ToolResult"]
