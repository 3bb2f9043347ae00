"""``<think>…</think>`` in front of an answer: what local models write when nobody takes their thoughts out."""

from __future__ import annotations

import re
from typing import Final

from mkdocs_dialogues.model import Part, Reasoning, Text

__all__ = ["split_thinking"]

_OPENING: Final = re.compile(r"\s*<(?P<tag>think|thinking|thought|reasoning)>")


def split_thinking(text: str) -> list[Part]:
    """The text as parts: thoughts that it opens with, and what was said; empty when there is neither.

    Thoughts without an end are those of an answer that was stopped. A tag amid the text is the writer's own.
    """
    parts: list[Part] = []
    while (opening := _OPENING.match(text)) is not None:
        closing = f"</{opening['tag']}>"
        thought, closed, rest = text[opening.end() :].partition(closing)
        if thought.strip():
            parts.append(Reasoning(thought.strip("\n").strip()))
        text = rest.lstrip("\n")
        if not closed:
            break
    return [*parts, Text(text)] if text.strip() else parts
