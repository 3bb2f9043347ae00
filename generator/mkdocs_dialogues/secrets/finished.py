"""Looks through the finished site once more, byte by byte: whatever way it came there, a key is a key."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from mkdocs_dialogues.errors import Problem
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.secrets.kinds import PERSONAL
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.secrets.scan import Find, Scanner

__all__ = ["look_through"]

_TEXT: Final = frozenset(
    ".html .htm .json .jsonl .xml .md .txt .js .mjs .css .map .svg .csv .yml .yaml .toml .ini .env .py .sh .log".split()
)
_CODE: Final = frozenset({".js", ".mjs", ".css", ".map", ".svg"})


class _Leak(NamedTuple):
    find: Find
    files: list[str]
    line: int


def look_through(site: Path, lookout: Lookout, themes: Sequence[Path], sources: Mapping[str, str]) -> list[Problem]:
    """Problems for what is likely a secret in a site's text files, and was not allowed.

    Scripts and styles that come from the folders ``themes`` need no look; ``sources`` are the files that pages were
    made from, by the pages' paths. Random strings beside telling words are not looked for: markup is full of both.
    """
    looking = Scanner(lookout.errors - PERSONAL, beside=False)
    leaks: dict[str, _Leak] = {}
    for path in _texts(site):
        name = path.relative_to(site).as_posix()
        if path.suffix in _CODE and any((theme / name).is_file() for theme in themes):
            continue
        data = path.read_bytes()
        for find in looking.scan(data):
            mark = find.fingerprint
            if mark in lookout.allowed or find.with_value(_plain(find.value)).fingerprint in lookout.allowed:
                continue
            leak = leaks.setdefault(mark, _Leak(find, [], data.count(b"\n", 0, find.start) + 1))
            if name not in leak.files:
                leak.files.append(name)
    return [_problem(leak, sources) for leak in leaks.values()]


def _texts(site: Path) -> Iterator[Path]:
    for path in sorted(site.rglob("*")):
        if (path.suffix.lower() in _TEXT or not path.suffix) and path.is_file():
            yield path


def _plain(value: bytes) -> bytes:
    """A value as it was before it was written into HTML or JSON."""
    text = html.unescape(value.decode("utf-8", "replace"))
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\").encode()


def _problem(leak: _Leak, sources: Mapping[str, str]) -> Problem:
    """Said of the file that a page was made from, where one of the files is a page."""
    first, *others = sorted(leak.files, key=lambda name: name not in sources)
    more = f" and {len(others)} more" if others else ""
    place = Location(sources[first]) if first in sources else Location(first, leak.line)
    find = leak.find
    return Problem(
        "likely-secret",
        place,
        f"'{find.masked}' in the finished site is likely {find.what}: '{first}'{more}",
        "Expected nothing that opens a door.",
        f"Take it out of the page, or allow it in allowed-secrets.toml: fingerprint {find.fingerprint}.",
    )
