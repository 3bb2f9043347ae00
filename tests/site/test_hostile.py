"""Hostile texts in every place, under each theme: no element, handler, id or target of theirs is on any page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.hostile import hostile_files

from .conftest import BuildSite, Site

_LEADS = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "xlink:href",
}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]")
# The theme "readthedocs" tells its script the page's title and path, as JSON.
_PAGE_DATA = r'var mkdocs_page_\w+ = (?:null|"(?:[^"\\<>&]|\\[\\"/bfnrtu])*");'
_PLACE = re.compile(r'new URL\("[./]*",location\)|"(?:base|search)": "[^"]*"|base_url = [^;]*;|' + _PAGE_DATA)
_WEB = {"http:", "https:"}


def elements(page: Path) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every element as a browser would make it."""
    root = LexborHTMLParser(page.read_bytes()).root
    assert root is not None
    for node in root.traverse():
        yield str(node.tag), node.attributes


def scripts(site: Site) -> set[str]:
    """The scripts of all pages, but for what tells a page's place, and data: that has no letter that could end it."""
    found = set()
    for page in site.folder.rglob("*.html"):
        for node in LexborHTMLParser(page.read_bytes()).css("script"):
            if node.attributes.get("type") == "application/ld+json":
                assert json.loads(node.text())
                assert not set("<>&") & set(node.text())
                continue
            source = (node.attributes.get("src") or "").lstrip("./")
            text = re.sub(
                r'new URL\("[./]*",location\)|"(?:base|search)": "[^"]*"|base_url = [^;]*;|' + _PAGE_DATA,
                "",
                node.text(),
            )
            found.add(source or text)
    return found


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_hostile_texts_stay_text_under_every_theme(build_site: BuildSite, theme: str) -> None:
    plain = scripts(
        build_site({"index.md": "# Home\n", "dialogues/a.md": "**USER:** Hi.\n\n**ASSISTANT:** Yes?\n"}, theme=theme)
    )
    files = sorted(hostile_files().items())
    site = build_site(
        dict(files if theme == "material" else files[::5]),
        theme=theme,
        plugins=("search", "tags") if theme == "material" else ("search",),
    )
    assert len(site.files()) > 250
    assert scripts(site) <= plain
    foreign, hidden = set(), set()
    for page in site.folder.rglob("*.html"):
        ids: Counter[str] = Counter()
        for tag, attributes in elements(page):
            assert not [name for name in attributes if name.startswith("on")], page
            assert tag not in {
                "iframe",
                "object",
                "embed",
                "base",
                "frame",
                "foreignobject",
                "image",
                "audio",
                "video",
            }, page
            ids.update([str(attributes["id"])] if "id" in attributes else [])
            for name in _LEADS & attributes.keys():
                scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", attributes[name] or "").lower())
                if scheme and not (tag == "a" and scheme[0] in _WEB | {"mailto:", "tel:"}):
                    foreign.add((tag, name, attributes[name]))
        assert not [id_ for id_, count in ids.items() if count > 1], page
        if _HIDDEN.search(page.read_text(encoding="utf-8")):
            hidden.add(page)
    assert {lead for lead in foreign if "evil" in str(lead[2]) or lead[0] in {"a", "img"}} == set()
    assert hidden == set()


def test_what_search_and_other_files_hold_is_text(build_site: BuildSite) -> None:
    site = build_site(hostile_files(), site_url="https://example.org/", options={"search": "material"})
    for entry in site.search():
        for text in (entry["title"], entry["text"], *map(str, entry.get("tags", ()))):
            assert not re.search(r"<(?!/?(?:p|br|h\d|ul|ol|li|code|pre|em|strong)\b)", text), text
            assert not _HIDDEN.search(text), text
        assert not re.match(r"[a-z]+:|/|\.\.", entry["location"]), entry["location"]
    feed = feedparser.parse((site.folder / "feed.xml").read_bytes(), sanitize_html=False)
    assert not feed.bozo
    for entry in feed.entries:
        for node in LexborHTMLParser(entry.content[0].value).css("*"):
            assert node.tag not in {"script", "style", "iframe", "object", "embed", "svg", "base", "form", "link"}
            assert not [name for name in node.attributes if name.startswith("on")]
            target = str(node.attributes.get("href") or node.attributes.get("src") or "https:")
            assert target.startswith(("https:", "http:", "mailto:")), target
    assert "<script" not in (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert all(re.fullmatch(r"[\w./@-]+", name) and ".." not in name for name in site.files())
    assert "dialogues/hostile.svg" not in site.files()
    assert any("'hostile.svg' holds the attribute 'onload'" in warning for warning in site.warnings)
    assert json.loads((site.folder / "search/search_index.json").read_text())["docs"]


def test_half_a_character_in_metadata_is_shown_as_none(build_site: BuildSite) -> None:
    turns = "**USER:** Hi.\n\n**ASSISTANT:** Yes?\n"
    matter = '---\ntitle: "a \\ud800 b \\u202e c"\nthemes: ["\\udfff"]\nsummary: "\\0"\nseries: "s\\u0085t"\n---\n'
    site = build_site({"dialogues/a.md": matter + turns})
    assert "a \ufffd b \ufffd c" in site.page("dialogues/a")


def test_names_that_look_like_files_are_names(build_site: BuildSite) -> None:
    """A theme, a model or a person called ``x.html`` has a page in a folder of that name."""
    matter = "---\nthemes: [a.html]\nseries: b.html\nparticipants: {Ada: {name: c.html, model: d.html}}\n---\n"
    site = build_site(
        {
            "dialogues/e.html.md": f"{matter}**Ada:** One.\n\n**Bo:** Two.\n",
            "dialogues/f.meta.yml/g.md": "**Ada:** Three.\n\n**Bo:** Four.\n",
        }
    )
    assert (site.folder / "themes/a.html/index.html").is_file()
    assert not [line for line in site.warnings if "orphan" in line]
