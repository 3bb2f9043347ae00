"""WhatsApp's *Export chat* (``_chat.txt``, ``WhatsApp Chat with ….txt``), of Android and of iOS.

    12/9/20, 23:55 - Bob: hello                  Android
    [06.08.2016, 13:23:01] Bob: hello            iOS

https://faq.whatsapp.com/1180414079177245. The date is written as the phone's region does, without saying which: day or
month first is decided by what the whole file allows (a number above 12; else the order in which dates grow).
Times are local, without a zone. ``*bold*`` and the like are left as typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final, Literal

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Text
from mkdocs_dialogues.readers.builder import glance, no_turns
from mkdocs_dialogues.readers.plain_text import as_markdown
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.whatsapp_words import ATTACHED, DELETED, EDITED, OMITTED, is_afternoon
from mkdocs_dialogues.source import Source

__all__ = ["WhatsAppReader"]

Order = Literal["dmy", "mdy", "ymd"]

_INVISIBLE: Final = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_MARKS: Final = re.compile(f"[{_INVISIBLE}]")
_LONGEST_HEAD: Final = 80
_ISOLATES: Final = re.compile("[\u2068\u2069]|^\u200e", re.MULTILINE)
_DATE: Final = r"(?P<a>\d{1,4})(?P<sep>[./-]) ?(?P<b>\d{1,2})(?P=sep) ?(?P<c>\d{1,4})\.?"
_WORD: Final = r"[^\W\d_](?:[^\W\d_]|[\"״׳.](?=[^\W\d_])){0,11}\.?"
_CLOCK: Final = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    rf"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?|\s?(?P<word>{_WORD}(?:\s{_WORD})?))?"
)
_HEAD: Final = rf"{_DATE}(?:\s?г\.)?(?:[,،]\s?|\s)(?:(?P<before>{_WORD}(?:\s{_WORD})?)\s?)?{_CLOCK}"
_IOS: Final = re.compile(rf"[{_INVISIBLE}]*\[{_HEAD}\] (?P<rest>.*)")
_ANDROID: Final = re.compile(rf"[{_INVISIBLE}]*{_HEAD} - (?P<rest>.*)")
_AUTHOR: Final = re.compile(rf"(?P<name>[{_INVISIBLE}~ ]*[^:]{{1,100}}?):(?: (?P<said>.*)|$)")
# "<attached: 0001-PHOTO.jpg>" of iOS anywhere; "IMG-1.jpg (file attached)" of Android as a whole first line.
_ATTACHED: Final = re.compile(r"<[^<>:\n]{1,30}: ?(?P<name>[^<>\n]{1,200}\.\w{2,5}) ?>")
_GIVEN: Final = re.compile(r"(?P<name>[^<>\n]{1,200}\.\w{2,5}) \((?P<told>[^()\n]{1,40})\)")
_KNOWN: Final = re.compile(r"(?:IMG|VID|AUD|PTT|DOC|STK|GIF)-\d")
# iOS, in the phone's language and behind the program's mark: "<mark>Bild weggelassen", and for a document its name,
# often its pages, and the same words: "plan.pdf • <mark>2 Seiten <mark>Dokument weggelassen".
_LEFT_OUT: Final = re.compile(
    "(?:(?P<name>[^\n]{1,200}?)(?: • \u200e[^\u200e\n]{1,30})? )?"
    r"\u200e(?P<kind>[^\W\d_]{2,15}(?: [^\W\d_]{2,12}){0,3} "
    r"(?:omitted|weggelassen|omitid[oa]|ocultad[oa]|absente?|omise?|omess[oa]|weggelaten))"
)
# What people send and the program words; other lines that it words (with its mark in front) are its own. A poll or an
# event begins with a word in capitals, a place with its map's address, in any language.
_SENT: Final = re.compile(
    "\u200e(?:(?i:POLL|Location|Live location|EVENT)\\b|[A-ZÀ-Þ]{3,15}:$|[^:\n]{3,30}: https://maps\\.google\\.)",
    re.MULTILINE,
)

# "WhatsApp Chat with …", "Chat de WhatsApp con …", "WhatsAppチャット - …".
_TITLE: Final = re.compile(
    r"(?:(?:[\w-]+[ _]){0,2}WhatsApp(?:[ _-]?[^\W\d_]{2,10})?|Chat|Conversa)[ _]"
    r"(?:with|mit|con|com|avec|met|med|do|de|-|с(?:[ _]контактом)?)[ _](?P<who>.+)"
)


@dataclass(slots=True)
class _Entry:
    """A line that begins with a time, and the lines below that do not."""

    line: int
    head: re.Match[str]
    lines: list[str] = field(default_factory=list)


class WhatsAppReader:
    """Reads an exported chat; each message is a turn, what the program says is an aside."""

    name = "whatsapp"
    title = "WhatsApp"
    about = "a chat of WhatsApp"
    suffixes: tuple[str, ...] = (".txt",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A time as WhatsApp writes it at the head of the first line, and an author behind one of them."""
        lines = [line for line in glance(source)[:400] if line.strip()]
        style = _style(lines[:3])
        if style is None:
            return False
        heads = [match for line in lines if (match := _head(line, style))]
        return any(_AUTHOR.fullmatch(match["rest"]) for match in heads)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The chat; DialogueError ``no-turns`` when nobody says anything in it."""
        lines = source.lines
        style = _style([line for line in lines[:400] if line.strip()][:3]) or _style(lines) or _ANDROID
        before, entries = _entries(lines, style)
        order = _order(source, entries)
        _doubt_half_days(source, entries)
        gathering = Gathering(source, self.name, title=_title(source))
        if before.strip():
            gathering.preface.append(Text(as_markdown(before.strip("\n"), marks=True)))
        people = _people(entries)
        for entry in entries:
            _add(gathering, entry, order, people)
        if not gathering.drafts:
            raise no_turns(source, 0, "nobody says anything in this chat", "Expected '12/9/20, 23:55 - Name: text'.")
        return [gathering.build()]


def _style(lines: Sequence[str]) -> re.Pattern[str] | None:
    return next((style for line in lines for style in (_IOS, _ANDROID) if _head(line, style)), None)


def _entries(lines: Sequence[str], style: re.Pattern[str]) -> tuple[str, list[_Entry]]:
    before: list[str] = []
    entries: list[_Entry] = []
    for number, line in enumerate(lines, start=1):
        head = _head(line, style)
        if head is not None:
            entries.append(_Entry(number, head, [head["rest"]]))
        else:
            (entries[-1].lines if entries else before).append(line)
    return "\n".join(before), entries


def _head(line: str, style: re.Pattern[str]) -> re.Match[str] | None:
    """The time at the head of a line, whatever marks of direction stand within it."""
    ends = [end for sign in ("] ", " - ") if (end := line.find(sign, 0, _LONGEST_HEAD)) > 0]
    return style.fullmatch(_MARKS.sub("", line[: min(ends)]) + line[min(ends) :]) if ends else None


def _half(head: re.Match[str]) -> str | None:
    """The word beside the clock."""
    return head["half"] or head["word"] or head["before"]


def _people(entries: Sequence[_Entry]) -> dict[str, str]:
    """Who writes, by what stands there: a name before a colon, unless that is in the middle of a sentence of the
    program's.

    "~" is before the name that somebody who is no contact goes by: it stays where a contact has that name, too.
    """
    found = Counter(_spaced(match["name"]) for entry in entries if (match := _AUTHOR.fullmatch(entry.lines[0])))
    return {
        name: bare if (bare := name.lstrip("~ ")) == name or bare not in found else f"~ {bare}"
        for name, times in found.items()
        if times > 1 or (len(name) <= 40 and len(name.split()) <= 5 and '"' not in name)
    }


def _spaced(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())


def _add(gathering: Gathering, entry: _Entry, order: Order, people: Mapping[str, str]) -> None:
    author = _AUTHOR.fullmatch(entry.lines[0])
    name = people.get(_spaced(author["name"])) if author else None
    when = _when(entry.head, order)
    if author is None or name is None:
        _notice(gathering, "\n".join(entry.lines), when)
        return
    text = "\n".join([author["said"] or "", *entry.lines[1:]]).rstrip()
    parts = list(_parts(text))
    if text.startswith("\u200e") and all(isinstance(part, Text) for part in parts) and not _SENT.match(text):
        _notice(gathering, f"{name}: {text}", when)
        return
    if when is None:  # the 32nd of May
        parts.insert(0, Aside("notice", entry.head[0].removesuffix(entry.head["rest"]).rstrip("- ")))
    gathering.add(Speaker("user", name=name), parts, entry.line, time=when)


def _notice(gathering: Gathering, text: str, when: datetime | None) -> None:
    """Keep what the program says; it has a time of its own."""
    told = _MARKS.sub("", text).strip()
    gathering.keep([Aside("notice", f"{told} ({when:%Y-%m-%d %H:%M})" if when else told)])


def _parts(text: str) -> Iterator[Part]:
    edited = EDITED.search(text, max(0, len(text) - 200))
    if edited is not None:
        text = text[: edited.start()]
    bare = _MARKS.sub("", text).strip()
    if DELETED.fullmatch(bare):
        yield Aside("deleted", bare)
        return
    first, _, rest = text.partition("\n")
    given = _GIVEN.fullmatch(_MARKS.sub("", first).strip())
    if given is not None and (_KNOWN.match(given["name"]) or ATTACHED.search(given["told"])):
        yield Attachment(given["name"], given["name"])
        text = rest
    elif rest and OMITTED.fullmatch(_MARKS.sub("", first).strip()):  # and what was written below it
        yield from _words(first)
        text = rest
    at = 0
    for match in _ATTACHED.finditer(text):
        yield from _words(text[at : match.start()])
        yield Attachment(match["name"].strip(), match["name"].strip())
        at = match.end()
    yield from _words(text[at:])
    if edited is not None:
        yield Aside("edited", _MARKS.sub("", edited["told"]))


def _words(text: str) -> Iterator[Part]:
    if "\u200e" in text and (left_out := _LEFT_OUT.fullmatch(text.strip())):
        yield Attachment(_MARKS.sub("", left_out["name"] or left_out["kind"]).strip())
        return
    text = _ISOLATES.sub("", text).strip().strip("\u200e").strip()
    if omitted := OMITTED.fullmatch(text):
        yield Attachment(omitted["a"] or omitted["b"])
    elif text:
        yield Text(as_markdown(text, marks=True))


def _title(source: Source) -> str:
    """The name of the chat where the file, or the archive that it is in, has the name that the program gave it;
    ``_chat`` says nothing.
    """
    archive, _, name = source.path.rpartition("/")
    stem = PurePosixPath(archive).stem if name == "_chat.txt" and archive.endswith(".zip") else source.stem
    match = _TITLE.fullmatch(stem)
    return match["who"].replace("_", " ") if match else ""


def _order(source: Source, entries: Sequence[_Entry]) -> Order:
    """Which number is the day: what the file's dates allow, else what lets them grow; else a guess that is reported."""
    if any(len(entry.head["a"]) == 4 for entry in entries):
        return "ymd"
    dates = [(int(entry.head["a"]), int(entry.head["b"]), int(entry.head["c"])) for entry in entries]
    first, second = any(a > 12 for a, _, _ in dates), any(b > 12 for _, b, _ in dates)
    if first != second:
        return "dmy" if first else "mdy"
    if entries and all(entry.head["sep"] != "/" for entry in entries):
        return "dmy"  # no region puts the month first and dots or dashes between

    def falls(day: int, month: int) -> int:
        keys = [(date[2], date[month], date[day]) for date in dates]
        return sum(now < then for then, now in pairwise(keys))

    if falls(0, 1) != falls(1, 0):
        return "dmy" if falls(0, 1) < falls(1, 0) else "mdy"
    # A clock of twelve hours behind slashes is American more often than not; American phones write "1/2", not "01/02".
    padded = any(entry.head[key].startswith("0") for entry in entries for key in "ab")
    american = not padded and all(entry.head["half"] and entry.head["sep"] == "/" for entry in entries)
    either = next((entry for entry, (a, b, _) in zip(entries, dates, strict=True) if a != b), None)
    if either is not None:
        text = _MARKS.sub("", either.head[0]).lstrip("[").split(",")[0].split(" - ")[0]
        source.warn(
            "ambiguous-date",
            either.line,
            f"'{text}' may have its day or its month first",
            "Expected a day above 12, or dates that grow in one of the two orders only.",
            f"The {'month' if american else 'day'} is taken to be first; if that is wrong, set 'date' in the metadata.",
        )
    return "mdy" if american else "dmy"


