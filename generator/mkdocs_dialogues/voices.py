"""How each participant is told apart on the page: a colour, and initials in a shape that need no colour.

The same name has the same voice on every page of the site, on every machine. Colours are data here and become
``templates/assets/dialogues/voices.css`` (``scripts/update_voices_css.py``), so that pages name only an index.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mkdocs_dialogues.model import Participant

__all__ = ["COLOURS", "Colour", "Shape", "Voice", "assign_voices", "voice_key", "voices_css"]

Shape = Literal["circle", "square", "diamond"]
"""A human's, a model's, and everybody else's: the system, a tool, or someone of whom nothing tells what they are."""


@dataclass(frozen=True, slots=True)
class Voice:
    """``colour`` is an index of ``COLOURS``; ``mark`` one or two characters (more only in casts of hundreds)."""

    colour: int
    mark: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Colour:
    """One voice's colour on light paper and on a dark page, as ``#rrggbb``."""

    light: str
    dark: str


# Twelve hues about 30° apart in OKLCH, the same in both schemes; lightness alternates within a narrow band, since hue
# alone does not part twelve colours for a colour-blind reader. Found by searching for the greatest least distance in
# normal, protan, deutan and tritan sight. Contrast is at least 4.5: light ones on paper and under white text, dark ones
# on dark pages and under black text (tests compute all of it).
COLOURS: Final = (
    Colour("#ba3343", "#feb9b9"),
    Colour("#733628", "#ed8870"),
    Colour("#9b5a00", "#f3a85d"),
    Colour("#5f5300", "#e1cf71"),
    Colour("#437139", "#9aca90"),
    Colour("#007467", "#45dfca"),
    Colour("#00555d", "#01c8da"),
    Colour("#18647e", "#5aaacb"),
    Colour("#2f67c7", "#bbcff0"),
    Colour("#504ca8", "#9a9ef4"),
    Colour("#5c2f89", "#d4b2ff"),
    Colour("#8b225b", "#df88af"),
)
_DIGITS: Final = 2
_LONG: Final = 5
_ALONE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")  # letters that do not join
_NUMBERED: Final = re.compile(rf"([^\W\d_].*[^\W\d_]|[^\W\d_])([0-9]{{1,{_DIGITS}}})")
# Coprime with 12, so that probing visits every colour, and lands far from the one that was taken.
_STEP: Final = 5


def voice_key(name: str) -> str:
    """The key of a participant's shown name: letter case, spaces and Unicode forms make no other voice."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def assign_voices(casts: Iterable[Sequence[Participant]]) -> Mapping[str, Voice]:
    """The voices of a site, by ``voice_key``, given every dialogue's participants.

    Who shares a dialogue gets different marks always, and different colours as long as twelve are enough. A colour is
    a hash of the name; where two clash in a dialogue, the one in more dialogues keeps it, and the other moves on. How
    many dialogues counts by powers of two, so that one more dialogue rarely changes anybody's.
    """
    seen: Counter[str] = Counter()
    names: dict[str, str] = {}
    shapes: defaultdict[str, Counter[Shape]] = defaultdict(Counter)
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for cast, count in Counter(map(tuple, casts)).items():  # the same few take part in thousands of dialogues
        keys = {voice_key(participant.name) for participant in cast}
        seen.update(dict.fromkeys(keys, count))
        for participant in cast:
            key = voice_key(participant.name)
            shapes[key][_shape(participant)] += count
            names[key] = min(participant.name, names.get(key, participant.name))
            beside[key] |= keys - {key}
    voices: dict[str, Voice] = {}
    for key in sorted(seen, key=lambda key: (-seen[key].bit_length(), key)):
        others = [voices[other] for other in beside[key] if other in voices]
        shape = min(shapes[key], key=lambda shape: (shape == "diamond", -shapes[key][shape], shape))
        mark = _mark(names[key], shape, {other.mark for other in others})
        voices[key] = Voice(_colour(key, Counter(other.colour for other in others)), mark, shape)
    return voices


def voices_css() -> str:
    """The style sheet that gives ``.voice-0`` … ``.voice-11`` their ``--voice``, in light and in dark.

    Dark are Material's slate, Bootstrap's dark mode (the ``mkdocs`` theme), and any other page that says with CSS
    ``color-scheme`` that it is dark or follows the reader's system. Paper is light.
    """
    light = "\n".join(f".voice-{i} {{ --voice: {colour.light}; }}" for i, colour in enumerate(COLOURS))
    dark = "\n".join(
        f'  [data-md-color-scheme="slate"] .voice-{i}, [data-bs-theme="dark"] .voice-{i} {{ --voice: {colour.dark}; }}'
        for i, colour in enumerate(COLOURS)
    )
    other = "\n".join(
        f'    body:not([data-md-color-scheme="default"], [data-md-color-scheme="slate"]) .voice-{i} '
        f"{{ --voice: light-dark({colour.light}, {colour.dark}); }}"
        for i, colour in enumerate(COLOURS)
    )
    return (
        "/* Made by scripts/update_voices_css.py from mkdocs_dialogues/voices.py: change it there. */\n"
        f"{light}\n@media screen {{\n"
        f"  @supports (color: light-dark(red, red)) {{\n{other}\n  }}\n{dark}\n}}\n"
    )


def _shape(participant: Participant) -> Shape:
    if participant.kind == "human":
        return "circle"
    return "square" if participant.kind == "model" else "diamond"


def _colour(key: str, taken: Counter[int]) -> int:
    """The first free colour from the name's own on; when none is free, the one fewest have."""
    start = int.from_bytes(hashlib.blake2s(key.encode("utf-8", "replace"), digest_size=4).digest())
    order = [(start + _STEP * i) % len(COLOURS) for i in range(len(COLOURS))]
    return min(order, key=lambda colour: taken[colour])


