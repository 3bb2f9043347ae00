"""How far work is that takes long, on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO, TypeVar

import click

__all__ = ["Course", "Progress", "followed"]

_Item = TypeVar("_Item")

_PATIENCE: Final = 2.0  # s: work that takes longer shows how far it is


class Progress:
    """A bar on standard error, which is drawn once the work has taken a while; nothing where that is no terminal.

    ``count`` is all there is to do, in whatever ``step`` counts; ``what`` stands beside the bar.
    """

    def __init__(self, what: str, count: int) -> None:
        self._what = what
        self._count = max(1, count)
        self._done = 0
        self._since = time.monotonic()
        self._is_seen = _is_terminal(sys.stderr)
        self._bar: Any = None

    def step(self, count: int = 1) -> None:
        """So much more is done."""
        if not self._is_seen:
            return
        self._done += count
        if self._bar is not None:
            self._bar.update(count)
        elif time.monotonic() - self._since > _PATIENCE:
            self._bar = click.progressbar(length=self._count, label=self._what, file=sys.stderr)
            self._bar.__enter__()
            self._bar.update(self._done)
        if self._done >= self._count:  # what is logged next has a line of its own
            self.end()

    def end(self) -> None:
        """Take the bar off."""
        bar, self._bar, self._is_seen = self._bar, None, False
        if bar is not None:
            bar.__exit__(None, None, None)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()  # None: nobody is to see what goes wrong


class Course:
    """One work after the other, as ``Progress`` shows them, where others do it and tell of each step."""

    def __init__(self) -> None:
        self._now: Progress | None = None

    def begin(self, what: str, count: int) -> None:
        """What was done before has ended."""
        self.end()
        self._now = Progress(what, count)

    def step(self) -> None:
        """One more is done."""
        if self._now is not None:
            self._now.step()

    def end(self) -> None:
        """All is done, or nothing will be."""
        if self._now is not None:
            self._now.end()
        self._now = None


def followed(items: Iterable[_Item], count: int, what: str) -> Iterator[_Item]:
    """The items, at most ``count`` of them, with the progress of what is done with each, or to get it."""
    with Progress(what, count) as progress:
        for item in items:
            progress.step()
            yield item
