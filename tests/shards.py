"""Shards of the search index to try: pages with anything in them, and what a shard of them is made by."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from pathlib import Path

from mkdocs_dialogues.searching.documents import SearchDocument
from mkdocs_dialogues.searching.making import Document, Plan

__all__ = ["DATES", "WORDS", "Chance", "Pages", "collection", "files", "page", "plan"]

Pages = dict[str, SearchDocument]
Chance = random.Random

WORDS = (
    *(
        "kettle kettles sing singing sings sang tea teas a an ant ante antenna the of café cafe Café naïve naive"
    ).split(),
    *("resume résumé resumé Ångström angstrom über uber ubër Straße strasse C3PO x.png path/to/file.py e-mail").split(),
    *("foo_bar ___ 🙂 👩‍🚀 🇩🇪 水壶在唱歌 やかん กาน้ำชา чайник чайники مرحبا שלום 3.14 1,000 --- it's don't").split(),
    *("donaudampfschifffahrt" * 14, "\u0103abc", "\u0103aab", "nai\u0308ve", "\ufb01ne", "o\u0301", "o"),
)
THEMES = ("tea", "Kitchen craft", "Ünïcode <&>", "zeal", "a")
DATES = ("", "2024-01-01", "2024-01-01", "2025-06-30", "1999-12-31")


def page(chance: Chance, number: int) -> SearchDocument:
    """A page with anything in it."""
    many = chance.choice((0, 1, 30, 30, 120)) if number else 30
    words = [*chance.choices(WORDS, k=many), *(f"w{chance.randrange(600)}" for _ in range(many))]
    chance.shuffle(words)
    turns = []
    for at in range(0, len(words), 15):
        weight = chance.choice(("", " data-pagefind-weight=0"))
        text = " ".join(words[at : at + 15])
        turns.append(f'<h2{weight} id="t{at}">{chance.choice(WORDS)}</h2><p>{text}</p>')
    facts = {"participants": f"Ada, {chance.choice(WORDS)}", "themes": chance.choice(THEMES)}
    return SearchDocument(
        path=f"d/{chance.choice(('é', 'a b', '%41'))}-{number}/index.html",
        title=" ".join(chance.choices(WORDS, k=chance.randrange(4))),
        body="".join(turns),
        language="en",
        filters=tuple(("theme", value) for value in chance.sample(THEMES, chance.randrange(4)))
        + ((("year", chance.choice(("2024", "2025"))),) if chance.random() < 0.7 else ()),
        facts={name: value for name, value in facts.items() if chance.random() < 0.8},
        date=chance.choice(DATES),
        weight=chance.choice((1, 1, 1, 0.5, 10, 0)),
    )


def plan(pages: Pages, language: str = "en-x-s3") -> Plan:
    """What a shard of the pages is made by."""

    def document(one: SearchDocument) -> Document:
        html = one.html().encode()
        return Document(one.path, hashlib.sha256(one.path.encode() + html).hexdigest(), lambda: html)

    documents = [document(one) for one in pages.values()]
    mark = hashlib.sha256("".join(one.mark for one in documents).encode()).hexdigest()[:10]
    return Plan(documents, f"kind of {language}", language, mark)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def collection(count: int = 9) -> Pages:
    chance = Chance(7)
    return {one.path: one for one in (replace(page(chance, 0), path=f"{number}.html") for number in range(count))}
