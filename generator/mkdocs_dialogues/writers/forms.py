"""The forms in which a dialogue is given to other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.writers.json import as_json
from mkdocs_dialogues.writers.markdown import as_markdown

__all__ = ["FORMS", "Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """A form's name for people, its files' suffix (without a dot), its media type, and what writes it."""

    label: str
    suffix: str
    media_type: str
    write: Callable[[Dialogue], str]


FORMS: Mapping[str, Form] = {
    "markdown": Form("Markdown", "md", "text/markdown", as_markdown),
    "json": Form("JSON", "json", "application/json", lambda dialogue: as_json([dialogue])),
}
