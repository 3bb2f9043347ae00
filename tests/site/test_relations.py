"""Series, related dialogues, and links from turn to turn, on pages as MkDocs builds them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from .conftest import BuildSite

VALIDATION = {"links": {"anchors": "warn"}}


def letter(number: int, text: str, more: str = "") -> str:
    return (
        f"---\ntitle: Letter <{number}>\ndate: 2026-01-0{number}\n{more}---\n"
        f"**Ada:** {text}\n\n**Bo:** I read of it: {text.lower()}\n"
    )


FILES = {
    "index.md": "# Home\n",
    "dialogues/one.md": letter(1, "The hive swarmed to the pear tree.", "series: Letters\n"),
    "dialogues/two.md": letter(2, "The girder of the bridge has a crack.", "series: Letters\nthemes: [bridges]\n"),
    "dialogues/three.md": letter(3, "Envelopes and stamps, and no more.", "series: letters\n"),
    "dialogues/pier.md": letter(4, "Under the bridge a girder fell, and cracked the pier.", "themes: [bridges]\n"),
    "dialogues/hidden.md": letter(5, "The girder of the bridge has a crack.", "themes: [bridges]\nstatus: unlisted\n"),
    "dialogues/hay.md": letter(6, "Hay heats in the stack when the barometer falls."),
}


def links(page: str, selector: str) -> list[tuple[str, str]]:
    return [(a.attributes["href"] or "", a.text()) for a in LexborHTMLParser(page).css(f"{selector} a")]


def test_a_part_shows_its_series_and_leads_to_the_parts_beside_it(build_site: BuildSite) -> None:
    page = build_site(FILES, strict=True).page("dialogues/two")
    assert links(page, "nav[aria-labelledby=series-parts]") == [("../one/", "Letter <1>"), ("../three/", "Letter <3>")]
    tree = LexborHTMLParser(page)
    (here,) = tree.css("nav[aria-labelledby=series-parts] [aria-current=page]")
    assert (here.text(), here.attributes["value"]) == ("Letter <2>", "2")
    assert {a.attributes["rel"]: a.attributes["href"] for a in tree.css(".dialogue-neighbours a")} == {
        "prev": "../one/",
        "next": "../three/",
    }
    assert ("#series-parts", "part 2 of 3") in links(page, ".dialogue-series")


def test_related_dialogues_stand_under_see_also(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True)
    assert links(site.page("dialogues/two"), "nav[aria-labelledby=see-also]") == [("../pier/", "Letter <4>")]
    (shared,) = LexborHTMLParser(site.page("dialogues/two")).css("nav[aria-labelledby=see-also] span")
    assert shared.text() == "bridges"
    assert links(site.page("dialogues/pier"), "nav[aria-labelledby=see-also]") == [("../two/", "Letter <2>")]
    for address in ("dialogues/hay", "dialogues/hidden"):
        assert "see-also" not in site.page(address)
    assert "see-also" not in build_site(FILES, options={"related": 0}).page("dialogues/two")


def test_links_from_turn_to_turn_are_checked(build_site: BuildSite) -> None:
    site = build_site(FILES)
    anchors = re.findall(r'<section class="turn" id="([^"]+)"', site.page("dialogues/one"))
    text = f"See [hers](one.md#{anchors[1]}), and [mine](#{{own}})."
    new = {"dialogues/new.md": letter(7, text.replace("{own}", "t-none"))}
    page = build_site(new, strict=True, validation=VALIDATION).page("dialogues/new")
    own = re.findall(r'<section class="turn" id="([^"]+)"', page)[1]
    good = build_site({"dialogues/new.md": letter(7, text.replace("{own}", own))}, strict=True, validation=VALIDATION)
    assert not good.aborted, good.warnings
    assert (f"../one/#{anchors[1]}", "hers") in links(good.page("dialogues/new"), ".turn")
    bad = build_site({"dialogues/new.md": letter(7, "See [it](one.md#t-gone).")}, strict=True, validation=VALIDATION)
    assert bad.aborted
    assert any("dialogues/new.md" in warning and "one.md#t-gone" in warning for warning in bad.warnings)
