"""Readers: one file a format, each turning a ``Source`` into dialogues.

Ours and strangers' come through the same door, the entry-point group ``mkdocs_dialogues.readers``.
"""

from mkdocs_dialogues.readers.registry import (
    BrokenReaderError,
    Reader,
    Told,
    choose,
    readers,
    readers_of,
    strangers,
    told,
)

__all__ = ["BrokenReaderError", "Reader", "Told", "choose", "readers", "readers_of", "strangers", "told"]
