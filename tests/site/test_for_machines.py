"""What a site holds for programs: the dialogue in other forms beside its page, and what its head says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
