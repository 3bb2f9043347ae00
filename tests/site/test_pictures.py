"""The page of pictures is a way in, where there is something to see and the site wants it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from .conftest import BuildSite

FILES = {
    f"dialogues/d{number}.md": f"---\ndate: 202{number}-01-0{number}\n---\n**Ada:** Dialogue {number}.\n\n**Bo:** So.\n"
    for number in range(1, 8)
}


def test_the_collection_is_a_way_in(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True)
    assert not site.aborted, site.warnings
    tree = LexborHTMLParser(site.page("collection"))
    assert [heading.text() for heading in tree.css(".listing-picture h2")] == [
        "Dialogues over time",
        "Words by speaker",
    ]
    assert len(tree.css("svg.picture[role=img]")) == 2
    (first, _) = tree.css(".listing-numbers table")
    assert [cell.text() for cell in first.css("tbody tr")[0].css("th, td")] == ["2021", "1"]
    assert 'href="../collection/"' in site.page("dialogues")


def test_it_can_be_chosen_and_taken_away(build_site: BuildSite) -> None:
    some = build_site(FILES, options={"pictures": ["shares"]})
    assert len(LexborHTMLParser(some.page("collection")).css("svg.picture")) == 1
    none = build_site(FILES, options={"pictures": []})
    assert "collection/index.html" not in none.files()
    assert "collection/" not in none.page("dialogues")
