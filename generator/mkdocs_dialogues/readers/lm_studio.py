"""LM Studio: the file of one chat, ``<time>.conversation.json`` in ``~/.lmstudio/conversations``.

``{name, createdAt (ms), systemPrompt, messages: [{versions: […], currentlySelected}], perChatPredictionConfig,
lastUsedModel}``. A version is ``{type: "singleStep", role, content: […], preprocessed?}`` or ``{type: "multiStep",
role, senderInfo, steps: […]}``; a step is a ``contentBlock`` (``content``, ``style``, ``genInfo``), ``toolStatus``,
``citationBlock``, ``status`` or ``debugInfoBlock``; content is ``text``, ``file``, ``toolCallRequest`` or
``toolCallResult``. The format is not documented; this is what versions 0.3 and 0.4 write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.thinking import split_thinking
from mkdocs_dialogues.readers.shapes.times import Moment, moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["LMStudioReader"]

_SYSTEM_PROMPT: Final = "llm.prediction.systemPrompt"
# A step is named by the millisecond in which it began, and a random number.
_BEGUN: Final = re.compile(r"(?P<time>\d{13})-\d")
_FAILED: Final = frozenset({"toolCallFailed", "toolCallDenied", "toolCallGenerationFailed"})


class Model(msgspec.Struct, rename="camel"):
    """What a model was loaded as, and which of the files on the disk it is."""

    identifier: str | None = None
    indexed_model_identifier: str | None = None

    @property
    def id(self) -> str | None:
        return self.identifier or self.indexed_model_identifier


class Sender(msgspec.Struct, rename="camel"):
    """Who answers, by the name that the program shows."""

    sender_name: str | None = None


class Style(msgspec.Struct):
    """How a block is shown: ``thinking`` is what a model thought."""

    type: str | None = None


class Step(msgspec.Struct, kw_only=True, rename="camel"):
    """A piece of an answer."""

    type: str | None = None
    step_identifier: str | None = None
    content: msgspec.Raw = NULL
    style: Style | None = None
    gen_info: Model | None = None
    status_state: msgspec.Raw = NULL
    call_id: str | int | None = None
    cited_text: str | None = None
    file_name: str | None = None
    page_number: msgspec.Raw = NULL
    line_number: msgspec.Raw = NULL
    source: msgspec.Raw = NULL


class Preprocessed(msgspec.Struct):
    """A question as the model got it: with what was found in files, say."""

    content: msgspec.Raw = NULL


class Version(msgspec.Struct, kw_only=True, rename="camel"):
    """A message, or one of the answers to the same question."""

    role: str = "assistant"
    content: msgspec.Raw = NULL
    preprocessed: Preprocessed | None = None
    sender_info: Sender | None = None
    steps: list[msgspec.Raw] | None = None


class Slot(msgspec.Struct, rename="camel"):
    """A message in all its versions."""

    versions: list[msgspec.Raw] | None = None
    currently_selected: int = 0


class Field(msgspec.Struct):
    """A setting."""

    key: str | None = None
    value: msgspec.Raw = NULL


class Config(msgspec.Struct):
    """The settings of a chat."""

    fields: list[Field] | None = None


class Chat(msgspec.Struct, kw_only=True, rename="camel"):
    """The file."""

    name: str | None = None
    created_at: Moment = None
    system_prompt: str | None = None
    messages: list[msgspec.Raw] | None = None
    per_chat_prediction_config: Config | None = None
    last_used_model: Model | None = None


class LMStudioReader:
    """Reads the files in which LM Studio keeps its chats."""

    name = "lm-studio"
    title = "LM Studio"
    about = "chats of LM Studio"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Messages with ``versions`` and ``currentlySelected``; in a chat without any, its settings."""
        found = sample(source)
        return found is not None and found.shape == "object" and _is_ours(found.first)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The chat's dialogue."""
        return read_records(source, Chat, _gather)


def _is_ours(record: Mapping[str, Any]) -> bool:
    messages = record.get("messages")
    for one in messages if isinstance(messages, list) else ():
        if isinstance(one, dict) and isinstance(versions := one.get("versions"), list):
            return "currentlySelected" in one or any(
                isinstance(version, dict) and version.get("type") in ("singleStep", "multiStep") for version in versions
            )
    return "systemPrompt" in record and ("perChatPredictionConfig" in record or "lastUsedModel" in record)


