"""Citations, to the letter; what reference managers import is read back by programs that are not ours."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.citing import Author, Locator, Work, apa, bibtex, chicago, csl_json, meta_tags, mla, ris, work_of
from mkdocs_dialogues.model import Metadata, Participant

ADA = Author(family="Lovelace", given="Ada King")
OPUS = Author("Claude Opus 4.5")
URL = "https://ada.example/dialogues/kettle/"
KETTLE = Work("kettle", "Is the kettle on?", (ADA, OPUS), "My dialogues", date(2026, 1, 4), URL)
ROPE = replace(KETTLE, title="The rope", authors=(OPUS,))
TURN = Locator("3", "Claude Opus 4.5", "t-1a2b")


def many(count: int) -> Work:
    return replace(ROPE, authors=tuple(Author(f"Voice {number}") for number in range(1, count + 1)))


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (KETTLE, f"Lovelace, A. K., & Claude Opus 4.5. (2026, January 4). Is the kettle on? My dialogues. {URL}"),
        (ROPE, f"Claude Opus 4.5. (2026, January 4). The rope. My dialogues. {URL}"),
        (replace(ROPE, date=None), f"Claude Opus 4.5. (n.d.). The rope. My dialogues. {URL}"),
        (replace(ROPE, authors=()), f"The rope. (2026, January 4). My dialogues. {URL}"),
        (replace(ROPE, url=""), "Claude Opus 4.5. (2026, January 4). The rope. My dialogues."),
        (
            replace(ROPE, locator=TURN),
            f"Claude Opus 4.5. (2026, January 4). The rope (turn 3, Claude Opus 4.5). My dialogues. {URL}#t-1a2b",
        ),
    ],
)
def test_apa(work: Work, expected: str) -> None:
    assert apa(work) == expected


def test_apa_names_the_first_nineteen_and_the_last_of_many() -> None:
    assert apa(many(22)).startswith("Voice 1, Voice 2, ")
    assert "Voice 19, … Voice 22. (2026" in apa(many(22))
    assert "Voice 19, & Voice 20. (2026" in apa(many(20))


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (
            KETTLE,
            f"Lovelace, Ada King, and Claude Opus 4.5. “Is the kettle on?” My dialogues, January 4, 2026. {URL}.",
        ),
        (replace(KETTLE, authors=(OPUS, ADA)), None),
        (replace(ROPE, date=None), f"Claude Opus 4.5. “The rope.” My dialogues, n.d. {URL}."),
        (
            replace(ROPE, locator=TURN),
            f"Claude Opus 4.5. “The rope,” turn 3 (Claude Opus 4.5), My dialogues, January 4, 2026. {URL}#t-1a2b.",
        ),
    ],
)
def test_chicago(work: Work, expected: str | None) -> None:
    if expected is None:  # only the first name is turned round
        assert chicago(work).startswith("Claude Opus 4.5, and Ada King Lovelace. ")
    else:
        assert chicago(work) == expected


def test_chicago_names_seven_of_more_than_ten() -> None:
    assert "Voice 6, Voice 7, et al. “" in chicago(many(11))
    assert "Voice 9, and Voice 10. “" in chicago(many(10))


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (KETTLE, f"Lovelace, Ada King, and Claude Opus 4.5. “Is the kettle on?” My dialogues, 4 Jan. 2026, {URL}."),
        (replace(ROPE, date=None), f"Claude Opus 4.5. “The rope.” My dialogues, {URL}."),
        (
            replace(ROPE, locator=TURN, date=date(2026, 5, 31)),
            f"Claude Opus 4.5. “The rope.” My dialogues, 31 May 2026, turn 3 (Claude Opus 4.5), {URL}#t-1a2b.",
        ),
    ],
)
def test_mla(work: Work, expected: str) -> None:
    assert mla(work) == expected


def test_mla_names_the_first_of_three() -> None:
    assert mla(many(3)).startswith("Voice 1, et al. “The rope.”")


def test_bibtex() -> None:
    assert bibtex(replace(KETTLE, locator=TURN, themes=("tea", "patience"), language="en")) == (
        "@misc{kettle-turn-3,\n"
        "  author = {Lovelace, Ada King and {Claude Opus 4.5}},\n"
        "  title = {{Is the kettle on?}},\n"
        "  howpublished = {My dialogues},\n"
        "  year = {2026},\n"
        "  month = jan,\n"
        f"  url = {{{URL}#t-1a2b}},\n"
        "  note = {Turn 3, Claude Opus 4.5},\n"
        "  language = {en},\n"
        "  keywords = {tea, patience},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("2026-01-04-the-rope", "2026-01-04-the-rope"),
        ("Die-Möwen", "die-mowen"),
        ("2026-01-04-夜の渡し", "2026-01-04-f9ca90"),
        ("2026-01-04-朝の渡し", "2026-01-04-85c88f"),
        ("ليلى", "dialogue-1c4ba0"),
    ],
)
def test_two_dialogues_never_have_one_key(id_: str, key: str) -> None:
    assert bibtex(replace(KETTLE, key=id_)).startswith(f"@misc{{{key},")


def test_ris() -> None:
    assert ris(replace(KETTLE, themes=("tea",), summary="A kettle\nsings.")).split("\r\n") == [
        "TY  - ELEC",
        "AU  - Lovelace, Ada King",
        "AU  - Claude Opus 4.5",
        "TI  - Is the kettle on?",
        "T2  - My dialogues",
        "PY  - 2026",
        "DA  - 2026/01/04/",
        f"UR  - {URL}",
        "AB  - A kettle sings.",
        "KW  - tea",
        "ER  - ",
        "",
    ]


def test_csl_json() -> None:
    assert json.loads(csl_json(KETTLE)) == [
        {
            "id": "kettle",
            "type": "webpage",
            "title": "Is the kettle on?",
            "author": [{"family": "Lovelace", "given": "Ada King"}, {"literal": "Claude Opus 4.5"}],
            "container-title": "My dialogues",
            "issued": {"date-parts": [[2026, 1, 4]]},
            "URL": URL,
        }
    ]


TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: " ".join(text.split()))


@given(TITLES.filter(bool), TITLES.filter(bool))
def test_no_title_or_name_breaks_what_others_import(title: str, name: str) -> None:
    """Whatever stands in a title, a record stays one record with its fields."""
    work = replace(KETTLE, title=title, authors=(Author(name),), themes=(title,))
    library = parse_string(bibtex(work))
    (entry,) = library.entries
    assert not library.failed_blocks
    assert entry.fields_dict["url"].value == URL
    (record,) = rispy.loads(ris(work).replace("\r\n", "\n"))
    assert (record["title"], record["authors"], record["urls"]) == (title, [name], [URL])
    (item,) = json.loads(csl_json(work))
    assert item["title"] == title


@pytest.mark.parametrize(
    ("participant", "author"),
    [
        (Participant("a", "Ada Lovelace", kind="human"), Author(family="Lovelace", given="Ada")),
        (Participant("a", "Ada King Lovelace", kind="human"), Author(family="Lovelace", given="Ada King")),
        (Participant("a", "Ada", kind="human"), Author("Ada")),
        (Participant("a", "Ada Lovelace"), Author("Ada Lovelace")),
        (
            Participant("a", "Claude Opus 4.5", model="anthropic/claude-opus-4.5", kind="model"),
            Author("Claude Opus 4.5"),
        ),
        (Participant("a", "the council of five", kind="human"), Author("the council of five")),
        (Participant("a", "李 白", kind="human"), Author("李 白")),
    ],
)
def test_only_a_persons_name_is_taken_apart(participant: Participant, author: Author) -> None:
    work = work_of("kettle", "Kettle", [participant], Metadata(), site="Mine")
    assert work.authors == (author,)


def test_indexers_get_one_tag_for_each_author_and_theme() -> None:
    tags = meta_tags(replace(KETTLE, themes=("tea", "patience"), license="CC0 1.0"))
    assert [content for name, content in tags if name == "citation_author"] == ["Lovelace, Ada King", "Claude Opus 4.5"]
    assert [content for name, content in tags if name == "DC.subject"] == ["tea", "patience"]
    assert dict(tags)["citation_publication_date"] == "2026/01/04"
    assert dict(tags)["DC.rights"] == "CC0 1.0"
