"""Each folder of ``cases/<reader>`` holds an ``input.…`` and the ``model.json`` that the reader makes of it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.model import Dialogue, Location
from mkdocs_dialogues.readers.registry import Reader, readers
from mkdocs_dialogues.source import Source
from tests.readers.files import file_of
from tests.readers.words import kept_words, words

CASES = Path(__file__).parent / "cases"
READERS: dict[str, Reader] = dict(readers())


def _source(case: Path) -> Source:
    name, data = file_of(case)
    return Source(f"{case.name}{Path(name).suffix}", data, Problems())


def _claims(source: Source) -> list[str]:
    asked = [reader for reader in READERS.values() if source.suffix in reader.suffixes]
    claims = [reader for reader in asked if reader.detect(source)]
    return [reader.name for reader in claims if not reader.generic] or [reader.name for reader in claims]


def _plain(value: Any) -> Any:
    """What a golden shows: no defaults, parts with their type, places as line numbers."""
    if isinstance(value, Location):
        return value.line
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        shown: dict[str, Any] = {"type": type(value).__name__} if type(value).__module__ else {}
        for field in (field for field in dataclasses.fields(value) if field.compare):
            told = getattr(value, field.name)
            if told in (None, "", (), {}) or told == field.default:
                continue
            shown[field.name] = _plain(told)
        return shown
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value) if isinstance(value, date) else value


def _case_id(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


ALL = sorted(path for path in CASES.glob("*/*") if path.is_dir())
READ = [case for case in ALL if case.parent.name in READERS]


@pytest.mark.parametrize("case", READ, ids=_case_id)
def test_model(case: Path, golden: Callable[[Path, str], None]) -> None:
    """The reader claims the file, alone, and makes the golden's dialogues and problems of it."""
    source = _source(case)
    reader = READERS[case.parent.name]
    result: dict[str, Any] = {"claimed_by": _claims(source)}
    try:
        result["dialogues"] = [_plain(one) for one in reader.read(source)]
    except DialogueError as error:
        result["error"] = str(error)
    if len(source.problems):
        result["problems"] = [str(problem) for problem in source.problems]
    golden(case / "model.json", json.dumps(result, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("case", [case for case in READ if (case / "input.md").is_file()], ids=_case_id)
def test_no_word_is_lost(case: Path) -> None:
    """Every word of the file is in the model as often as it stands there."""
    source = _source(case)
    try:
        dialogues: list[Dialogue] = list(READERS[case.parent.name].read(source))
    except DialogueError:
        return
    missing = Counter(words(source.text)) - kept_words(dialogues)
    assert not missing


@pytest.mark.parametrize("case", sorted((CASES / "not-a-transcript").iterdir()), ids=lambda case: case.name)
def test_prose_is_refused(case: Path) -> None:
    """A page that only looks like a dialogue here and there is nobody's."""
    assert _claims(_source(case)) == []


def test_few_labels_in_a_long_file_are_no_dialogue() -> None:
    """A dump of some other program holds a word with a colon here and there."""
    lines = "[09/07/22;08.12.14];someone;said something\n" * 500
    text = f"{lines}Waktu: delapan\n{lines}Hari: Senin\n{lines}Waktu: sembilan\n{lines}Hari: Selasa\n{lines}"
    assert [name for name, reader in READERS.items() if reader.detect(Source("dump.txt", text.encode()))] == []


LONG = {
    "words": "word " * 200_000,
    "stars": "*" * 200_000,
    "bold": "**a**" * 100_000,
    "colons": "a:" * 200_000,
    "list marks": "- " * 200_000 + "+",
    "heading": "# " * 200_000,
    "heading's blanks": "# x" + " " * 400_000 + "x",
    "fence": "`" * 400_000,
    "brackets": "[(" * 200_000,
    "underscores": "_" * 400_000,
    "many labels": "**Ana:** hello\n\n**Ben:** hello\n\n" * 5_000,
    "many open fences": "---\n\n**USER:**\n\n```\n\n---\n\n**ASSISTANT:**\n\n~~~\n\n" * 3_000,
    "many runs": "# Voice Conversation: a/b\n*2026-01-01*\n\n---\n\n" * 5_000,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda reader: reader.name)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_input_is_read(reader: Reader, text: str) -> None:
    """Lines and files of any length are read in time that grows with them: a quadratic step would take hours here."""
    source = Source("long.md", text.encode())
    reader.detect(source)
    with contextlib.suppress(DialogueError):
        list(reader.read(source))


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda reader: reader.name)
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe#\x00", b"\xc3\x28", b"---", b"# \n**:**\n#### \n> "])
def test_odd_input_is_a_problem_not_a_crash(reader: Reader, data: bytes) -> None:
    """``detect`` never raises, and ``read`` only what a reader may raise."""
    source = Source("odd.md", data)
    reader.detect(source)
    with contextlib.suppress(DialogueError):
        for dialogue in reader.read(source):
            assert dialogue.turns
