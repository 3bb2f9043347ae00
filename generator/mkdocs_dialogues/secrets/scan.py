"""Looks through bytes for secrets and for what tells of a person, in one pass."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from mkdocs_dialogues.secrets import personal
from mkdocs_dialogues.secrets.generic import BESIDE, SHAPES, Span, beside, set_to
from mkdocs_dialogues.secrets.kinds import KINDS, FindKind
from mkdocs_dialogues.secrets.likely import checksum_holds, entropy, is_placeholder
from mkdocs_dialogues.secrets.rules import Rule, names, vendor_rules

__all__ = ["Find", "Scanner", "scanner"]

_NEAR: Final = 90  # bytes between the name of a service and what is its key
_ALPHANUMERIC: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_BASE64: Final = _ALPHANUMERIC | frozenset(b"+/")


@dataclass(frozen=True, slots=True)
class Find:
    """What was found, from byte ``start`` to byte ``end``. ``certain``: it has a checksum, and that holds."""

    kind: FindKind
    what: str
    start: int
    end: int
    value: bytes
    certain: bool = False

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits by which an author allows this very value."""
        return hashlib.blake2s(self.kind.encode() + b"\0" + self.value, digest_size=8).hexdigest()

    def with_value(self, value: bytes) -> Find:
        """The same find, as if its value were spelt otherwise."""
        return replace(self, value=value)

    @property
    def masked(self) -> str:
        """Enough to know it again, too little to use it."""
        text = self.value.decode("utf-8", "replace")
        if self.kind == "private-key":
            return text[: text.find("-----", 11) + 5 if text.startswith("-----") else 19] + "…"
        if self.kind == "email":
            name, _, host = text.partition("@")
            return f"{name[:1]}…@{host[:1]}…{host[host.rfind('.') :]}"
        if self.kind == "home-path":
            return text[: max(text.rfind("/"), text.rfind("\\")) + 2] + "…"
        if self.kind == "phone":
            return f"{text[:3].strip()}…{text[-2:]}"
        shown = min(6, len(text) // 4)
        return f"{text[:shown]}…{text[-2:] if len(text) >= 16 else ''}"


def _vendor(data: bytes, at: int, word: bytes, rule: Rule) -> Iterator[Span]:
    if rule.floats:
        around = max(0, at - rule.before), at + rule.after
        matches: Iterable[object] = rule.pattern.finditer(data, *around) if rule.bare.search(data, *around) else ()
    else:
        matches = filter(None, (rule.pattern.match(data, at),))
    for match in matches:
        start, end = match.span("value" if "value" in rule.pattern.groupindex else 0)  # type: ignore[attr-defined]
        body = data[start + (len(word) if start == at else 0) : end]
        if not is_placeholder(body) and (len(body) < 14 or entropy(body) >= 2.7) and not _within_base64(data, start):
            yield start, end


def _may_begin(data: bytes, at: int) -> bool:
    """Whether a token may begin here: a look before the longer one, as most words stand within others."""
    if not at or data[at - 1] not in _ALPHANUMERIC:
        return True
    return data[at - 2 : at - 1] == b"\\" or data[at - 3 : at - 2] == b"%" or data[at - 6 : at - 4] == b"\\u"


def _within_base64(data: bytes, start: int) -> bool:
    """Whether it goes on to the left as a picture in base64 would."""
    if data[start - 1 : start] not in (b"+", b"/"):
        return False
    before = data[max(0, start - 24) : start]
    return len(before) == 24 and all(byte in _BASE64 for byte in before)


class Scanner:
    """Finds what is of certain kinds. Make one and use it for everything: it is built once."""

    def __init__(self, kinds: Iterable[FindKind] = KINDS, *, beside: bool = True) -> None:
        """Without ``beside`` nothing is looked for that only the words beside it tell."""
        self._kinds = frozenset(kinds)
        self._rules: dict[bytes, list[Rule]] = defaultdict(list)
        self._shapes: dict[bytes, list[tuple[FindKind, str, Callable[[bytes, int], Span | None]]]] = defaultdict(list)
        if "api-key" in self._kinds:
            for rule in vendor_rules():
                for word in rule.words:
                    self._rules[word].append(rule)
        self._floating = {word for word, rules in self._rules.items() if any(rule.floats for rule in rules)}
        for shape in SHAPES:
            self._add(shape.kind, shape.what, shape.words, shape.find)
        self._add("email", "an e-mail address", (b"@",), personal.email)
        paths = (b"/home/", b"/users/", b"\\users\\", b"-users-", b"-home-")
        self._add("home-path", "a path of somebody's home", paths, personal.home)
        self._add("phone", "a phone number", tuple(b"+%d" % digit for digit in range(1, 10)), personal.phone)
        self._names = frozenset(names())
        self._beside = {word for word, about in BESIDE.items() if beside and about.kind in self._kinds}
        named = self._names if self._beside else frozenset()
        self._words = sorted({*self._rules, *self._shapes, *self._beside, *named})
        # Built in milliseconds, and more than twice as fast as what the library chooses by itself.
        self._search = BytesAhoCorasick(self._words, MatchKind.Standard, Implementation.DFA)

    def _add(
        self, kind: FindKind, what: str, words: Sequence[bytes], find: Callable[[bytes, int], Span | None]
    ) -> None:
        if kind in self._kinds:
            for word in words:
                self._shapes[word].append((kind, what, find))

    def scan(self, data: bytes) -> list[Find]:
        """Everything found, in order, without overlaps: of two at one place, the vendor's rule speaks."""
        hits = self._search.find_matches_as_indexes(data.lower(), overlapping=True)
        found: list[Find] = []
        telling: list[tuple[int, bytes]] = []
        services: list[int] = []
        for index, at, _ in hits:
            word = self._words[index]
            if word in self._rules and (word in self._floating or _may_begin(data, at)):
                found += self._by_vendor(data, at, word)
            for kind, what, find in self._shapes.get(word, ()):
                if span := find(data, at):
                    found.append(Find(kind, what, *span, data[slice(*span)]))
            if word in self._beside:
                telling.append((at, word))
            if word in self._names:
                services.append(at)
                if span := set_to(data, at + len(word)):
                    found.append(
                        Find("secret", f"a random string that '{word.decode()}' is set to", *span, data[slice(*span)])
                    )
        services.sort()
        for at, word in telling:
            if span := beside(data, at, word, named=_is_named(data, services, at)):
                found.append(
                    Find(BESIDE[word].kind, f"a random string beside '{word.decode()}'", *span, data[slice(*span)])
                )
        return list(_apart(found))

    def _by_vendor(self, data: bytes, at: int, word: bytes) -> Sequence[Find]:
        found: list[Find] = []
        for rule in self._rules[word]:
            if not rule.floats and not rule.pattern.match(data, at):
                continue  # by far the most
            for start, end in _vendor(data, at, word, rule):
                value = data[start:end]
                certain = rule.checksum and checksum_holds(value)
                found.append(Find("api-key", f"a key of {rule.vendor}", start, end, value, certain))
        return found


def _is_named(data: bytes, services: Sequence[int], at: int) -> bool:
    """Whether the name of a service stands shortly before, in the same line or that above."""
    index = bisect_left(services, at)
    return index > 0 and at - services[index - 1] < _NEAR and data.count(b"\n", services[index - 1], at) < 2


def _apart(finds: list[Find]) -> Iterator[Find]:
    end = -1
    for find in sorted(finds, key=lambda find: (find.start, -find.end, find.kind != "api-key")):
        if find.start >= end:
            yield find
            end = find.end


@cache
def scanner(kinds: frozenset[FindKind] = frozenset(KINDS)) -> Scanner:
    """The scanner of these kinds, made when it is first asked for."""
    return Scanner(kinds)
