"""What is done for a build elsewhere, by another process or another machine: plain values in, bytes out.

What reads and what renders is loaded when there is something to be read or rendered: most builds have little of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.model import Dialogue, Location, Participant, Text, Turn
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.render.context import PageContext, Question
from mkdocs_dialogues.render.templating import Templates, load_templates
from mkdocs_dialogues.secrets.lookout import Lookout

if TYPE_CHECKING:
    from mkdocs_dialogues.pipeline import Pipeline

__all__ = ["Read", "ToRead", "ToRender", "prepare", "read_file", "render_dialogue", "unanswered"]


@dataclass(frozen=True, slots=True)
class ToRead:
    """A transcript to be read, as ``Pipeline`` would."""

    project: str
    root: str
    themes: tuple[str, ...] | None
    around: bytes
    """A digest of what surrounds it: folder defaults. What is the same for files of one build is read once."""
    path: str
    lookout: Lookout | None = None
    held: str = ""


@dataclass(frozen=True, slots=True)
class ToRender:
    """A packed dialogue to be rendered. ``answers`` are those to all that its page is likely to ask."""

    dialogue: bytes
    context: PageContext
    answers: Mapping[Question, str | None]
    templates: tuple[str, ...]
    version: bytes
    """A digest of those templates."""


def unanswered(_one: Any, _other: str) -> str | None:
    """Stands in a context that is sent for what can only be asked at home."""
    return None


def prepare() -> None:
    """Load what every worker needs, by doing once what they do: those that are copies of this process have it then."""
    from mkdocs_dialogues.card_of import card_of  # noqa: PLC0415 - see above
    from mkdocs_dialogues.render.page import render_page  # noqa: PLC0415

    _pipeline(".", ".", None, b"")
    here = Location("prepare.md")
    dialogue = Dialogue("", (Participant("A", "A"),), (Turn("A", (Text("A word."),), here, id="t-a"),), here)
    Lookout().look(dialogue, None)
    card_of(dialogue)
    render_page(dialogue, PageContext(words=2, minutes=1), load_templates())


Read = tuple[bytes, tuple[tuple[bytes, bytes], ...]]
"""What was read from a file: its problems, and the card and the whole of each dialogue, all packed."""


def read_file(file: ToRead) -> Read:
    """The dialogues of a file, of which one at a time is in memory as more than its bytes."""
    from mkdocs_dialogues.card_of import card_of  # noqa: PLC0415

    pipeline = replace(
        _pipeline(file.project, file.root, file.themes, file.around), lookout=file.lookout, held=file.held
    )
    path = Path(file.path)
    pipeline.folder_defaults(path.parent)  # whose faults are reported by who asked
    own = replace(pipeline, problems=Problems())
    read = own.each(path, lambda dialogue: (pack(card_of(dialogue)), pack(dialogue)))
    return pack(tuple(own.problems)), tuple(read)


def render_dialogue(work: ToRender) -> tuple[bytes, tuple[Question, ...]] | None:
    """The packed page and what it asked; None when it asked something that has no answer here."""
    from mkdocs_dialogues.render.page import render_page  # noqa: PLC0415

    asked: dict[Question, None] = {}

    def ask(about: str, one: Any, other: str) -> str | None:
        asked[about, one, other] = None
        return work.answers.get((about, one, other))

    context = replace(
        work.context,
        facet_url=lambda facet, value: ask("facet", facet, value),
        resolve=lambda target, kind: ask("file", target, kind),
    )
    page = render_page(unpack(work.dialogue), context, _templates(work.templates, work.version))
    return (pack(page), tuple(asked)) if asked.keys() <= work.answers.keys() else None


@lru_cache(64)
def _pipeline(project: str, root: str, themes: tuple[str, ...] | None, around: bytes) -> Pipeline:
    from mkdocs_dialogues.pipeline import Pipeline  # noqa: PLC0415

    del around
    return Pipeline(Path(project), Path(root), themes)


@lru_cache(4)
def _templates(search_path: tuple[str, ...], version: bytes) -> Templates:
    del version
    return load_templates(search_path)
