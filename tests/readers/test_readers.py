"""Each folder of ``cases/<reader>`` holds an ``input.md`` and the ``model.json`` that the reader makes of it."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.model import Dialogue, Location
from mkdocs_dialogues.readers.aider import AiderReader
from mkdocs_dialogues.readers.council import CouncilReader
from mkdocs_dialogues.readers.labelled import LabelledReader
from mkdocs_dialogues.readers.llm_arena import LLMArenaReader
from mkdocs_dialogues.readers.registry import Reader
from mkdocs_dialogues.readers.voice_conversation import VoiceConversationReader
from mkdocs_dialogues.readers.voices_chat import VoicesChatReader
from mkdocs_dialogues.source import Source
from tests.readers.words import kept_words, words

CASES = Path(__file__).parent / "cases"
READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        AiderReader(),
        CouncilReader(),
        LabelledReader(),
        LLMArenaReader(),
        VoiceConversationReader(),
        VoicesChatReader(),
    )
}


def _source(case: Path) -> Source:
    return Source(f"{case.name}.md", (case / "input.md").read_bytes(), Problems())


def _claims(source: Source) -> list[str]:
    special = [name for name, reader in READERS.items() if not reader.generic and reader.detect(source)]
    return special or [name for name, reader in READERS.items() if reader.generic and reader.detect(source)]


def _plain(value: Any) -> Any:
    """What a golden shows: no defaults, parts with their type, places as line numbers."""
    if isinstance(value, Location):
        return value.line
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        shown: dict[str, Any] = {"type": type(value).__name__} if type(value).__module__ else {}
        for field in dataclasses.fields(value):
            told = getattr(value, field.name)
            if told in (None, "", (), {}) or told == field.default:
                continue
            shown[field.name] = _plain(told)
        return shown
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
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


@pytest.mark.parametrize("case", READ, ids=_case_id)
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
