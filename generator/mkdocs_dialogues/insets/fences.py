"""Fences ``dialogue`` in Python-Markdown, beside its own ``fenced_code``: for sites without pymdownx.superfences."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

__all__ = ["NAME", "DialogueFences"]

NAME = "dialogue"
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")
_INFO = re.compile(rf"\{{?[ \t]*\.?{NAME}[ \t]*\}}?[ \t]*")
_BEFORE_FENCED_CODE = 26  # whose own priority is 25


class DialogueFences(Extension):
    """Takes the fences out before any other part of Python-Markdown sees them; ``render`` makes HTML of their text."""

    def __init__(self, render: Callable[[str], str]) -> None:
        super().__init__()
        self._render = render

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.register(_Fences(md, self._render), "dialogue_fences", _BEFORE_FENCED_CODE)


class _Fences(Preprocessor):
    def __init__(self, md: Markdown, render: Callable[[str], str]) -> None:
        super().__init__(md)
        self._markdown = md
        self._render_text = render

    def run(self, lines: list[str]) -> list[str]:
        """Lines with a placeholder for each fence; a fence within another fence is that one's text."""
        result: list[str] = []
        index = 0
        while index < len(lines):
            opening = _FENCE.fullmatch(lines[index])
            end = _closing(lines, index, opening["marks"]) if opening else None
            if opening is None or end is None:
                result.append(lines[index])
                index += 1
                continue
            if _INFO.fullmatch(opening["info"]):
                html = self._render_text("\n".join(lines[index + 1 : end]))
                result += ["", self._markdown.htmlStash.store(html), ""]
            else:
                result += lines[index : end + 1]
            index = end + 1
        return result


def _closing(lines: list[str], start: int, marks: str) -> int | None:
    return next((index for index in range(start + 1, len(lines)) if lines[index].rstrip() == marks), None)
