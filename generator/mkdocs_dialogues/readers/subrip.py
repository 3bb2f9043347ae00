"""SubRip (``.srt``): numbered subtitles, as Whisper, Otter, Rev, YouTube and every editor of films write them.

There is no standard; https://docs.fileformat.com/video/srt/ says what most programs take. Names stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from mkdocs_dialogues.model import Dialogue, Unknown
from mkdocs_dialogues.readers.builder import glance, no_turns
from mkdocs_dialogues.readers.cue_labels import attribute_cues
from mkdocs_dialogues.readers.cues import Cue, Remark, as_dialogue, clock, unroll
from mkdocs_dialogues.readers.webvtt import TIMING, blocks
from mkdocs_dialogues.source import Source

__all__ = ["SubRipReader"]

# The markup of SubRip and SubStation Alpha that is about looks.
_LOOKS = re.compile(r"</?(?:i|b|u|s|font)(?:[ \t][^<>]*)?>|\{\\[^{}\n]{1,100}\}|\{/?[ibu]\}", re.IGNORECASE)


class SubRipReader:
    """Reads subtitles with names, dashes or ``>>`` in their text, or none at all."""

    name = "subrip"
    title = "WebVTT and SubRip"
    about = "subtitles"
    suffixes: tuple[str, ...] = (".srt",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A timing in the first lines."""
        return any(TIMING.fullmatch(line) for line in glance(source)[:200])

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when no subtitle has text."""
        pieces = attribute_cues(unroll(list(_pieces(source, source.lines))), source)
        dialogue = as_dialogue(source, self.name, pieces)
        if not dialogue.turns:
            raise no_turns(
                source,
                0,
                "these subtitles hold no words",
                "Expected a number, a line such as '00:00:01,000 --> 00:00:02,500', and text.",
            )
        return [dialogue]


def _pieces(source: Source, lines: Sequence[str]) -> Iterator[Cue | Remark]:
    before: Cue | None = None
    for block in blocks(lines, 0):
        start = clock(block.timing["start"]) if block.timing else None
        stop = clock(block.timing["stop"]) if block.timing else None
        if start is not None and stop is not None:
            above = block.above[:-1] if block.above and block.above[-1].strip().isdecimal() else block.above
            if above:
                yield from _below(source, before, block.line, above)
            before = Cue(start, stop, _plain("\n".join(block.below)), block.line)
            yield before
        elif block.timing is not None:
            yield _stray(source, block.line, "\n".join((*block.above, block.timing[0], *block.below)))
        elif not (len(block.above) == 1 and block.above[0].strip().isdecimal()):
            yield from _below(source, before, block.line, block.above)


def _below(source: Source, before: Cue | None, line: int, lines: Sequence[str]) -> Iterator[Cue | Remark]:
    """A subtitle may hold a blank line: what stands below it was said in the same breath."""
    text = "\n".join(lines)
    yield _stray(source, line, text) if before is None else Cue(before.start, before.stop, _plain(text), line)


def _stray(source: Source, line: int, text: str) -> Remark:
    source.warn(
        "unknown-part",
        line,
        f"'{text.partition(chr(10))[0][:80]}' is no subtitle",
        "Expected a number, a line such as '00:00:01,000 --> 00:00:02,500', and text.",
        "It is shown as it stands; mend or remove it.",
    )
    return Remark(Unknown("block", text))


def _plain(text: str) -> str:
    return unescape(_LOOKS.sub("", text))
