"""Names for addresses: file names and facet values become safe, readable parts of a URL."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

__all__ = ["in_order", "slugify", "slugs"]

_MAX_LENGTH = 80
_RESERVED = frozenset({"", "index", "readme", ".", ".."})
# Signs by which names differ that are alike without them: "C", "C++" and "C#", "Net" and ".NET".
_TELLING = re.compile(r"(?<=[^\W\d_])[+#]+(?![^\W\d_])|(?<!\S)(?:[+#]+(?!\S)|\.(?=[^\W\d_]))")
_WORDS = {"+": " plus ", "#": " sharp ", ".": " dot "}
_LOST = re.compile(r"[^\w\s]")
_NUMBER = re.compile(r"([0-9]+)")
_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"})


def in_order(name: str) -> tuple[tuple[tuple[str, int, str], ...], str]:
    """A key by which names stand in a list as people look for them: accents do not count, and 2 comes before 10."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_BARE)
    letters = "".join(char for char in plain if not unicodedata.combining(char)) if not plain.isascii() else plain
    parts = _NUMBER.split(letters)  # texts, and at each second place a number
    numbers = [number.lstrip("0") for number in parts[1::2]]
    after = zip(parts[::2], [*numbers, ""], strict=True)
    return tuple((text, len(number), number) for text, number in after), name


@lru_cache(maxsize=1024)
def slugify(text: str, *, lower: bool = True) -> str:
    """A part of a URL: letters and digits of any script, ``.``, ``_`` and ``-``; never empty, never ``index``.

    Text that leaves nothing (``???``) gets a name made from its hash, so that it is the same in every build.
    """
    name = unicodedata.normalize("NFC", text)
    name = re.sub(r"[^\w.]+", _between, name.lower() if lower else name)
    name = re.sub(r"-?\.{2,}-?|-{2,}", "-", name).strip("-._")[:_MAX_LENGTH].rstrip("-._")
    if name.lower() in _RESERVED:
        digest = hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return f"{name}-{digest}" if name else f"x-{digest}"
    return name


def slugs(values: Iterable[str]) -> dict[str, str]:
    """A part of a URL for each value of a facet, each another, which depends on other values as little as may be.

    ``+`` and ``#`` behind a letter or by themselves, and a point in front, are words in it: ``c-plus-plus``. What is
    alike even so is numbered, and what has letters, digits and blanks alone comes first.
    """
    wanted = {value: slugify(_TELLING.sub(_in_words, value)) for value in values}
    own = set(wanted.values())
    given: dict[str, str] = {}
    taken = set[str]()
    for value in sorted(wanted, key=lambda value: (bool(_LOST.search(value)), value.casefold(), value)):
        slug, number = wanted[value], 1
        while slug in taken or (number > 1 and slug in own):
            number += 1
            slug = f"{wanted[value]}-{number}"
        taken.add(slug)
        given[value] = slug
    return given


def _between(run: re.Match[str]) -> str:
    """A hyphen for what stands between letters; the vowels and signs of many writings are marks, and stay."""
    signs = run[0]
    if signs.isascii() or not run.start():
        return "-"
    marks = "".join(takewhile(_is_mark, signs))
    # Accents that no letter is composed with, as they are piled up for fun, tell nobody anything.
    kept = "".join(mark for mark in marks if not unicodedata.name(mark).startswith("COMBINING "))
    return kept if len(marks) == len(signs) else f"{kept}-"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Mc") and "VARIATION SELECTOR" not in unicodedata.name(sign)


def _in_words(signs: re.Match[str]) -> str:
    return "".join(_WORDS[sign] for sign in signs[0])
