"""What rendering a turn's Markdown takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Fault", "MarkdownOptions", "Rendered", "Resolve"]

Resolve = Callable[[str, str], str | None]
"""``resolve(path, kind)``: a relative target (percent-decoded, without query and fragment) becomes a URL for the page.

``kind`` is ``link`` or ``image``; None says that there is no such file.
"""


@dataclass(frozen=True, slots=True)
class MarkdownOptions:
    """``line_breaks``: a single newline shows as a line break, as chats do.

    ``image_hosts``: the remote hosts whose images may be shown; any other remote image becomes a link.
    ``colours``: code is taken apart for the colours that our style sheet gives it.
    """

    line_breaks: bool = True
    image_hosts: frozenset[str] = frozenset()
    colours: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the author should look at; ``line`` counts from 1 within the text. See ``errors.Problem``."""

    code: str
    line: int
    what: str
    expected: str
    todo: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, what a page that shows it must load (``code``, ``math``, ``mermaid``), and what went wrong."""

    html: str
    needs: frozenset[str]
    faults: tuple[Fault, ...]
