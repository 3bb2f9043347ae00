"""Citations as plain text, to the letter of three manuals; titles keep the capitals that their authors gave them.

APA: Publication Manual, 7th edition, 10.16 (webpages and websites). Chicago: Manual of Style, 17th edition, 14.207
(websites, in a bibliography). MLA: Handbook, 9th edition, 5.1 to 5.99 (the core elements).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mkdocs_dialogues.citing.work import Author, Work

__all__ = ["apa", "chicago", "mla"]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTHS_MLA: Final = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_MOST_IN_APA: Final = 20
_MOST_IN_CHICAGO: Final = 10
_ENDS: Final = ".?!…"


def apa(work: Work) -> str:
    """``Lovelace, A., & Claude Opus 4.5. (2026, January 4). Is the kettle on? My dialogues. https://…``"""
    when = f"{work.date.year}, {_MONTHS[work.date.month - 1]} {work.date.day}" if work.date else "n.d."
    turn = f" (turn {work.locator.turn}, {work.locator.speaker})" if work.locator else ""
    pieces = [_ended(_apa_names(work.authors)), f"({when})."] if work.authors else []
    pieces += [_ended(work.title + turn)]
    pieces += [] if work.authors else [f"({when})."]
    return " ".join([*pieces, _ended(work.site), work.address]).strip()


def chicago(work: Work) -> str:
    """``Lovelace, Ada, and Claude Opus 4.5. “Is the kettle on?” My dialogues, January 4, 2026. https://….``"""
    when = f"{_MONTHS[work.date.month - 1]} {work.date.day}, {work.date.year}" if work.date else "n.d."
    turn = f"turn {work.locator.turn} ({work.locator.speaker}), " if work.locator else ""
    names = _chicago_names(work.authors)
    place = f"{turn}{work.site}, {_ended(when)}"
    pieces = [_ended(names) if names else "", _quoted(work.title, "," if turn else "."), place]
    return " ".join(piece for piece in [*pieces, _ended(work.address)] if piece)


def mla(work: Work) -> str:
    """``Lovelace, Ada, and Claude Opus 4.5. “Is the kettle on?” My dialogues, 4 Jan. 2026, https://….``"""
    container = [work.site]
    if work.date:
        container.append(f"{work.date.day} {_MONTHS_MLA[work.date.month - 1]} {work.date.year}")
    if work.locator:
        container.append(f"turn {work.locator.turn} ({work.locator.speaker})")
    if work.address:
        container.append(work.address)
    names = _mla_names(work.authors)
    return " ".join(
        piece
        for piece in [_ended(names) if names else "", _quoted(work.title, "."), _ended(", ".join(container))]
        if piece
    )


def _apa_names(authors: Sequence[Author]) -> str:
    names = [author.literal or f"{author.family}, {_initials(author.given)}" for author in authors]
    if len(names) > _MOST_IN_APA:
        return f"{', '.join(names[: _MOST_IN_APA - 1])}, … {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _chicago_names(authors: Sequence[Author]) -> str:
    names = [author.inverted if place == 0 else author.plain for place, author in enumerate(authors)]
    if len(names) > _MOST_IN_CHICAGO:
        return f"{', '.join(names[:7])}, et al."
    return _joined(names)


def _mla_names(authors: Sequence[Author]) -> str:
    if len(authors) > 2:
        return f"{authors[0].inverted}, et al."
    return _joined([author.inverted if place == 0 else author.plain for place, author in enumerate(authors)])


def _joined(names: Sequence[str]) -> str:
    """Names with a comma before the ``and``, as a first name that was turned round asks for."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}" if names else ""


def _initials(given: str) -> str:
    return " ".join(f"{name[0]}." for name in given.split())


def _quoted(title: str, mark: str) -> str:
    """A title in quotation marks with the mark that ends it inside, unless it has one of its own."""
    return f"“{title}”" if title.endswith(tuple(_ENDS)) else f"“{title}{mark}”"


def _ended(text: str) -> str:
    return text if not text or text.endswith(tuple(_ENDS)) else f"{text}."
