"""What is found after an edit is what would be found anew, whatever was edited, and little is looked at for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card, pack_bag, unpack_bag
from mkdocs_dialogues.model import Location, Metadata, Participant
from mkdocs_dialogues.pack import pack
from mkdocs_dialogues.relations import changes, likeness
from mkdocs_dialogues.relations.members import Known, Member, pack_known, unpack_known
from mkdocs_dialogues.relations.related import Relations

WORDS = [f"word{number}" for number in range(400)]
WEIGHTS = [1 / (rank + 2) for rank in range(len(WORDS))]
PEOPLE = ("Ada", "Bo", "Cy", "Di", "Eve")
MODEL = Participant("M", "GLM 4.7", "assistant", kind="model")


class Editor:
    """Makes an archive, and edits it, from one source of chance."""

    def __init__(self, seed: int, count: int, *, wordy: bool = True) -> None:
        self.wordy = wordy
        self.chance = random.Random(seed)  # noqa: S311
        self.number = 0
        self.cards = [self.new() for _ in range(count)]

    def new(self) -> Card:
        self.number += 1
        name = f"n{self.number}"
        person = self.chance.choice(PEOPLE)
        metadata = Metadata(date=self.day(), themes=self.themes(), series=self.chance.choice((None, None, None, "S")))
        return Card(
            name,
            name,
            (Participant(person, person), MODEL),
            Location(name),
            metadata,
            2,
            9,
            1,
            "",
            pack_bag(self.bag()),
        )

    def day(self) -> date | None:
        return date(2026, 1, 1) + timedelta(days=self.chance.randrange(60)) if self.chance.random() < 0.9 else None

    def themes(self) -> tuple[str, ...]:
        many = self.chance.randint(0, 3) if self.wordy else 1
        return tuple(self.chance.sample(["tea", "hay", "Tea", "bees", *WORDS[: 30 if self.wordy else 3]], many))

    def bag(self) -> tuple[tuple[str, int], ...]:
        if not self.wordy and self.chance.random() < 0.9:
            return ()
        words = dict.fromkeys(self.chance.choices(WORDS, WEIGHTS, k=self.chance.randint(0, 20)))
        return tuple((word, self.chance.choice((1, 1, 2, 5))) for word in words)

    def edit(self) -> None:
        place = self.chance.randrange(len(self.cards))
        card = self.cards[place]
        match self.chance.choice(("words", "a word", "themes", "date", "people", "title", "series", "add", "remove")):
            case "words":
                card = replace(card, terms=pack_bag(self.bag()))
            case "a word":
                card = replace(
                    card, terms=pack_bag((*unpack_bag(card.terms)[1:], (f"new{self.chance.randrange(5)}", 1)))
                )
            case "themes":
                card = replace(card, metadata=replace(card.metadata, themes=self.themes()))
            case "date":
                card = replace(card, metadata=replace(card.metadata, date=self.day()))
            case "people":
                card = replace(card, participants=(Participant("P", self.chance.choice((*PEOPLE, "Flo"))), MODEL))
            case "title":
                card = replace(card, title="Another")
            case "series":
                card = replace(card, metadata=replace(card.metadata, series=self.chance.choice((None, "S", "T"))))
            case "add":
                self.cards.append(self.new())
            case _:
                del self.cards[place]
                return
        self.cards[place] = card


def mark(card: Card) -> bytes:
    return digest(pack(replace(card, opening="")))


def found(known: Known) -> list[tuple[bytes, list[tuple[bytes, int]]]]:
    return [(member.mark, [(other.mark, score) for other, score in member.found]) for member in known.members]


@pytest.mark.parametrize("kept", ["", "all", "but for words of what is gone"])
@pytest.mark.parametrize(("seed", "count"), [(1, 12), (2, 60), (4, 150), (9, 79), (13, 83)])
def test_after_edits_it_is_what_would_be_found_anew(
    seed: int, count: int, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = 64 if seed % 2 == 0 else 6  # so that more than so many have a theme that counts
    monkeypatch.setattr(likeness, "_MOST_FROM_ONE", near)
    monkeypatch.setattr(changes, "REACH", near + 1)
    editor = Editor(seed, count, wordy=seed % 2 == 0)
    known = Relations(Archive(editor.cards), 4, mark=mark).known
    for _ in range(12):
        former = {mark(card): card.terms for card in editor.cards if kept == "all"}
        for _ in range(editor.chance.choice((0, 1, 1, 1, 2, 8))):
            editor.edit()
        archive = Archive(editor.cards)
        if kept:
            known = unpack_known(pack_known(known, b"1"), b"1")
        known = Relations(archive, 4, mark=mark, before=known, former=former.copy).known
        anew = Relations(archive, 4, mark=mark).known
        assert known.complete()
        assert found(known) == found(anew)
        assert known.having == {feature: _now(known, members) for feature, members in anew.having.items()}
        assert known.words == anew.words


def _now(known: Known, members: Sequence[Member]) -> list[Member]:
    return [known.members[member.place] for member in members]


def test_an_edit_looks_at_little(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Editor(1, 1000)
    known = Relations(Archive(editor.cards), 4, mark=mark).known
    looked: list[Member] = []
    nearest = likeness.Likeness.nearest

    def watched(self: likeness.Likeness, member: Member) -> object:
        looked.append(member)
        return nearest(self, member)

    monkeypatch.setattr(likeness.Likeness, "nearest", watched)
    known = Relations(Archive(editor.cards), 4, mark=mark, before=known).known
    assert looked == []
    editor.cards[500] = replace(editor.cards[500], title="Another")
    known = Relations(Archive(editor.cards), 4, mark=mark, before=known).known
    assert 1 <= len(looked) < 50
    looked.clear()
    editor.cards[200] = replace(editor.cards[200], terms=pack_bag((("word7", 1), ("word300", 2), ("word350", 1))))
    Relations(Archive(editor.cards), 4, mark=mark, before=known)
    assert 1 <= len(looked) < 300


def test_what_another_version_kept_or_what_is_damaged_is_nothing() -> None:
    known = Relations(Archive(Editor(1, 20).cards), 4, mark=mark).known
    data = pack_known(known, b"1")
    assert found(unpack_known(data, b"1")) == found(known)
    for read in (unpack_known(data, b"2"), unpack_known(data[:-5], b"1"), unpack_known(b"", b"1")):
        assert (read.members, read.settings) == ([], ())


def test_two_that_are_the_same_in_all_are_told_apart() -> None:
    editor = Editor(1, 20)
    editor.cards.append(replace(editor.cards[3]))
    known = Relations(Archive(editor.cards), 4, mark=mark).known
    editor.cards.append(replace(editor.cards[3]))
    archive = Archive(editor.cards)
    again = Relations(archive, 4, mark=mark, before=known).known
    assert found(again) == found(Relations(archive, 4, mark=mark).known)
