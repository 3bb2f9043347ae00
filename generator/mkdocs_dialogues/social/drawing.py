"""Draws the card of a dialogue: whose site, its title, its first words, who speaks, when.

Pillow draws; text is set by its basic layout, which is the same on every machine. What the font has no letters for
(Chinese, Arabic, emoji) is left out of the card; a site may bring another font.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from mkdocs_dialogues.hidden import one_line
from mkdocs_dialogues.social.card import SocialCard
from mkdocs_dialogues.voices import COLOURS, Voice

__all__ = ["SIZE", "can_draw", "draw"]

SIZE: Final = (1200, 630)
"""Pixels, as OpenGraph's consumers ask for them."""

_FONTS = Path(__file__).parent / "fonts"
_SERIF = _FONTS / "NotoSerif-Bold.ttf"
_SANS = _FONTS / "NotoSans-Regular.ttf"
_PAPER, _INK, _QUIET = "#fbfaf7", "#1d1d1f", "#5c5c63"
_MARGIN = 80
_WIDTH = SIZE[0] - 2 * _MARGIN
_BOTTOM = 520
_SPEAKERS = 4
_MARK = 44
_GAP = 28
_NO_CHARACTER = "\U0010fffd"
_PIECES = re.compile(r"\S+\s*")


def can_draw(card: SocialCard, font: Path | None = None) -> bool:
    """Whether the font has the letters of the title: a card without it says nothing. Raises as ``draw`` does."""
    return _can_set(font or _SERIF, one_line(card.title))


def draw(card: SocialCard, font: Path | None = None) -> bytes:
    """The card as PNG. Raises OSError where ``font`` is no font."""
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    voices = [voice for _, voice in card.speakers if voice]
    for place, colour in enumerate(_colour(voice) for voice in voices[:_SPEAKERS]):  # a stripe for each who speaks
        width = SIZE[0] / min(len(voices), _SPEAKERS)
        pen.rectangle([place * width, 0, (place + 1) * width, 14], fill=colour)
    serif, sans = font or _SERIF, font or _SANS
    top = _set(pen, card.site, sans, 30, top=64, lines=1, fill=_QUIET) + 22
    top = _set(pen, card.title, serif, 62, top=top, lines=3, fill=_INK) + 26
    _set(pen, card.opening, sans, 33, top=top, lines=min(2, (_BOTTOM - top) // 46), fill=_QUIET)
    _set_speakers(pen, card, sans)
    file = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", compress_level=6)
    return file.getvalue()


def _set(pen: ImageDraw.ImageDraw, text: str, path: Path, size: int, *, top: int, lines: int, fill: str) -> int:
    """Sets text in at most so many lines, and returns where the next may begin."""
    text = one_line(text)
    if not text or lines < 1 or not _can_set(path, text):
        return top
    font = _font(path, size)
    broken = list(_break(text, font))
    if len(broken) > lines:
        broken = broken[:lines]
        broken[-1] = _shortened(broken[-1], font)
    for line in broken:
        pen.text((_MARGIN, top), line, font=font, fill=fill)
        top += round(size * 1.28)
    return top


def _set_speakers(pen: ImageDraw.ImageDraw, card: SocialCard, path: Path) -> None:
    """Names with their marks along the foot, as many as fit; the date at the right."""
    font = _font(path, 30)
    top = _BOTTOM + 24
    end = SIZE[0] - _MARGIN
    if card.date and _can_set(path, card.date):
        end -= round(font.getlength(card.date))
        pen.text((end, top), card.date, font=font, fill=_QUIET)
        end -= _GAP
    left = _MARGIN
    for said, voice in card.speakers:
        name = one_line(said)
        width = round(font.getlength(name)) if _can_set(path, name) else 0
        if left + _MARK + 14 + width > end:
            if left + 30 < end:
                pen.text((left, top), "…", font=font, fill=_QUIET)
            return
        if voice:
            _mark(pen, voice, left, top - 1, path)
        if width:
            pen.text((left + _MARK + 14, top), name, font=font, fill=_INK)
        left += _MARK + 14 + width + _GAP


def _mark(pen: ImageDraw.ImageDraw, voice: Voice, left: int, top: int, path: Path) -> None:
    """The participant's shape, with the initials in it."""
    box = (left, top, left + _MARK, top + _MARK)
    middle = (left + _MARK / 2, top + _MARK / 2)
    match voice.shape:
        case "circle":
            pen.ellipse(box, fill=_colour(voice))
        case "square":
            pen.rounded_rectangle(box, 8, fill=_colour(voice))
        case "diamond":
            pen.regular_polygon((*middle, _MARK / 2 + 3), 4, rotation=45, fill=_colour(voice))
    if _can_set(path, voice.mark):
        pen.text(middle, voice.mark, font=_font(path, 21), fill="white", anchor="mm")


def _colour(voice: Voice) -> str:
    return COLOURS[voice.colour].light


def _break(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Lines that fit, broken at spaces, and within what has none and is too long."""
    line = ""
    for piece in _PIECES.findall(text):
        if font.getlength((line + piece).rstrip()) <= _WIDTH:
            line += piece
            continue
        if line:
            yield line.rstrip()
        line = piece
        while font.getlength(line.rstrip()) > _WIDTH:
            fits = max(1, bisect_right(range(1, len(line)), float(_WIDTH), key=lambda n: font.getlength(line[:n])))
            yield line[:fits]
            line = line[fits:]
    if line.strip():
        yield line.rstrip()


def _shortened(line: str, font: ImageFont.FreeTypeFont) -> str:
    while line and font.getlength(line + "…") > _WIDTH:
        word = line.rfind(" ")
        line = line[: word if word > len(line) // 2 else -1].rstrip()
    return line.rstrip(" ,;:.–—") + "…"


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def _can_set(path: Path, text: str) -> bool:
    """Whether the font has a letter for every character."""
    return all(character.isspace() or _has(path, character) for character in set(text))


@lru_cache(4096)
def _has(path: Path, character: str) -> bool:
    font = _font(path, 30)
    return bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER))
