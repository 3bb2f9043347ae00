"""Which readers are loaded for a file: those that look at its suffix, and no other of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.readers import choose, readers
from mkdocs_dialogues.readers.registry import SUFFIXES
from mkdocs_dialogues.source import Source

LOADED = """
import sys
from pathlib import Path
from mkdocs_dialogues.pipeline import Pipeline
(dialogue,) = Pipeline(Path(sys.argv[1]), Path(sys.argv[1])).read(Path(sys.argv[1], sys.argv[2]))
print(*[name for name in sys.modules if name.startswith("mkdocs_dialogues.readers.")])
"""


def loaded(folder: Path, name: str, text: str) -> set[str]:
    (folder / name).write_text(text, encoding="utf-8")
    line = [sys.executable, "-c", LOADED, str(folder), name]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=True)
    return {module.rpartition(".")[2] for module in done.stdout.split()}


def test_a_dialogue_in_markdown_is_read_without_the_readers_of_exports(tmp_path: Path) -> None:
    by_suffix = loaded(tmp_path, "a.md", "**Ada:** On?\n\n**Bo:** It sings.\n\n**Ada:** Then pour.\n")
    assert {"labelled", "aider", "dialogue"} <= by_suffix
    assert not by_suffix & {"chatgpt", "telegram", "llm_sqlite", "gemini_takeout", "webvtt"}
    by_name = loaded(tmp_path, "b.md", "---\nformat: labelled\n---\n**Ada:** On?\n\n**Bo:** It sings.\n")
    assert "labelled" in by_name
    assert "aider" not in by_name


def test_what_is_known_of_our_readers_without_loading_them_is_true() -> None:
    known = json.loads(SUFFIXES.read_text(encoding="utf-8"))
    ours = {name: reader for name, reader in readers().items() if type(reader).__module__.startswith("mkdocs_dial")}
    assert known == {name: list(reader.suffixes) for name, reader in ours.items()}, "run scripts/update_formats.py"


def test_a_format_that_nobody_reads_is_told_with_all_there_are() -> None:
    with pytest.raises(DialogueError) as raised:
        choose(Source("a.md", b"A: b"), "labeled", Location("a.md", 2))
    assert raised.value.problem.code == "unknown-format"
    assert "Did you mean 'labelled'?" in str(raised.value.problem)
    assert all(name in str(raised.value.problem) for name in readers())
