"""What a site holds for programs: the dialogue in other forms beside its page, and what its head says of it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.writers.json import to_data

from .conftest import BuildSite, Site
from .test_site import FILES

ADDRESS = "https://example.org/site/"
HOSTILE = '</script><script>alert(1)</script> & <!-- "'


def linked_data(site: Site, address: str) -> dict[str, Any]:
    (script,) = LexborHTMLParser(site.page(address)).css('script[type="application/ld+json"]')
    found: dict[str, Any] = json.loads(script.text())
    return found


def head(site: Site, address: str) -> dict[str, str]:
    tree = LexborHTMLParser(site.page(address))
    return {str(tag.attributes["property"]): str(tag.attributes["content"]) for tag in tree.css("head meta[property]")}


def test_the_dialogue_lies_beside_its_page_in_forms_that_read_as_it(build_site: BuildSite, tmp_path: Path) -> None:
    site = build_site(FILES, strict=True)
    assert not site.aborted, site.warnings
    page = LexborHTMLParser(site.page("dialogues/letter"))
    links = {a.text(): a.attributes["href"] for a in page.css(".dialogue-downloads a")}
    assert links == {"Markdown": "index.md", "JSON": "index.json"}
    (given,) = json.loads((site.folder / "dialogues/letter/index.json").read_text("utf-8"))["dialogues"]
    copy = tmp_path / "copy.md"
    copy.write_bytes((site.folder / "dialogues/letter/index.md").read_bytes())
    (read,) = Pipeline(tmp_path, tmp_path).read(copy)
    data = to_data(read)
    assert data["participants"] == given["participants"]
    assert [turn["parts"] for turn in data["turns"]] == [turn["parts"] for turn in given["turns"]]
    assert given["turns"][1]["parts"][0]["text"] == "As much as the sea has, less one handful."


def test_without_directory_urls_the_forms_have_the_name_of_the_page(build_site: BuildSite) -> None:
    site = build_site(FILES, use_directory_urls=False)
    assert {"dialogues/letter.html", "dialogues/letter.md", "dialogues/letter.json"} <= site.files()
    page = LexborHTMLParser((site.folder / "dialogues/letter.html").read_text("utf-8"))
    assert [a.attributes["href"] for a in page.css(".dialogue-downloads a")] == ["letter.md", "letter.json"]


@pytest.mark.parametrize(("downloads", "suffixes"), [([], set()), (["json"], {"json"})])
def test_the_owner_chooses_the_forms(build_site: BuildSite, downloads: list[str], suffixes: set[str]) -> None:
    site = build_site(FILES, options={"downloads": downloads}, strict=True)
    found = {name for name in site.files() if name.startswith("dialogues/letter/")}
    assert found == {f"dialogues/letter/index.{suffix}" for suffix in ("html", *suffixes)}


def test_linked_data_tells_the_conversation_and_its_messages(build_site: BuildSite) -> None:
    site = build_site(FILES, site_url=ADDRESS)
    data = linked_data(site, "dialogues/letter")
    address = f"{ADDRESS}dialogues/letter/"
    assert (data["@type"], data["name"], data["url"]) == ("Conversation", "A letter about <steam> & salt", address)
    assert data["datePublished"] == "2025-03-02"
    assert data["keywords"] == ["tea", "Kitchen craft"]
    agents = {agent["@id"]: (agent["@type"], agent["name"]) for agent in data["author"]}
    said = [(*agents[message["sender"]["@id"]], message["abstract"]) for message in data["hasPart"]]
    assert [name for _, name, _ in said] == ["Claude Opus 4.5", "The Cook"]
    assert said[0][2] == "How much salt for the pasta?"
    anchors = [section.id for section in LexborHTMLParser(site.page("dialogues/letter")).css("section.turn")]
    assert [message["url"] for message in data["hasPart"]] == [f"{address}#{anchor}" for anchor in anchors]
    assert {media["contentUrl"] for media in data["encoding"]} == {f"{address}index.md", f"{address}index.json"}


def test_what_is_shared_has_a_title_a_description_and_an_address(build_site: BuildSite) -> None:
    told = head(build_site(FILES, site_url=ADDRESS), "dialogues/letter")
    assert told["og:title"] == "A letter about <steam> & salt"
    assert told["og:description"].startswith("How much salt for the pasta?")
    assert told["og:url"] == f"{ADDRESS}dialogues/letter/"
    assert told["og:site_name"] == "Test"


def test_text_of_a_transcript_stays_within_the_linked_data(build_site: BuildSite) -> None:
    text = f"---\ntitle: {json.dumps(HOSTILE)}\nthemes: [{json.dumps(HOSTILE)}]\n---\n" + FILES[
        "dialogues/kettle.md"
    ].replace("Is the kettle on?", HOSTILE)
    site = build_site({"dialogues/kettle.md": text})
    data = linked_data(site, "dialogues/kettle")
    assert data["name"] == HOSTILE
    assert data["hasPart"][0]["abstract"] == HOSTILE
    assert "<script>alert(1)" not in site.page("dialogues/kettle")


DATED = {
    **FILES,
    "dialogues/undated.md": "**Ada:** Is it late?\n\n**Bo:** It is never late.\n\n**Ada:** Then I stay.\n",
    "dialogues/draft.md": "---\nstatus: draft\n---\n" + FILES["dialogues/kettle.md"].replace("kettle", "Zanzibar"),
    "dialogues/quiet.md": "---\nstatus: unlisted\n---\n" + FILES["dialogues/kettle.md"].replace("kettle", "quixotic"),
}


def test_feeds_hold_the_dated_dialogues_newest_first_with_their_text(build_site: BuildSite) -> None:
    site = build_site(DATED, site_url=ADDRESS)
    atom = feedparser.parse((site.folder / "feed.xml").read_bytes())
    assert not atom.bozo
    told = json.loads((site.folder / "feed.json").read_text("utf-8"))
    addresses = [f"{ADDRESS}dialogues/kettle/", f"{ADDRESS}dialogues/letter/"]
    assert [entry.link for entry in atom.entries] == addresses
    assert [item["url"] for item in told["items"]] == addresses
    letter = atom.entries[1]
    assert unescape(letter.title) == "A letter about <steam> & salt"
    assert [author.name for author in letter.authors] == ["Claude Opus 4.5", "The Cook"]
    assert [tag.term for tag in letter.tags] == ["tea", "Kitchen craft"]
    assert letter.published == "2025-03-02T00:00:00+00:00"
    assert "As much as the sea has, less one handful." in letter.content[0].value
    kettle = LexborHTMLParser(told["items"][0]["content_html"])
    assert [heading.text() for heading in kettle.css("h3")] == ["User", "Claude Haiku 4.5"]
    assert f"{ADDRESS}dialogues/letter/" in [a.attributes["href"] for a in kettle.css("a")]


def test_a_theme_has_a_feed_of_its_own_that_its_page_leads_to(build_site: BuildSite) -> None:
    site = build_site(DATED, site_url=ADDRESS)
    page = LexborHTMLParser(site.page("themes/tea"))
    assert [a.attributes["href"] for a in page.css(".listing-feeds a")] == ["feed.xml", "feed.json"]
    links = [str(link.attributes["href"]) for link in page.css('head link[type="application/atom+xml"]')]
    assert links == ["../../feed.xml", "feed.xml"]
    feed = feedparser.parse((site.folder / "themes/tea/feed.xml").read_bytes())
    assert [entry.link for entry in feed.entries] == [f"{ADDRESS}dialogues/letter/"]
    assert feed.feed.links[1].href == f"{ADDRESS}themes/tea/feed.xml"
    home = LexborHTMLParser((site.folder / "index.html").read_text("utf-8"))
    assert [a.attributes["href"] for a in home.css('head link[rel="alternate feed"]')] == ["feed.xml", "feed.json"]


def test_a_site_without_an_address_has_no_feeds(build_site: BuildSite) -> None:
    assert not [name for name in build_site(FILES).files() if "feed." in name]


def test_a_site_may_do_without(build_site: BuildSite) -> None:
    none = {"feeds": [], "dataset": False, "llms_txt": False}
    site = build_site(FILES, site_url=ADDRESS, options=none)
    assert not [name for name in site.files() if "feed." in name or name in {"dialogues.jsonl", "llms.txt"}]


def test_feeds_stand_beside_the_pages_without_directory_urls(build_site: BuildSite) -> None:
    site = build_site(FILES, site_url=ADDRESS, use_directory_urls=False)
    assert {"feed.xml", "themes/tea-feed.xml", "themes/kitchen-craft-feed.json"} <= site.files()


def test_what_would_break_a_feed_is_shown_in_it(build_site: BuildSite) -> None:
    text = FILES["dialogues/kettle.md"].replace("Is the kettle on?", f"{HOSTILE} \x07 ]]> <b>")
    title = f"---\ntitle: {json.dumps(HOSTILE)}\n---\n"
    site = build_site({"dialogues/kettle.md": title + text}, site_url=ADDRESS)
    feed = feedparser.parse((site.folder / "feed.xml").read_bytes(), sanitize_html=False)
    assert not feed.bozo
    tree = LexborHTMLParser(feed.entries[0].content[0].value)
    assert not tree.css("script, b")
    assert "<script>alert(1)</script>" in str(tree.text())
    assert "\N{REPLACEMENT CHARACTER} ]]>" in str(tree.text())


def test_the_data_set_has_a_row_for_each_published_dialogue_and_no_nulls(build_site: BuildSite) -> None:
    site = build_site(DATED, site_url=ADDRESS)
    rows = [json.loads(line) for line in (site.folder / "dialogues.jsonl").read_text("utf-8").splitlines()]
    assert {row["id"] for row in rows} == {"kettle", "letter", "undated"}
    assert len({tuple(row) for row in rows}) == 1
    assert "null" not in (site.folder / "dialogues.jsonl").read_text("utf-8")
    letter = next(row for row in rows if row["id"] == "letter")
    assert rows[0]["themes"] or rows[1]["themes"]  # readers take a column's type from what comes first
    said = [(turn["speaker"], turn["text"]) for turn in letter["turns"]]
    assert said[1] == ("The Cook", "As much as the sea has, less one handful.")
    assert letter["turns"][1]["url"].startswith(f"{ADDRESS}dialogues/letter/#t-")


def test_models_are_told_where_the_dialogues_are(build_site: BuildSite) -> None:
    site = build_site(DATED, site_url=ADDRESS, site_description="Talk over *tea*")
    told = (site.folder / "llms.txt").read_text("utf-8")
    assert told.startswith("# Test\n\n> Talk over \\*tea\\*\n")
    assert f"]({ADDRESS}dialogues/letter/index.md): How much salt for the pasta?" in told
    assert "Zanzibar" not in told
    assert "quixotic" not in told


def test_a_file_of_the_owner_stays(build_site: BuildSite) -> None:
    site = build_site({**FILES, "llms.txt": "mine", "feed.xml": "mine"}, site_url=ADDRESS)
    assert (site.folder / "llms.txt").read_text() == (site.folder / "feed.xml").read_text() == "mine"


def test_a_shared_link_brings_a_picture_along(build_site: BuildSite, tmp_path: Path) -> None:
    foreign = FILES["dialogues/kettle.md"].replace("Is the kettle on?", "水开了吗")
    files = {**DATED, "dialogues/foreign.md": foreign}
    site = build_site(files, site_url=ADDRESS, options={"social_cards": True}, strict=True)
    assert {name for name in site.files() if name.endswith(".png") and name.startswith("dialogues/")} == {
        "dialogues/kettle/index.png",
        "dialogues/letter/index.png",
        "dialogues/undated/index.png",
    }
    told = head(site, "dialogues/letter")
    assert told["og:image"] == f"{ADDRESS}dialogues/letter/index.png"
    assert told["og:image:alt"] == told["og:title"]
    assert "og:image" not in head(site, "dialogues/foreign")
    assert len(list((tmp_path / ".cache/mkdocs-dialogues/social").iterdir())) == 3


def test_a_page_says_how_it_is_embedded(build_site: BuildSite) -> None:
    site = build_site(DATED, site_url=ADDRESS)
    page = LexborHTMLParser(site.page("dialogues/letter"))
    (link,) = page.css('link[type="application/json+oembed"]')
    assert link.attributes["href"] == f"{ADDRESS}dialogues/letter/index.oembed.json"
    answer = json.loads((site.folder / "dialogues/letter/index.oembed.json").read_text("utf-8"))
    (frame,) = LexborHTMLParser(answer["html"]).css("iframe")
    assert frame.attributes["src"] == f"{ADDRESS}dialogues/letter/?embed"
    assert (answer["type"], answer["title"]) == ("rich", "A letter about <steam> & salt")
    assert "dialogues/quiet/index.oembed.json" not in site.files()
    assert "frame-ancestors *" in (site.folder / "_headers").read_text()


def test_a_site_may_refuse_to_be_embedded(build_site: BuildSite) -> None:
    site = build_site(DATED, site_url=ADDRESS, options={"embed": False})
    assert not [name for name in site.files() if "oembed" in name]
    assert "data-embed" not in site.page("dialogues/letter")
    assert "frame-ancestors 'self'" in (site.folder / "_headers").read_text()


def test_addresses_for_programs_are_spelled_in_ascii(build_site: BuildSite) -> None:
    text = FILES["dialogues/letter.md"].replace("The Cook", "Amélia 小满").replace("tea,", "chá,")
    files = {"dialogues/carta/é.md": text}
    site = build_site(files, site_url=ADDRESS, options={"social_cards": True})
    feeds = [path for path in site.folder.rglob("feed.*") if not path.as_posix().isascii()]
    assert len(feeds) == 4
    for name in site.files():
        if name.endswith(("feed.xml", "feed.json", "llms.txt")):
            found = re.findall(r"https://example\.org/[^\s\"<>)]*", (site.folder / name).read_text("utf-8"))
            assert found
            assert "".join(found).isascii(), name
    told = head(site, "dialogues/carta/é")
    assert told["og:image"].isascii()
