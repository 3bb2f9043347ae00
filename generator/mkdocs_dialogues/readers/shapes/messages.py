"""Lists of messages with roles, as the interfaces of language models take them and many programs keep them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Part, Reasoning, Role, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, read_content, sources, tool_call
from mkdocs_dialogues.readers.shapes.context import split_context
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.text import beginning, plain
from mkdocs_dialogues.readers.shapes.thinking import split_thinking
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["Message", "add_message", "add_user_parts", "is_message", "role_of"]

_ROLES: Final[dict[str, Role]] = {
    **dict.fromkeys(("user", "human", "prompter"), "user"),
    **dict.fromkeys(("assistant", "model", "ai", "gpt", "bot", "chatgpt", "bing", "bard", "claude"), "assistant"),
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("tool", "function", "observation", "function_response", "ipython"), "tool"),
}


class Function(msgspec.Struct):
    """A function that is called; ``arguments`` is most often a string that holds JSON."""

    name: str | None = None
    arguments: msgspec.Raw = NULL


class Call(msgspec.Struct):
    """One of ``tool_calls``; some programs put the function's fields beside the id."""

    id: str | None = None
    function: Function | None = None
    name: str | None = None
    arguments: msgspec.Raw = NULL


class Message(msgspec.Struct, kw_only=True):
    """A message of the OpenAI or Anthropic shape, with the fields that programs around them add."""

    role: str
    content: msgspec.Raw = NULL
    name: str | None = None
    id: str | int | None = None
    tool_calls: list[Call] | None = None
    function_call: Function | None = None
    tool_call_id: str | None = None
    reasoning_content: str | None = None
    reasoning: msgspec.Raw = NULL
    refusal: str | None = None
    annotations: msgspec.Raw = NULL
    model: str | None = None
    timestamp: Moment = None
    created_at: Moment = None
    created: Moment = None
    createdAt: Moment = None  # noqa: N815 - the name on the wire


def is_message(value: Any) -> bool:
    """Whether a plain value looks like a message: for ``detect``."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("role"), str)
        and value["role"] in _ROLES
        and any(key in value for key in ("content", "tool_calls", "function_call", "reasoning_content"))
    )


def role_of(wire: Wire, record: Record, word: str) -> Speaker:
    """The speaker behind a role; a word that is none is shown as a speaker's name, and reported."""
    if role := _ROLES.get(word.strip().lower()):
        return Speaker(role)
    if word in wire.source.labels:
        return Speaker("user", name=word)
    wire.problem(
        "unknown-role",
        record,
        f"unknown role '{beginning(word)}'",
        expected="Expected one of: assistant, system, tool, user.",
        todo=f"It is shown as a speaker: say who it is in the metadata (participants: {{{beginning(word)}: …}}).",
    )
    return Speaker("user", name=word)


def add_message(wire: Wire, gathering: Gathering, record: Record, message: Message, *, model: str | None) -> None:
    """Add a message as a turn, or as results to the calls that it answers; ``model`` is the whole dialogue's."""
    speaker = role_of(wire, record, message.role)
    content = read_content(wire, record, message.content)
    stamps = (message.timestamp, message.created_at, message.createdAt, message.created)
    time = wire.time(record, next((stamp for stamp in stamps if stamp), None), "timestamp")
    if speaker.role == "tool":
        output, files = _output(content)
        result = ToolResult(output, message.name, message.tool_call_id)
        gathering.add_result(result, record.line, time=time, files=[*files, *record.spoilt])
        return
    if speaker.role == "assistant":
        pieces = (split_thinking(part.text) if isinstance(part, Text) else [part] for part in content)
        content = [part for piece in pieces for part in piece]
    parts = [*_reasoning(message), *content, *_calls(message), *sources(plain(message.annotations))]
    parts += record.spoilt
    id_ = str(message.id) if message.id else ""
    if speaker.role == "user":
        who = Speaker("user", name=message.name or speaker.name)
        add_user_parts(gathering, who, parts, record, id_=id_, time=time)
        return
    if speaker.role == "assistant":
        speaker = Speaker("assistant", message.model or model, message.name)
    gathering.add(speaker, parts, record.line, id_=id_, time=time, joined=bool(id_))


def add_user_parts(
    gathering: Gathering, speaker: Speaker, parts: Sequence[Part], record: Record, *, id_: str = "", time: Any
) -> None:
    """Add what stands in a user's message: results go to their calls, wrappers of programs are no speech.

    A message of results alone is no turn; one of context alone goes with the next turn, a command's output or a notice
    with the last one.
    """
    said: list[Part] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        at += 1
        if isinstance(part, ToolResult):
            stop = at
            while stop < len(parts) and isinstance(parts[stop], Attachment):
                stop += 1
            gathering.add_result(part, record.line, time=time, files=parts[at:stop])
            at = stop
        elif isinstance(part, Text):
            said += split_context(part.text)
        else:
            said.append(part)
    kinds = {part.kind if isinstance(part, Aside) else "" for part in said}
    if kinds and kinds <= {"command output", "notice"}:
        gathering.keep(said)
    elif kinds == {"context"}:
        gathering.defer(said)
    elif said or not any(isinstance(part, ToolResult) for part in parts):
        gathering.add(speaker, said, record.line, id_=id_, time=time)


def _reasoning(message: Message) -> list[Part]:
    said = message.reasoning_content or flat(plain(message.reasoning))
    return [Reasoning(said)] if said.strip() else []


def _calls(message: Message) -> list[Part]:
    calls: list[Part] = [Text(message.refusal)] if message.refusal else []
    for call in message.tool_calls or ():
        function = call.function or Function(call.name, call.arguments)
        calls.append(tool_call(function.name or "tool", plain(function.arguments), call.id))
    if message.function_call is not None:
        function = message.function_call
        calls.append(tool_call(function.name or "function", plain(function.arguments)))
    return calls


def _output(content: Sequence[Part]) -> tuple[str, list[Part]]:
    """The text of a result, and the parts that are no text."""
    texts = [part.text for part in content if isinstance(part, (Text, Reasoning))]
    return "\n\n".join(texts), [part for part in content if not isinstance(part, (Text, Reasoning))]
