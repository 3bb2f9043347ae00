"""Gemini's activity as Google Takeout exports it: ``My Activity/Gemini Apps/MyActivity.json``.

A list, newest first, of ``{header, title: "Prompted …", time, products, safeHtmlItem: [{html}], attachedFiles,
imageFile, subtitles: [{name, url}], details: [{url}]}``: one entry for each request, with its answer as HTML. The word
before the request is in the account's language. Since 2026 ``details`` or ``titleUrl`` names the conversation
(``https://gemini.google.com/app/<id>``); before, nothing says which entries belong together. The format is not
documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Text
from mkdocs_dialogues.readers.chat_parts import attached_file
from mkdocs_dialogues.readers.shapes.blocks import NULL, sources
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.html import as_markdown
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["GeminiTakeoutReader"]

_PRODUCTS: Final = ("Gemini", "Bard", "AI Mode")
_CHAT: Final = re.compile(r"https://(?:gemini|bard)\.google\.com/(?:u/\d+/)?(?:app|chat)/(?:c_)?([0-9a-z]{6,64})\b")
# What stands before a request; in other languages it is what most of the file's titles begin with.
_PROMPTED: Final = ("Prompted ", "Asked ", "Said ", "Searched for ", "送信したメッセージ: ")
_FEWEST: Final = 5  # titles that have to agree on a word that is not known
_PAUSE: Final = timedelta(minutes=30)


class Entry(msgspec.Struct, kw_only=True, rename="camel"):
    """A request with its answer, or something else that was done."""

    header: str | None = None
    title: str | None = None
    title_url: str | None = None
    time: Moment = None
    products: msgspec.Raw = NULL
    safe_html_item: msgspec.Raw = NULL
    subtitles: msgspec.Raw = NULL
    details: msgspec.Raw = NULL
    attached_files: msgspec.Raw = NULL
    image_file: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """An entry with what the others need to know of it."""

    record: Record
    entry: Entry
    time: datetime | None
    answers: Sequence[Any]
    chat: str


class GeminiTakeoutReader:
    """Reads requests and answers out of My Activity."""

    name = "gemini-takeout"
    title = "Google Takeout"
    about = "Gemini's activity in Google Takeout"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Activities of Gemini, Bard or AI Mode, with a time and what was done."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each conversation, oldest first; where none is named, for what was asked without a pause."""
        wire = Wire(source)
        met: list[Activity] = []
        for record in wire.records():
            entry = wire.decode(record, Entry, severity=Severity.ERROR)
            if entry is not None:
                met.append(_activity(wire, record, entry))
        met.reverse()
        met.sort(key=_stamp)
        prompted = _prefix([one.entry.title or "" for one in met if one.answers])
        for group in _groups(met):
            gathering = Gathering(source, self.name, min(one.record.line for one in group), id=group[0].chat)
            for one in group:
                _add(wire, gathering, one, prompted)
            if gathering.drafts:
                yield gathering.build()
            else:
                wire.empty(group[0].record, group[0].entry.title or "", lost=gathering.lost)
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    if not isinstance(record.get("title"), str) or "time" not in record or "header" not in record:
        return False
    products = record.get("products")
    named = [record["header"], *(products if isinstance(products, list) else [])]
    return any(product in word(one) for one in named for product in _PRODUCTS)


def _activity(wire: Wire, record: Record, entry: Entry) -> Activity:
    answers = plain(entry.safe_html_item)
    details = plain(entry.details)
    told = [word(one.get("url")) for one in (details if isinstance(details, list) else ()) if isinstance(one, dict)]
    chats = {match[1] for url in (*told, entry.title_url or "") if (match := _CHAT.match(url))}
    time = wire.time(record, entry.time, "time")
    listed = answers if isinstance(answers, list) else [] if answers is None else [answers]
    return Activity(record, entry, time, listed, chats.pop() if len(chats) == 1 else "")


def _stamp(one: Activity) -> float:
    if one.time is None:
        return 0.0
    return (one.time if one.time.tzinfo else one.time.replace(tzinfo=UTC)).timestamp()


