"""Conversations in llm's database since 0.32: threads, and the chains of messages that they end.

A message names the one before it (``parent_hash``), so that threads share what they have in common. What is known of a
call of the model (its model, time, settings) stands in ``turns``, from the message that it was given to the one that it
ended with. A change of the system prompt, and a conversation begun before 0.32, repeat what was said: such messages
belong to no turn of the thread, and are known by their words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from mkdocs_dialogues.media import LARGEST, media_of
from mkdocs_dialogues.model import Aside, Attachment, Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.llm_entries import (
    Entry,
    Repeated,
    add_entry,
    attachment,
    in_utc,
    laid_out,
    options,
    tool_result,
)
from mkdocs_dialogues.readers.shapes.blocks import tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.sqlite import Database
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import moment
from mkdocs_dialogues.readers.shapes.tree import thread
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["Threads"]

_INPUT: Final = frozenset({"user", "tool"})
_ANSWER: Final = frozenset({"assistant", "tool"})
_LONGEST_TURN: Final = 1000
_PARTS: Final = frozenset({"text", "reasoning", "tool_call", "tool_result", "attachment"})


@dataclass(frozen=True, slots=True)
class _Message:
    """A row of ``messages``."""

    row: str | None
    parent: str | None
    role: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """A row of ``turns``: one call of the model."""

    row: str | None
    id: str
    thread: str
    parent: str | None
    tip: str | None

    def anchor(self, hash_: str, role: str) -> str:
        """The anchor of one of its messages: as in ``llm logs``, the prompt and the answer have the turn's id."""
        if hash_ == self.tip:
            return self.id
        return f"{self.id}-prompt" if hash_ == self.parent and role == "user" else ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What is known of a message beside its words; ``id`` is its turn's anchor."""

    id: str = ""
    time: datetime | None = None
    model: str | None = None
    settings: tuple[Part, ...] = ()
    tools: str = ""
    schema: Any = None


