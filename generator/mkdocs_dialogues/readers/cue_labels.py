"""Who speaks in captions that say it in their text: ``Name: …``, ``[NAME]: …``, ``>> NAME: …``, ``- … / - …``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

from mkdocs_dialogues.readers.cues import Cue, Remark, is_sound
from mkdocs_dialogues.readers.labels import Label
from mkdocs_dialogues.readers.once import Doubt, Told, report, weigh
from mkdocs_dialogues.readers.speakers import is_common_word, is_known_speaker, is_name
from mkdocs_dialogues.source import Source

__all__ = ["attribute_cues"]

_DASHES: Final = frozenset("-–—‐")
_TURNOVER = re.compile(r"\n|(?<=\S)[ \t]+(?=>>)")
_LEAD = re.compile(r"(?P<mark>>{2,3}|[-–—‐](?=[ \t]?[^\W\d]|[ \t]?[\[(\"“«]))?[ \t]*(?P<rest>.*)", re.DOTALL)
_LABEL = re.compile(
    r"(?:\[(?P<inner>[^\[\]:\n]{1,50})\]|(?P<name>[^\W_][^:\n\[\]<>]{0,49}?))[ \t]*:(?:[ \t]+|$)(?P<first>.*)"
)
_MIDWAY = re.compile(r"(?<=[.?!…,;\-–—\"”’')\]])[ \t]+(?P<name>[^\W_][^:.,;?!\n\[\]<>]{0,49}):[ \t]")
_SENTENCE = re.compile(r"[.?!;,]")
_ENDED = re.compile(r"[.?!…。？！][\"'”’»)\]♪ ]*$")
_MOST_NAMES: Final = 300
_LONGEST_CUE: Final = 30
_WORD = re.compile(r"[^\W\d_]+")
_SPEAKER_WORD = re.compile(r"(?:speaker|spk|interviewe[er]|moderator|narrator|host)[ _-]?\w{0,3}", re.IGNORECASE)


class _Line(NamedTuple):
    """A line of a cue: the mark that opens it, the label it may have, and its text with and without that label."""

    mark: str
    name: str
    bracketed: bool
    first: str
    text: str


def attribute_cues(pieces: Sequence[Cue | Remark], source: Source) -> list[Cue | Remark]:
    """The pieces with each cue given to its speaker, and cut where another one speaks.

    A cue without a label goes on with who spoke before. Labels count when they recur or look like nothing else, when
    the author of ``source`` names them, or, where most cues have one, when they come once; what is doubted is said.
    Dashes count in cues where two lines have them; a new sentence below belongs to neither of the two.
    """
    read = [_lines(piece) if isinstance(piece, Cue) else [] for piece in pieces]
    given = {label.casefold() for label in source.labels}
    names = _names(read) | {line.name for lines in read for line in lines if line.name.casefold() in given}
    once, doubts = _once(pieces, read, names, source.models)
    names |= once
    if doubts:
        report(source, [_placed(source, doubt) for doubt in doubts], "Expected labels that come back.")
    inner = _within(names)
    speaker = dashed = ""
    found: list[Cue | Remark] = []
    for piece, lines in zip(pieces, read, strict=True):
        if isinstance(piece, Remark):
            found.append(piece)
            continue
        cuts = list(_cut(piece, lines, names, inner))
        text = " ".join(piece.text.split())
        if text and not is_sound(text):
            if dashed and not cuts[0].speaker and _is_new(text, dashed):
                cuts[0] = replace(cuts[0], opens=True)
            dashed = text if not cuts[-1].speaker and any(line.mark in _DASHES for line in lines) else ""
        for cue in cuts:
            if cue.opens or cue.speaker:
                speaker = cue.speaker
            found.append(cue if cue.speaker else replace(cue, speaker=speaker))
    return found


def _is_new(text: str, before: str) -> bool:
    """Whether a text begins a sentence, and the one before has ended."""
    return not next(filter(str.isalnum, text), "").islower() and _ENDED.search(before) is not None


def _lines(cue: Cue) -> list[_Line]:
    found = []
    for line in _TURNOVER.split(cue.text):
        lead = _LEAD.fullmatch(line.strip())
        mark, rest = (lead["mark"] or "", lead["rest"]) if lead else ("", line)
        label = _LABEL.fullmatch(rest) if ":" in rest[:60] else None
        if label is None:
            found.append(_Line(mark, "", bracketed=False, first="", text=rest))
        else:
            name = " ".join((label["inner"] or label["name"]).split())
            found.append(_Line(mark, name, label["inner"] is not None, label["first"], rest))
    dashes = [line.mark in _DASHES for line in found]
    if sum(dashes) + any(dashes[1:]) < 2:  # one dash alone is punctuation
        found = [
            line._replace(mark="", text=f"{line.mark} {line.text}") if dash else line
            for line, dash in zip(found, dashes, strict=True)
        ]
    return found


def _names(read: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """The labels that are speakers."""
    cues = sum(bool(lines) for lines in read)
    openers = Counter(lines[0].name for lines in read if lines and _could_open(lines[0].name))
    if sum(openers.values()) * 10 >= cues * 9:  # a label on every cue, as programs for meetings write it
        return frozenset(openers)
    labelled = [line for lines in read for line in lines if line.name]
    named = {name for name in {line.name for line in labelled} if is_name(name)}
    times = Counter(line.name for line in labelled if line.name in named)
    for match in _MIDWAY.finditer("\n".join(line.text for lines in read for line in lines if ":" in line.text)):
        if match["name"] in times:
            times[match["name"]] += 1
    folded = frozenset(name.casefold() for name in times)
    sure = {line.name for line in labelled if line.name in named and (line.bracketed or line.mark.startswith(">"))}
    sure |= {name for name in times if is_known_speaker(name, folded) or _SPEAKER_WORD.fullmatch(name)}
    clear = {name for name in times if not is_common_word(name) and (_is_loud(name) or _is_full(name))}
    often = _recurring(times, cues, loud=any(map(_is_loud, clear)))
    if sum(times[name] for name in sure | clear | often) < 2 and not sure and cues > 2:
        return frozenset()
    found = sure | clear | often
    first = next((line.name for lines in read for line in lines[:1] if line.name in named), "")
    if found and first and not is_common_word(first):
        found.add(first)
    return frozenset(found)


def _recurring(times: Counter[str], cues: int, *, loud: bool) -> set[str]:
    """Labels that only their coming back makes speakers: thrice where few cues have one, or others are in capitals."""
    often = {name for name, count in times.items() if count > 1 and not is_common_word(name)}
    share = sum(times[name] for name in often)
    if share * 20 < cues:
        return set()
    least = 3 if loud or share * 3 < cues else 2
    return {name for name in often if times[name] >= least}


def _once(
    pieces: Sequence[Cue | Remark], read: Sequence[Sequence[_Line]], names: frozenset[str], models: Collection[str]
) -> tuple[frozenset[str], list[Doubt]]:
    """Which labels beside those of ``names`` speak once, and which may.

    Where one cue in three has no label, a cue begins with a word and a colon as often as with a name; and where all
    names are in capitals, no other word is one.
    """
    labels = [
        Label(piece.line - 1, line.name, line.first, "", None, apart=True, begins=line is lines[0] or line.mark != "")
        for piece, lines in zip(pieces, read, strict=True)
        if isinstance(piece, Cue)
        for line in lines
        if line.name
    ]
    found = {name.casefold() for name in names}
    loud = bool(names) and all(map(_is_loud, names))
    good = {
        label.key
        for label in labels
        if is_name(label.name) and not is_common_word(label.name) and (not loud or _is_loud(label.name))
    }
    if good <= found or not found:
        return frozenset(), []
    opened = sum(bool(lines) and lines[0].name.casefold() in found | good for lines in read)
    sparse = opened * 3 < sum(bool(lines) for lines in read) * 2

    def words() -> frozenset[str]:
        return frozenset(_WORD.findall("\n".join(line.text for lines in read for line in lines)))

    speaks, doubts = weigh(labels, found, good, Told(models=models, words=cache(words), sparse=sparse), plain=True)
    return frozenset(label.name for label in labels if label.key in speaks), doubts


def _placed(source: Source, doubt: Doubt) -> Doubt:
    """With the line of the label itself, not that of its cue."""
    label, lines = doubt.label, source.lines
    stop = min(len(lines), label.line + _LONGEST_CUE)
    line = next((at for at in range(label.line, stop) if f"{label.name}:" in lines[at]), label.line)
    return doubt._replace(label=label._replace(line=line))


def _could_open(name: str) -> bool:
    """Whether a label may be a name where every cue has one: lower case and all, but no sentence."""
    return bool(name) and (is_name(name) or not _SENTENCE.search(name))


def _is_loud(name: str) -> bool:
    return name.isupper() and sum(map(str.isalpha, name)) > 1


def _is_full(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words)


def _within(names: frozenset[str]) -> re.Pattern[str] | None:
    """What finds a known speaker's label in the middle of a line, where a sentence has just ended."""
    if not names or len(names) > _MOST_NAMES:
        return None
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<=[.?!…,;\-–—\"”’')\]])\s+(?:>>\s*|[-–—]\s*)?\[?(?P<name>{words})\]?:\s+")


def _cut(cue: Cue, lines: Sequence[_Line], names: frozenset[str], inner: re.Pattern[str] | None) -> Iterator[Cue]:
    """The cue in pieces, one a speaker; ``opens`` where the speaker changes to somebody without a name."""
    speaker, opens, words = "", False, list[str]()
    for line in lines:
        label = line.name if line.name in names else ""
        pieces = _split(line.first if label else line.text, inner)
        for name, text in [(label, pieces[0][1]), *pieces[1:]]:
            changes = bool(line.mark) and text == pieces[0][1]
            if (name or changes) and any(words):
                yield replace(cue, text="\n".join(words), speaker=speaker, opens=opens)
            if name or changes:
                speaker, opens, words = name, not name, []
            words.append(text)
    yield replace(cue, text="\n".join(words), speaker=speaker, opens=opens)


def _split(text: str, inner: re.Pattern[str] | None) -> list[tuple[str, str]]:
    """``(name, text)`` of each stretch of a line; the first has no name."""
    if inner is None or ":" not in text:
        return [("", text)]
    found = []
    name, at = "", 0
    for match in inner.finditer(text):
        found.append((name, text[at : match.start()]))
        name, at = match["name"], match.end()
    found.append((name, text[at:]))
    return found
