"""A new transcript to be typed by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from mkdocs_dialogues.naming import slugify
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.project import Project

__all__ = ["SPEAKERS", "LabelError", "new_transcript"]

SPEAKERS = ("Me", "Model")
"""Who speaks where nobody is named."""


class LabelError(ValueError):
    """A label that no transcript can have. The message says which, and why."""


def new_transcript(
    project: Project, title: str, when: date, speakers: Sequence[str] = SPEAKERS, themes: Sequence[str] = ()
) -> Path:
    """Write the beginning of a hand-typed transcript into a site's folder of dialogues, as a draft; the file.

    It is read before it is there, and says in its metadata what is needed for that. Raises LabelError when one of the
    speakers would not be read, FileExistsError when there is a file of that day and title, and OSError when it cannot
    be written.
    """
    _refuse_twins(speakers)
    folder = project.dialogues
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{when.isoformat()}-{slugify(title)}.md"
    read: list[str] = []
    for needed in _ways(speakers):
        matter = {"title": title, "date": when, "themes": list(themes), "status": "draft", **needed}
        text = _text(matter, speakers)
        read = _read_back(project, path.name, text)
        if read == list(speakers):
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            return path
    lost = next((speaker for speaker in speakers if speaker not in read), speakers[0])
    found = ", ".join(f"'{label}'" for label in read) or "nobody"
    raise LabelError(f"'{lost}' would not be read as a speaker's label again; who would be read is {found}")


def _ways(speakers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What the metadata may have to say for the labels to be read, from nothing to all."""
    yield {}
    yield {"format": "labelled"}
    yield {"format": "labelled", "participants": {speaker: speaker for speaker in speakers}}


def _text(matter: dict[str, Any], speakers: Sequence[str]) -> str:
    head = yaml.safe_dump(matter, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None)
    turns = "\n\n".join(f"**{speaker}:** …" for speaker in speakers)
    return f"---\n{head}---\n\n{turns}\n"


def _read_back(project: Project, name: str, text: str) -> list[str]:
    """The labels of the turns that the site reads in a text, below its folder of dialogues, where defaults count."""
    with tempfile.TemporaryDirectory(prefix=".new-", dir=project.dialogues) as scratch:
        path = Path(scratch, name)
        path.write_text(text, encoding="utf-8", newline="\n")
        dialogues = Pipeline(project.folder, project.docs).read(path)
    return [turn.participant for dialogue in dialogues for turn in dialogue.turns]


def _refuse_twins(speakers: Sequence[str]) -> None:
    met: set[str] = set()
    for speaker in speakers:
        if speaker.casefold() in met:
            raise LabelError(f"'{speaker}' is named twice; tell the two apart: '{speaker} 1', '{speaker} 2'")
        met.add(speaker.casefold())
