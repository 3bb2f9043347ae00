"""``llm logs`` of Simon Willison's *llm*: its log as Markdown, one section a prompt.

    # 2026-11-22T19:53:39    conversation: 01m8… id: 01m8…
    Model: **gpt-5** / ## Prompt / ## System / ### Tools / ## Reasoning / ## Response / ## Token usage

https://llm.datasette.io/en/stable/logging.html; as written from 0.19 to 0.36. Times are UTC. Prompts of one
conversation are one dialogue, wherever they stand in the log. A heading counts where the log can have it: ``## Prompt``
within a response is the response's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.builder import SUFFIXES, glance, no_turns
from mkdocs_dialogues.readers.chat_parts import attached_file
from mkdocs_dialogues.readers.markdown_blocks import Fence, settle, step, trim
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.source import Source

__all__ = ["LLMMarkdownReader"]

_ENTRY: Final = re.compile(
    r"# (?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)"
    r"(?:[ \t]+conversation: (?P<conversation>\S+)(?: id: (?P<id>\S+))?)?[ \t]*"
)
_MODEL: Final = re.compile(
    r"Model: \*\*(?P<model>[^*\n]{1,200})\*\*(?: \(resolved: \*\*(?P<resolved>[^*\n]+)\*\*\))?[ \t]*"
)
# In the order in which the log has them; a heading that comes too late is text.
_ORDER: Final = (
    "## Prompt", "### Prompt fragments", "## Options", "## System", "### System fragments", "## Schema", "### Tools",
    "### Tool results", "### Attachments", "## Reasoning", "## Response", "## Token usage",
)  # fmt: skip
_RANKS: Final = {name: rank for rank, name in enumerate(_ORDER)}
_WITHIN_RESPONSE: Final = ("### Tool calls", "### Tool results")
_ITEM: Final = re.compile(r"- \*\*(?P<name>[^*\n]{1,200})\*\*: `(?P<id>[^`\n]*)`[ \t]*")
_FILE: Final = re.compile(r"\d+\. \*\*(?P<type>[^*\n]{1,100})\*\*: (?:`(?P<path>[^`\n]+)`|(?P<url>\S+))[ \t]*")
_TRACE: Final = re.compile(r"<details><summary>Reasoning trace</summary>\n(?P<text>.*)\n</details>", re.DOTALL)
_NONE: Final = "-- none --"


class LLMMarkdownReader:
    """Reads a log; each conversation in it is a dialogue."""

    name = "llm-markdown"
    title = "llm"
    about = "the log of `llm`"
    suffixes = SUFFIXES
    generic = False

    def detect(self, source: Source) -> bool:
        """An entry's heading with a prompt below it."""
        lines = glance(source)
        return any(_opens(lines, at) for at, line in enumerate(lines) if line.startswith("# "))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The conversations in the order in which they begin; DialogueError ``no-turns`` when there is none."""
        lines = source.lines
        starts = settle(lines, {at for at, line in enumerate(lines) if line.startswith("# ") and _opens(lines, at)})
        found: dict[str, Gathering] = {}
        conversation = model = ""
        systems: dict[str, str] = {}
        for start, stop in zip(starts, [*starts, len(lines)][1:], strict=True):
            entry = _ENTRY.fullmatch(lines[start])
            if entry is None:
                continue
            conversation = entry["conversation"] or conversation
            told = next((match for line in lines[start + 1 : start + 4] if (match := _MODEL.fullmatch(line))), None)
            model = (told["resolved"] or told["model"]) if told else model
            if conversation not in found:
                found[conversation] = Gathering(source, self.name, start + 1, id=conversation)
            sections = _sections(lines, start + 1, stop)
            _add(found[conversation], entry, model or None, sections, systems)
        dialogues = [gathering for gathering in found.values() if gathering.drafts]
        if not dialogues:
            raise no_turns(
                source, 0, "this log has no entry", "Expected '# 2026-11-22T19:53:39' and '## Prompt' below."
            )
        before = _text(lines, 0, starts[0])
        if before:
            dialogues[0].preface.append(Text(before))
        return [gathering.build() for gathering in dialogues]


def _opens(lines: Sequence[str], at: int) -> bool:
    return _ENTRY.fullmatch(lines[at]) is not None and any(
        line.rstrip() == "## Prompt" for line in lines[at + 1 : at + 6]
    )


def _sections(lines: Sequence[str], start: int, stop: int) -> list[tuple[str, int, str]]:
    """``(heading, line, text)`` of each section of an entry; lines are counted from 1."""
    marks: list[tuple[int, str]] = []
    rank = -1
    fence: Fence | None = None
    for at in range(start, stop):
        line = lines[at]
        name = line.rstrip()
        if not lines[at - 1].strip() and (fence is None or name == "## Response"):
            if _RANKS.get(name, -1) > rank:
                rank, fence = _RANKS[name], None
                marks.append((at, name))
                continue
            if name in _WITHIN_RESPONSE and rank == _RANKS["## Response"] and _follows(lines, marks, at):
                marks.append((at, name))
                continue
        fence, _, _ = step(line, fence, ())
    ends = [*(at for at, _ in marks), stop][1:]
    return [(name, at + 1, _text(lines, at + 1, end)) for (at, name), end in zip(marks, ends, strict=True)]


def _follows(lines: Sequence[str], marks: Sequence[tuple[int, str]], at: int) -> bool:
    """Whether a heading of tools stands where the log puts it: right below ``## Response``, or behind other such."""
    last, name = marks[-1]
    return name in _WITHIN_RESPONSE or not any(line.strip() for line in lines[last + 1 : at])


