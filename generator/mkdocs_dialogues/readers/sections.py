"""Headings that open a speaker's section.

``## GLM 4.7's Response``, ``### 💎 GLM 4.7 (The Prism)``, ``## Turn 1 — glm5 (A)``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mkdocs_dialogues.readers.speakers import clean_label, is_common_word, is_model_name, is_name

__all__ = ["Section", "is_question", "numbered_turn", "speaker_section"]

_SPEECH = (
    r"(?:(?:opening|first|second|third|final|closing|full|direct|initial|honest)\s+)*"
    r"(?:response|reply|answer|opening|question|prompt|message|letter|voice|perspective|reflection|closing|statement|turn"
    r"|view|words?|thoughts|rebuttal|testimony|contribution|invitation|introduction|account|witness|take|argument)s?\b"
)
_NUMBERED = re.compile(
    r"(?P<division>(?:round|turn|part|exchange|message|movement)\s+[\dIVX]{1,6})\s*(?::|—|–|-{1,2}|\||·)\s*(?P<rest>.+)",
    re.IGNORECASE,
)
_OWNS = re.compile(rf"(?P<name>.{{1,60}}?)(?:['’]s|(?<=s)['’])\s+(?P<what>{_SPEECH}.*)", re.IGNORECASE)
_GIVES = re.compile(
    r"(?P<name>.{1,60}?)\s+(?:responds|replies|answers|asks|speaks|writes|opens|closes|reflects)\b.*", re.IGNORECASE
)
_FROM = re.compile(rf"(?:the\s+)?{_SPEECH}\s+(?:from|by|of)\s+(?P<name>.{{1,60}})", re.IGNORECASE)
_EPITHET = re.compile(r"(?P<name>[^(:—–]{1,60}?)\s*(?:\((?P<epithet>[^()]{1,80})\)|(?::|—|–|\s-)\s*(?P<more>.{1,80}))")
_PLAIN = re.compile(r"(?:response|reply|answer)s?", re.IGNORECASE)
_DETERMINERS = frozenset(
    "a all an both each every her his its my other our some that the their these this three two your".split()
)
_LETTER = re.compile(r"(?P<name>.{1,80}?)\s*\((?P<letter>[A-Z])\)")
_QUESTION = re.compile(
    r"(?:(?:the|my|our|an?|opening|original|central|first)\s+)*"
    r"(?:question|prompt|invitation|inquiry|provocation)s?(?:\s+(?:posed|asked))?",
    re.IGNORECASE,
)


class Section(NamedTuple):
    """A heading read as an opening.

    ``name`` says who; ``division`` is the whole heading where it says more than that, else ``""``; ``bare``
    when the heading is a name alone, which other documents have too.
    """

    name: str
    division: str
    bare: bool


class Numbered(NamedTuple):
    """``Turn 1 — glm5 (A)``: the division, the name, the letter or ``""``."""

    division: str
    name: str
    letter: str


def is_question(text: str) -> bool:
    """Whether a heading announces the question that all answer: ``The Question``."""
    return len(text) < 80 and _QUESTION.fullmatch(clean_label(text)) is not None


def numbered_turn(text: str) -> Numbered | None:
    """A heading such as ``Turn 1 — glm5 (A)``, when what follows the number can be a name."""
    match = _NUMBERED.fullmatch(text) if len(text) < 160 else None
    if match is None:
        return None
    rest = match["rest"].strip()
    letter = _LETTER.fullmatch(rest)
    name = clean_label(letter["name"] if letter else rest)
    if not letter and not (is_model_name(name) or (is_name(name) and not is_common_word(name))):
        return None
    return Numbered(match["division"], name, letter["letter"] if letter else "")


@lru_cache(maxsize=512)
def speaker_section(text: str) -> Section | None:
    """Whose section a heading opens, or None for a heading that names nobody."""
    if len(text) > 160:
        return None
    bare = clean_label(text)
    numbered = _NUMBERED.fullmatch(bare)
    rest = clean_label(numbered["rest"]) if numbered else bare
    for pattern in (_OWNS, _GIVES, _FROM):
        match = pattern.fullmatch(rest)
        if match and (name := _named(match["name"])):
            plain = not numbered and _PLAIN.fullmatch(match.groupdict().get("what") or "")
            return Section(name, "" if plain else text, bare=False)
    match = _EPITHET.fullmatch(rest)
    name = _named(match["name"] if match else rest)
    adorned = match is not None and match["epithet"] is not None and not text[0].isalnum()
    if name and (adorned or is_model_name(name)):
        return Section(name, "" if name == text else text, bare=name == text)
    return None


def _named(text: str) -> str:
    name = clean_label(text)
    if name.split(maxsplit=1)[:1] and name.split(maxsplit=1)[0].lower() in _DETERMINERS:
        return ""
    return name if is_name(name) and (is_model_name(name) or not is_common_word(name)) else ""
