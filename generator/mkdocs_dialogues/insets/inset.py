"""The text of a fence as the HTML of a short dialogue. No Markdown extension sees the text or the HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.markdown import MarkdownOptions
from mkdocs_dialogues.render.parts import PartRenderer
from mkdocs_dialogues.render.templating import Templates
from mkdocs_dialogues.render.view import view_page
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.voices import Voice, assign_voices

__all__ = ["InsetRenderer"]

_BOLD_LABEL = re.compile(r"^\*\*([^*:\n]{1,60}):\*\*|^\*\*([^*:\n]{1,60})\*\*:", re.MULTILINE)


@dataclass
class InsetRenderer:
    """Renders the insets of one page.

    ``ids`` gathers the anchors of their turns, which are unlike each other; ``needs`` what the page has to load.
    """

    pipeline: Pipeline
    templates: Templates
    markdown: MarkdownOptions
    voices: Mapping[str, Voice]
    resolve: Callable[[str, str], str | None]
    ids: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)

    def render(self, text: str, path: str, line: int) -> str:
        """The HTML of one inset, whose text begins on a line of a file.

        What cannot be read is shown as it was typed, with a problem; what may not be published is not shown.
        """
        source = Source(path, text.encode("utf-8", "surrogatepass"), first_line=line)
        labels = [one or other for one, other in _BOLD_LABEL.findall(text)]
        dialogues = self.pipeline.read_inset(source, labels)
        if dialogues is None:
            return f"<pre><code>{escape(text)}</code></pre>"
        return "\n".join(self._render(dialogue) for dialogue in dialogues if dialogue.metadata.status == "published")

    def _render(self, dialogue: Dialogue) -> str:
        dialogue = self._with_own_ids(dialogue)
        context = PageContext(
            words=0,
            minutes=0,
            voices={**assign_voices([dialogue.participants]), **self.voices},
            markdown=self.markdown,
            resolve=self.resolve,
        )
        parts = PartRenderer(context)
        view = view_page(dialogue, context, parts)
        for problem in parts.problems:
            self.pipeline.problems.add(problem)
        self.needs |= parts.needs
        return self.templates.render("dialogues/inset.html", page=view)

    def _with_own_ids(self, dialogue: Dialogue) -> Dialogue:
        """The dialogue with anchors that no other inset of the page has."""
        renamed: dict[str | None, str] = {}
        for turn in dialogue.turns:
            number = 1
            while (anchor := turn.id if number == 1 else f"{turn.id}-{number}") in self.ids:
                number += 1
            self.ids.add(anchor)
            renamed[turn.id] = anchor
        notes = tuple(replace(note, turn=renamed.get(note.turn)) for note in dialogue.metadata.notes)
        return replace(
            dialogue,
            turns=tuple(replace(turn, id=renamed[turn.id]) for turn in dialogue.turns),
            metadata=replace(dialogue.metadata, notes=notes),
        )
