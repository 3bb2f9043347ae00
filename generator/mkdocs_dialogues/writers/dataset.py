"""All dialogues of a site as one table, for pandas, Hugging Face ``datasets`` and the like: JSON Lines.

Such programs take the types of columns from the first rows. So no value is null (what is not known is ``""``), every
row has every key, and rows come first that between them fill every list that any row fills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from mkdocs_dialogues.archive import facet_values
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.model import Dialogue, Part, Reasoning, Text, Turn
from mkdocs_dialogues.writers.json import json_text, part_data, to_data

__all__ = ["dataset_line", "dataset_lines", "dataset_row"]

_Any = TypeVar("_Any")
_FACTS = ("id", "title", "date", "language", "summary", "series", "license", "source_url", "format")


def dataset_lines(cards: Iterable[Card], line: Callable[[Card], _Any]) -> Iterator[_Any]:
    """The lines that ``line`` gives for cards, in the order that other programs need."""
    return map(line, _filled_first(cards))


def dataset_line(dialogue: Dialogue, url: str, pages: Mapping[str, str] = MappingProxyType({})) -> str:
    """A line of JSON for a dialogue, with its newline.

    ``pages`` are the addresses of its further pages by the turns that stand there.
    """
    return json_text(dataset_row(dialogue, url, pages)) + "\n"


def dataset_row(dialogue: Dialogue, url: str, pages: Mapping[str, str]) -> dict[str, Any]:
    """One row: a dialogue. ``text`` of a turn is what was said, as Markdown, ``other`` what is no reasoning either.

    ``time`` is ISO 8601: a moment, or a duration from the beginning of a recording (``PT12.500S``).
    """
    data: dict[str, Any] = dict(to_data(dialogue))
    row: dict[str, Any] = {"url": url, **{key: data[key] or "" for key in _FACTS}}
    row["themes"] = data["themes"]
    row["models"] = list(facet_values(dialogue, "model"))
    row["participants"] = [
        {key: person[key] or "" for key in ("name", "role", "model", "kind")} for person in data["participants"]
    ]
    row["turns"] = [_turn(dialogue, turn, pages.get(turn.id, url)) for turn in dialogue.turns]
    row["notes"] = [{"turn": note["turn"] or "", "text": note["text"]} for note in data["notes"]]
    return row


def _turn(dialogue: Dialogue, turn: Turn, url: str) -> dict[str, Any]:
    speaker = dialogue.participant(turn.participant)
    moment = turn.time.isoformat() if turn.time else ""
    if not moment and turn.offset is not None:
        moment = f"PT{turn.offset.total_seconds():.3f}S"
    return {
        "id": turn.id,
        "url": f"{url}#{turn.id}" if url else "",
        "speaker": speaker.name,
        "role": speaker.role,
        "model": speaker.model or "",
        "time": moment,
        "text": _joined(part.text for part in turn.parts if isinstance(part, Text)),
        "reasoning": _joined(part.text for part in turn.parts if isinstance(part, Reasoning)),
        "other": _joined(_other(part) for part in turn.parts if not isinstance(part, Text | Reasoning)),
    }


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text)


def _other(part: Part) -> str:
    """Such as ``[tool_call: search]`` above what was put in."""
    data: dict[str, Any] = dict(part_data(part))
    name = data.get("name") or data.get("kind")
    return f"[{data['type']}{f': {name}' if name else ''}]\n{data['text']}".rstrip()


def _filled_first(cards: Iterable[Card]) -> list[Card]:
    """The cards in their order, but before all those that are the first to fill a list."""
    filled: set[str] = set()
    first: list[Card] = []
    later: list[Card] = []
    for card in cards:
        new = _lists(card) - filled
        filled |= new
        (first if new else later).append(card)
    return first + later


def _lists(card: Card) -> set[str]:
    has = {
        "themes": bool(card.metadata.themes),
        "models": any(participant.model for participant in card.participants),
        "notes": bool(card.metadata.notes),
    }
    return {name for name, filled in has.items() if filled}