def _prefix(titles: Sequence[str]) -> tuple[str, ...]:
    """What stands before the request in a title: words that are known, or those that most answered ones share."""
    unknown = [title for title in titles if title.strip() and not title.startswith(_PROMPTED)]
    first: dict[str, list[str]] = {}
    for title in unknown:
        first.setdefault(title.split(maxsplit=1)[0], []).append(title)
    alike = max(first.values(), key=len, default=[])
    if len(alike) < _FEWEST or len(alike) * 2 < len(titles):
        return _PROMPTED
    common = "".join(met[0] for met in takewhile(lambda letters: len(set(letters)) == 1, zip(*alike, strict=False)))
    cut = common[: common.rfind(" ") + 1]
    return (*_PROMPTED, cut) if cut.strip() else _PROMPTED


def _groups(met: Sequence[Activity]) -> Iterator[list[Activity]]:
    """The activities of one conversation; those that name none, as long as none is later than a pause."""
    groups: dict[str, list[Activity]] = {}
    loose: list[Activity] = []
    for one in met:
        if one.chat:
            groups.setdefault(one.chat, []).append(one)
            continue
        if not loose or _stamp(one) - _stamp(loose[-1]) > _PAUSE.total_seconds():
            loose = groups.setdefault(f" {one.record.path} {one.record.line}", [])
        loose.append(one)
    yield from groups.values()


def _add(wire: Wire, gathering: Gathering, one: Activity, prompted: tuple[str, ...]) -> None:
    entry, line = one.entry, one.record.line
    title = entry.title or ""
    opening = next((prefix for prefix in prompted if title.startswith(prefix)), None)
    asked = title.removeprefix(opening).strip() if opening is not None else title.strip() if one.answers else ""
    files, asides, pages = _subtitles(entry)
    parts: list[Part] = [*asides, *_files(entry, files), *([Text(asked)] if asked else []), *one.record.spoilt]
    if opening is None and not one.answers and title.strip():  # feedback, a canvas, a draft that was chosen
        gathering.keep([Aside("notice", title.strip()), *parts])
        return
    if parts:
        gathering.add(Speaker("user"), parts, line, time=one.time)
    answer = [part for piece in one.answers for part in _answer(wire, one.record, piece)]
    answer += sources(pages)
    if answer:
        gathering.add(Speaker("assistant", name=_name(entry.header or ""), kind="model"), answer, line, time=one.time)


def _name(header: str) -> str:
    return next((product for product in _PRODUCTS if product in header), header)


def _answer(wire: Wire, record: Record, piece: Any) -> Iterator[Part]:
    html = word(piece.get("html")) or word(piece.get("htmlValue")) if isinstance(piece, dict) else ""
    if not html:
        if piece not in (None, {}):
            yield wire.unknown("safeHtmlItem", pretty(piece), record.line)
        return
    said = as_markdown(html)
    if said is None:
        yield wire.unknown("HTML", html, record.line)
    elif said:
        yield Text(said)


def _subtitles(entry: Entry) -> tuple[dict[str, str], list[Part], list[dict[str, str]]]:
    """Attached files by where they lie, remarks (which Gem answered), and web pages that the answer rests on."""
    files: dict[str, str] = {}
    asides: list[Part] = []
    pages: list[dict[str, str]] = []
    value = plain(entry.subtitles)
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            continue
        name, url = word(one.get("name")).strip(), word(one.get("url"))
        if name.startswith("- ") and url and "://" not in url:
            files[url] = name.removeprefix("-").strip()
        elif "/gems/" in url:
            asides.append(Aside("notice", name))
        elif url.startswith(("https://", "http://")):
            pages.append({"url": url, "title": name})
        elif name and not _files(entry, {}):  # else it counts the files
            asides.append(Aside("notice", name))
    return files, asides, pages


def _files(entry: Entry, names: Mapping[str, str]) -> list[Attachment]:
    value = plain(entry.attached_files)
    told = [
        word(one.get("name")) or word(one.get("url")) if isinstance(one, dict) else word(one) for one in _list(value)
    ]
    paths = dict.fromkeys(path for path in (*told, *names, entry.image_file or "") if path)
    return [attached_file(path, names.get(path, "")) for path in paths]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
