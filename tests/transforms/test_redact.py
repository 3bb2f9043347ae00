"""What is taken out is taken out everywhere: of every field of the model, and of everything that is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mkdocs_dialogues.cli import main
from mkdocs_dialogues.metadata import RedactEntry
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Location,
    Metadata,
    Note,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.transforms.redact import Redactor, redact_labels, redact_source, redact_text
from mkdocs_dialogues.writers.json import as_json
from mkdocs_dialogues.writers.markdown import as_markdown

WORD = "Quibbleworth"
PLACE = Location("content/dialogues/a-quibbleworth-talk.md", 3)
PARTS = (
    Text(f"Hello {WORD}"),
    Reasoning(f"{WORD}?"),
    ToolCall(f"call {WORD}", f"input {WORD}", f"id-{WORD}", f"language {WORD}"),
    ToolResult(f"output {WORD}", f"name {WORD}", f"id-{WORD}"),
    Attachment(f"{WORD}.png", f"pictures/{WORD}.png", f"image/{WORD}", f"text {WORD}"),
    Aside(f"kind {WORD}", f"text {WORD}"),
    Unknown(f"kind {WORD}", f"text {WORD}"),
)
FULL = Dialogue(
    title=f"On {WORD}",
    participants=(
        Participant("a", f"Mrs {WORD}", "user", None, "human", f"https://example.org/{WORD}"),
        Participant(f"label {WORD}", "Bo", "assistant", f"model-{WORD}"),
    ),
    turns=(
        Turn("a", PARTS, PLACE, id=f"msg-{WORD}", heading=f"Round of {WORD}"),
        Turn(f"label {WORD}", PARTS, PLACE, id="m2"),
    ),
    source=PLACE,
    id=f"talk-{WORD}",
    metadata=Metadata(
        summary=f"About {WORD}",
        themes=(WORD, "tea"),
        series=f"Letters of {WORD}",
        license=f"© {WORD}",
        notes=(Note(f"A note on {WORD}"),),
        source_url=f"https://example.org/~{WORD.lower()}",
        slug=f"on-{WORD.lower()}",
    ),
    preface=PARTS,
    afterword=PARTS,
)


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name), f"{type(value).__name__}.{field.name}")


def redacted(dialogue: Dialogue, *entries: Mapping[str, Any]) -> Dialogue:
    redactor = Redactor.of(RedactEntry(**entry) for entry in entries)
    cleaned = redact_text(redact_source(dialogue, redactor), redactor, ids=True)
    return redact_labels(cleaned, redactor)


@pytest.mark.parametrize("entry", [{"words": WORD, "kind": "name"}, {"pattern": f"(?i){WORD}", "kind": "name"}])
def test_no_field_of_the_model_keeps_it(entry: dict[str, str]) -> None:
    before = {path for path, text in strings(FULL) if WORD.lower() in text.lower()}
    assert len(before) > 25  # the test knows every field that text may stand in
    after = redacted(FULL, entry)
    kept = {path for path, text in strings(after) if WORD.lower() in text.lower()}
    assert kept == {"Location.path"}  # to find the file by; never published
    for written in (as_json([after]), as_markdown(after)):
        assert WORD.lower() not in written.lower()
    assert after.title == "On [redacted: name]"
    assert after.source.public == "content/dialogues/a-redacted-name-talk.md"
    assert after.turns[0].id == ""  # made from the redacted words later
    assert after.turns[1].id == "m2"
    assert after.metadata.source_url is None
    assert after.metadata.themes == ("[redacted: name]", "tea")


def test_a_dialogue_without_a_match_stays_as_it_is() -> None:
    assert redacted(FULL, {"words": "Marmalade"}) == FULL


@pytest.mark.parametrize(
    "text",
    [
        "said José Pérez & Söhne to",
        "over José Pérez\n& Söhne lines",
        '{"who": "Jos\\u00e9 P\\u00e9rez & S\\u00f6hne"}',
        "in José Pérez &amp; Söhne HTML",
        "at https://example.org/?who=Jos%C3%A9%20P%C3%A9rez%20%26%20S%C3%B6hne now",
        "at https://example.org/?who=Jos%C3%A9+P%C3%A9rez+%26+S%C3%B6hne now",
        "apart José Pérez & Söhne.",
    ],
)
def test_words_are_found_as_text_spells_them(text: str) -> None:
    redactor = Redactor.of([RedactEntry(words="José Pérez & Söhne", kind="firm")])
    cleaned = redactor.text(text)
    assert "[redacted: firm]" in cleaned
    assert not any(piece in cleaned for piece in ("rez", "hne"))


@pytest.mark.parametrize("name", ["jose-perez.md", "2026 José Pérez.md", "JosePerez_2.md", "jose_perez-talk.json"])
def test_words_are_found_as_names_of_files_spell_them(name: str) -> None:
    assert "redacted-name" in Redactor.of([RedactEntry(words="José Pérez", kind="name")]).name(name)


def test_short_words_are_not_found_within_others() -> None:
    assert Redactor.of([RedactEntry(words="Bo")]).name("about-bottles.md") == "about-bottles.md"


TALK = """\
---
title: Tea with Quibbleworth
participants: {{Quibbleworth: Q, Nobody Quibbleworth: N}}
redact: [{{words: Quibbleworth, kind: name}}]
{more}---
**Quibbleworth:** On?

