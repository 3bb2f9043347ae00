"""The rules: what the tokens of each vendor look like, from ``rules.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

__all__ = ["Rule", "names", "vendor_rules", "words"]

# A token stands by itself: behind no letter or digit, but for those that end an escape (``\n``, ``\u003d``, ``%3D``).
_START: Final = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=\\u00[0-9a-fA-F]{2})|(?<=%[0-9A-F]{2}))"
_END: Final = rb"(?![A-Za-z0-9])"
_LITERAL: Final = re.compile(r"(?:[A-Za-z0-9_:/$-]|\\[.$])+(?![*+?{])")
_AFTER: Final = 300
_LONGEST: Final = 800


@dataclass(frozen=True)
class Rule:
    """How one kind of token is found: where a word of ``words`` (lower case) stands, by ``pattern``.

    The pattern begins at the word, or within ``before`` bytes ahead of it or ``after`` bytes behind its beginning.
    The secret is the group ``value``, or the whole match. ``source`` is the vendor's page that it was written from.
    """

    vendor: str
    token: str
    words: tuple[bytes, ...]
    sample: str
    source: str
    before: int = 0
    after: int = 0
    checksum: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """Compiled when a word of the rule is first met: those of most rules never are."""
        return re.compile(_START + b"(?:" + self.token.encode() + b")" + _END)

    @cached_property
    def bare(self) -> re.Pattern[bytes]:
        """The pattern without what has to stand around it: a search for it is much faster."""
        return re.compile(self.token.encode())

    @cached_property
    def floats(self) -> bool:
        """Whether the word need not be where the token begins."""
        return bool(self.before or self.after)


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def words(key: str) -> tuple[bytes, ...]:
    """A list of words of ``words.toml``."""
    return tuple(word.replace("+", " ").encode() for word in _data("words.toml")[key].split())


@cache
def vendor_rules() -> tuple[Rule, ...]:
    """Every vendor's rules, in the order of the file: of two that match at one place the first speaks."""
    data = _data("rules.toml")
    return tuple(
        _rule(vendor, {"source": data["sources"][vendor], **entry})
        for vendor, entries in data["vendors"].items()
        for entry in entries
    )


@cache
def names() -> tuple[bytes, ...]:
    """Names of services: beside one of them a mere ``key`` tells."""
    return tuple(word.encode() for word in _data("rules.toml")["names"]["words"].split())


def _rule(vendor: str, entry: dict[str, Any]) -> Rule:
    token = re.sub(r"(?<=\d),\}", f",{_LONGEST}}}", entry["token"])  # every search ends, whatever it is given
    words = entry.get("words") or [_beginning(token)]
    before = entry.get("before", 0)
    after = entry.get("after", _AFTER if before else 0)
    lower = tuple(word.lower().encode() for word in words)
    return Rule(vendor, token, lower, entry["sample"], entry["source"], before, after, "checksum" in entry)


def _beginning(token: str) -> str:
    """The literal text that a regular expression begins with."""
    literal = _LITERAL.match(token)
    if literal is None:
        raise ValueError(f"rules.toml: {token} begins with no literal: it needs words")
    return literal[0].replace("\\", "")
