"""Style sheets and scripts go out without what only their readers need."""

from __future__ import annotations

import shutil
from pathlib import Path

from mkdocs_dialogues.render.templating import TEMPLATES
from mkdocs_dialogues.slim import slim, with_listing_styles


def test_ours_are_small_and_the_site_s_own_stay(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES / "assets", tmp_path / "assets")
    own = tmp_path / "assets/dialogues/code.css"
    own.write_text("/* mine */ code { color: red }", encoding="utf-8")
    slim(tmp_path, TEMPLATES)
    assert own.read_text(encoding="utf-8") == "/* mine */ code { color: red }"
    for name in ("dialogues.css", "reading.js", "dialogs.js"):
        before = (TEMPLATES / "assets/dialogues" / name).stat().st_size
        assert (tmp_path / "assets/dialogues" / name).stat().st_size < before * 0.9
    styles = (tmp_path / "assets/dialogues/dialogues.css").read_text(encoding="utf-8")
    assert "/*" not in styles
    assert ".dialogue" in styles


def test_lists_bring_their_styles_along_behind_ours() -> None:
    page = '<link rel="stylesheet" href="../assets/dialogues/dialogues.css"><link href="own.css"><p>{}</p>'
    listing = page.replace(
        '<link href="own', '<link rel="stylesheet" href="../assets/dialogues/listing.css"><link href="own'
    )
    assert with_listing_styles(page.format("dialogue-listing")) == listing.format("dialogue-listing")
    assert with_listing_styles(page.format("a page without a list")) == page.format("a page without a list")
