"""Narrow windows (320 px, which a window of 1280 px at 400 % is, too) and those at 200 %: nothing scrolls sideways."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Visitor

PLACES = [
    "",
    "404.html",
    "collection/",
    "dialogues/",
    "dialogues/2026-01-30-council-a-sound-that-has-gone/",
    "dialogues/2026-04-14-the-roof/",
    "guide/form/",
    "models/",
    "participants/ruth/",
    "series/work-overheard/",
    "themes/",
]
WINDOWS: dict[str, dict[str, Any]] = {
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "a phone without a script": {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
}


@pytest.mark.parametrize("window", WINDOWS)
def test_no_page_scrolls_sideways(visitor: Visitor, window: str) -> None:
    page = visitor.open(**WINDOWS[window]).page
    for place in PLACES:
        page.goto(visitor.base + place)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width <= room, place