def _gather(wire: Wire, record: Record, found: Chat) -> Gathering:
    gathering = Gathering(wire.source, LMStudioReader.name, record.line, found.name or "")
    gathering.date = wire.time(record, found.created_at, "createdAt")
    if prompt := _prompt(found):
        gathering.preface.append(Aside("system prompt", prompt))
    tree = MessageTree[Version](wire, record)
    leaf: str | None = None
    for number, item in enumerate(wire.items(record, found.messages or (), "messages"), start=1):
        leaf = _take(wire, tree, item, number, leaf)
    for item, version in tree.shown(leaf):
        _add(wire, gathering, item, version)
    gathering.keep([*tree.spoilt, *record.spoilt])
    _name_the_only_model(gathering, found.last_used_model)
    return gathering


def _prompt(found: Chat) -> str:
    """The system prompt: that of the chat's own settings before the older field."""
    config = found.per_chat_prediction_config
    settings = config.fields or () if config is not None else ()
    told = [word(plain(field.value)) for field in settings if field.key == _SYSTEM_PROMPT]
    return next((prompt for prompt in (*told, found.system_prompt or "") if prompt.strip()), "")


def _take(wire: Wire, tree: MessageTree[Version], item: Record, number: int, before: str | None) -> str | None:
    """Take all versions of a message; the key of the one that is shown (``3-2``: message 3, version 2)."""
    slot = wire.decode(item, Slot)
    versions = wire.items(item, slot.versions or (), "versions") if slot is not None else []
    tree.spoilt += item.spoilt
    keys: list[str | None] = []
    for index, piece in enumerate(versions, start=1):
        version = tree.take(piece, Version)
        keys.append(f"{number}-{index}" if version is not None else None)
        if version is not None:
            tree.add(piece, version, f"{number}-{index}", before)
    if slot is None or not keys:
        return before
    selected = slot.currently_selected
    if not 0 <= selected < len(keys):
        wire.problem(
            "bad-field",
            item,
            f"'{selected}' at '{item.path}.currentlySelected' is no version of the message",
            expected=f"Expected a number below {len(keys)}.",
            todo="The last version is shown.",
        )
        selected = len(keys) - 1
    return keys[selected] or before


def _add(wire: Wire, gathering: Gathering, item: Record, version: Version) -> None:
    speaker = role_of(wire, item, version.role)
    parts = [part for one in _list(plain(version.content)) for part in _piece(wire, item, one)]
    results: list[ToolResult] = []
    model, time = None, None
    failed: dict[str, str] = {}
    for piece in wire.items(item, version.steps or (), "steps"):
        step = wire.decode(piece, Step)
        found = _step(wire, piece, step, failed) if step is not None else ()
        results += [part for part in found if isinstance(part, ToolResult)]
        parts += [*(part for part in found if not isinstance(part, ToolResult)), *piece.spoilt]
        if step is not None:
            model = model or (step.gen_info.id if step.gen_info is not None else None)
            begun = _BEGUN.match(step.step_identifier or "")
            time = time or (moment(int(begun["time"])) if begun else None)
    if speaker.role == "assistant":
        sender = version.sender_info
        speaker = Speaker("assistant", model or (sender.sender_name if sender is not None else None) or None)
    gathering.add(speaker, [*_given(version, parts), *parts, *item.spoilt], item.line, time=time)
    for result in results:
        told = failed.pop(result.id or "", None)
        gathering.add_result(
            result if told is None else ToolResult(result.output or told, None, result.id, True), item.line
        )
    for id_, told in failed.items():  # what was denied has no result
        gathering.add_result(ToolResult(told, None, id_, True), item.line)


def _given(version: Version, parts: Iterable[Part]) -> list[Part]:
    """What the model was given in place of the words of a question, where it is something else."""
    if version.preprocessed is None:
        return []
    said = "\n".join(part.text for part in parts if isinstance(part, Text))
    told = "\n".join(word(one.get("text")) for one in _objects(version.preprocessed.content)).strip()
    return [Aside("context", told)] if told and told != said.strip() else []