def _text(lines: Sequence[str], start: int, stop: int) -> str:
    start, stop = trim(lines, start, stop)
    return "\n".join(lines[start:stop])


def _add(
    gathering: Gathering,
    entry: re.Match[str],
    model: str | None,
    sections: Sequence[tuple[str, int, str]],
    systems: dict[str, str],
) -> None:
    time = _time(entry["time"])
    asked: list[Part] = []
    answered: list[Part] = []
    response = next((line for name, line, _ in sections if name == "## Response"), 0)
    for name, line, text in sections:
        if name == "## Reasoning" or (response and line >= response):
            answered += _answered(name, text)
        elif name == "### Tool results":
            for result in _results(text):
                gathering.add_result(result, line, time=time)
        elif name == "## System":
            if text and systems.get(gathering.id) != text:
                gathering.add(Speaker("system"), [Text(text)], line, time=time)
            systems[gathering.id] = text
        else:
            asked += _asked(name, text)
    id_ = entry["id"] or ""
    if asked and all(isinstance(part, Aside) for part in asked):  # what goes with the results of tools is nobody's
        gathering.defer(asked)
    elif asked:
        gathering.add(Speaker("user"), asked, sections[0][1], id_=id_ and f"{id_}-prompt", time=time)
    if response:
        gathering.add(Speaker("assistant", model), answered, response, id_=id_, time=time)


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def _asked(name: str, text: str) -> Iterable[Part]:
    if name == "### Attachments":
        return _files(text)
    if name == "## Prompt":
        return [Text(text)] if text and text != _NONE else []
    return [Aside(name.lstrip("# ").lower(), text)] if text else []


def _answered(name: str, text: str) -> Iterable[Part]:
    match name:
        case "## Reasoning":
            trace = _TRACE.fullmatch(text)
            return [Reasoning((trace["text"] if trace else text).strip("\n"))]
        case "### Tool calls":
            return _calls(text)
        case "### Tool results":
            return _results(text)
        case "## Token usage":
            return [Aside("usage", text)] if text else []
        case _:
            return [Text(text)] if text else []


def _items(text: str) -> Iterator[tuple[str, str | None, str, str]]:
    """``(name, id, body, rest)`` of each item of a list of tools; ``rest`` is what stands below it and is no item.

    What stands above the first item has no name. ``None`` is what the log writes where there is no id.
    """
    lines = text.split("\n")
    marks = [(at, match) for at, line in enumerate(lines) if (match := _ITEM.fullmatch(line))]
    starts = [at for at, _ in marks]
    if above := "\n".join(lines[: starts[0] if starts else None]).strip("\n"):
        yield "", None, "", above
    for (at, match), end in zip(marks, [*starts, len(lines)][1:], strict=True):
        stop = next((i for i in range(at + 1, end) if lines[i] and not lines[i].startswith(" ")), end)
        body = "\n".join(line.removeprefix("    ") for line in lines[at + 1 : stop]).strip("\n")
        id_ = match["id"] if match["id"] not in ("", "None") else None
        yield match["name"], id_, body, "\n".join(lines[stop:end]).strip("\n")


def _calls(text: str) -> Iterator[Part]:
    for name, id_, body, rest in _items(text):
        given = re.fullmatch(r"Arguments: `(.*)`[ \t]*", body)
        if name:
            yield ToolCall(name, given[1] if given else body, id_, "json" if given else None)
        if rest:
            yield Text(rest)


def _results(text: str) -> Iterator[ToolResult]:
    for name, id_, body, rest in _items(text):
        fenced = re.fullmatch(r"(`{3,})[^\n]*\n(.*?)\n?\1[ \t]*(?:\n(.*))?", body, re.DOTALL)
        output = "\n".join(one for one in (fenced[2], fenced[3]) if one) if fenced else body
        output = "\n".join(one for one in (output, rest) if one)
        yield ToolResult(output, name or None, id_, "**Error**:" in body)


def _files(text: str) -> Iterator[Part]:
    for line in text.split("\n"):
        match = _FILE.fullmatch(line)
        if match is None:
            yield from [Text(line)] if line.strip() else []
        elif (match["path"] or "").startswith("<"):
            yield Attachment(f"{match['type']} {match['path']}", None, match["type"])
        else:
            yield attached_file(match["path"] or match["url"], "", match["type"])
