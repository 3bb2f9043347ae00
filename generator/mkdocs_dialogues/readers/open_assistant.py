"""OpenAssistant (OASST): trees of messages that volunteers wrote, JSON Lines.

One tree a line, ``{message_tree_id, tree_state, prompt: {message_id, text, role, lang, rank, synthetic, model_name,
emojis, replies: […]}}``; or one message a line, with ``parent_id`` and ``message_tree_id``, as the data sets oasst1 and
oasst2 have them. Roles are ``prompter`` and ``assistant``, and both are people unless a message is ``synthetic``. Of
replies to one message the best has the ``rank`` 0. Declared in ``oasst-data/oasst_data/schemas.py`` of
https://github.com/LAION-AI/Open-Assistant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Dialogue, Part, Text
from mkdocs_dialogues.readers.chat_parts import reactions
from mkdocs_dialogues.readers.shapes.blocks import NULL
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import built
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["OpenAssistantReader"]

_UNRANKED: Final = 1_000_000


class Message(msgspec.Struct, kw_only=True):
    """A message; ``replies`` are those that answer it, where messages stand in messages."""

    role: str
    text: str | None = None
    message_id: str | None = None
    parent_id: str | None = None
    lang: str | None = None
    rank: int | None = None
    deleted: bool | None = None
    review_result: bool | None = None
    synthetic: bool | None = None
    model_name: str | None = None
    created_date: Moment = None
    emojis: msgspec.Raw = NULL
    replies: list[msgspec.Raw] | None = None


class Line(msgspec.Struct, kw_only=True):
    """A line: a whole tree, or a message that stands alone."""

    message_tree_id: str | None = None
    message_id: str | None = None
    prompt: msgspec.Raw = NULL


class OpenAssistantReader:
    """Reads trees of messages; of each, one way through is a dialogue."""

    name = "open-assistant"
    title = "OpenAssistant"
    about = "trees of OpenAssistant"
    suffixes = (".jsonl", ".json", ".ndjson")
    generic = False

    def detect(self, source: Source) -> bool:
        """Lines with a ``message_tree_id`` and a prompt or a message."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each tree: by the best answers, or by the message that ``branch`` names."""
        wire = Wire(source)
        scattered: dict[str, MessageTree[Message]] = {}
        for record in wire.records():
            line = wire.decode(record, Line, severity=Severity.ERROR)
            if line is None:
                continue
            if line.message_id is None or line.prompt != NULL:
                tree = MessageTree[Message](wire, record)
                [prompt] = wire.items(record, [line.prompt])
                _take(tree, [Record(prompt.data, prompt.line, f"{record.path}.prompt")])
                yield from _dialogue(wire, tree, line.message_tree_id or "")
            else:
                id_ = line.message_tree_id or ""
                tree = scattered.setdefault(id_, MessageTree[Message](wire, record))
                _take(tree, [Record(record.data, record.line, record.path)])
                tree.spoilt += record.spoilt
        for id_, tree in scattered.items():
            yield from _dialogue(wire, tree, id_)
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    if "message_tree_id" not in record:
        return False
    return "prompt" in record or record.keys() >= {"message_id", "text", "role"}


def _take(tree: MessageTree[Message], items: Iterable[Record]) -> None:
    """Take messages and those that answer them, however deep they nest."""
    waiting: list[tuple[Record, str | None]] = [(item, None) for item in items]
    while waiting:
        item, above = waiting.pop()
        message = tree.take(item, Message)
        if message is None:
            continue
        id_ = message.message_id or item.path
        tree.add(item, message, id_, above or message.parent_id)
        inner = tree.wire.items(item, message.replies or (), "replies")
        waiting += [(child, id_) for child in reversed(inner)]


def _dialogue(wire: Wire, tree: MessageTree[Message], id_: str) -> Iterator[Dialogue]:
    gathering = Gathering(wire.source, OpenAssistantReader.name, tree.record.line, id=id_)
    for item, message in tree.shown(_best(tree)):
        gathering.language = gathering.language or message.lang or None
        time = wire.time(item, message.created_date, "created_date")
        parts = [*_parts(message), *item.spoilt]
        gathering.add(_speaker(wire, item, message), parts, item.line, id_=message.message_id or "", time=time)
    gathering.keep([*tree.spoilt, *tree.record.spoilt])
    yield from built(wire, tree.record, gathering)


def _best(tree: MessageTree[Message]) -> str | None:
    """The end of the way on which each answer is the best one: none that was taken out, then by rank."""
    replies: dict[str | None, list[str]] = {}
    for id_, parent in tree.parents.items():
        replies.setdefault(parent if parent in tree.parents else None, []).append(id_)

    def merit(id_: str) -> tuple[bool, bool, int]:
        message = tree.messages[id_][1]
        rank = _UNRANKED if message.rank is None else message.rank
        return message.deleted is True, message.review_result is False, rank

    at: str | None = None
    met: set[str] = set()
    while found := [id_ for id_ in replies.get(at, ()) if id_ not in met]:
        at = min(found, key=merit)
        met.add(at)
    return at


def _speaker(wire: Wire, item: Record, message: Message) -> Speaker:
    role = role_of(wire, item, message.role)
    if message.model_name or message.synthetic:
        return Speaker(role.role, message.model_name or None, role.name, "model")
    known = role.role in ("user", "assistant") and role.name is None
    return Speaker(role.role, None, role.name, "human" if known else None)


def _parts(message: Message) -> list[Part]:
    parts: list[Part] = [Text(message.text)] if message.text and message.text.strip() else []
    if message.deleted:
        parts.append(Aside("deleted", "This message was taken out of the data."))
    return [*parts, *reactions(_emojis(plain(message.emojis)))]


def _emojis(value: Any) -> Iterator[tuple[str, int]]:
    """What readers pressed, ``{"+1": 2}`` or ``{"name": ["+1"], "count": [2]}``; skipping is no opinion."""
    if not isinstance(value, dict):
        return
    names, counts = value.get("name"), value.get("count")
    if isinstance(names, list) and isinstance(counts, list):
        value = {name: count for name, count in zip(names, counts, strict=False) if isinstance(name, str)}
    for name, count in value.items():
        if isinstance(count, int) and not name.startswith("_"):
            yield {"+1": "👍", "-1": "👎"}.get(name, name), count
