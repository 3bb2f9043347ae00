"""Style sheets without the rules that pages of one kind have no use for.

A theme's sheet serves whatever anybody may write: boxes, tabs, cards, keys. A page of a dialogue is made by templates
and scripts alone, so what can stand on it is known: their words. A selector goes when it asks for a class, an id or an
attribute that none of them says; a custom property goes when nothing that is left asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import tinycss2

__all__ = ["Vocabulary", "lean", "made_by_scripts", "properties", "words"]

_WORD: Final = re.compile(r"[\w-]+")
# A script looks for `.tabs`, and makes "tabs": what it looks for need not be there.
_MADE: Final = re.compile(r"(?<![.#\w-])[\w-]+")
_PROPERTY: Final = re.compile(r"--[\w-]+")
_SHORTEST_BEGINNING: Final = 4
_CHOICES: Final = frozenset({"is", "where"})
_CHARSET: Final = '@charset "UTF-8";'
_GROUPS: Final = frozenset({"media", "supports"})


def words(text: str) -> set[str]:
    """Every word of a template, a script or a setting that could be the name of a class, an id or an attribute."""
    return set(_WORD.findall(text))


def made_by_scripts(text: str) -> set[str]:
    """The words of a script without those that it only looks for, as selectors."""
    return set(_MADE.findall(text))


def properties(text: str) -> set[str]:
    """Every custom property that a text speaks of."""
    return set(_PROPERTY.findall(text))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may stand on a page.

    ``said`` are the words of which each may be a name. ``without`` are beginnings of names that come with a setting
    alone which the site has not made, unless they are among the ``certain``. ``values`` are all values that attributes
    have whose name begins with ``valued``.
    """

    said: frozenset[str]
    certain: frozenset[str] = frozenset()
    without: tuple[str, ...] = ()
    valued: str = ""
    values: frozenset[str] = frozenset()
    _beginnings: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        ends = (word for word in self.said | self.certain if len(word) >= _SHORTEST_BEGINNING and word[-1] in "-_")
        object.__setattr__(self, "_beginnings", tuple(sorted(ends)))

    def has(self, name: str) -> bool:
        """Whether something may be called so: a word says it, or the beginning of it (``"tag--" + kind``)."""
        if name in self.certain:
            return True
        return not name.startswith(self.without) and (name in self.said or name.startswith(self._beginnings))

    def has_value(self, attribute: str, value: str) -> bool:
        return not self.valued or not attribute.startswith(self.valued) or value in self.values


def lean(sheets: Sequence[str], vocabulary: Vocabulary, asked: Iterable[str] = ()) -> str:
    """The sheets as one, without what nothing can have use for. ``asked`` are custom properties used elsewhere."""
    rules: list[_Rule] = []
    for sheet in sheets:
        rules += _kept(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), vocabulary)
    wanted = _wanted([one for rule in rules for one in rule.declared()], set(asked))
    return _CHARSET + "".join(rule.text(wanted) for rule in rules)


@dataclass(frozen=True, slots=True)
class _Declaration:
    name: str
    text: str

    def stays(self, wanted: set[str]) -> bool:
        return not self.name.startswith("--") or self.name in wanted


@dataclass(frozen=True, slots=True)
class _Rule:
    """What stands before a block, and what in it: declarations, or other rules; nothing, in a rule without a block."""

    opening: str
    declarations: list[_Declaration] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)

    def declared(self) -> Iterator[_Declaration]:
        yield from self.declarations
        for rule in self.rules:
            yield from rule.declared()

    def text(self, wanted: set[str]) -> str:
        """The rule as it goes out; nothing when nothing is left in it."""
        if not self.declarations and not self.rules:
            return self.opening
        inside = ";".join(one.text for one in self.declarations if one.stays(wanted))
        inside += "".join(rule.text(wanted) for rule in self.rules)
        return f"{self.opening}{{{inside}}}" if inside else ""


def _kept(nodes: Iterable[Any], vocabulary: Vocabulary) -> Iterator[_Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            kept = [one for one in _selectors(node.prelude) if _may_match(one, vocabulary)]
            declarations = _declarations(node.content) if kept else []
            if declarations:
                yield _Rule(",".join(tinycss2.serialize(one).strip() for one in kept), declarations)
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in _GROUPS:
            inside = list(_kept(tinycss2.parse_rule_list(node.content, skip_comments=True), vocabulary))
            if inside:
                yield _Rule(f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}", rules=inside)
        elif node.type == "at-rule" and node.lower_at_keyword != "charset":
            yield _Rule(node.serialize())


def _declarations(content: list[Any]) -> list[_Declaration]:
    """What a block declares; a piece that is none stays as it stands."""
    nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(node.type != "declaration" for node in nodes):
        return [_Declaration("", tinycss2.serialize(content))]
    return [_Declaration(node.name, node.serialize()) for node in nodes]


def _wanted(declarations: list[_Declaration], asked: set[str]) -> set[str]:
    """The custom properties that somebody asks for: from elsewhere, or in a declaration that stays."""
    wanted = asked
    waiting = declarations
    while True:
        staying = [one for one in waiting if one.stays(wanted)]
        waiting = [one for one in waiting if not one.stays(wanted)]
        more = {name for one in staying for name in properties(one.text)} - wanted
        if not more:
            return wanted
        wanted = wanted | more


def _selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    """A list of selectors, at its commas."""
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _may_match(selector: list[Any], vocabulary: Vocabulary) -> bool:
    """Whether all that a selector asks for may be there. What stands in ``:not()`` need not be."""
    return all(
        _may_be(token, vocabulary, named=before is not None and before.type == "literal" and before.value == ".")
        for before, token in zip([None, *selector], selector, strict=False)
    )


def _may_be(token: Any, vocabulary: Vocabulary, *, named: bool) -> bool:
    """Whether what a piece of a selector asks for may be there; ``named``: behind the dot of a class."""
    if token.type == "hash" or (token.type == "ident" and named):
        return vocabulary.has(token.value)
    if token.type == "[] block":
        return _may_have(token.content, vocabulary)
    if token.type == "function" and token.lower_name in _CHOICES:
        return any(_may_match(choice, vocabulary) for choice in _selectors(token.arguments))
    return True


def _may_have(attribute: list[Any], vocabulary: Vocabulary) -> bool:
    """Whether anything may have an attribute, as it stands between the brackets of a selector."""
    said = [token.value for token in attribute if token.type in ("ident", "string")]
    if not said:
        return True
    name, *values = said
    exact = any(token.type == "literal" and token.value == "=" for token in attribute)
    return vocabulary.has(name) and (not exact or all(vocabulary.has_value(name, value) for value in values))
