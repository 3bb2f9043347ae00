"""The author's metadata: where it may stand, what wins, and that a mistake never publishes a draft."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.metadata import merge, split_front_matter
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.strict_yaml import load
from mkdocs_dialogues.writers.json import as_json

TALK = "**Ada:** On?\n\n**Bo:** It sings.\n\n**Ada:** Then pour.\n"


def read(tmp_path: Path, files: dict[str, str], name: str = "a.md") -> tuple[Dialogue, Problems]:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    pipeline = Pipeline(tmp_path, tmp_path)
    (dialogue,) = pipeline.read(tmp_path / name)
    return dialogue, pipeline.problems


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nIt begins with a break.\n\n---\n\nAnd goes on.\n",
        "---\nno mapping here\n---\ntext\n",
        "--- \n",
        "text\n---\ntitle: no\n---\n",
    ],
)
def test_text_between_breaks_is_no_front_matter(text: str) -> None:
    matter, _, body = split_front_matter(Source("a.md", text.encode()))
    assert matter == ""
    assert body.text == text


def test_lines_of_the_body_are_those_of_the_file() -> None:
    text = "---\ntitle: x\nthemes:\n  - a\n---\n\nfirst\nsecond\n"
    matter, line, body = split_front_matter(Source("a.md", text.encode()))
    assert load(matter, "a.md", line).at(("themes",)).line == 3
    second = body.lines.index("second") + 1
    assert body.at(second).line == 8


def test_a_byte_order_mark_and_windows_line_ends_lose_no_metadata() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: Tea\r\n---\r\n\r\nHello\r\n"
    matter, _, body = split_front_matter(Source("a.md", data))
    assert load(matter, "a.md").values == {"title": "Tea"}
    assert body.text.strip() == "Hello"


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("title: 1.10", "1.10"),
        ("title: no", "no"),
        ("title: 0x1F", "0x1F"),
        ("title: '~'", "~"),
        ("title: 12:30", "12:30"),
    ],
)
def test_values_stay_as_typed(yaml: str, value: str) -> None:
    assert load(yaml, "a.md").values == {"title": value}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2026-01-04", date(2026, 1, 4)),
        ("2026-01-04 21:13:12", datetime(2026, 1, 4, 21, 13, 12)),
        ("2026-01-04T21:13:12+01:00", datetime.fromisoformat("2026-01-04T21:13:12+01:00")),
    ],
)
def test_dates(typed: str, value: date) -> None:
    problems = Problems()
    assert merge([load(f"date: {typed}", "a.md")], problems).metadata.date == value
    assert list(problems) == []


def test_the_nearest_value_wins_and_participants_are_merged(tmp_path: Path) -> None:
    files = {
        ".meta.yml": "series: Far\nlanguage: en\nparticipants: {Ada: Ada Far, Bo: Bo Far}\n",
        "near/.meta.yml": "series: Near\nlicense: CC0-1.0\n",
        "near/a.md.meta.yml": "license: MIT\nsummary: Beside.\n",
        "near/a.md": "---\nsummary: Within.\nparticipants: {Ada: Ada Lovelace}\n---\n" + TALK,
    }
    dialogue, problems = read(tmp_path, files, "near/a.md")
    assert list(problems) == []
    assert [participant.name for participant in dialogue.participants] == ["Ada Lovelace", "Bo Far"]
    metadata = dialogue.metadata
    assert (metadata.series, metadata.language, metadata.license) == ("Near", "en", "MIT")
    assert metadata.summary == "Within."
    assert metadata.origins["series"] == "folder defaults near/.meta.yml, line 1"
    assert metadata.origins["license"] == "sidecar a.md.meta.yml, line 1"
    assert metadata.origins["summary"] == "front matter, line 2"


@pytest.mark.parametrize("fault", ["status: drfat", "stauts: draft", "title: [", "redact: [{pattern: '('}]"])
def test_a_mistake_never_publishes_what_may_be_a_draft(tmp_path: Path, fault: str) -> None:
    dialogue, problems = read(tmp_path, {"a.md": f"---\n{fault}\n---\n{TALK}"})
    assert dialogue.metadata.status == "draft"
    assert len(problems.errors) >= 1


def test_a_mistake_elsewhere_costs_only_that_value(tmp_path: Path) -> None:
    dialogue, problems = read(tmp_path, {"a.md": f"---\ndate: someday\nthemes: [tea]\n---\n{TALK}"})
    assert dialogue.metadata.status == "published"
    assert dialogue.metadata.themes == ("tea",)
    assert [problem.location.line for problem in problems] == [2]


def test_redacted_words_are_nowhere(tmp_path: Path) -> None:
    matter = (
        "---\ntitle: Who is Bo?\nsummary: Bo pours.\nredact: [{words: Bo, kind: name}, {turn: 3, kind: order}]\n---\n"
    )
    dialogue, _ = read(tmp_path, {"a.md": matter + TALK.replace("On?", "On, Bo?")})
    assert "Bo" not in as_json([dialogue]).replace('"path"', "")
    assert "pour." not in as_json([dialogue])
    assert {turn.participant for turn in dialogue.turns} == {participant.id for participant in dialogue.participants}
    assert "[redacted: name]" in dialogue.title
    assert "[redacted: order]" in str(dialogue.turns[2].parts)


def test_a_note_finds_its_turn_by_number(tmp_path: Path) -> None:
    dialogue, _ = read(tmp_path, {"a.md": f"---\nnotes: ['On all.', {{turn: 2, text: On one.}}]\n---\n{TALK}"})
    whole, one = dialogue.metadata.notes
    assert (whole.turn, one.turn) == (None, dialogue.turns[1].id)


@pytest.mark.parametrize(
    ("name", "text", "title", "date_"),
    [
        ("2026-01-04-the-loom-of-shadows.md", TALK, "The loom of shadows", "2026-01-04"),
        ("2026-01-04-211312-kimi-k2.md", TALK, "On?", "2026-01-04T21:13:12"),
        ("2026-01-04-glm-4.7.md", TALK, "On?", "2026-01-04"),
        ("talk.md", TALK, "On?", None),
        ("talk.md", "# The kettle\n\n" + TALK, "The kettle", None),
    ],
)
def test_title_and_date_as_last_resort(tmp_path: Path, name: str, text: str, title: str, date_: str | None) -> None:
    dialogue, _ = read(tmp_path, {name: text}, name)
    assert dialogue.title == title
    found = dialogue.metadata.date
    assert (found.isoformat() if found else None) == date_


def test_halves_of_characters_in_metadata_are_told_of_and_put_together(tmp_path: Path) -> None:
    """A sidecar may be JSON, and that escapes what lies beyond the first plane in two halves."""
    sidecar = r'{"title": "\ud83d\ude42 and \udfaa", "\udfaa": 0}'
    dialogue, problems = read(tmp_path, {"a.md": TALK, "a.md.meta.yml": sidecar})
    assert dialogue.title == "\N{SLIGHTLY SMILING FACE} and \ufffd"
    assert [problem.code for problem in problems] == ["unknown-key"]
    assert [problem.location.path for problem in problems] == ["a.md.meta.yml"]


def test_every_fault_is_said_at_its_own_line() -> None:
    text = """\
participants: {Ada: {kind: robot, hat: red}}
notes:
  - {passage: tea, text: Which turn?}
  - {turn: 2}
  - {turn: 2, passage: tea, occurrence: none, text: Where?}
imported: {format: chatgpt, hat: red}
raw: perhaps
"""
    problems = Problems()
    author = merge([load(text, "a.md")], problems)
    assert [(problem.location.line, problem.what) for problem in problems] == [
        (1, "'participants.Ada.kind' cannot be 'robot'"),
        (1, "unknown metadata key 'hat'"),
        (3, "'notes.0' cannot be a mapping of 'passage', 'text'"),
        (4, "'notes.1' cannot be a mapping of 'turn'"),
        (5, "'notes.2.occurrence' cannot be 'none'"),
        (6, "'imported' cannot be a mapping of 'format', 'hat'"),
        (6, "unknown metadata key 'hat'"),
        (7, "'raw' cannot be 'perhaps'"),
    ]
    assert (author.metadata.notes, author.metadata.raw, author.trusted) == ((), None, False)
