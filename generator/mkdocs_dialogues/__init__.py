"""Publish dialogues: raw transcripts in, a styled, speaker-attributed, searchable site out.

What a reader in somebody else's package needs is here; `content/guide/readers.md` shows one.
"""

from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Document,
    Location,
    Metadata,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.source import Source

__all__ = [
    "Aside",
    "Attachment",
    "Dialogue",
    "DialogueError",
    "Document",
    "Location",
    "Metadata",
    "Part",
    "Participant",
    "Reasoning",
    "Source",
    "Text",
    "ToolCall",
    "ToolResult",
    "Turn",
    "Unknown",
]
