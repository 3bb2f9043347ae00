"""Says who speaks: the transcript's labels and roles become participants with names, models and kinds.

Three sources, the first that speaks wins: the author's ``participants:``; what the transcript states (a model id, a
label that is a model's name); nothing. A role is no evidence: a ``user`` is very often a model.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import Final, get_args

from mkdocs_dialogues.catalogue import Model, describe_model, find_model, looks_like_model
from mkdocs_dialogues.model import Dialogue, Kind, Participant, Role
from mkdocs_dialogues.threads import changed

__all__ = ["CastEntry", "attribute", "unmatched"]

# What transcripts call a speaker when they name nobody.
_PLACEHOLDERS: Final = frozenset(get_args(Role)) | {
    "agent",
    "ai",
    "answer",
    "bot",
    "chatbot",
    "llm",
    "model",
    "response",
}


@dataclass(frozen=True, slots=True)
class CastEntry:
    """Who a label of the transcript is, in the author's words. A plain string of the metadata is a ``name`` alone."""

    name: str | None = None
    model: str | None = None
    kind: Kind | None = None
    url: str | None = None
    role: Role | None = None


def attribute(dialogue: Dialogue, cast: Mapping[str, CastEntry]) -> Dialogue:
    """The dialogue with its participants named.

    A key of ``cast`` is a participant's label as it stands, or in other letter case, or a role that exactly one
    participant has (when it is nobody's label). Two labels with the same name in ``cast`` are one participant, unless
    that name is a model's: then they are two instances of it. Different participants with the same name are
    told apart with a number (``GPT-4o 1``, ``GPT-4o 2``).
    """
    matches = _match(dialogue, cast)
    named = [_name(participant, cast.get(matches.get(participant.id, ""))) for participant in dialogue.participants]
    same = _same_people(named, {id_: cast[key] for id_, key in matches.items()})
    kept = [participant for participant in named if participant.id not in same]
    turns = dialogue.turns
    if same:
        turns = changed(turns, lambda turn: replace(turn, participant=same.get(turn.participant, turn.participant)))
    return replace(dialogue, participants=tuple(_tell_apart(kept)), turns=turns)


def unmatched(dialogue: Dialogue, cast: Mapping[str, CastEntry]) -> list[str]:
    """The keys of ``cast``, in their order, that are nobody in the dialogue: neither speaking nor listed as present."""
    present = set(_match(dialogue, cast).values())
    return [key for key in cast if key not in present]


@lru_cache(maxsize=1024)
def _fold(label: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def _match(dialogue: Dialogue, cast: Mapping[str, CastEntry]) -> dict[str, str]:
    """Participant id → key of ``cast``."""
    found: dict[str, str] = {}
    labels = {_fold(participant.id) for participant in dialogue.participants}
    folded: dict[str, str] = {}
    roles: dict[str, str] = {}
    exact = {participant.id for participant in dialogue.participants}
    for key in cast:
        if key not in exact:
            folded.setdefault(_fold(key), key)
        if _fold(key) not in labels:
            roles.setdefault(_fold(key), key)
    have_role = Counter(participant.role for participant in dialogue.participants)
    for participant in dialogue.participants:
        match = participant.id if participant.id in cast else folded.get(_fold(participant.id))
        if match is None and have_role[participant.role] == 1:
            match = roles.get(participant.role)
        if match is not None:
            found[participant.id] = match
    return found


def _name(participant: Participant, entry: CastEntry | None) -> Participant:
    if entry is None:
        return _as_transcript_says(participant)
    if entry.role is not None:
        participant = replace(participant, role=entry.role)
    url = entry.url or participant.url
    if entry.kind == "human":
        name = entry.name or participant.name
        return replace(participant, name=name, model=entry.model, kind="human", url=url)
    meant = find_model(entry.name) if entry.name and entry.model is None else None
    model = entry.model or (meant.id if meant else None) or participant.model
    if entry.name is None:
        shown = _as_transcript_says(replace(participant, model=model, url=url))
        return replace(shown, kind=entry.kind or shown.kind)
    name = meant.name if meant and _is_spelt_as_id(entry.name) else entry.name
    kind: Kind | None = entry.kind or ("model" if model or looks_like_model(entry.name) else None)
    if kind is None:
        person = participant.role == "user" and entry.role is None and _fold(entry.name) not in _PLACEHOLDERS
        kind = "human" if person else participant.kind
    return replace(participant, name=name, model=model, kind=kind, url=url)


def _as_transcript_says(participant: Participant) -> Participant:
    """A participant of whom the author says nothing: named by the catalogue if it is a model, else left as it is."""
    meant = None if participant.model or participant.kind == "human" else find_model(participant.name)
    model = participant.model or (meant.id if meant else None)
    if model is None:
        if participant.kind is None and looks_like_model(participant.name):
            return replace(participant, name=_capitalised(participant.name), kind="model")
        return participant
    described = meant or describe_model(model)
    name = described.name if _gives_way(participant, described) else participant.name
    return replace(participant, name=name, model=model, kind=participant.kind or "model")


def _gives_way(participant: Participant, described: Model) -> bool:
    """Whether the transcript's word is no name of its own: ``Assistant``, ``glm5``; not ``GPT4o 1``, ``GLM (A)``."""
    name = participant.name
    last = name.rpartition(" ")[2]
    says_more = name.endswith(")") or (last.isdigit() and not described.name.endswith(last))
    is_model_word = looks_like_model(name) and not says_more and _is_spelt_as_id(name)
    return _fold(name) in _PLACEHOLDERS or name in (participant.model, described.id) or is_model_word


def _is_spelt_as_id(name: str) -> bool:
    return "/" in name or (name == name.lower() and " " not in name)


def _capitalised(name: str) -> str:
    return describe_model(name).name if name == name.lower() else name


def _same_people(named: list[Participant], entries: Mapping[str, CastEntry]) -> dict[str, str]:
    """Participant id → id of the earlier participant who, by the author's word, is the same person.

    The same explicit name twice is one person whose label changed (``You`` and ``ANNA``), or one character; the name of
    a model twice is two conversations with it, since a model can sit at both ends of a table.
    """
    first: dict[tuple[str, str | None, Kind | None], str] = {}
    same: dict[str, str] = {}
    for participant in named:
        entry = entries.get(participant.id)
        if entry is None or entry.name is None or (participant.kind != "human" and looks_like_model(entry.name)):
            continue
        who = (_fold(entry.name), participant.model, participant.kind)
        if who in first:
            same[participant.id] = first[who]
        first.setdefault(who, participant.id)
    return same


def _tell_apart(participants: list[Participant]) -> list[Participant]:
    """Number those who have one name, each with the first number that nobody's name has yet."""
    names = Counter(_fold(participant.name) for participant in participants)
    taken = set(names)
    numbers: defaultdict[str, count[int]] = defaultdict(lambda: count(1))
    result = []
    for participant in participants:
        name = participant.name
        if names[_fold(name)] > 1:
            name = next(
                numbered
                for number in numbers[_fold(participant.name)]
                if _fold(numbered := f"{participant.name} {number}") not in taken
            )
            taken.add(_fold(name))
        result.append(replace(participant, name=name))
    return result
