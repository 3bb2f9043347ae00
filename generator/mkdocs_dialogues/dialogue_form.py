"""The grammar of our own Markdown form, which a writer writes and a reader reads.

A turn opens with its label alone on a line, ``**USER:**``; facts about it stand behind the label in a comment that
holds JSON, ``**USER:** <!-- {"time": "2026-01-04T21:13:12"} -->``. What is not plain speech opens with a comment
that names the part: ``<!-- reasoning -->``, ``<!-- tool-call {"name": "search"} -->``; ``<!-- text -->`` goes back
to speech, ``<!-- afterword -->`` ends the last turn. A line of content that would itself be read as one of these
stands behind a backslash.
"""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["escape", "label_line", "marker_line", "read_label", "read_marker", "unescape"]

_JSON = r"(?: (?P<facts>\{.*\}))?"
_LABEL = re.compile(r"\*\*(?P<label>[^\n]*?):\*\*(?: <!-- (?P<facts>\{.*\}) -->)?[ \t]*")
_MARKER = re.compile(
    rf"<!-- (?P<part>text|reasoning|tool-call|tool-result|attachment|aside|unknown|afterword){_JSON} -->[ \t]*"
)
_PLAIN_LABEL = re.compile(r"[^\s*:<>\\](?:[^*:<>\\\n]*[^\s*:<>\\])?")


def label_line(label: str, facts: dict[str, Any]) -> str:
    """The line that opens a turn. A label that would not read back stands among the facts instead."""
    if not _PLAIN_LABEL.fullmatch(label):
        facts = {"participant": label, **facts}
        label = "participant"
    return f"**{label}:**" + (f" <!-- {_dump(facts)} -->" if facts else "")


def marker_line(part: str, facts: dict[str, Any]) -> str:
    """The line that opens a part."""
    return f"<!-- {part}{' ' + _dump(facts) if facts else ''} -->"


def read_label(line: str) -> tuple[str, dict[str, Any]] | None:
    """The label and facts of a line that opens a turn, or None."""
    match = _LABEL.fullmatch(line)
    if not match:
        return None
    facts = _facts(match["facts"])
    return (str(facts.pop("participant", match["label"])), facts) if facts is not None else None


def read_marker(line: str) -> tuple[str, dict[str, Any]] | None:
    """The name and facts of a line that opens a part, or None."""
    match = _MARKER.fullmatch(line)
    facts = _facts(match["facts"]) if match else None
    return (match["part"], facts) if match and facts is not None else None


def escape(text: str) -> str:
    """Content, so that none of its lines is read as a label or a marker."""
    return "\n".join("\\" + line if _is_special(line.lstrip("\\")) else line for line in text.split("\n"))


def unescape(line: str) -> str:
    """A line of content as it was before ``escape``."""
    return line[1:] if line.startswith("\\") and _is_special(line.lstrip("\\")) else line


def _is_special(line: str) -> bool:
    return bool(_LABEL.fullmatch(line) or _MARKER.fullmatch(line))


def _dump(facts: dict[str, Any]) -> str:
    """JSON that cannot end the comment that it stands in."""
    return json.dumps(facts, ensure_ascii=False).replace("--", "-\\u002d").replace(">", "\\u003e")


def _facts(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return {}
    try:
        facts = json.loads(text)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None
