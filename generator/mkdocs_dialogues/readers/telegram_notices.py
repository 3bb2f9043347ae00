"""What Telegram's service messages say: who did what, as a sentence where the action is a usual one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mkdocs_dialogues.readers.shapes.text import beginning, pretty

__all__ = ["notice"]

_QUIET: Final = frozenset("id type date date_unixtime actor actor_id action text text_entities".split())
# Not told beside a sentence: numbers of messages and sizes of pictures.
_SPARE: Final = frozenset("game_message_id height media_spoiler message_id photo_file_size width".split())
_REASONS: Final = ("hangup", "missed", "busy", "disconnect")
_WORDS: Final = 120
_FIELD = re.compile(r"\{(\w+)\}")
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_SPANS: Final = ("duration_seconds", "duration", "period")
# The first sentence is taken whose fields the message has.
_SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "create_group": ("created the group “{title}” with {members}", "created the group “{title}”"),
    "create_channel": ("created the channel “{title}”",),
    "edit_group_title": ("changed the name of the group to “{title}”",),
    "edit_group_photo": ("changed the picture of the group",),
    "delete_group_photo": ("removed the picture of the group",),
    "invite_members": ("added {members}", "joined the group"),
    "remove_members": ("removed {members}", "left the group"),
    "join_group_by_link": ("joined the group by a link of {inviter}", "joined the group by a link"),
    "join_group_by_request": ("joined the group by request",),
    "migrate_to_supergroup": ("made a supergroup of the group",),
    "migrate_from_group": ("made a supergroup of the group “{title}”",),
    "pin_message": ("pinned a message of {answered}", "pinned a message"),
    "clear_history": ("cleared the history",),
    "score_in_game": ("scored {score} in a game",),
    "phone_call": ("called for {duration_seconds}", "called"),
    "phone_call missed": ("called; nobody answered",),
    "phone_call busy": ("called; the line was busy",),
    "phone_call disconnect": (
        "called for {duration_seconds}; the connection was lost",
        "called; the connection was lost",
    ),
    "group_call": ("ended a group call of {duration}", "started a group call"),
    "invite_to_group_call": ("invited {members} to the group call",),
    "take_screenshot": ("took a screenshot",),
    "joined_telegram": ("joined Telegram",),
    "requested_phone_number": ("asked for the phone number",),
    "set_messages_ttl": ("set messages to be deleted after {period}", "set messages not to be deleted any more"),
    "edit_chat_theme": ("changed the theme of the chat to {emoticon}",),
    "set_chat_wallpaper": ("changed the wallpaper of the chat",),
    "set_same_chat_wallpaper": ("took the same wallpaper for the chat",),
    "topic_created": ("opened the topic “{title}”",),
    "topic_edit": ("changed the name of the topic to “{new_title}”",),
}


def notice(actor: str, raw: Mapping[str, Any], heard: Mapping[int, tuple[str, str]], text: str) -> str:
    """Who did what, and with what; ``heard`` are the names and words of the messages so far, by their ids.

    What no sentence says of the message stands in brackets behind it, by the names that Telegram has for it.
    """
    told = {key: said for key, value in raw.items() if key not in _QUIET and (said := _flat(value)) not in ("", "null")}
    action = _flat(raw.get("action") or "")
    found = _sentence(action, raw, told, heard)
    if found is None:
        done, rest = action.replace("_", " ") or "did something", told
    else:
        done, used = found
        rest = {key: said for key, said in told.items() if key not in used}
    pairs = "; ".join(f"{key.replace('_', ' ')}: {said}" for key, said in rest.items())
    return " ".join(one for one in (actor, done, f"({pairs})" if pairs else "", text) if one)


def _sentence(
    action: str, raw: Mapping[str, Any], told: Mapping[str, str], heard: Mapping[int, tuple[str, str]]
) -> tuple[str, frozenset[str]] | None:
    """The sentence for a usual action, and the keys that need not be told beside it; None for another action."""
    reason = told.get("discard_reason", "")
    sentences = _SENTENCES.get(f"{action} {reason}") or _SENTENCES.get(action, ())
    fields = {**told, **{key: _span(raw.get(key)) for key in _SPANS}}
    if isinstance(members := raw.get("members"), list):
        fields["members"] = _people(members, raw.get("actor"))
    fields["answered"] = _answered(raw.get("message_id"), heard)
    for sentence in sentences:
        wanted = _FIELD.findall(sentence)
        if all(fields.get(key) for key in wanted):
            used = _SPARE.union(wanted, (key for key in _SPANS if raw.get(key) == 0))
            used |= {"discard_reason"} if reason in _REASONS else set()
            return sentence.format_map(fields), used | ({"members"} if isinstance(members, list) else set())
    return None


def _people(members: list[Any], actor: Any) -> str:
    """``Ada, Ben and Cleo``: those with whom something is done, without who does it; nobody is ``""``."""
    names = [_flat(one) if one else "a deleted account" for one in members]
    if actor in names:
        names.remove(actor)
    return " and ".join(one for one in (", ".join(names[:-1]), *names[-1:]) if one)


def _answered(id_: Any, heard: Mapping[int, tuple[str, str]]) -> str:
    if not isinstance(id_, int) or id_ not in heard:
        return ""
    name, words = heard[id_]
    return f"{name}: “{beginning(words, _WORDS)}”" if words.strip() else name


def _span(seconds: Any) -> str:
    """``1 minute 5 seconds``; ``""`` for no time at all, and for what is no number of seconds."""
    if not isinstance(seconds, int) or seconds <= 0:
        return ""
    counts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        counts += [f"{count} {unit}{'' if count == 1 else 's'}"] if count else []
    return " ".join(counts)


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_flat, value))
    return value if isinstance(value, str) else " ".join(pretty(value).split())
