"""Colours of code: legible in light and dark, small, and as the script writes them."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts/update_code_css.py"))
CSS = (ROOT / "generator/mkdocs_dialogues/templates/assets/dialogues/code.css").read_text(encoding="utf-8")


def test_style_sheet_is_as_the_script_writes_it() -> None:
    assert SCRIPT["code_css"]() == CSS, "run python scripts/update_code_css.py"
    assert len(CSS) < 6000


@pytest.mark.parametrize(
    ("lines", "ground"),
    [(r"^\.dialogue \.highlight \{ (--.*)\}", "f0f0f0"), (r"^  :is\(\[data-md.* \{ (--.*)\}", "2b2f3a")],
)
def test_every_colour_can_be_read(lines: str, ground: str) -> None:
    found = re.search(lines, CSS, re.MULTILINE)
    assert found is not None
    colours = re.findall(r"#([0-9a-f]{6})", found[1])
    assert len(colours) > 10
    for colour in colours:
        assert SCRIPT["contrast"](colour, ground) >= 4.5
