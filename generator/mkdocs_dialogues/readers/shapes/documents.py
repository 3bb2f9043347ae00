"""Documents that a model writes beside what it says: ChatGPT's canvas, Claude's artifacts. They are calls of a tool.

``artifacts {command: create | update | rewrite, id, type, title, language, content, old_str, new_str}``;
``canmore.create_textdoc {name, type, content}`` and ``canmore.update_textdoc {updates: [{pattern, replacement}]}``,
whose pattern is ``.*`` when all of it is written anew. A pattern that is another is not run: it is the transcript's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mkdocs_dialogues.model import Document, Part, ToolCall
from mkdocs_dialogues.readers.shapes.text import plain, word

__all__ = ["Documents"]

_LANGUAGES: Final[Mapping[str, str | None]] = {
    "text/markdown": None,
    "document": None,
    "text/html": "html",
    "image/svg+xml": "svg",
    "application/vnd.ant.mermaid": "mermaid",
    "application/vnd.ant.react": "jsx",
}
_CANVAS: Final = "canmore."


@dataclass(slots=True)
class Documents:
    """The documents of one dialogue so far, by their ids, each in its last version."""

    _last: dict[str, Document] = field(default_factory=dict)

    def shown(self, part: Part) -> Part:
        """The version of a document that a call writes; the part itself where it is no such call, or one too few."""
        if not isinstance(part, ToolCall) or not (part.name == "artifacts" or part.name.startswith(_CANVAS)):
            return part
        told = plain(part.input.encode("utf-8", "surrogatepass"))
        if not isinstance(told, dict):
            return part
        found = self._artifact(told) if part.name == "artifacts" else self._canvas(part.name, told)
        if found is None:
            return part
        self._last[found.id or _CANVAS] = found
        return found

    def _artifact(self, told: Mapping[str, Any]) -> Document | None:
        id_, content = word(told.get("id")), told.get("content")
        known = self._last.get(id_)
        match told.get("command"):
            case "create" | "rewrite" if isinstance(content, str) and id_:
                title = word(told.get("title")) or (known.title if known else id_)
                language = _language(told) if "type" in told or known is None else known.language
                return Document(title, content, id_, language, known.version + 1 if known else 1)
            case "update" if known is not None:
                old, new = told.get("old_str"), told.get("new_str")
                if isinstance(old, str) and isinstance(new, str) and old and known.text.count(old) == 1:
                    return replace(known, text=known.text.replace(old, new), version=known.version + 1)
        return None

    def _canvas(self, name: str, told: Mapping[str, Any]) -> Document | None:
        known, content = self._last.get(_CANVAS), told.get("content")
        if name == f"{_CANVAS}create_textdoc" and isinstance(content, str):
            return Document(word(told.get("name")) or "Canvas", content, None, _language(told))
        updates = told.get("updates")
        if name == f"{_CANVAS}update_textdoc" and known is not None and isinstance(updates, list) and len(updates) == 1:
            update = updates[0] if isinstance(updates[0], dict) else {}
            if update.get("pattern") == ".*" and isinstance(update.get("replacement"), str):
                return replace(known, text=update["replacement"], version=known.version + 1)
        return None


def _language(told: Mapping[str, Any]) -> str | None:
    """The language of a document; None for prose."""
    type_ = word(told.get("type"))
    if type_ in _LANGUAGES:
        return _LANGUAGES[type_]
    return word(told.get("language")) or type_.rpartition("/")[2].removeprefix("vnd.ant.") or None
