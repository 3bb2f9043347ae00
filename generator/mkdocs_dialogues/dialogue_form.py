r"""The grammar of our own Markdown form, which a writer writes and a reader reads.

A turn opens with its label alone on a line, ``**USER:**``; facts about it stand behind the label in a comment that
holds JSON, ``**USER:** <!-- {"time": "2026-01-04T21:13:12"} -->``. What is not plain speech opens with a comment
that names the part: ``<!-- reasoning -->``, ``<!-- tool-call {"name": "search"} -->``; ``<!-- text -->`` goes back
to speech, ``<!-- afterword -->`` ends the last turn. ``<!-- alternative -->`` opens turns that were said instead of
the one before it, up to ``<!-- alternative-end -->``; alternatives may stand within each other.

A label with the fact ``present`` opens no turn: it says who else takes part. A line of content that would itself be
read as one of these stands behind a backslash. Characters that no text file keeps (NUL, CR, halves of surrogate pairs)
are written ``\u0000`` where the part's facts say ``escaped``.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = [
    "FACTS",
    "escape",
    "is_almost",
    "label_line",
    "marker_line",
    "read_label",
    "read_marker",
    "spell",
    "unescape",
    "unspell",
]

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "turn": ("id", "time", "offset", "heading", "participant", "present"),
    "text": ("escaped",),
    "reasoning": ("escaped",),
    "tool-call": ("name", "id", "language", "escaped"),
    "tool-result": ("name", "id", "is_error", "escaped"),
    "attachment": ("name", "target", "media_type", "text", "data", "escaped"),
    "document": ("title", "id", "language", "version", "escaped"),
    "aside": ("kind", "escaped"),
    "unknown": ("kind", "escaped"),
    "alternative": (),
    "alternative-end": (),
    "afterword": (),
}
"""What may be said of a turn behind its label, and of a part in the comment that opens it."""

_PARTS = "|".join(sorted((name for name in FACTS if name != "turn"), key=len, reverse=True))
_LABEL = re.compile(r"\*\*(?P<label>[^\n]*?):\*\*(?: <!-- (?P<facts>\{.*\}) -->)?[ \t]*")
_MARKER = re.compile(rf"<!-- (?P<part>{_PARTS})(?: (?P<facts>\{{.*\}}))? -->[ \t]*")
# Meant as one of these, as it seems, with something wrong in it.
_ALMOST = re.compile(rf"(?:\*\*[^\n]*?:\*\*[ \t]*<!--.*-->|<!--[ \t]*(?:{_PARTS})\b.*-->)[ \t]*")
# What a file would not give back: a reader of text files mends these (``source.py``), or cannot even be given them.
_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SPELT = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)
_PLAIN_LABEL = re.compile(r"[^\s*:<>\\](?:[^*:<>\\\n]*[^\s*:<>\\])?")


def label_line(label: str, facts: dict[str, Any]) -> str:
    """The line that opens a turn. A label that would not read back stands among the facts instead."""
    if not _PLAIN_LABEL.fullmatch(label) or _UNKEPT.search(label):
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
    if "**" not in text and "<!--" not in text:
        return text
    return "\n".join("\\" + line if _is_special(line.lstrip("\\")) else line for line in text.split("\n"))


def unescape(line: str) -> str:
    """A line of content as it was before ``escape``."""
    return line[1:] if line.startswith("\\") and _is_special(line.lstrip("\\")) else line


def spell(text: str) -> str | None:
    r"""Text whose unkept characters are spelt ``\u0000``, its backslashes ``\\``; None where it has none of them."""
    if not _UNKEPT.search(text):
        return None
    return _UNKEPT.sub(_spelling, text.replace("\\", "\\\\"))


def unspell(text: str) -> str:
    """Text as it was before ``spell``."""
    return _SPELT.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\\", text)


def _spelling(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def is_almost(line: str) -> bool:
    """Whether a line that is content seems to be meant as a label with facts, or as a marker."""
    return bool(_ALMOST.fullmatch(line))


def _is_special(line: str) -> bool:
    if not line.startswith(("**", "<!--")):
        return False
    return bool(_LABEL.fullmatch(line) or _MARKER.fullmatch(line) or _ALMOST.fullmatch(line))


def _dump(facts: dict[str, Any]) -> str:
    """JSON that cannot end the comment that it stands in."""
    text = _ENCODER.encode(facts).replace("--", "-\\u002d").replace(">", "\\u003e")
    return _UNKEPT.sub(_spelling, text)


def _facts(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return {}
    try:
        facts = json.loads(text)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None
