"""Google AI Studio: prompts as it saves them to Google Drive, one JSON object a file, most often without a suffix.

``{runSettings: {model: "models/…"}, systemInstruction, chunkedPrompt: {chunks: […], pendingInputs: […]}}``. A chunk
has the ``role`` user or model, and ``text``, ``parts`` or a file; thoughts are chunks of their own (``isThought``). The
file's name is the prompt's title. The format is not documented; this is what files of 2024 to 2026 hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolCall
from mkdocs_dialogues.readers.shapes.blocks import NULL
from mkdocs_dialogues.readers.shapes.contents import grounded, read_contents
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import plain, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.tree import thread
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["AIStudioReader"]

_FILES: Final = ("driveDocument", "driveImage", "driveVideo", "driveAudio", "driveFile")
_CONTENTS: Final = (
    "inlineFile",
    "inlineImage",
    "inlineAudio",
    "inlineData",
    "fileData",
    "executableCode",
    "codeExecutionResult",
)


class Settings(msgspec.Struct):
    """How the model was run."""

    model: str | None = None


class Neighbour(msgspec.Struct):
    """A chunk, or a prompt, from which another branches off."""

    id: str | None = None


class Chunk(msgspec.Struct, kw_only=True):
    """A message, or a piece of one."""

    role: str | None = None
    id: str | None = None
    text: str | None = None
    parts: msgspec.Raw = NULL
    isThought: bool | None = None  # noqa: N815 - the names on the wire
    createTime: Moment = None  # noqa: N815
    errorMessage: str | None = None  # noqa: N815
    grounding: msgspec.Raw = NULL
    branchParent: Neighbour | None = None  # noqa: N815
    youtubeVideo: msgspec.Raw = NULL  # noqa: N815
    driveDocument: msgspec.Raw = NULL  # noqa: N815
    driveImage: msgspec.Raw = NULL  # noqa: N815
    driveVideo: msgspec.Raw = NULL  # noqa: N815
    driveAudio: msgspec.Raw = NULL  # noqa: N815
    driveFile: msgspec.Raw = NULL  # noqa: N815
    inlineFile: msgspec.Raw = NULL  # noqa: N815
    inlineImage: msgspec.Raw = NULL  # noqa: N815
    inlineAudio: msgspec.Raw = NULL  # noqa: N815
    inlineData: msgspec.Raw = NULL  # noqa: N815
    fileData: msgspec.Raw = NULL  # noqa: N815
    executableCode: msgspec.Raw = NULL  # noqa: N815
    codeExecutionResult: msgspec.Raw = NULL  # noqa: N815


class Chunked(msgspec.Struct):
    """The prompt's messages, and what was typed and not sent."""

    chunks: list[msgspec.Raw] | None = None
    pendingInputs: msgspec.Raw = NULL  # noqa: N815


class Prompt(msgspec.Struct):
    """The file."""

    chunkedPrompt: Chunked  # noqa: N815
    runSettings: Settings | None = None  # noqa: N815
    systemInstruction: msgspec.Raw = NULL  # noqa: N815
    displayName: str | None = None  # noqa: N815
    id: str | None = None
    createTime: Moment = None  # noqa: N815


class AIStudioReader:
    """Reads saved prompts of Google AI Studio."""

    name = "ai-studio"
    title = "Google AI Studio"
    about = "prompts of Google AI Studio"
    suffixes = ("", ".json", ".prompt")
    generic = False

    def detect(self, source: Source) -> bool:
        """An object with ``chunkedPrompt``."""
        found = sample(source)
        return found is not None and isinstance(found.first.get("chunkedPrompt"), dict)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The prompt's dialogue."""
        wire = Wire(source)
        for record in wire.records():
            prompt = wire.decode(record, Prompt, severity=Severity.ERROR)
            gathering = _gather(wire, record, prompt) if prompt is not None else None
            if gathering is not None and gathering.drafts:
                yield gathering.build()
        wire.report()


