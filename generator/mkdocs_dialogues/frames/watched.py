"""A page as a template sees it while a frame is made: what is read of it is noted, and what is printed leaves a hole.

Text is not handed out: a template that prints it prints a hole, into which each page's own is put later. Where a
template decides by something (is there an edit link? is "toc" hidden?), what it learned becomes a condition of the
frame. Filters and methods applied to text are noted and applied to each page's own text. What cannot be followed
raises ``UnfollowedError``, and the pages are rendered one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from markupsafe import escape

__all__ = [
    "CONTENTS",
    "MISSING",
    "STAND_INS",
    "Hole",
    "Path",
    "Reading",
    "Step",
    "UnfollowedError",
    "Watched",
    "follow",
]

Step = tuple[Any, ...]
"""One step from a value to another: ``("get", name)``, ``("filter", name, args)``, ``("each", path)`` …"""
Path = tuple[Step, ...]

CONTENTS: Final[Path] = (("get", "toc"),)
"""The table of contents: a loop over it is followed."""

STAND_INS: Final = 5
"""As so many items a template sees a table of contents of any length."""

MISSING: Final = "\x02missing\x03"
"""Stands for an attribute that a value does not have."""

_PLAIN: Final = (bool, int, float, type(None))


class UnfollowedError(Exception):
    """A template does something with a page that cannot be noted."""


class Unlike:
    """What items have in common that have nothing in common."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place where a page's own text goes. ``loop`` counts the loops over a table of contents.

    In a loop the ``path`` begins at the item; ``turn`` counts the items that the template was shown.
    """

    path: Path
    escaped: bool
    loop: int | None = None
    turn: int = 0


@dataclass
class Reading:
    """What was read of one page while one template was rendered.

    ``functions`` are the template's filters and tests, called with a value and arguments.
    """

    page: Any
    functions: Mapping[str, Callable[..., Any]]
    conditions: dict[Path, Any] = field(default_factory=dict)
    holes: list[Hole] = field(default_factory=list)
    loops: int = 0

    def hole(self, hole: Hole) -> str:
        self.holes.append(hole)
        return f"\x02{len(self.holes) - 1}\x03"


def follow(value: Any, path: Path, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """What a path leads to from a value; ``MISSING`` where it ends early."""
    for step in path:
        kind = step[0]
        if kind == "get":
            value = _get(value, step[1])
        elif kind == "call":
            value = getattr(value, step[1])(*step[2])
        elif kind == "filter":
            value = functions[step[1]](value, *step[2], **dict(step[3]))
        elif kind == "each":
            found = {answer(item, step[1], functions) for item in value}
            return found.pop() if len(found) == 1 else Unlike()
        else:
            value = _SIMPLE[kind](value, *step[1:])
        if value is MISSING:
            return MISSING
    return value


def answer(value: Any, path: Path, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """What a path leads to, in a form that can be compared and hashed."""
    found = follow(value, path, functions)
    return found if path and path[-1][0] == "each" else frozen(found)  # the answer for all items is frozen already


_CONTAINERS: Final = frozenset({list, tuple, set, frozenset})


def frozen(value: Any) -> Any:
    """A list, tuple or set as something that can be compared and hashed; its kind is part of it."""
    if type(value) in (set, frozenset):
        return "set", *sorted(map(frozen, value))
    if type(value) in (list, tuple):
        return (type(value).__name__, *map(frozen, value))
    if isinstance(value, Mapping):
        return ("map", *((key, frozen(item)) for key, item in value.items()))
    if type(value).__hash__ is None:
        raise UnfollowedError
    return value


def _get(value: Any, name: str) -> Any:
    """As Jinja gets it: an attribute, else an item."""
    try:
        return getattr(value, name)
    except AttributeError:
        try:
            return value[name]
        except (TypeError, LookupError, AttributeError):
            return MISSING


_SIMPLE: Final[Mapping[str, Callable[..., Any]]] = {
    "true": bool,
    "kind": lambda value: type(value).__name__,
    "has": lambda value, item: item in value,
    "is": lambda value, other: value == other,
    "first": lambda value: next(iter(value)),
    "before": lambda value, other: other + value,
}


class Watched:
    """A value of the page, reached by ``path``. In a loop (``item``), the path begins at the loop's item."""

    __slots__ = ("_item", "_path", "_reading", "_value")

    def __init__(self, reading: Reading, path: Path, value: Any, item: tuple[int, int, Any] | None = None) -> None:
        self._reading = reading
        self._path = path
        self._value = value
        self._item = item  # the loop, the turn, all items

    def _w_know(self, step: Step) -> Any:
        """Where the step leads, as a condition: on another page it must lead to the same."""
        return self._w_condition((*self._path, step))

    def _w_condition(self, path: Path) -> Any:
        reading = self._reading
        if self._item is None:
            value = answer(reading.page, path, reading.functions)
            reading.conditions[path] = value
            return value
        found = {answer(item, path, reading.functions) for item in self._item[2]}
        if len(found) != 1:
            raise UnfollowedError
        reading.conditions[*CONTENTS, ("each", path)] = value = found.pop()
        return value

    def _w_step(self, step: Step, value: Any) -> Any:
        """What a step leads to, for the template: watched, or plain and a condition."""
        path = (*self._path, step)
        if isinstance(value, _PLAIN) or (type(value) in _CONTAINERS and path != CONTENTS):
            self._w_condition(path)
            return value
        self._w_condition((*path, ("kind",)))
        return Watched(self._reading, path, value, self._item)

    def _w_apply(self, step: Step) -> Any:
        functions = self._reading.functions
        return self._w_step(step, follow(self._value, (step,), functions))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if isinstance(self._value, Mapping):
            if name == "get":
                return lambda key, default=None: self[key] if key in self else default  # noqa: SIM401
            if hasattr(self._value, name):
                raise UnfollowedError
            raise AttributeError(name)
        found = _get(self._value, name)
        if found is MISSING:
            self._w_know(("get", name))
            raise AttributeError(name)
        if callable(found):
            if not isinstance(self._value, str | date):
                raise UnfollowedError
            return lambda *arguments: self._w_apply(("call", name, _constant(arguments)))
        return self._w_step(("get", name), found)

    def __getitem__(self, name: Any) -> Any:
        if not isinstance(self._value, Mapping):
            if isinstance(name, str) and _get(self._value, name) is MISSING:
                raise TypeError  # as Jinja expects where there is neither an attribute nor an item
            raise UnfollowedError
        if name not in self._value:
            self._w_know(("get", name))
            raise KeyError(name)
        return self._w_step(("get", name), self._value[name])

    def __bool__(self) -> bool:
        return bool(self._w_know(("true",)))

    def __contains__(self, item: Any) -> bool:
        return bool(self._w_know(("has", *_constant((item,)))))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _PLAIN) or type(other) is str:
            return bool(self._w_know(("is", other)))
        return self is other  # no page of ours stands in the navigation

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = object.__hash__

    def __len__(self) -> int:
        return int(self._w_know(("call", "__len__", ())))

    def __add__(self, other: Any) -> Any:
        return self._w_apply(("call", "__add__", _constant((other,))))

    def __radd__(self, other: Any) -> Any:
        return self._w_apply(("before", *_constant((other,))))

    def __iter__(self) -> Iterator[Any]:
        """The table of contents, as a few items that stand for any number of them."""
        if self._path != CONTENTS or not self:
            if self._path == CONTENTS:
                return iter(())
            raise UnfollowedError
        loop = self._reading.loops
        self._reading.loops += 1
        items = list(self._value)
        return iter([Watched(self._reading, (), items[0], (loop, turn, items)) for turn in range(STAND_INS)])

    def __str__(self) -> str:
        return self._w_hole(escaped=False)

    def __html__(self) -> str:
        return self._w_hole(escaped=True)

    def _w_hole(self, *, escaped: bool) -> str:
        if not isinstance(self._value, str | date):
            raise UnfollowedError
        loop, turn = self._item[:2] if self._item else (None, 0)
        escaped = escaped and not hasattr(self._value, "__html__")
        return self._reading.hole(Hole(self._path, escaped, loop, turn))

    def _w_first(self) -> Any:
        return Watched(self._reading, (*self._path, ("first",)), next(iter(self._value)), self._item)

    def _w_real(self) -> Any:
        return self._value


def first(value: Watched) -> Any:
    """The first of a list; None where it is empty."""
    return value._w_first() if value else None


def filtered(value: Watched, name: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """A filter's or test's result, noted."""
    step = ("filter", name, _constant(arguments), tuple(zip(named, _constant(tuple(named.values())), strict=True)))
    return value._w_apply(step)


def known(value: Watched, step: Step) -> Any:
    """Where a step leads, as a condition."""
    return value._w_know(step)


def _constant(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments that can be noted: plain values without a hole in them."""
    for argument in arguments:
        if not (isinstance(argument, _PLAIN) or (isinstance(argument, str) and "\x02" not in argument)):
            raise UnfollowedError
    return arguments


def text(value: Any, *, escaped: bool) -> str:
    """What a template prints for a value."""
    return str(escape(value)) if escaped else str(value)
