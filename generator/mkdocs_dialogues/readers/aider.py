"""aider's chat history: ``#### prompt`` lines, the model's answer, and ``> `` lines that aider itself printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mkdocs_dialogues.model import Dialogue, Part, Participant, Text, ToolResult, Turn
from mkdocs_dialogues.readers.builder import Builder, glance, no_turns
from mkdocs_dialogues.readers.dates import find_date
from mkdocs_dialogues.readers.markdown_blocks import Fence, between, heading, settle, step, trim
from mkdocs_dialogues.readers.speakers import is_model_id
from mkdocs_dialogues.source import Source

__all__ = ["AiderReader"]

_SESSION = re.compile(r"#[ \t]+aider chat started at (?P<date>.{8,40})")
_PROMPT = re.compile(r"####(?:[ \t]+(?P<text>.*))?")
_PRINTED = re.compile(r">[ \t]+(?:\$ aider\b|Aider v\d|Added .* to the chat|Applied edit to|Commit [0-9a-f]{7}\b)")
_MODEL = re.compile(r">[ \t]+(?:Main model|Model|Models?):[ \t]+(?P<id>[^\s,]{2,100})")
# Jekyll pages wrap aider's histories in these; nobody said them.
_WRAPPER = re.compile(r'<div class="chat-transcript"[^<>\n]{0,80}>[ \t]*|</div>[ \t]*')
# The first line of .aider.llm.history: each request, with all that went before it, and each answer.
_REQUEST = re.compile(r"(?:TO LLM|LLM RESPONSE) \d{4}-\d\d-\d\dT[\d:.]+")
_TOOL = "aider"


class AiderReader:
    """Reads ``.aider.chat.history.md`` files, each session of which is a dialogue, and pages made from them."""

    name = "aider"
    title = "aider"
    about = "`# aider chat started at …`, then `#### prompt`"
    suffixes: tuple[str, ...] = (".md", ".markdown")
    generic = False

    def detect(self, source: Source) -> bool:
        """A session's first line, or prompts together with lines that only aider prints; its log of requests too."""
        lines = glance(source)
        heads = [line for line in lines if line.startswith("#")]
        if _is_log(lines) or any(map(_SESSION.match, heads)):
            return True
        printed = (line for line in lines if line.startswith(">"))
        return any(map(_PROMPT.fullmatch, heads)) and any(map(_PRINTED.match, printed))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The sessions that hold a prompt; DialogueError ``no-turns`` when none does."""
        lines = source.lines
        if _is_log(lines):
            raise source.error(
                "no-turns",
                1,
                "this is aider's log of requests, each of which repeats the whole talk",
                "Expected aider's chat history, with lines such as '#### prompt'.",
                "Take '.aider.chat.history.md', which stands beside it.",
            )
        marks = [i for i, line in enumerate(lines) if _SESSION.match(line) or _PROMPT.fullmatch(line)]
        kept = settle(lines, frozenset(marks))
        starts = [index for index in kept if _SESSION.match(lines[index])]
        first, _ = trim(lines, 0, len(lines))
        begins = starts if starts and starts[0] <= first else [first, *starts]
        found = []
        lead: list[Part] = []
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            builder = _session(source, begin, end, between(kept, begin, end))
            builder.preface[:0] = lead
            lead = []
            if builder.turns:
                found.append(builder)
            else:
                lead = builder.preface  # a session that was opened and left: what aider printed goes with the next
        if not found:
            raise no_turns(
                source, begins[0], "this aider history has no prompt", "Expected lines such as '#### prompt'."
            )
        found[-1].afterword.extend(lead)
        return [builder.build() for builder in found]


def _is_log(lines: Sequence[str]) -> bool:
    return _REQUEST.fullmatch(next((line for line in lines[:20] if line.strip()), "").rstrip()) is not None


def _session(source: Source, begin: int, end: int, kept: Sequence[int]) -> Builder:
    lines = source.lines
    builder = Builder(source, AiderReader.name, begin)
    start = _take_head(builder, begin, end)
    prompts = [index for index in kept if not _SESSION.match(lines[index])]
    builder.preface.extend(_parts(lines[start : prompts[0] if prompts else end]))
    model = next((found["id"] for line in lines[begin:end] if (found := _MODEL.match(line))), None)
    builder.take_part(Participant("user", "User", "user"))
    builder.take_part(
        Participant(_TOOL, "aider", "assistant", model if model and is_model_id(model) else None, "model")
    )
    written = _prompts(lines, prompts)
    for prompt, stop in zip(written, [*(one[0] for one in written[1:]), end], strict=False):
        _add_exchange(builder, prompt, stop)
    return builder


def _prompts(lines: Sequence[str], marks: Sequence[int]) -> list[list[int]]:
    """The ``####`` lines of each prompt: those that follow each other.

    Of a text that was pasted into some terminals each line stands apart, and nobody sends an empty prompt: one among
    lines with nothing between tells that they are one.
    """
    runs: list[list[int]] = []
    for index in marks:
        if runs and not any(map(str.strip, lines[runs[-1][-1] + 1 : index])):
            runs[-1].append(index)
        else:
            runs.append([index])
    found: list[list[int]] = []
    for run in runs:
        pasted = any(not lines[index][4:].strip() for index in run)
        found.append([run[0]])
        for before, index in pairwise(run):
            if pasted or index == before + 1:
                found[-1].append(index)
            else:
                found.append([index])
    return found


def _take_head(builder: Builder, begin: int, end: int) -> int:
    """Title and date of a session; the index of the line behind them."""
    line = builder.source.lines[begin] if begin < end else ""
    if match := _SESSION.match(line):
        if (found := find_date(match["date"])) is not None:
            builder.date = found.date
            builder.origin("date", begin)
        return begin + 1
    title = heading(line)
    if title is not None and title.level == 1:
        builder.title = title.text
        builder.origin("title", begin)
        return begin + 1
    return begin


def _add_exchange(builder: Builder, prompt: Sequence[int], stop: int) -> None:
    """The person's turn from its ``####`` lines, and the answer up to ``stop`` with what aider printed."""
    source = builder.source
    said = "\n".join(source.lines[index][5:].rstrip() for index in prompt).strip("\n")
    builder.turns.append(Turn("user", (Text(said),) if said else (), source.at(prompt[0] + 1)))
    begin, stop = trim(source.lines, prompt[-1] + 1, stop)
    parts = _parts(source.lines[begin:stop])
    if parts:
        builder.turns.append(Turn(_TOOL, parts, source.at(begin + 1)))


def _parts(lines: Sequence[str]) -> tuple[Part, ...]:
    """Text, and the printed lines between as results; Jekyll's wrappers around a session are left out."""
    found: list[Part] = []
    run: list[str] = []
    printed = False
    fence: Fence | None = None
    for line in [*lines, None]:
        quoted = fence is None and line is not None and (line == ">" or line.startswith("> "))
        if line is not None and not quoted:
            fence, _, _ = step(line, fence, ())
        if line is None or (quoted != printed and line.strip()):
            text = "\n".join(run).strip("\n").rstrip()
            if text.strip():
                found.append(ToolResult(text, name=_TOOL) if printed else Text(text))
            run, printed = [], quoted
        if line is not None and not _WRAPPER.fullmatch(line):
            run.append(line[1:].removeprefix(" ").rstrip() if quoted else line)
    return tuple(found)