def _mark(name: str, shape: Shape, taken: set[str]) -> str:
    return next(mark for mark in _marks(name, shape) if mark not in taken)


def _marks(name: str, shape: Shape) -> Iterator[str]:
    """Marks for a name, the best first, without end."""
    words = _words(re.sub(r"[(\[][^()\[\]]*[)\]]", " ", name)) or _words(name) or ["?"]
    if numbered := _NUMBERED.fullmatch(words[-1]):  # user12
        words[-1:] = numbered.groups()
    lettered = [word for word in words if word[0].isalpha()]
    digits = "" if lettered else "".join(words)
    if digits.isdecimal() and len(digits) >= _LONG:  # a telephone's: how it begins, many have in common
        yield from (digits[-length:] for length in range(2, len(digits)))
    numbers = [word for word in words if word[0].isdigit()]
    first = _first_grapheme(lettered[0] if lettered else words[0]).upper()
    number = words[-1] if words[1:] and words[-1].isdecimal() and len(words[-1]) <= _DIGITS else ""
    if not first[0].isupper():  # CJK, Arabic, Devanagari, emoji: one character says enough, and two might join
        yield f"{first}{int(number)}" if number else first
        if _ALONE.fullmatch(lettered[0][:2] if lettered else ""):
            yield lettered[0][:2]
    else:
        first = first[0]
        # A model's name goes from the general to the special, a human's second word may be any of many.
        second = lettered[1 if shape == "square" else -1][0].upper() if len(lettered) > 1 else ""
        is_numbered = number and (not second or len(numbers) > 1)
        if is_numbered:  # GPT-4o 1, GPT-4o 2, SPEAKER_00, SPEAKER_10
            yield f"{first}{int(number)}"
        if second.isupper():
            yield first + second
        elif not is_numbered:
            yield first + (numbers[0][0] if numbers else "")
        yield from (first + each[-1] for each in reversed(numbers))
        yield from (first + char for char in "".join(lettered)[1:].lower() if char.isalpha())
        if lettered and lettered[0][:3].isalpha():  # no number, which may be that of somebody else
            yield lettered[0][:3].title()
    yield from (f"{first}{count}" for count in itertools.count(2))


def _words(name: str) -> list[str]:
    """Words with their combining marks; a point or an apostrophe inside one parts nothing (``4.5``, ``O'Neil``)."""
    text = unicodedata.normalize("NFC", name)
    parted = "".join(" " if _parts_words(char) else char for char in text)
    return [word for part in parted.split() if (word := part.strip(".'’\u200d\ufe0f"))]


def _parts_words(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cf":  # marks of direction; but what joins emoji, and a flag's tags, are part of them
        return char != "\u200d" and char < "\U000e0000"
    return (category[0] in "PZ" and char not in ".'’") or category in ("Cc", "Cs") or char in "$+<=>^`|~"


def _first_grapheme(word: str) -> str:
    """What a reader takes for the first character: with its accents, or an emoji with all that is joined to it."""
    end = 1
    if all("\U0001f1e6" <= char <= "\U0001f1ff" for char in word[:2]):  # a flag is two letters
        end = 2
    while end < min(len(word), 12):  # more than these few can only be meant to cover the page
        char = word[end]
        is_joined = word[end - 1] == "\u200d"
        is_mark = unicodedata.category(char)[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff" or char == "\u200d"
        if not (is_mark or is_joined):
            break
        end += 1
    return word[:end]
