"""Dialogues inside ordinary pages: in the look of ours, safe, and searched as part of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from .conftest import BuildSite
from .test_site import THEMES

WITH = {"superfences": ["pymdownx.superfences", "attr_list", "md_in_html"], "fenced code": ["attr_list", "md_in_html"]}
FENCE = """```dialogue
**Ada:** Is the kettle on? {: .red } <b onclick="x()">no</b> [letter](dialogues/letter.md)

**Claude Opus 4.5:** It *sings*:

- for a minute
- $x^2$
```
"""


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path) -> None:
    """Of the dialogues that a site has beside, which here has none."""
    (tmp_path / "content/dialogues").mkdir(parents=True)


PAGE = f"""# A post

I asked:

{FENCE}
So it does. Again:

{FENCE}
"""
LETTER = "**Ada:** Dear reader, I write.\n\n**Bo:** I read.\n"


def insets(page: str) -> Any:
    return LexborHTMLParser(page).css("div.dialogue-inset")


@pytest.mark.parametrize("extensions", WITH.values(), ids=WITH)
def test_a_fence_is_a_short_dialogue(build_site: BuildSite, extensions: list[str]) -> None:
    site = build_site({"post.md": PAGE, "dialogues/letter.md": LETTER}, strict=True, markdown_extensions=extensions)
    assert not site.aborted, site.warnings
    page = site.page("post")
    first, second = insets(page)
    assert [turn.attributes["data-speaker"] for turn in first.css("section.turn")] == ["Ada", "Claude Opus 4.5"]
    assert first.css("section.turn")[1].attributes["data-model"] == "anthropic/claude-opus-4.5"
    assert [em.text() for em in first.css("em")] == ["sings"]
    assert len(first.css("li")) == 2
    ids = [turn.attributes["id"] for turn in (*first.css("section.turn"), *second.css("section.turn"))]
    assert len(set(ids)) == 4
    assert "assets/dialogues/math.css" in page
    assert '<a href="../dialogues/letter/">letter</a>' in page


@pytest.mark.parametrize("extensions", WITH.values(), ids=WITH)
def test_no_extension_acts_on_what_was_said(build_site: BuildSite, extensions: list[str]) -> None:
    page = build_site({"post.md": PAGE}, markdown_extensions=extensions).page("post")
    inset = insets(page)[0]
    assert "{: .red }" in inset.text()
    assert '<b onclick="x()">no</b>' in inset.text()
    assert inset.css("[onclick], .red") == []


@pytest.mark.parametrize("theme", THEMES)
def test_under_every_theme_and_in_search(build_site: BuildSite, theme: str) -> None:
    site = build_site({"post.md": PAGE}, theme=theme, options={"search": "material"})
    assert len(insets(site.page("post"))) == 2
    assert any("Is the kettle on?" in entry["text"] for entry in site.search())


def test_front_matter_names_and_takes_out(build_site: BuildSite) -> None:
    post = (
        "# Post\n\n```dialogue\n---\nparticipants:\n  Q: {name: Grace, kind: human}\nredact: [Quibbleworth]\n---\n"
        "**Q:** Ask Quibbleworth.\n\n**A:** I did.\n```\n"
    )
    site = build_site({"post.md": post}, strict=True)
    assert not site.aborted, site.warnings
    (inset,) = insets(site.page("post"))
    assert inset.css("section.turn")[0].attributes["data-speaker"] == "Grace"
    assert "Quibbleworth" not in site.page("post")


def test_what_cannot_be_read_is_shown_as_it_stands_and_said(build_site: BuildSite) -> None:
    post = "---\ntitle: T\n---\n# Post\n\nText.\n\n```dialogue\nMilk <b>tea</b>.\n```\n"
    site = build_site({"post.md": post})
    assert "Milk &lt;b&gt;tea&lt;/b&gt;." in site.page("post")
    assert any("content/post.md:9: " in warning and "[no-turns]" in warning for warning in site.warnings)
    assert build_site({"post.md": post}, strict=True).aborted


def test_a_fault_that_could_hide_something_keeps_it_back(build_site: BuildSite) -> None:
    post = "# Post\n\n```dialogue\n---\nredakt: [x]\n---\n**Ada:** A secret.\n\n**Bo:** Oh.\n```\n"
    site = build_site({"post.md": post})
    assert "A secret" not in site.page("post")
    assert any("content/post.md:5: " in warning and "[unknown-key]" in warning for warning in site.warnings)
