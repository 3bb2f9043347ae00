"""Text that programs put among a person's words: system reminders, environments, wrappers of commands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mkdocs_dialogues.model import Aside, Part, Text

__all__ = ["as_context", "split_context"]

# Tag → what it holds. A word of more than one part names the attribute-like rest of the tag too.
_TAGS: Final = {
    **dict.fromkeys(
        (
            "system-reminder",
            "system_reminder",
            "environment_context",
            "environment_details",
            "user_instructions",
            "INSTRUCTIONS",
            "permissions instructions",
            "collaboration_mode",
            "apps_instructions",
            "skills_instructions",
            "plugins_instructions",
            "personality_spec",
            "skill",
            "turn_aborted",
            "subagent_notification",
            "task-notification",
            "teammate-message",
            "local-command-caveat",
            "user-prompt-submit-hook",
            "session-start-hook",
            "ide_opened_file",
            "ide_selection",
            "ide_diagnostics",
            "new-diagnostics",
            "session_context",
        ),
        "context",
    ),
    **dict.fromkeys(("command-name", "command-message", "command-args", "command-contents", "bash-input"), "command"),
    **dict.fromkeys(
        (
            "local-command-stdout",
            "local-command-stderr",
            "bash-stdout",
            "bash-stderr",
            "user_shell_command",
            "command-stdout",
        ),
        "command output",
    ),
}
_NAMES: Final = "|".join(re.escape(tag) for tag in sorted(_TAGS, key=len, reverse=True))
# At the beginning of a line, or right behind another one: a tag amid a sentence is the person's own.
_OPENING: Final = re.compile(rf"(?:(?<=\n)|\A|(?<=>))[ \t]*<(?P<tag>{_NAMES})(?P<attributes>(?:\s[^<>\n]*)?)>")
_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def split_context(text: str) -> list[Part]:
    """The text as parts: what was said as Text, what stands in a wrapper as Aside; empty when there is neither.

    A command that a person gave (``/review the docs``) is one Aside of the kind ``command``.
    """
    if "<" not in text:
        return [Text(text)] if text.strip() else []
    parts: list[Part] = []
    said = at = 0
    unclosed: set[str] = set()
    while (opening := _OPENING.search(text, at)) is not None:
        at = opening.end()
        tag = opening["tag"]
        if tag in unclosed or len(_FENCE.findall(text, said, opening.start())) % 2:
            continue
        close = text.find(f"</{tag}>", at)
        if close < 0:
            unclosed.add(tag)
            continue
        _say(parts, text[said : opening.start()])
        _wrap(parts, tag, text[at:close].strip("\n").strip())
        said = at = close + len(tag) + 3
    _say(parts, text[said:] if said else text)
    return parts


def as_context(parts: Iterable[Part]) -> list[Part]:
    """Parts of a message that nobody said: its text is context, without the wrapper that it may stand in."""
    found: list[Part] = []
    for part in parts:
        pieces = split_context(part.text) if isinstance(part, Text) else [part]
        found += [Aside("context", piece.text) if isinstance(piece, Text) else piece for piece in pieces]
    return found


def _say(parts: list[Part], text: str) -> None:
    if text.strip():
        parts.append(Text(text.strip("\n") if parts else text.rstrip()))


def _wrap(parts: list[Part], tag: str, inner: str) -> None:
    if not inner:
        return
    kind = _TAGS[tag]
    last = parts[-1] if parts else None
    if kind == "command" and isinstance(last, Aside) and last.kind == kind:
        told = last.text.split()
        if tag == "command-message" and inner.lstrip("/") in {word.lstrip("/") for word in told[:1]}:
            return  # the name of the command once more
        if tag == "command-name" and told and told[0].lstrip("/") == inner.lstrip("/"):
            parts[-1] = Aside(kind, " ".join((inner, *told[1:])))
            return
        parts[-1] = Aside(kind, f"{last.text} {inner}")
        return
    parts.append(Aside(kind, inner))
