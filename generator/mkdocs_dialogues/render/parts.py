"""The parts of a turn, made ready for the template: what is shown, under which label, folded or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.errors import Problem, Severity
from mkdocs_dialogues.media import stored_name
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Document,
    Location,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Unknown,
)
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.links import web_host
from mkdocs_dialogues.render.markdown import render_markdown
from mkdocs_dialogues.render.note_marks import NO_MARKS, Marks
from mkdocs_dialogues.render.text import count_words, strip_tags
from mkdocs_dialogues.values import value

__all__ = ["PartRenderer", "PartView"]

_HINT = 72
_NOTHING = Markup()
_BLANK = " \t\r\n"  # what may go unseen; Python strips control characters too, and those are shown
_SHORT_ASIDE = 160
_RUN_OF_BACKTICKS = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"[\w+#.-]+")
_IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp")


@value
class PartView:
    """A part as the template shows it.

    ``kind`` makes the class ``part-kind``; ``html`` is finished HTML, ``text`` (where there is no HTML) plain
    text to be set as it stands. A part with ``folded`` stands in a ``<details>`` under ``label``, ``hint`` (its
    first words) and ``size``, open at first when ``opened``. ``plain`` is what indexers are given.
    """

    kind: str
    html: Markup = _NOTHING
    text: str = ""
    label: str = ""
    hint: str = ""
    size: str = ""
    url: str | None = None
    folded: bool = False
    opened: bool = False
    image: bool = False
    plain: str = ""


@dataclass
class PartRenderer:
    """Renders parts of one page and gathers what the page needs and what went wrong."""

    context: PageContext
    indexed: bool = True
    """Whether the ``plain`` of texts is asked for."""
    needs: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def render(
        self, parts: Sequence[Part], prefix: str, location: Location, marks: Mapping[int, Marks] | None = None
    ) -> tuple[PartView, ...]:
        """All parts that hold something; the ids of each begin with ``prefix`` and are unlike those of the others.

        ``marks`` are those of editor's notes, by the index of the part.
        """
        views = []
        for number, part in enumerate(parts):
            own = (marks or {}).get(number, NO_MARKS)
            view = self._part(part, prefix if number == 0 else f"{prefix}-{number + 1}", location, own)
            if view is not None:
                views.append(view)
        return tuple(views)

    def text(self, text: str, prefix: str, location: Location, marks: Marks = NO_MARKS) -> PartView:
        """Markdown as a part of its own."""
        html = self._markdown(marks.put_in(text), prefix, location)
        return PartView("text", marks.shown(html), plain=strip_tags(marks.taken_out(html)) if self.indexed else "")

    def _part(self, part: Part, prefix: str, location: Location, marks: Marks) -> PartView | None:
        match part:
            case Text():
                place = location if part.line is None else Location(location.path, part.line - 1)
                return self.text(part.text, prefix, place, marks) if part.text.strip(_BLANK) else None
            case Reasoning():
                return self._reasoning(part, prefix, location, marks) if part.text.strip(_BLANK) else None
            case ToolCall():
                return self._tool_call(part, prefix, location)
            case ToolResult():
                return _tool_result(part)
            case Attachment():
                return self._attachment(part)
            case Document():
                return self._document(part, prefix, location)
            case Aside():
                return self._aside(part, prefix, location)
            case Unknown():
                size = _lines(part.text)
                return PartView(
                    "unknown",
                    text=part.text,
                    label="Not understood",
                    hint=part.kind,
                    size=size,
                    folded=True,
                    opened=True,
                )

    def _reasoning(self, part: Reasoning, prefix: str, location: Location, marks: Marks) -> PartView:
        html = self._markdown(marks.put_in(part.text), prefix, location)
        hint = clip(strip_tags(marks.taken_out(html)), _HINT)
        size = _words(part.text)
        return PartView("reasoning", marks.shown(html), label="Reasoning", hint=hint, size=size, folded=True)

    def _tool_call(self, part: ToolCall, prefix: str, location: Location) -> PartView:
        view = PartView("tool-call", label="Tool call", hint=part.name, size=_lines(part.input), folded=True)
        if part.language and _LANGUAGE.fullmatch(part.language):
            html = self._markdown(_fence(part.input, part.language), prefix, location)
            return PartView(view.kind, html, label=view.label, hint=view.hint, size=view.size, folded=True)
        return PartView(view.kind, text=part.input, label=view.label, hint=view.hint, size=view.size, folded=True)

    def _document(self, part: Document, prefix: str, location: Location) -> PartView:
        code = part.language and _LANGUAGE.fullmatch(part.language) and part.language != "mermaid"
        hint = f"{part.title} (version {part.version})" if part.version > 1 else part.title
        text = _fence(part.text, str(part.language)) if code else part.text
        html = self._markdown(text, prefix, location) if code or part.language is None else _NOTHING
        plain = "" if html else part.text
        size = _lines(part.text) if code else _words(part.text)
        return PartView("document", html, plain, label="Document", hint=hint, size=size, folded=True)

    def _aside(self, part: Aside, prefix: str, location: Location) -> PartView:
        label = part.kind[:1].upper() + part.kind[1:]
        if len(part.text) <= _SHORT_ASIDE and "\n" not in part.text.strip(_BLANK):
            return PartView("aside", text=part.text.strip(_BLANK), label=label)
        html = self._markdown(part.text, prefix, location)
        hint = clip(strip_tags(html), _HINT)
        return PartView("aside", html, label=label, hint=hint, size=_words(part.text), folded=True)

    def _attachment(self, part: Attachment) -> PartView:
        name, media_type = part.name, part.media_type or ""
        path = re.split("[?#]", part.target or "")[0].lower()
        image = media_type.startswith("image/") or path.endswith(_IMAGE_SUFFIXES)
        if part.data is not None:
            url = self.context.resolve(stored_name(part.data), "stored")
            shown = image and url is not None
        else:
            url, shown = self._target(part.target, image=image)
        if part.text:
            size = _lines(part.text)
            return PartView(
                "attachment", text=part.text, label="Attachment", hint=name, size=size, url=url, folded=True
            )
        return PartView("attachment", label="Attachment", hint=name, size=media_type, url=url, image=shown)

    def _target(self, target: str | None, *, image: bool) -> tuple[str | None, bool]:
        """Where an attachment is, and whether it may be shown as a picture: a picture elsewhere is a link."""
        if not target:
            return None, False
        if (host := web_host(target)) is not None:
            return target, image and host in self.context.markdown.image_hosts
        url = self.context.resolve(target, "image" if image else "link")
        return url, image and url is not None

    def _markdown(self, text: str, prefix: str, location: Location) -> Markup:
        rendered = render_markdown(text, prefix=prefix, options=self.context.markdown, resolve=self.context.resolve)
        self.needs |= rendered.needs
        for fault in rendered.faults:  # ``location`` is that of the line above the text
            place = Location(location.path, location.line + fault.line)
            self.problems.append(Problem(fault.code, place, fault.what, fault.expected, fault.todo, Severity.WARNING))
        return Markup(rendered.html)  # noqa: S704 - our own renderer's, which escapes whatever was typed


def _tool_result(part: ToolResult) -> PartView:
    label = "Tool error" if part.is_error else "Tool result"
    hint = clip(" ".join(part.output[: _HINT * 4].split()), _HINT)
    if part.name:
        hint = f"{part.name}: {hint}" if hint else part.name
    return PartView("tool-result", text=part.output, label=label, hint=hint, size=_lines(part.output), folded=True)


def _fence(code: str, language: str) -> str:
    longest = max((len(run) for run in _RUN_OF_BACKTICKS.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def _words(text: str) -> str:
    count = count_words(text)
    return "1 word" if count == 1 else f"{count:,} words"


def _lines(text: str) -> str:
    count = len(text.splitlines())
    return "" if count == 0 else "1 line" if count == 1 else f"{count:,} lines"
