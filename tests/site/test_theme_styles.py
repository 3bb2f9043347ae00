"""Pages of dialogues load lean styles; what somebody wrote has the theme's, whole."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import BuildSite

FILES = {"index.md": "# Home\n", "dialogues/kettle.md": "**Ada:** It sings.\n\n**Bo:** Since noon.\n"}
SHEET = "assets/dialogues/theme.css"
PALETTE = {"scheme": "default", "primary": "deep purple"}


def styles(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('href="')[1:] if part.split('"')[0].endswith(".css")]


def test_dialogues_and_lists_load_one_lean_sheet(build_site: BuildSite) -> None:
    site = build_site(FILES, theme={"name": "material", "palette": PALETTE}, strict=True)
    assert not site.aborted, site.warnings
    sheet = (site.folder / SHEET).read_text(encoding="utf-8")
    assert len(sheet) < 100_000
    assert '[data-md-color-primary="deep-purple"]' in sheet.replace("=deep-purple]", '="deep-purple"]')
    assert "teal" not in sheet
    for page in ("dialogues/kettle", "dialogues"):
        assert not [style for style in styles(site.page(page)) if "assets/stylesheets" in style], page
        assert styles(site.page(page))[0].endswith(SHEET)
    assert SHEET not in site.page("")
    assert "assets/stylesheets/main." in site.page("")


@pytest.mark.parametrize(
    "settings",
    [
        {"options": {"lean_styles": False}},
        {"theme": {"name": "material", "features": ["navigation.instant"]}},
        {"extra_css": ["https://example.org/own.css"]},
        {"extra_javascript": ["https://example.org/own.js"]},
        {"theme": "mkdocs"},
    ],
)
def test_the_whole_where_it_is_wanted_or_needed(build_site: BuildSite, settings: dict[str, Any]) -> None:
    site = build_site(FILES, **settings)
    assert not site.aborted, site.warnings
    assert SHEET not in site.page("dialogues/kettle")
    assert SHEET not in site.files()


def test_what_the_site_brings_along_keeps_its_styles(build_site: BuildSite) -> None:
    own = "document.body.classList.add('admonition'); document.body.append('tabbed-set')"
    site = build_site({**FILES, "own.js": own}, extra_javascript=["own.js"], copyright='<i class="md-version">!</i>')
    sheet = (site.folder / SHEET).read_text(encoding="utf-8")
    for name in (".admonition", ".tabbed-set", ".md-version"):
        assert name in sheet, name
    plain = (build_site({**FILES, "own.js": ""}).folder / SHEET).read_text(encoding="utf-8")
    for name in (".tabbed-set", ".md-version"):
        assert name not in plain, name
