"""The shape of dialogues as JSON, as types: the writer is checked against them, and the JSON Schema is made of them.

Texts of documentation are part of the schema. All keys are always there; what is not known is null.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter
from typing_extensions import TypeAliasType, TypedDict

from mkdocs_dialogues.model import Kind, Role, Status

__all__ = [
    "JSONDialogue",
    "JSONDialogues",
    "JSONNote",
    "JSONPart",
    "JSONParticipant",
    "JSONPlace",
    "JSONTurn",
    "json_schema",
]

_DATE: Final = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?([+-]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?)?$"

Moment = Annotated[str, Field(pattern=_DATE, description="A day or a moment in ISO 8601, with a zone or without.")]


class JSONText(TypedDict):
    """What was said, in Markdown."""

    type: Literal["text"]
    text: str


class JSONReasoning(TypedDict):
    """What a model thought before it spoke, in Markdown."""

    type: Literal["reasoning"]
    text: str


class JSONToolCall(TypedDict):
    """A call of a tool; `text` is its input."""

    type: Literal["tool_call"]
    text: str
    name: str
    id: str | None
    language: Annotated[str | None, Field(description="The language of the input, such as `json` or `python`.")]


class JSONToolResult(TypedDict):
    """What a tool gave back; `id` is that of the call."""

    type: Literal["tool_result"]
    text: str
    name: str | None
    id: str | None
    is_error: bool


class JSONAttachment(TypedDict):
    """A file given with a turn; `text` is what was extracted from it."""

    type: Literal["attachment"]
    text: str | None
    name: str
    target: Annotated[str | None, Field(description="A path beside the transcript, or an address.")]
    media_type: str | None
    data: Annotated[str | None, Field(description="The file itself in base64, where it was asked for.")]


class JSONDocument(TypedDict):
    """A document that was written beside the dialogue, in one of its versions, whole."""

    type: Literal["document"]
    text: str
    title: str
    id: str | None
    language: Annotated[str | None, Field(description="The language of code; null for prose in Markdown.")]
    version: Annotated[int, Field(description="1 for the first.")]


class JSONAside(TypedDict):
    """Text of the transcript that nobody said; `kind` is a short noun phrase."""

    type: Literal["aside"]
    text: str
    kind: str


class JSONUnknown(TypedDict):
    """What a reader did not understand."""

    type: Literal["unknown"]
    text: str
    kind: str


JSONPart = TypeAliasType(
    "JSONPart",
    Annotated[
        JSONText
        | JSONReasoning
        | JSONToolCall
        | JSONToolResult
        | JSONAttachment
        | JSONDocument
        | JSONAside
        | JSONUnknown,
        Field(discriminator="type"),
    ],
)


class JSONParticipant(TypedDict):
    """Who takes part."""

    id: Annotated[str, Field(description="The transcript's own label, unique in the dialogue.")]
    name: Annotated[str, Field(description="The name that is shown.")]
    role: Annotated[Role, Field(description="The function in the transcript, which is not who speaks.")]
    model: Annotated[str | None, Field(description="The id of a model, as the source spells it.")]
    kind: Annotated[Kind | None, Field(description="Null where nothing tells.")]
    url: str | None


class JSONTurn(TypedDict):
    """One participant's stretch."""

    id: Annotated[str, Field(description="The anchor of the turn on its page, unique in the dialogue.")]
    participant: Annotated[str, Field(description="The `id` of a participant.")]
    role: Role
    time: Moment | None
    offset: Annotated[float | None, Field(description="Seconds since the recording began.")]
    heading: Annotated[str | None, Field(description="A division of the dialogue that opens with this turn.")]
    line: Annotated[int, Field(ge=1, description="The line of the transcript where the turn begins.")]
    parts: list[JSONPart]
    alternatives: Annotated[list[JSONAlternative], Field(description="What was said instead, where it was asked for.")]


class JSONAlternative(TypedDict):
    """The turns of another thread, from where it leaves the one that is shown to its end."""

    turns: list[JSONTurn]


class JSONNote(TypedDict):
    """An editor's remark, in Markdown; `turn` is a turn's id, or null for the whole dialogue."""

    turn: str | None
    passage: Annotated[str | None, Field(description="Words of the turn that it is on; `[…]` is an omission.")]
    occurrence: Annotated[int, Field(ge=1, description="Which of several such places in the turn, counted from 1.")]
    text: str


class JSONPlace(TypedDict):
    """A place in a transcript."""

    path: str
    line: Annotated[int, Field(ge=1)]


class JSONSource(JSONPlace):
    """Where the dialogue stands, and from what it was made."""

    sha256: Annotated[
        str | None,
        Field(
            description="Of the whole file; null where it has other dialogues, or anything was redacted or left out."
        ),
    ]
    dialogue_sha256: Annotated[
        str | None,
        Field(description="Of the dialogue as it was read, where its file has others; null otherwise, and as above."),
    ]
    reader: Annotated[str | None, Field(description="The package of the reader, and its version.")]
    edited: Annotated[str | None, Field(description="How the text was edited or abridged, in the author's words.")]
    redacted: Annotated[list[str], Field(description="The kinds of what was taken out.")]
    omitted: Annotated[list[str], Field(description="The reasons for what was left out.")]
    branch: Annotated[str | None, Field(description="The thread that the author chose.")]


class JSONDialogue(TypedDict):
    """One dialogue."""

    id: Annotated[str, Field(description="The last part of the address of its page, unique in its folder.")]
    title: str
    date: Moment | None
    language: Annotated[str | None, Field(description="A language tag such as `en` or `zh-Hant`.")]
    summary: str | None
    themes: list[str]
    series: str | None
    status: Status
    license: str | None
    source_url: str | None
    format: Annotated[str | None, Field(description="The format that it was read from.")]
    source: JSONSource
    participants: list[JSONParticipant]
    preface: Annotated[list[JSONPart], Field(description="What stands before the first turn.")]
    turns: list[JSONTurn]
    afterword: Annotated[list[JSONPart], Field(description="What stands after the last turn.")]
    notes: list[JSONNote]


class JSONDialogues(TypedDict):
    """Dialogues, as `dialogues convert --to json` writes them."""

    dialogues: list[JSONDialogue]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``as_json`` writes."""
    schema = TypeAdapter(JSONDialogues).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_plain(schema)}


def _plain(value: Any) -> Any:
    """A schema without what pydantic alone adds (titles, a word of OpenAPI's), and with our types' own names."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value.replace("#/$defs/JSON", "#/$defs/") if isinstance(value, str) else value
    kept = {key: item for key, item in value.items() if key != "discriminator"}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    return {key.removeprefix("JSON"): _plain(item) for key, item in kept.items()}
