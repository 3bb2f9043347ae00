"""Pygments' tokens of code, with all patterns of a state tried at once: the same tokens in half the time.

A lexer made of regular expressions tries those of its state one after the other, some thirty for every token, each by
a call. Here they are the alternatives of one expression, and an empty group behind each tells which it was. That takes
a while to compile, so that it pays only where there is much code in one language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

__all__ = ["Tokens"]

_Rule = tuple[Any, Any, Any]
"""As Pygments has it: the ``match`` of a pattern; a type of token, a callback or None; what becomes of the stack."""
_Tries = Sequence[tuple[Any, Mapping[int | None, _Rule] | _Rule]]

_ENOUGH: Final = 20_000
# What means another thing among other patterns: references to groups, and names of groups.
_REFERS: Final = re.compile(r"\\[1-9]|\(\?[P(]")
_FLAGS_AHEAD: Final = re.compile(r"\(\?[a-zA-Z]+\)")
_GROUP: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\()(?!\?)", re.DOTALL)
_LETTERS: Final = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}


class Tokens:
    """The tokens of code in one language. After ``enough`` characters of it its patterns are put together."""

    def __init__(self, lexer: Lexer, enough: float = _ENOUGH) -> None:
        self._lexer = lexer
        self._states: dict[str, _Tries] = {}
        kind: Any = type(lexer)
        plain = isinstance(lexer, RegexLexer) and kind.get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
        self._few = enough if plain and kind.get_tokens is Lexer.get_tokens else float("inf")

    def of(self, code: str) -> list[tuple[_TokenType, str]]:
        """Types and texts. ``code`` has LF line ends; the lexer adds and strips nothing."""
        self._few -= len(code)
        plainly = self._few > 0 or "\r" in code or code.startswith("\ufeff")
        return list(self._lexer.get_tokens(code)) if plainly else self._quick(code)

    def _quick(self, code: str) -> list[tuple[_TokenType, str]]:
        """What ``RegexLexer.get_tokens_unprocessed`` gives."""
        tokens: list[tuple[_TokenType, str]] = []
        place = 0
        stack = ["root"]
        tries = self._of_state("root")
        while True:
            for match, rules in tries:
                if (found := match(code, place)) is None:
                    continue
                again, action, change = rules if type(rules) is tuple else rules[found.lastindex]
                if type(action) is _TokenType:
                    tokens.append((action, found[0]))
                elif action is not None:
                    tokens += [(kind, text) for _, kind, text in action(self._lexer, again(code, place))]
                place = found.end()
                if change is not None:
                    _change(stack, change)
                    tries = self._of_state(stack[-1])
                break
            else:
                if place >= len(code):
                    return tokens
                if code[place] == "\n":
                    stack = ["root"]
                    tries = self._of_state("root")
                tokens.append((Whitespace if code[place] == "\n" else Error, code[place]))
                place += 1

    def _of_state(self, name: str) -> _Tries:
        if name not in self._states:
            rules: Sequence[_Rule] = self._lexer._tokens[name]  # type: ignore[attr-defined]
            self._states[name] = [tried for together in _runs(rules) for tried in together]
        return self._states[name]


def _runs(rules: Sequence[_Rule]) -> Iterator[_Tries]:
    """The rules of a state, those that can be tried together in one."""
    for alone, run in groupby(rules, lambda rule: _stands_alone(rule[0].__self__)):
        if alone:
            yield [(rule[0], rule) for rule in run]
            continue
        numbered = dict[int | None, _Rule](enumerate(run, start=1))
        alternatives = (f"{_alternative(rule[0].__self__)}()" for rule in numbered.values())
        yield [(re.compile("|".join(alternatives)).match, numbered)]


def _stands_alone(pattern: re.Pattern[str]) -> bool:
    return bool(pattern.flags & (re.VERBOSE | re.ASCII) or _REFERS.search(pattern.pattern))


def _alternative(pattern: re.Pattern[str]) -> str:
    """A pattern with its flags, for itself alone, without groups: so its first character is looked at first."""
    flags = "".join(letter for flag, letter in _LETTERS.items() if pattern.flags & flag)
    ahead = _FLAGS_AHEAD.match(pattern.pattern)
    text = pattern.pattern[ahead.end() if ahead else 0 :]
    return f"(?{flags}:{_GROUP.sub(lambda found: '(?:' if found[1] else found[0], text)})"


def _change(stack: list[str], change: Any) -> None:
    """What a rule does to the stack of states; the first stays."""
    if isinstance(change, int):
        del stack[max(1, len(stack) + change) :]  # less than nothing: as many are left
        return
    for state in (change,) if isinstance(change, str) else change:
        if state == "#push":
            stack.append(stack[-1])
        elif state != "#pop":
            stack.append(state)
        elif len(stack) > 1:
            stack.pop()
