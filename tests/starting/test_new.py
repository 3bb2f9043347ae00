"""``dialogues new``: what it writes is a site that builds and a transcript that is read; it overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from mkdocs_dialogues.cli import main
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.project import find_project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run().exit_code == 0
    return tmp_path


def test_a_new_site_has_a_dialogue_that_is_read_without_a_problem(site: Path) -> None:
    project = find_project(site)
    assert project is not None
    pipeline = Pipeline(project.folder, project.docs)
    (dialogue,) = pipeline.read(project.dialogues / "kettle.md")
    assert len(dialogue.turns) == 3
    assert list(pipeline.problems) == []


def test_a_site_can_be_called_anything(tmp_path: Path) -> None:
    name = 'Ada: "notes" # 1 — ماء'
    result = run("--into", str(tmp_path / "a" / "b"), "--name", name)
    assert result.exit_code == 0, result.output

    assert yaml.safe_load((tmp_path / "a/b/mkdocs.yml").read_text(encoding="utf-8"))["site_name"] == name
    assert (tmp_path / "a/b/content/index.md").read_text(encoding="utf-8").startswith(f"# {name}\n")


def test_a_folder_that_holds_something_is_left_as_it_is(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    result = run("--name", "Another")
    assert result.exit_code == 1
    assert "is not empty: it holds .github, .gitignore, content, mkdocs.yml" in result.output
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_repository_or_an_environment_may_be_there_first(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".venv").mkdir()
    assert run("--into", str(tmp_path)).exit_code == 0


def test_a_new_transcript_is_a_draft_with_its_speakers(site: Path) -> None:
    result = run(
        "dialogue", "The well: a rope", "--speaker", "Ada", "--speaker", "Claude Opus 4.5", "--theme", "on: water",
        "--date", "2026-03-01",
    )  # fmt: skip
    assert result.output == "content/dialogues/2026-03-01-the-well-a-rope.md\n"
    pipeline = Pipeline(site, site / "content")
    (dialogue,) = pipeline.read(site / result.output.strip())
    assert list(pipeline.problems) == []
    assert dialogue.title == "The well: a rope"
    assert [participant.name for participant in dialogue.participants] == ["Ada", "Claude Opus 4.5"]
    assert dialogue.metadata.themes == ("on: water",)
    assert dialogue.metadata.status == "draft"
    assert len(dialogue.turns) == 2


def test_a_transcript_without_named_speakers_is_read_too(site: Path) -> None:
    path = site / run("dialogue", "???").output.strip()
    pipeline = Pipeline(site, site / "content")
    (dialogue,) = pipeline.read(path)
    assert [len(pipeline.problems), len(dialogue.turns)] == [0, 2]


@pytest.mark.parametrize(
    "speakers",
    [
        ["Ada"],
        ["Ada", "Bo", "Cy", "Di"],
        ["Note", "Summary"],
        ["B>", "Ada"],
        ["me.", "you."],
        ["Step 1"],
        ["ada", "bo"],
    ],
    ids="+".join,
)
@pytest.mark.parametrize("defaults", ["", "format: dialogue\n"], ids=["alone", "in a folder of another format"])
def test_whoever_is_named_is_read(site: Path, speakers: list[str], defaults: str) -> None:
    if defaults:
        (site / "content/dialogues/.meta.yml").write_text(defaults)
    path = site / run("dialogue", "Rope", *(part for name in speakers for part in ("--speaker", name))).output.strip()
    pipeline = Pipeline(site, site / "content")
    (dialogue,) = pipeline.read(path)
    assert [turn.participant for turn in dialogue.turns] == speakers
    assert [participant.name for participant in dialogue.participants] == speakers
    assert list(pipeline.problems) == []


@pytest.mark.parametrize(
    ("speakers", "said"),
    [
        (["Claude", "claude"], "'claude' is named twice; tell the two apart: 'claude 1', 'claude 2'"),
        (["Ada", "👤 Bo"], "'👤 Bo' would not be read as a speaker's label again; who would be read is 'Ada', 'Bo'"),
        (["<b>", "Ada"], "'<b>' would not be read as a speaker's label again; who would be read is 'Ada'"),
        (["x" * 130], "would not be read as a speaker's label again; who would be read is nobody"),
    ],
    ids=["twins", "mark", "tag", "long"],
)
def test_whoever_would_not_be_read_is_refused(site: Path, speakers: list[str], said: str) -> None:
    before = sorted(site.rglob("*"))
    result = run("dialogue", "Rope", *(part for name in speakers for part in ("--speaker", name)))
    assert result.exit_code == 2
    assert said in result.output
    assert sorted(site.rglob("*")) == before


def test_a_transcript_that_is_there_is_not_overwritten(site: Path) -> None:
    path = site / run("dialogue", "Rope").output.strip()
    path.write_text("mine", encoding="utf-8")
    result = run("dialogue", "Rope")
    assert (result.exit_code, path.read_text(encoding="utf-8")) == (1, "mine")
    assert "is there already" in result.output


@pytest.mark.parametrize("speaker", ["a:b", "**", "two\nlines", " "])
def test_a_label_that_would_not_be_read_is_refused(site: Path, speaker: str) -> None:
    del site
    assert run("dialogue", "Rope", "--speaker", speaker).exit_code == 2


def test_outside_of_a_site_it_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("dialogue", "Rope")
    assert result.exit_code == 2
    assert "start a site with: dialogues new" in result.output