@dataclass(slots=True)
class _Known:
    """What was said of messages elsewhere, by their role and words, in the order in which they were said."""

    said: dict[tuple[str, str], deque[_Said]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(self, role: str, words: str, said: _Said) -> None:
        if words.strip():
            self.said.setdefault((role, " ".join(words.split())), deque()).append(said)

    def take(self, role: str, words: str) -> _Said | None:
        """What is known of a message; the id of what was logged of it is then among ``taken``."""
        waiting = self.said.get((role, " ".join(words.split())))
        if not waiting:
            return None
        self.taken.add(waiting[0].id.removesuffix("-prompt"))
        return waiting.popleft()


class Threads:
    """The threads of a database; ``rows_of`` has the row ids of fragments, attachments, tools and schemas by id."""

    def __init__(self, database: Database, wire: Wire, rows_of: Mapping[str, Mapping[str, str | None]]) -> None:
        self.database = database
        self.wire = wire
        self.rows_of = rows_of
        self.names: dict[str, str] = {}
        self.tips: dict[str, str | None] = {}
        self.begins: dict[str, float | None] = {}
        for _, id_, name, tip, time in database.rows("threads", "id", "name", "tip_message_hash", "datetime_utc"):
            key = id_ or ""
            self.names[key], self.tips[key] = name or "", tip
            self.begins[key] = _seconds(time)
        self.turns: dict[str, _Turn] = {}
        self._by_thread: dict[str, list[_Turn]] = {}
        self._find_turns()
        self.messages = {
            hash_ or "": _Message(row, parent, role or "")
            for row, hash_, parent, role in database.rows("messages", "hash", "parent_hash", "role")
        }
        self.parts: dict[str, list[str | None]] = {}
        for row, hash_ in database.rows("parts", "message_hash", order="position"):
            self.parts.setdefault(hash_ or "", []).append(row)
        self._tools: dict[str, list[str | None]] = {}
        for _, turn, tool in database.rows("turn_tools", "turn_id", "tool_id"):
            self._tools.setdefault(turn or "", []).append(tool)
        # A message of several threads is told of by the first turn that has it, where its own thread has none.
        self._anywhere = {hash_: turn for turn in reversed(self.turns.values()) for hash_ in self._own(turn)}

    def _find_turns(self) -> None:
        columns = ("id", "thread_id", "parent_message_hash", "tip_message_hash", "datetime_utc")
        for row, id_, thread_, parent, tip, time in self.database.rows("turns", *columns, order="id"):
            turn = _Turn(row, id_ or f"turn {row}", thread_ or "", parent, tip)
            self.turns[turn.id] = turn
            self._by_thread.setdefault(turn.thread, []).append(turn)
            self.tips.setdefault(turn.thread, None)
            known, seconds = self.begins.setdefault(turn.thread, None), _seconds(time)
            if seconds is not None and (known is None or seconds < known):
                self.begins[turn.thread] = seconds

    def gather(self, gathering: Gathering, id_: str, entries: Sequence[Entry]) -> None:
        """Add a conversation: what is logged of it in ``entries`` and as a thread; what is in both once."""
        own = {hash_: turn for turn in reversed(self._by_thread.get(id_, [])) for hash_ in self._own(turn)}
        path = self._path(id_, own)
        known = self._known(entries, {hash_: turn for hash_, turn in own.items() if hash_ not in path})
        shown = []
        for hash_, anchor in path.items():
            role, parts = self.messages[hash_].role, self._read_parts(hash_)
            said = self._said(own[hash_], hash_) if hash_ in own else known.take(role, _words(parts))
            if said is None and hash_ in self._anywhere:
                said = self._said(self._anywhere[hash_], hash_)
            shown.append((role, parts, said or _Said(), (said and said.id) or anchor))
        repeated = Repeated()
        for entry in entries:
            if entry.id not in known.taken:
                add_entry(gathering, entry, repeated)
        times = [said.time for _, _, said, _ in shown]
        for place, (role, parts, said, anchor) in enumerate(shown):
            time = said.time or next((time for time in times[place : place + 4] if time), None)
            self._add(gathering, role, _laid_out(parts, said), replace(said, id=anchor, time=time), repeated)

    def _add(self, gathering: Gathering, role: str, parts: list[Part], said: _Said, repeated: Repeated) -> None:
        """Add a message: the system prompt where it is new, results to the calls that they answer, or a turn."""
        if role == "tool":
            _add_results(gathering, parts, said)
            return
        speaker = role_of(self.wire, Record(b"", 1), role)
        if speaker.role == "system":
            if parts != repeated.system:
                gathering.add(speaker, parts, 1, id_=said.id, time=said.time)
                repeated.system = parts
            return
        settings = list(said.settings)
        if said.tools and said.tools != repeated.tools:
            settings.append(Aside("tools", said.tools))
            repeated.tools = said.tools
        if speaker.role == "assistant":
            speaker = Speaker("assistant", said.model)
            parts = [*settings, *parts]
        else:
            parts = [*parts, *settings]
        gathering.add(speaker, parts, 1, id_=said.id, time=said.time)

    def fragment(self, id_: str | None) -> str:
        """The text of a fragment; a note in its place when it is not there."""
        row = self.rows_of["fragments"].get(id_ or "")
        found = self.database.row("fragments", row, "content")["content"]
        if found is not None:
            return found
        return self.wire.unknown("fragment", f"(the fragment {id_} is not in the database)", 1).text

    def file(self, id_: str | None) -> Attachment:
        """An attached file; by its id when nothing else is known of it."""
        row = self.rows_of["attachments"].get(id_ or "")
        told = self.database.row("attachments", row, "type", "path", "url", sizes=["content"])
        if row is None:
            return Attachment(id_ or "file")
        data = self.database.blob("attachments", row, "content", LARGEST) or b""
        if (media := media_of(data)) is not None:
            return Attachment(told["type"] or "file", None, media.type, None, data)
        size = told["content"] or ""
        return attachment({**told, "content_length": int(size) if size.isdecimal() else None})

    def tool(self, id_: str | None) -> str:
        """The name of a tool."""
        name = self.database.row("tools", self.rows_of["tools"].get(id_ or ""), "name")["name"]
        return name or f"tool {id_}"

    def schema(self, id_: str | None) -> Any:
        """The schema that an answer had to keep to, or None."""
        content = self.database.row("schemas", self.rows_of["schemas"].get(id_ or ""), "content")["content"]
        return _value(content)

    def _own(self, turn: _Turn) -> Iterator[str]:
        """The messages that a turn added: its answer from the last to the first, then what it was asked, likewise."""
        at, count, roles = turn.tip, 0, _ANSWER
        while at is not None and at in self.messages and count < _LONGEST_TURN:
            roles = _INPUT if at == turn.parent else roles
            if self.messages[at].role not in roles:
                return
            yield at
            at, count = self.messages[at].parent, count + 1

    def _path(self, id_: str, own: Mapping[str, _Turn]) -> dict[str, str]:
        """The messages of the shown thread by their hashes, each with its anchor."""
        tip = self.tips.get(id_)
        met: set[str] = set()
        for end in (tip, *(turn.tip for turn in self._by_thread.get(id_, []))):
            at = end
            while at is not None and at in self.messages and at not in met:
                met.add(at)
                at = self.messages[at].parent
        anchors: dict[str, str] = {}
        for hash_ in sorted(met, key=lambda one: int(self.messages[one].row or 0)):
            anchors[hash_] = (own[hash_].anchor(hash_, self.messages[hash_].role) if hash_ in own else "") or hash_
        hashes = {anchor: hash_ for hash_, anchor in anchors.items()}
        parents = {anchor: _parent(self.messages[hash_].parent, anchors) for anchor, hash_ in hashes.items()}
        found = thread(self.wire, Record(b"", 1), parents, anchors.get(tip or ""))
        return {hashes[anchor]: anchor for anchor in found.ids}

    def _known(self, entries: Sequence[Entry], elsewhere: Mapping[str, _Turn]) -> _Known:
        """What is known of words that the thread may repeat: entries of before 0.32, and turns of other branches."""
        known = _Known()
        for entry in entries:
            told = _Said(entry.id, entry.time, entry.model)
            asked = replace(told, id=f"{entry.id}-prompt", settings=tuple(entry.settings), tools=entry.tools)
            known.add("user", _words(entry.asked), asked)
            known.add("assistant", _words(entry.answered), told)
        for hash_ in sorted(elsewhere, key=lambda hash_: int(self.messages[hash_].row or 0)):
            known.add(self.messages[hash_].role, _words(self._read_parts(hash_)), self._said(elsewhere[hash_], hash_))
        return known

    def _said(self, turn: _Turn, hash_: str) -> _Said:
        """What a turn tells of a message of its own. Its settings go with the prompt, or with the answer to results."""
        columns = ("model", "resolved_model", "options_json", "schema_id", "datetime_utc")
        told = self.database.row("turns", turn.row, *columns)
        role = self.messages[hash_].role
        time = in_utc(self.wire.time(Record(b"", 1, f"turns '{turn.id}'"), told["datetime_utc"], "datetime_utc"))
        schema = self.schema(told["schema_id"])
        settings: list[Part] = []
        tools = ""
        if turn.parent == hash_ if role == "user" else self._answers_results(turn, hash_):
            settings = options(_value(told["options_json"]))
            settings += [Aside("schema", f"```json\n{pretty(schema)}\n```")] if schema else []
            tools = ", ".join(map(self.tool, self._tools.get(turn.id, ())))
        model = told["resolved_model"] or told["model"]
        return _Said(turn.anchor(hash_, role), time, model, tuple(settings), tools, schema)

    def _answers_results(self, turn: _Turn, hash_: str) -> bool:
        """Whether a message begins the answer of a turn that was given results alone."""
        parent = self.messages[hash_].parent
        before = self.messages.get(parent or "")
        return parent == turn.parent and (before is None or before.role != "user")

    def _read_parts(self, hash_: str) -> list[Part]:
        kind = "system fragments" if self.messages[hash_].role == "system" else "prompt fragments"
        return [part for row in self.parts.get(hash_, ()) for part in self._part(row, kind)]

    def _part(self, row: str | None, fragments: str) -> Iterator[Part]:
        told = self.database.row("parts", row, "type", "text", "payload", "tool_name")
        kind, held = told["type"] or "", _value(told["payload"])
        payload: Mapping[str, Any] = held if isinstance(held, dict) else {}
        if kind in ("text", "reasoning"):
            yield from self._text(kind, told["text"], payload, fragments)
        elif kind == "tool_call":
            name = word(payload.get("name")) or told["tool_name"] or "tool"
            yield tool_call(name, payload.get("arguments"), word(payload.get("tool_call_id")))
        elif kind == "tool_result":
            yield tool_result({"name": told["tool_name"], **payload}).result
            yield from map(self.file, _ids(payload.get("attachments")))
        elif kind == "attachment":
            yield from map(self.file, _ids([payload.get("attachment")]))
        if (held is not None and held is not payload) or kind not in _PARTS:
            said = "" if kind in _PARTS else told["text"]
            yield self.wire.unknown(kind or "part", "\n".join(one for one in (said, told["payload"]) if one), 1)

    def _text(self, kind: str, text: str | None, payload: Mapping[str, Any], fragments: str) -> Iterator[Part]:
        """A text as it stands, or put together of literal pieces and fragments, which nobody typed."""
        pieces = payload.get("text_ref")
        if text is not None or not isinstance(pieces, list):
            said = text if text is not None else word(payload.get("text"))
            if said.strip():
                yield Text(said) if kind == "text" else Reasoning(said)
            return
        for piece in pieces:
            if isinstance(piece, dict) and "fragment" in piece:
                yield Aside(fragments, self.fragment(str(piece["fragment"])).strip("\n"))
            elif isinstance(piece, dict) and isinstance(literal := piece.get("literal"), str):
                if literal.strip():
                    yield Text(literal.strip("\n")) if kind == "text" else Reasoning(literal)
            else:
                yield self.wire.unknown("text_ref", pretty(piece), 1)


def _add_results(gathering: Gathering, parts: Sequence[Part], said: _Said) -> None:
    """The results of a message, each with its files, put to their calls; what is no result is kept beside them."""
    groups: list[list[Part]] = []
    for part in parts:
        if isinstance(part, ToolResult) or not groups:
            groups.append([])
        groups[-1].append(part)
    for first, *files in groups:
        if isinstance(first, ToolResult):
            gathering.add_result(first, 1, time=said.time, files=files)
        else:
            gathering.keep([first, *files])


def _laid_out(parts: Sequence[Part], said: _Said) -> list[Part]:
    return [Text(laid_out(part.text, said.schema)) if isinstance(part, Text) else part for part in parts]


def _parent(hash_: str | None, anchors: Mapping[str, str]) -> str | None:
    return anchors.get(hash_, hash_) if hash_ is not None else None


def _words(parts: Sequence[Part]) -> str:
    """By what a message is known when it comes again: what was said and called, fragments within."""
    said = []
    for part in parts:
        if isinstance(part, ToolCall):
            said.append(f"{part.name} {part.input}")
        elif isinstance(part, Text) or (isinstance(part, Aside) and part.kind.endswith(" fragments")):
            said.append(part.text)
    return " ".join(said)


def _ids(listed: Any) -> list[str]:
    """The ids of files that a payload names."""
    items = listed if isinstance(listed, list) else []
    return [str(one["id"]) for one in items if isinstance(one, dict) and one.get("id") is not None]


def _value(text: str | None) -> Any:
    """What JSON in a column says; None where there is none."""
    return plain(text.encode("utf-8", "replace")) if text else None


def _seconds(time: str | None) -> float | None:
    when = in_utc(moment(time))
    return when.timestamp() if when is not None else None
