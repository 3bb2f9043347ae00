"""A line of text, cut to a length."""

from __future__ import annotations

from typing import Final

__all__ = ["CUT", "clip"]

CUT: Final = "…"
"""Stands where a text was cut off."""


def clip(text: str, length: int) -> str:
    """At most ``length`` characters of a line, ending at a word where one ends in the last third, with ``…``."""
    if len(text) <= length:
        return text
    head = text[:length]
    space = head.rfind(" ")
    if space > length * 2 // 3:
        head = head[:space]
    return head.rstrip(" ,;:.–—-(“‘\"'") + CUT
