"""Voices Chat as JSON: what its program writes beside the Markdown.

``{model, model_name, timestamp, system_prompt, rounds: [{round, prompt, response, usage, error?}], total_cost,
total_rounds}``. Who wrote the prompts is not in the file. The timestamp is that of the end, on the writer's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Text
from mkdocs_dialogues.readers.shapes.blocks import NULL
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["VoicesChatJSONReader", "usage"]


class Round(msgspec.Struct, kw_only=True):
    """A prompt, and what the model said to it."""

    round: int | str | None = None
    prompt: str | None = None
    response: str | None = None
    usage: msgspec.Raw = NULL
    error: bool | None = None


class Chat(msgspec.Struct, kw_only=True):
    """The file."""

    model: str | None = None
    model_name: str | None = None
    timestamp: Moment = None
    system_prompt: str | None = None
    rounds: list[msgspec.Raw] | None = None
    total_cost: float | None = None


class VoicesChatJSONReader:
    """Reads the rounds of one chat."""

    name = "voices-chat-json"
    title = "Voices Chat"
    about = '`{"model": "z-ai/glm-5", "rounds": [{"prompt": …, "response": …}]}`'
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Rounds with a prompt and a response, and a model."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The chat's dialogue."""
        return read_records(source, Chat, _gather)


def _is_ours(record: Mapping[str, Any]) -> bool:
    rounds = record.get("rounds")
    listed = rounds if isinstance(rounds, list) else ()
    named = "model_name" in record and "system_prompt" in record
    return "model" in record and any(
        isinstance(one, dict) and "round" in one and "prompt" in one and (named or "response" in one)
        for one in listed[:3]
    )


def _gather(wire: Wire, record: Record, found: Chat) -> Gathering:
    gathering = Gathering(wire.source, VoicesChatJSONReader.name, record.line)
    gathering.date = wire.time(record, found.timestamp, "timestamp")
    if found.system_prompt and found.system_prompt.strip():
        gathering.preface.append(Aside("system prompt", found.system_prompt))
    name = found.model_name if found.model_name != found.model else None
    model = Speaker("assistant", found.model, name, "model")
    for item in wire.items(record, found.rounds or (), "rounds"):
        one = wire.decode(item, Round)
        if one is None:
            gathering.keep(item.spoilt)
            continue
        heading = f"Round {one.round}" if one.round is not None else None
        asked: list[Part] = [Text(one.prompt)] if one.prompt and one.prompt.strip() else []
        gathering.add(Speaker("user"), [*asked, *item.spoilt], item.line, heading=heading)
        said = one.response or ""
        told = usage(plain(one.usage))
        if one.error:
            gathering.keep([Aside("error", said), *told])
        else:
            answer: list[Part] = [Text(said)] if said.strip() else []
            gathering.add(model, [*answer, *told], item.line)
    if found.total_cost is not None:
        gathering.afterword.append(Aside("total cost", f"${found.total_cost:.4f}"))
    gathering.keep(record.spoilt)
    return gathering


def usage(value: Any) -> list[Part]:
    """Tokens and cost of an answer, in the words of the Markdown that the same programs write."""
    if not isinstance(value, dict):
        return []
    details = value.get("completion_tokens_details")
    counts = {
        "prompt": value.get("prompt_tokens"),
        "completion": value.get("completion_tokens"),
        "reasoning": value.get(
            "reasoning_tokens", details.get("reasoning_tokens") if isinstance(details, dict) else None
        ),
    }
    told = [f"{name}={count}" for name, count in counts.items() if isinstance(count, int)]
    cost = value.get("cost")
    told += [f"cost=${cost:.4f}"] if isinstance(cost, (int, float)) else []
    return [Aside("usage", f"tokens: {', '.join(told)}")] if told else []