**Bo:** It sings, Quibbleworth.

**Quibbleworth:** $$\\frac{{Quibbleworth$$
"""


def test_problems_do_not_quote_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TALK.format(more="series: [Quibbleworth]\n"))
    pipeline = Pipeline(tmp_path, tmp_path)
    (dialogue,) = pipeline.read(tmp_path / "a.md")
    problems = [str(problem) for problem in pipeline.problems]
    assert any("silent-participant" in problem for problem in problems)
    assert not any("Quibble" in problem for problem in problems)
    assert dialogue.title == "Tea with [redacted: name]"
    assert {p.name for p in dialogue.participants} == {"Q", "Bo"}  # who was meant by a label is still found


def test_a_faulty_redaction_is_not_quoted_either(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nredact: [{pattern: 'Quibbleworth('}]\n---\n**A:** a\n\n**B:** b\n\n**A:** c\n")
    pipeline = Pipeline(tmp_path, tmp_path)
    (dialogue,) = pipeline.read(tmp_path / "a.md")
    assert dialogue.metadata.status == "draft"
    assert len(pipeline.problems) == 1
    assert "Quibble" not in str(next(iter(pipeline.problems)))


def test_the_address_does_not_name_it(tmp_path: Path) -> None:
    (tmp_path / "quibbleworth-at-tea.md").write_text(TALK.format(more=""))
    (dialogue,) = Pipeline(tmp_path, tmp_path).read(tmp_path / "quibbleworth-at-tea.md")
    assert dialogue.id == "redacted-name-at-tea"


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_convert_does_not_write_it(tmp_path: Path, form: str) -> None:
    path = tmp_path / "quibbleworth.md"
    path.write_text(TALK.format(more=""))
    result = CliRunner().invoke(main, ["convert", str(path), "--to", form])
    assert result.exit_code == 0, result.output
    assert "quibbleworth" not in result.stdout.lower()
    assert "[redacted: name]" in result.stdout
    if form == "json":
        assert [turn["participant"] for turn in json.loads(result.stdout)["dialogues"][0]["turns"]]


@pytest.mark.parametrize(
    ("entries", "idle"),
    [
        ("[Quibbleworth]", []),
        ("[quibbleworth]", ["1"]),
        ("[Ada Quibbleworth, Quibbleworth]", []),  # the first takes out what the second looks for, too
        ("[Good, {words: Bad}, {pattern: 'B[a-c]d'}, {kinds: [email]}]", ["2", "3"]),
        ("[plan.example]", []),  # in an address alone
        ("['/\\d{3}/']", ["1"]),
    ],
)
def test_an_entry_that_finds_nothing_is_reported(tmp_path: Path, entries: str, idle: list[str]) -> None:
    path = tmp_path / "content/a.md"
    path.parent.mkdir()
    path.with_name(".meta.yml").write_text("redact: [nowhere]\n")  # it need not be in every transcript
    path.write_text(
        f"---\nformat: labelled\nredact: {entries}\n---\n"
        "**Ada:** Ada Quibbleworth has [it](https://plan.example/x).\n\n**Bo:** Good.\n"
    )
    pipeline = Pipeline(tmp_path, path.parent)
    assert len(pipeline.read(path)) == 1
    said = [str(problem) for problem in pipeline.problems]
    assert [
        found[1] for text in said if (found := re.search(r"a\.md:3: entry (\d) of 'redact' finds nothing", text))
    ] == idle
    assert len(said) == len(idle)
    assert any("a regular expression is {pattern: …}" in text for text in said) == ("/" in entries)


def test_an_entry_may_be_for_one_of_several_dialogues(tmp_path: Path) -> None:
    path = tmp_path / "content/a.jsonl"
    path.parent.mkdir()
    lines = [
        {"messages": [{"role": "user", "content": word}, {"role": "assistant", "content": "So."}]} for word in "xy"
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    path.with_name("a.jsonl.meta.yml").write_text("redact: [x, z]\n")
    pipeline = Pipeline(tmp_path, path.parent)
    assert len(pipeline.read(path)) == 2
    assert [str(problem).partition("\n")[0] for problem in pipeline.problems] == [
        "content/a.jsonl.meta.yml:1: entry 2 of 'redact' finds nothing [idle-redaction]"
    ]