def _step(wire: Wire, piece: Record, step: Step, failed: dict[str, str]) -> list[Part]:
    """The parts of a step; calls that ``failed`` are noted by their ids."""
    match step.type:
        case "contentBlock":
            found = [part for one in _list(plain(step.content)) for part in _piece(wire, piece, one)]
            thought = step.style is not None and step.style.type == "thinking"
            return [Reasoning(part.text) if thought and isinstance(part, Text) else part for part in found]
        case "toolStatus":
            state = plain(step.status_state)
            status = state.get("status") if isinstance(state, dict) else None
            if isinstance(status, dict) and word(status.get("type")) in _FAILED:
                told = flat(status.get("error")) or flat(status.get("denyReason")) or word(status.get("type"))
                failed[str(step.call_id)] = told
            return []
        case "citationBlock":
            return [_citation(step)]
        case "status":
            state = plain(step.status_state)
            told = word(state.get("text")) if isinstance(state, dict) else ""
            return [Aside("status", told)] if told.strip() else []
        case "debugInfoBlock":
            return []
    return [wire.unknown(step.type or "step", pretty(piece.data), piece.line)]


def _piece(wire: Wire, item: Record, value: Any) -> Iterable[Part]:
    """One piece of ``content``."""
    if isinstance(value, str):
        return split_thinking(value)
    if not isinstance(value, dict):
        return [] if value is None else [wire.unknown("content", pretty(value), item.line)]
    match kind := word(value.get("type")):
        case "text":
            return split_thinking(word(value.get("text")))
        case "file":
            return [_file(value)]
        case "toolCallRequest":
            return [tool_call(word(value.get("name")) or "tool", _arguments(value), _call_id(value))]
        case "toolCallResult":
            return [ToolResult(_output(value.get("content")), None, _call_id(value) or None)]
    return [wire.unknown(kind or "content", pretty(value), item.line)]


def _arguments(value: Mapping[str, Any]) -> Any:
    return next((value[key] for key in ("parameters", "arguments") if value.get(key) is not None), None)


def _call_id(value: Mapping[str, Any]) -> str:
    """A call's number in the file: results of all versions have it, the string beside it is younger."""
    found = value.get("callId", value.get("toolCallRequestId"))
    return str(found) if isinstance(found, (str, int)) else ""


def _output(content: Any) -> str:
    """What a tool gave back; tools of MCP give JSON in a string, ``[{"type": "text", "text": …}]``."""
    if isinstance(content, str) and content.startswith("[{"):
        value = plain(content.encode("utf-8", "replace"))
        if isinstance(value, list) and all(isinstance(one, dict) and "type" in one for one in value):
            return flat(value)
    return flat(content)


def _file(value: Mapping[str, Any]) -> Attachment:
    id_ = word(value.get("fileIdentifier"))
    kind = word(value.get("fileType"))
    media_type = kind if "/" in kind else "image/*" if kind == "image" else None
    return Attachment(word(value.get("name")) or id_ or "file", id_ or None, media_type)


def _citation(step: Step) -> Aside:
    """A passage of a file that the answer rests on, with where it stands."""
    told = plain(step.source)
    source: Mapping[str, Any] = told if isinstance(told, dict) else {}
    where = [step.file_name or word(source.get("fileName"))]
    places = (("page", step.page_number, "pageNumber"), ("line", step.line_number, "lineNumber"))
    for label, raw, key in places:
        number = plain(raw)
        number = source.get(key) if number is None else number
        if isinstance(number, dict):
            ends = dict.fromkeys(str(number[end]) for end in ("start", "end") if isinstance(number.get(end), int))
            number = "–".join(ends)
        if isinstance(number, (int, str)) and number != "":
            where.append(f"{label} {number}")
    named = ", ".join(one for one in where if one)
    return Aside("citation", "\n\n".join(one for one in (named, (step.cited_text or "").strip()) if one))


def _name_the_only_model(gathering: Gathering, last: Model | None) -> None:
    """The chat's model, where no answer of it says which spoke (so in the oldest files)."""
    answers = [draft for draft in gathering.drafts if draft.speaker.role == "assistant"]
    if last is not None and last.id and not any(draft.speaker.model for draft in answers):
        for draft in answers:
            draft.speaker = Speaker("assistant", last.id)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _objects(raw: msgspec.Raw) -> Iterator[Mapping[str, Any]]:
    return (one for one in _list(plain(raw)) if isinstance(one, dict))
