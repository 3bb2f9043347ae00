"""Social cards: what is on them, what is kept, and what cannot be drawn."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from unittest.mock import create_autospec

import pytest
from PIL import Image
from PIL.ImageFont import FreeTypeFont

from mkdocs_dialogues.social import drawing
from mkdocs_dialogues.social.card import SocialCard
from mkdocs_dialogues.social.drawing import SIZE, can_draw, draw
from mkdocs_dialogues.social.store import Store
from mkdocs_dialogues.voices import COLOURS, Voice

ADA = ("Ada", Voice(0, "A", "circle"))
OPUS = ("Claude Opus 4.5", Voice(8, "C", "square"))
CARD = SocialCard("Kettles", "Who put the kettle on?", "It has been singing.", (ADA, OPUS), "4 January 2026")


def picture(card: SocialCard) -> Image.Image:
    return Image.open(io.BytesIO(draw(card))).convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many dots of a part of the picture are dark."""
    histogram = image.crop(box).convert("L").histogram()
    return sum(histogram[:128])


def test_a_card_has_the_size_that_is_asked_for_and_everybody_s_colour() -> None:
    image = picture(CARD)
    assert image.size == SIZE
    assert f"#{bytes(image.getpixel((10, 5))).hex()}" == COLOURS[0].light  # type: ignore[arg-type]
    assert f"#{bytes(image.getpixel((1190, 5))).hex()}" == COLOURS[8].light  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("without", "box"),
    [
        ({"title": ""}, (80, 120, 1120, 200)),
        ({"date": ""}, (800, 530, 1120, 600)),
        ({"speakers": ()}, (80, 530, 700, 600)),
    ],
)
def test_what_is_known_is_on_the_card(without: dict[str, str], box: tuple[int, int, int, int]) -> None:
    whole, lacking = ink(picture(CARD), box), ink(picture(replace(CARD, **without)), box)  # type: ignore[arg-type]
    assert whole > lacking + 200


@pytest.mark.parametrize("title", ["word " * 200, "x" * 2000, "Ж" * 300, "a\u202eb\x07\ud800"])
def test_long_and_odd_titles_stay_within_the_margins(title: str) -> None:
    image = picture(replace(CARD, title=title, speakers=(ADA,) * 40))
    assert ink(image, (1125, 20, 1200, 630)) == 0
    assert ink(image, (0, 600, 1200, 630)) == 0


def test_a_long_title_without_a_space_is_measured_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = create_autospec(FreeTypeFont.getlength, side_effect=FreeTypeFont.getlength)
    monkeypatch.setattr(FreeTypeFont, "getlength", measured)
    draw(replace(CARD, title="x" * 2000))
    assert 1 <= measured.call_count < 2000  # one for each of its letters


def test_the_same_card_is_the_same_bytes() -> None:
    assert draw(CARD) == draw(CARD)


def test_a_title_without_letters_in_the_font_cannot_be_drawn() -> None:
    assert can_draw(CARD)
    assert can_draw(replace(CARD, title="Ωmega, Пушкин, “façade” – naïve…"))
    assert not can_draw(replace(CARD, title="空山不见人"))


def test_what_is_no_font_is_an_os_error(tmp_path: Path) -> None:
    font = tmp_path / "no.ttf"
    font.write_text("no font")
    with pytest.raises(OSError, match="unknown file format"):
        draw(CARD, font)


def test_a_card_is_drawn_once_and_forgotten_when_no_build_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Store(tmp_path, None)
    drawn = first.png(CARD)
    first.png(replace(CARD, title="Another"))
    second = Store(tmp_path, None)
    with monkeypatch.context() as patch:
        patch.setattr(drawing, "draw", None)
        patch.setattr("mkdocs_dialogues.social.drawing.draw", None)
        assert second.png(CARD) == drawn
    assert len(list(tmp_path.iterdir())) == 2
    second.forget_others()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [drawn]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    assert Store(file, None).png(CARD) == draw(CARD)
