"""What is cited: a dialogue's facts as bibliographies need them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from mkdocs_dialogues.model import Metadata, Participant
from mkdocs_dialogues.values import value

__all__ = ["Author", "Locator", "Work", "work_of"]

# Two or three words that begin with a capital, in Latin letters: nothing else is certain enough to be turned round.
_PERSONAL: Final = re.compile(
    r"(?P<given>[A-ZÀ-ÖØ-Þ][\w'’.-]*(?: [A-ZÀ-ÖØ-Þ][\w'’.-]*)?) (?P<family>[A-ZÀ-ÖØ-Þ][\w'’-]+)"
)


@value
class Author:
    """A participant as an author: ``family`` and ``given``, or a ``literal`` name that is never turned round."""

    literal: str = ""
    family: str = ""
    given: str = ""

    @property
    def inverted(self) -> str:
        """As the first name of a bibliography's entry: ``Lovelace, Ada``."""
        return self.literal or f"{self.family}, {self.given}"

    @property
    def plain(self) -> str:
        """As it is spoken: ``Ada Lovelace``."""
        return self.literal or f"{self.given} {self.family}"


@value
class Locator:
    """A turn of the work: its number from 1, who speaks in it, its anchor."""

    turn: str
    speaker: str
    anchor: str


@value
class Work:
    """A dialogue, or a turn of one when ``locator`` is given. ``url`` is absolute, or empty where it is not known."""

    key: str
    title: str
    authors: Sequence[Author]
    site: str
    date: date | None = None
    url: str = ""
    language: str | None = None
    license: str | None = None
    summary: str | None = None
    themes: Sequence[str] = ()
    locator: Locator | None = None

    @property
    def address(self) -> str:
        """The URL, down to the turn."""
        return f"{self.url}#{self.locator.anchor}" if self.url and self.locator else self.url


def work_of(
    key: str, title: str, speakers: Sequence[Participant], metadata: Metadata, *, site: str, url: str = ""
) -> Work:
    """The work that a dialogue is: its speakers are its authors, models and people alike, in order of appearance."""
    return Work(
        key=key,
        title=" ".join(title.split()),
        authors=tuple(dict.fromkeys(_author(speaker) for speaker in speakers)),
        site=site,
        date=metadata.date,
        url=url,
        language=metadata.language,
        license=metadata.license,
        summary=metadata.summary,
        themes=metadata.themes,
    )


def _author(participant: Participant) -> Author:
    """Only the name of somebody known to be a person is taken apart."""
    personal = _PERSONAL.fullmatch(participant.name) if participant.kind == "human" else None
    return Author(family=personal["family"], given=personal["given"]) if personal else Author(participant.name)
