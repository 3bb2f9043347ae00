"""Finds the frame for a page, or makes one; where no frame can be trusted, the page is rendered as it always was."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from jinja2 import Environment, Template, TemplateError

from mkdocs_dialogues.frames import watched
from mkdocs_dialogues.frames.frame import Frame, make_frame
from mkdocs_dialogues.frames.watched import STAND_INS, Path, Reading, UnfollowedError, Watched, answer

__all__ = ["Frames"]

# Filters that are given a watched page's text as it is: they print it, or choose between it and something else.
_BARE: Final = frozenset({"d", "default", "e", "escape"})
# Filters that print an address relative to the page.
_RELATIVE: Final = frozenset({"url", "script_tag"})
_FAULTS: Final = (TypeError, LookupError, ValueError, AttributeError)
_PROOFS: Final = 2
_MOST: Final = 200


class Frames:
    """The frames of one template.

    ``address(page)`` is a page's address below the site's root. A frame is proved on the first pages that it is used
    for: each is rendered too, and where a letter differs the frame is dropped.
    """

    def __init__(self, template: Template, *, address: Callable[[Any], str]) -> None:
        self._template = template
        self._address = address
        self._functions = _functions(template.environment)
        self._roots: dict[object, _Entry | _Question] = {}
        self._made = 0
        self.rendered = 0
        """How many pages were rendered, not framed."""
        self.proved = 0
        """How many of those were rendered to prove a frame."""
        self.framed = 0

    def page(self, context: Mapping[str, Any], page: Any, beside: tuple[Any, ...] = ()) -> str:
        """The whole page: its frame, filled, or the template rendered for it alone.

        ``beside`` is what the template can see beside the page that is not the same for every page.
        """
        address = self._address(page)
        place = (posixpath.dirname(address.rstrip("/")), *beside)
        entry = self._find(page, place)
        if entry is None and self._made < _MOST:
            self._made += 1
            entry = self._make(context, page, place)
        if entry is None or entry.frame is None or address in entry.holders:
            return self._render(context)
        try:
            filled = entry.frame.fill(page)
        except (UnfollowedError, *_FAULTS):
            return self._render(context)
        if entry.proofs < _PROOFS:
            rendered = self._render(context)
            entry.proofs += len(getattr(page, "toc", ())) != STAND_INS
            if filled != rendered:
                entry.frame = None
            else:
                self.proved += 1
            return rendered
        self.framed += 1
        return filled

    def _render(self, context: Mapping[str, Any]) -> str:
        self.rendered += 1
        return self._template.render(context)

    def _find(self, page: Any, place: object) -> _Entry | None:
        """The entry to which the page's answers lead, if the same were given before."""
        found = self._roots.get(place)
        while isinstance(found, _Question):
            try:
                found = found.answers.get(_key(answer(page, found.path, self._functions)))
            except (UnfollowedError, *_FAULTS):  # the page is rendered, and says what is wrong
                return None
        return found

    def _make(self, context: Mapping[str, Any], page: Any, place: object) -> _Entry:
        reading = Reading(page, self._functions)
        targets: set[str] = set()
        frame: Frame | None = None
        try:
            with _watching(self._template.environment, page, targets):
                rendered = self._template.render({**context, "page": Watched(reading, (), page)})
            frame = make_frame(rendered, reading)
        except (UnfollowedError, TemplateError, *_FAULTS):
            pass  # if it is the template's fault, rendering says so
        entry = _Entry(frame, _holders(targets))
        self._keep(entry, place, list(reading.conditions.items()))
        return entry

    def _keep(self, entry: _Entry, place: object, conditions: Sequence[tuple[Path, Any]]) -> None:
        """Templates ask in an order that hangs on the answers alone, so questions make a tree."""
        branches, key = self._roots, place
        for path, value in conditions:
            question = branches.setdefault(key, _Question(path, {}))
            if not isinstance(question, _Question) or question.path != path:
                return  # it asks at random: the page is found by no way
            branches, key = question.answers, _key(value)
        branches.setdefault(key, entry)


def _key(value: object) -> object:
    """An answer as a key: 1 is not True."""
    return (type(value).__name__, value) if isinstance(value, int | float) else value


@dataclass(frozen=True, slots=True)
class _Question:
    """What a template asks next, and where each answer leads."""

    path: Path
    answers: dict[object, _Entry | _Question]


class _Entry:
    """A frame, or None where there can be none under these conditions, and how often it was proved."""

    def __init__(self, frame: Frame | None, holders: frozenset[str]) -> None:
        self.frame = frame
        self.proofs = 0
        self.holders = holders
        """Addresses of pages that hold something the frame leads to: seen from there, it has another address."""


def _holders(targets: set[str]) -> frozenset[str]:
    parts = (target.lstrip("/").split("/") for target in targets)
    return frozenset("/".join(part[:end]) + "/" for part in parts for end in range(1, len(part) + 1))


def _functions(environment: Environment) -> Mapping[str, Callable[..., Any]]:
    """Filters and tests by name; a test's name has a question mark. Those that ask for a context are left out."""
    filters = {name: function for name, function in environment.filters.items() if not _asks(function)}
    tests = {f"{name}?": function for name, function in environment.tests.items() if not _asks(function)}
    return {**filters, **tests}


def _asks(function: Any) -> bool:
    return getattr(function, "jinja_pass_arg", None) is not None


@contextmanager
def _watching(environment: Environment, page: Any, targets: set[str]) -> Iterator[None]:
    """While a frame is made, filters and tests know what to do with what is watched."""
    filters, tests = environment.filters, environment.tests
    environment.filters = {
        name: _relative(function, page, targets) if name in _RELATIVE else _filter(name, function)
        for name, function in filters.items()
    }
    environment.tests = {name: _test(name, function) for name, function in tests.items()}
    try:
        yield
    finally:
        environment.filters, environment.tests = filters, tests


def _filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    asks = _asks(function)

    @wraps(function)
    def called(*arguments: Any, **named: Any) -> Any:
        given = arguments[1:] if asks else arguments
        value = given[0] if given else None
        if not isinstance(value, Watched):
            _refuse_holes((*given, *named.values()))
            return function(*arguments, **named)
        if name == "first":
            found = watched.first(value)
            return function(*arguments, **named) if found is None else found
        if name in _BARE:
            return function(*arguments, **named)
        if asks:
            raise UnfollowedError
        return watched.filtered(value, name, given[1:], named)

    return called


def _relative(function: Callable[..., Any], page: Any, targets: set[str]) -> Callable[..., Any]:
    """Prints an address relative to the page. One that begins with # is the same everywhere, and may be a hole."""

    @wraps(function)
    def called(context: Mapping[str, Any], value: Any) -> Any:
        if isinstance(value, Watched):
            if watched.known(value, ("call", "startswith", ("#",))):
                return value
            raise UnfollowedError
        _refuse_holes((value,))
        targets.add(str(value))
        return function({"page": page, "base_url": context["base_url"]}, value)

    return called


def _test(name: str, function: Any) -> Callable[..., Any]:
    @wraps(function)
    def called(*arguments: Any, **named: Any) -> Any:
        given = arguments[1:] if _asks(function) else arguments
        if given and isinstance(given[0], Watched):
            if name in ("defined", "undefined"):
                return name == "defined"
            return watched.filtered(given[0], f"{name}?", given[1:], named)
        _refuse_holes(given)
        return function(*arguments, **named)

    return called


def _refuse_holes(values: tuple[Any, ...]) -> None:
    for value in values:
        if isinstance(value, Watched) or (isinstance(value, str) and "\x02" in value):
            raise UnfollowedError
