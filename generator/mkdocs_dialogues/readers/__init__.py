"""Readers: one file a format, each turning a ``Source`` into dialogues.

Ours and strangers' come through the same door, the entry-point group ``mkdocs_dialogues.readers``.
"""

from mkdocs_dialogues.readers.registry import BrokenReaderError, Reader, choose, readers

__all__ = ["BrokenReaderError", "Reader", "choose", "readers"]