def _gather(wire: Wire, record: Record, prompt: Prompt) -> Gathering:
    gathering = Gathering(wire.source, AIStudioReader.name, record.line, prompt.displayName or "", prompt.id or "")
    gathering.date = wire.time(record, prompt.createTime, "createTime")
    instruction = [
        part.text for part in read_contents(wire, record, prompt.systemInstruction) if isinstance(part, Text)
    ]
    if instruction:
        gathering.preface.append(Aside("system prompt", "\n\n".join(instruction)))
    model = (prompt.runSettings.model or "").removeprefix("models/") if prompt.runSettings else ""
    for item, chunk in _shown(wire, record, prompt.chunkedPrompt.chunks or ()):
        if chunk is None:
            gathering.keep(item.spoilt)
        else:
            _add(wire, gathering, item, chunk, model or None)
    pending = plain(prompt.chunkedPrompt.pendingInputs)
    typed = [word(one.get("text")) for one in pending if isinstance(one, dict)] if isinstance(pending, list) else []
    gathering.afterword += [Aside("not sent", text) for text in typed if text.strip()]
    gathering.keep(record.spoilt)
    return gathering


def _shown(wire: Wire, record: Record, raws: Sequence[msgspec.Raw]) -> Iterator[tuple[Record, Chunk | None]]:
    """The chunks of the shown thread: each follows the one before it, or the one that it says it branches off."""
    items = wire.items(record, raws, "chunkedPrompt.chunks")
    chunks: dict[str, tuple[Record, Chunk | None]] = {}
    parents: dict[str, str | None] = {}
    last: str | None = None
    for item in items:
        chunk = wire.decode(item, Chunk)
        id_ = chunk.id if chunk is not None and chunk.id and chunk.id not in chunks else item.path
        branch = chunk.branchParent.id if chunk is not None and chunk.branchParent else None
        parents[id_] = branch if branch in chunks else last
        chunks[id_] = (item, chunk)
        last = id_
    for id_ in thread(wire, record, parents, last).ids:
        yield chunks[id_]


def _add(wire: Wire, gathering: Gathering, item: Record, chunk: Chunk, model: str | None) -> None:
    parts = _parts(wire, item, chunk)
    speaker = role_of(wire, item, chunk.role or "user")
    if speaker.role == "assistant":
        speaker = Speaker("assistant", model)
    last = gathering.drafts[-1].parts if gathering.drafts else []
    # A thought opens an answer, code goes on with it, and files come before the words that they were sent with.
    joined = bool(last) and (
        isinstance(last[-1], Reasoning | Attachment | ToolCall) if speaker.role == "user" else _goes_on(last, parts)
    )
    time = wire.time(item, chunk.createTime, "createTime")
    if joined and gathering.drafts[-1].speaker == speaker:
        gathering.drafts[-1].parts += parts
    else:
        gathering.add(speaker, parts, item.line, id_=chunk.id or "", time=time)


def _goes_on(last: Sequence[Part], parts: Sequence[Part]) -> bool:
    code = any(not isinstance(part, Text | Reasoning | Aside) for part in (last[-1], *parts))
    return isinstance(last[-1], Reasoning) or code


def _parts(wire: Wire, item: Record, chunk: Chunk) -> list[Part]:
    found = [*_said(wire, item, chunk), *_files(chunk)]
    for key in _CONTENTS:
        if isinstance(value := plain(getattr(chunk, key)), dict):
            found += read_contents(wire, item, msgspec.Raw(msgspec.json.encode({key: value})))
    found += grounded(plain(chunk.grounding))
    if chunk.errorMessage:
        found.append(Aside("notice", chunk.errorMessage))
    return [*found, *item.spoilt]


def _said(wire: Wire, item: Record, chunk: Chunk) -> list[Part]:
    """What was said or thought; ``parts`` are the pieces in which it came, and other things beside it."""
    found: list[Part] = [Text(chunk.text)] if chunk.text and chunk.text.strip() else []
    whole = bool(found)
    for part in read_contents(wire, item, chunk.parts):
        last = found[-1] if found else None
        if not isinstance(part, Text | Reasoning):
            found.append(part)
        elif not whole and isinstance(part, Text) and isinstance(last, Text):
            found[-1] = Text(last.text + part.text)
        elif not whole:
            found.append(part)
    return [Reasoning(part.text) if chunk.isThought and isinstance(part, Text) else part for part in found]


def _files(chunk: Chunk) -> Iterator[Part]:
    for key in _FILES:
        value = plain(getattr(chunk, key))
        if isinstance(value, dict):
            id_ = word(value.get("id"))
            target = f"https://drive.google.com/open?id={id_}" if id_.isascii() and id_ else None
            yield Attachment(f"{key.removeprefix('drive').lower()} in Google Drive", target)
    video = plain(chunk.youtubeVideo)
    if isinstance(video, dict) and (id_ := word(video.get("id"))):
        yield Attachment("video on YouTube", f"https://www.youtube.com/watch?v={id_}")
