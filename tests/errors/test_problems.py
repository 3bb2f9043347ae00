"""What an author is told about a bad input, to the letter; and that no input goes unreported."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.cli import main
from mkdocs_dialogues.errors import CODES, Problem, Problems
from mkdocs_dialogues.model import Dialogue, Location, Text
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.project import find_project
from mkdocs_dialogues.readers import readers
from mkdocs_dialogues.verifying.site import Folder, verify

CASES = Path(__file__).parent / "cases"
THEMES = ("tea", "steam")


def read(folder: Path) -> tuple[list[Dialogue], Problems]:
    problems = Problems()
    pipeline = Pipeline(folder.parent, folder, THEMES, problems)
    dialogues = [dialogue for path in transcripts(folder) for dialogue in pipeline.read(path)]
    placed = distinct(dialogues, folder.name, {}, problems)
    pipeline.report_folders(folder)
    return list(placed.values()), problems


def without_names(text: str) -> str:
    """The text without the names of readers, of which there are more with every version and every package."""
    names = "|".join(map(re.escape, sorted(readers(), reverse=True)))  # the longer of two that begin alike
    return re.sub(rf"\b(?:{names})(?:, (?:{names}))+", "<readers>", text)


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_messages(case: Path, golden: Callable[[Path, str], None]) -> None:
    dialogues, problems = read(case)
    assert len(problems) > 0
    shown = [f"{dialogue.id} ({dialogue.metadata.status}), {len(dialogue.turns)} turns" for dialogue in dialogues]
    text = "\n".join(["Problems", *map(str, problems), "", "Dialogues all the same", *shown]) + "\n"
    golden(CASES.parent / "expected" / f"{case.name}.txt", without_names(text))


def test_every_code_is_shown_by_some_case_or_test() -> None:
    tests = CASES.parents[1]
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in tests.rglob("*")
        if path.suffix in (".py", ".txt", ".json") and path != Path(__file__)
    )
    assert [code for code in CODES if code not in written] == []


MESSAGE = """content/dialogues/private:1: cannot open the folder 'private': Permission denied [unreadable-file]
  Expected a folder that can be read.
  Look at its permissions; until then nothing of what is in it is published."""


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, unreadable: str) -> None:
    folder = tmp_path / "content/dialogues"
    for name in (unreadable, f".git/{unreadable}"):
        (folder / name).mkdir(parents=True)
        (folder / name / "kettle.md").write_text("**Ada:** Is it on?\n")
    pipeline = Pipeline(tmp_path, tmp_path / "content")
    pipeline.report_folders(folder)
    assert [str(problem) for problem in pipeline.problems] == [MESSAGE]


def test_of_a_folder_that_cannot_be_entered_each_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One may be listed, and nothing in it be asked for."""
    folder = tmp_path / "content/dialogues"
    folder.mkdir(parents=True)
    (folder / "kettle.md").write_text("**Ada:** Is it on?\n")
    (tmp_path / "mkdocs.yml").write_text("docs_dir: content\nplugins: [dialogues]\n")
    stat = os.stat

    def refusing(path: Any, **arguments: Any) -> os.stat_result:
        if str(path).startswith(f"{folder}/"):
            raise PermissionError(13, "Permission denied", path)
        return stat(path, **arguments)

    monkeypatch.setattr(os, "stat", refusing)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert result.stderr.startswith("content/dialogues/kettle.md:1: cannot open 'kettle.md': Permission denied [unread")


def test_check_and_verify_name_it_too(tmp_path: Path, unreadable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content/dialogues" / unreadable).mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("docs_dir: content\nplugins: [dialogues]\n")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert result.stderr == MESSAGE + "\n"
    project = find_project(tmp_path)
    assert project is not None
    assert verify(project, Folder(tmp_path / "site")).unread == 1


def test_link_out_of_content_is_refused_and_named(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("**Ada:** the combination is 12-24-36\n\n**Bo:** noted\n")
    content = tmp_path / "content"
    content.mkdir()
    (content / "innocent.md").symlink_to(secret)
    dialogues, problems = read(content)
    assert dialogues == []
    (problem,) = problems
    assert problem.code == "outside-content"
    assert str(problem).startswith("content/innocent.md:1: ")
    assert "12-24-36" not in str(problem)


def test_a_message_cannot_smuggle_control_characters_into_a_terminal() -> None:
    problem = Problem("no-reader", Location("a\x1b[2Jb.md", 3), "it says '\x1b[31m\u202eevil\n'", "Expected.", "Do.")
    assert "\x1b" not in str(problem)
    assert "\u202e" not in str(problem)
    assert str(problem).count("\n") == 2


def test_a_code_outside_the_closed_list_is_refused() -> None:
    with pytest.raises(ValueError, match="made-up"):
        Problem("made-up", Location("a.md"), "what", "expected", "todo")


def test_a_line_of_five_megabytes_is_read(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    words = "tea " * 1_250_000
    (content / "long.md").write_text(
        f"# Voice Conversation: a/b\n*2026-01-04 21:13:12*\n\n---\n\n**USER:**\n\n{words}\n"
    )
    dialogues, problems = read(content)
    assert dialogues[0].turns[0].parts == (Text(words.strip()),)
    assert list(problems) == []
