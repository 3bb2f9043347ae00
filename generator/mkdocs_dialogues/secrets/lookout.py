"""Looks through each dialogue before it is published, and says what must not go out unseen."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Final, NamedTuple

from mkdocs_dialogues.errors import Problem, Severity
from mkdocs_dialogues.model import Dialogue, Location
from mkdocs_dialogues.secrets.allowed import Allowance
from mkdocs_dialogues.secrets.kinds import KINDS, PERSONAL, SEVERITIES, FindKind
from mkdocs_dialogues.secrets.scan import Find, scanner
from mkdocs_dialogues.secrets.texts import texts
from mkdocs_dialogues.source import Source

__all__ = ["Lookout", "Sighting"]

_GAP: Final = "\n\n"


class Sighting(NamedTuple):
    """A find, where it is first met in a dialogue, and how often its value stands there."""

    find: Find
    location: Location
    times: int

    def allowance(self, reason: str) -> Allowance:
        """The entry by which it is allowed."""
        place = f"{self.location.path}:{self.location.line}"
        return Allowance(self.find.fingerprint, reason, f"{self.find.masked}: {self.find.what}", place)


class Lookout:
    """Keeps what it has seen and nobody allowed in ``seen``.

    ``severities`` says how kinds are taken, where not as ``SEVERITIES`` has it; ``allowed`` are fingerprints.
    Of ``drafts`` it only warns, or, without, says nothing: they are not published.
    """

    def __init__(
        self,
        severities: Mapping[str, str] | None = None,
        allowed: Collection[str] = (),
        *,
        drafts: bool = False,
    ) -> None:
        given = severities or {}
        taken = {kind: given.get(kind, SEVERITIES[kind]) for kind in KINDS}
        self.errors: frozenset[FindKind] = frozenset(kind for kind in KINDS if taken[kind] == "error")
        self.kinds: frozenset[FindKind] = frozenset(kind for kind in KINDS if taken[kind] != "ignore")
        self.allowed = set(allowed)
        self.seen: list[Sighting] = []
        self.settings = f"{sorted(taken.items())} {sorted(self.allowed)}"
        """What, beside a dialogue, decides on what is said of it, but for drafts: nothing of those is kept."""
        self._drafts = drafts

    def look(self, dialogue: Dialogue, source: Source | None) -> list[Problem]:
        """Problems for what nobody allows in a dialogue. ``source`` is what it was read from."""
        draft = dialogue.metadata.status == "draft"
        if not self.kinds or (draft and not self._drafts):
            return []
        sightings = self._sightings(dialogue, self.allowed.union(dialogue.metadata.allowed))
        problems = []
        for sighting in sightings:
            place = sighting.location
            if source is not None:
                place = _exact(source, sighting.find, place) or place
            sighting = sighting._replace(location=replace(place, shown=None))  # noqa: PLW2901
            self.seen.append(sighting)
            problems.append(self._problem(sighting, draft=draft))
        return problems

    def _sightings(self, dialogue: Dialogue, allowed: Collection[str]) -> list[Sighting]:
        looked_at = texts(_as_told(dialogue))
        finds = scanner(self.kinds).scan(_encoded("".join(text + _GAP for text, _ in looked_at)))
        met: dict[str, Sighting] = {}
        starts: list[int] = []
        for find in finds:
            mark = find.fingerprint
            if mark in allowed:
                continue
            if mark in met:
                met[mark] = met[mark]._replace(times=met[mark].times + 1)
                continue
            starts = starts or [0, *accumulate(len(_encoded(text + _GAP)) for text, _ in looked_at)]
            met[mark] = Sighting(find, looked_at[bisect_right(starts, find.start) - 1][1], 1)
        return list(met.values())

    def _problem(self, sighting: Sighting, *, draft: bool) -> Problem:
        find = sighting.find
        often = f", {sighting.times} times" if sighting.times > 1 else ""
        sure = "; its checksum holds" if find.certain else ""
        personal = find.kind in PERSONAL
        error = find.kind in self.errors and not draft
        return Problem(
            "personal-data" if personal else "likely-secret",
            sighting.location,
            f"'{find.masked}' is {'' if personal else 'likely '}{find.what}{sure} ({find.kind}{often})",
            "Expected nothing that tells of a person." if personal else "Expected nothing that opens a door.",
            f"Take it out (redact: [{{kinds: [{find.kind}]}}]), or allow it: "
            f"allow: [{{fingerprint: {find.fingerprint}, reason: …}}].",
            Severity.ERROR if error else Severity.WARNING,
        )


def _as_told(dialogue: Dialogue) -> Dialogue:
    """Without labels among the participants that turns have, too: there they stand in the transcript."""
    labels = {turn.participant for turn in dialogue.turns}
    people = tuple(
        replace(person, id="", name="" if person.name == person.id else person.name) if person.id in labels else person
        for person in dialogue.participants
    )
    return replace(dialogue, participants=people)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _exact(source: Source, find: Find, near: Location) -> Location | None:
    """The line of the file that holds the value: at or behind the place of its turn, as it stands or as in JSON."""
    data = source.data
    if b"\0" in data[:1024]:  # a database has no lines
        return None
    escaped = json.dumps(find.value.decode("utf-8", "replace"))[1:-1].encode()
    line = max(1, near.line - source.first_line + 1)
    start = _offset(data, line) if near.path == source.path else 0
    for begin in (start, 0) if start else (0,):
        for form in dict.fromkeys((find.value, escaped, find.value.partition(b"\n")[0])):
            at = data.find(form, begin)
            if at >= 0:
                return source.at(data.count(b"\n", 0, at) + 1)
    return None


def _offset(data: bytes, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = data.find(b"\n", at) + 1
        if at == 0:
            return 0
    return at
