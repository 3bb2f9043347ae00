"""The first form of Copilot CLI's sessions (until autumn 2025): ``~/.copilot/history-session-state/session_*.json``.

``{sessionId, startTime, chatMessages: [{role, content, tool_calls, tool_call_id}], timeline: [{type, text, timestamp,
…}], selectedModel?}``: the messages as OpenAI's interface has them, and beside them what the terminal showed, which
alone has times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from mkdocs_dialogues.readers.shapes.blocks import NULL
from mkdocs_dialogues.readers.shapes.gathering import Gathering
from mkdocs_dialogues.readers.shapes.messages import Message, add_message
from mkdocs_dialogues.readers.shapes.text import plain, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["Session", "gather_session", "is_first_form"]


class Session(msgspec.Struct, kw_only=True, rename="camel"):
    """The file."""

    session_id: str | None = None
    start_time: Moment = None
    selected_model: str | None = None
    chat_messages: list[msgspec.Raw] | None = None
    timeline: msgspec.Raw = NULL


def is_first_form(record: Mapping[str, Any]) -> bool:
    """Whether a file's object is such a session."""
    return "sessionId" in record and "startTime" in record and ("chatMessages" in record or "timeline" in record)


def gather_session(wire: Wire, record: Record, found: Session, format_: str) -> Gathering:
    """The session's messages, with the times at which the terminal showed them."""
    gathering = Gathering(wire.source, format_, record.line, id=found.session_id or "")
    gathering.date = wire.time(record, found.start_time, "startTime")
    times = _times(plain(found.timeline))
    for item in wire.items(record, found.chat_messages or (), "chatMessages"):
        message = wire.decode(item, Message)
        if message is None:
            gathering.keep(item.spoilt)
            continue
        message.timestamp = message.timestamp or times.get(word(plain(message.content)).strip())
        add_message(wire, gathering, item, message, model=found.selected_model)
    gathering.keep(record.spoilt)
    return gathering


def _times(timeline: Any) -> dict[str, str]:
    """When each text was first shown."""
    found: dict[str, str] = {}
    for one in timeline if isinstance(timeline, list) else ():
        if isinstance(one, dict) and one.get("type") in ("user", "copilot"):
            text, time = word(one.get("text")).strip(), word(one.get("timestamp"))
            if text and time:
                found.setdefault(text, time)
    return found
