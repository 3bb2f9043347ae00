"""A new transcript to be typed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from mkdocs_dialogues.naming import slugify

__all__ = ["SPEAKERS", "new_transcript"]

SPEAKERS = ("Me", "Model")
"""Who speaks where nobody is named."""


def new_transcript(
    folder: Path, title: str, when: date, speakers: Sequence[str] = SPEAKERS, themes: Sequence[str] = ()
) -> Path:
    """Write the beginning of a hand-typed transcript into a folder, as a draft; the file.

    Raises FileExistsError when there is one of that day and title, and OSError when it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{when.isoformat()}-{slugify(title)}.md"
    matter: dict[str, Any] = {"title": title, "date": when, "themes": list(themes), "status": "draft"}
    head = yaml.safe_dump(matter, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None)
    turns = "\n\n".join(f"**{speaker}:** …" for speaker in speakers)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"---\n{head}---\n\n{turns}\n")
    return path