def _doubt_half_days(source: Source, entries: Sequence[_Entry]) -> None:
    """Report a word beside the clock that may say that it is after noon, and is not known: once."""
    if any(int(entry.head["hour"]) > 12 for entry in entries):
        return  # a clock of twenty-four hours
    for entry in entries:
        word = _half(entry.head)
        if word and is_afternoon(word) is None:
            source.warn(
                "ambiguous-date",
                entry.line,
                f"'{entry.head['hour']}:{entry.head['minute']}' may be before or after noon: '{word}' is not known",
                "Expected AM, PM, or the words for them in the language of a phone.",
                "It is taken for the time of a clock of 24 hours; write AM or PM there if it is none.",
            )
            return


def _when(head: re.Match[str], order: Order) -> datetime | None:
    numbers = {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}[order]
    year, month, day = (int(head[key]) for key in numbers)
    hour = int(head["hour"])
    half = _half(head)
    if half and hour <= 12 and (afternoon := is_afternoon(half)) is not None:
        hour = hour % 12 + (12 if afternoon else 0)
    try:
        return datetime(  # noqa: DTZ001 - the export tells no zone
            year + 2000 if year < 100 else year, month, day, hour, int(head["minute"]), int(head["second"] or 0)
        )
    except ValueError:
        return None
