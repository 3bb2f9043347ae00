"""What a page says of where it came from, and the raw file beside it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from .conftest import BuildSite, Site

TALK = "**Ada:** Is it 555-0100?\n\n**Bo:** It is.\n"


def facts(site: Site, address: str = "dialogues/a") -> tuple[dict[str, str | None], dict[str, str]]:
    """The data attributes of a page's provenance, and what people read there."""
    node = LexborHTMLParser(site.page(address)).css_first(".dialogue-provenance")
    assert node is not None
    rows = {row.css_first("dt").text(): row.css_first("dd").text() for row in node.css("dl > div")}  # type: ignore[union-attr]
    return node.attributes, rows


def test_a_page_says_from_what_it_was_made(build_site: BuildSite) -> None:
    text = f"---\ntitle: Numbers\nthemes: [tea]\nedited: Shortened <b>\n---\n{TALK}"
    site = build_site({"dialogues/a.md": text})
    data, rows = facts(site)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    assert data["data-sha256"] == rows["SHA-256"] == sha256
    assert data["data-file"] == rows["File"] == "content/dialogues/a.md"
    assert data["data-format"] == "labelled"
    assert (data["data-reader"] or "").startswith("mkdocs-dialogues 0.")
    assert rows["Title, themes"] == "from the author of this site"
    assert rows["Participants"] == "from the transcript"
    assert rows["Edited"] == "Shortened <b>"
    assert rows["Redacted"] == "nothing"
    (written,) = json.loads((site.folder / "dialogues/a/index.json").read_text())["dialogues"]
    source = written["source"]
    assert (source["sha256"], source["edited"], source["redacted"]) == (sha256, "Shortened <b>", [])
    assert "dialogues/a/raw.md" not in site.files()


def test_what_is_redacted_has_no_hash_and_no_raw_file(build_site: BuildSite) -> None:
    text = f"---\nraw: true\nredact: [{{words: 555-0100, kind: telephone}}]\nedited: not 555-0100\n---\n{TALK}"
    site = build_site({"dialogues/a.md": text}, options={"raw": True})
    data, rows = facts(site)
    assert "data-sha256" not in data
    assert rows["Redacted"] == "telephone"
    assert rows["Edited"] == "not [redacted: telephone]"
    assert any("[raw-redacted]" in warning for warning in site.warnings)
    assert not [name for name in site.files() if "raw." in name.replace("draw", "")]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    for name in site.files():
        written = (site.folder / name).read_bytes()
        assert b"555-0100" not in written, name
        assert sha256.encode() not in written, name


def test_of_several_dialogues_in_a_file_each_has_a_hash_of_its_own(build_site: BuildSite) -> None:
    """So that an edit of one changes no page of the others."""

    def built(*said: str) -> list[str | None]:
        lines = [json.dumps({"messages": [{"role": "user", "content": text}]}) for text in said]
        site = build_site({"dialogues/a.jsonl": "\n".join(lines)})
        hashes = []
        for number, address in enumerate(("dialogues/a", "dialogues/a-2")[: len(said)]):
            data, rows = facts(site, address)
            (written,) = json.loads((site.folder / address / "index.json").read_text())["dialogues"]
            assert (data.get("data-sha256"), written["source"]["sha256"]) == (None, None), number
            own = data["data-dialogue-sha256"]
            assert written["source"]["dialogue_sha256"] == own
            assert rows["SHA-256"] == f"{own}, of this dialogue as it was read, one of several in the file"
            hashes.append(own)
        return hashes

    first = built("Hello.", "Is it 5?")
    assert built("Good morning.", "Is it 5?")[1] == first[1]
    assert len({*first, *built("Good morning.", "Is it 5?")}) == 3


def test_of_several_dialogues_in_a_file_with_redactions_none_has_a_hash(build_site: BuildSite) -> None:
    lines = [json.dumps({"messages": [{"role": "user", "content": text}]}) for text in ("Hello.", "Is it 555-0100?")]
    site = build_site(
        {
            "dialogues/a.jsonl": "\n".join(lines),
            "dialogues/a.jsonl.meta.yml": "redact: [{words: 555-0100, kind: telephone}]\n",
        }
    )
    for address in ("dialogues/a", "dialogues/a-2"):
        data, rows = facts(site, address)
        assert not [name for name in data if "sha256" in name]
        assert rows["SHA-256"].startswith("not given")


@pytest.mark.parametrize(
    ("said", "option", "there"),
    [("raw: true", False, 1), ("raw: false", True, 0), ("", True, 1), ("", False, 0), ("raw: maybe", True, 0)],
)
@pytest.mark.parametrize("directory_urls", [True, False])
def test_the_raw_file_is_a_choice(
    build_site: BuildSite, said: str, option: bool, there: int, directory_urls: bool
) -> None:
    text = f"---\n{said}\n---\n{TALK}"
    site = build_site({"dialogues/a.md": text}, options={"raw": option}, use_directory_urls=directory_urls)
    name = "dialogues/a/raw.md" if directory_urls else "dialogues/a.raw.md"
    assert (name in site.files()) is bool(there)
    if there:
        assert (site.folder / name).read_bytes() == text.encode()
        page = (site.folder / ("dialogues/a/index.html" if directory_urls else "dialogues/a.html")).read_text()
        assert f'<a href="{name.rsplit("/", 1)[1]}">as it is</a>' in page


@pytest.mark.parametrize(
    ("name", "raw"), [("a.json", "raw.json"), ("a.txt", "raw.txt"), ("a.markdown", "raw.markdown")]
)
def test_the_raw_file_keeps_a_harmless_suffix(build_site: BuildSite, name: str, raw: str) -> None:
    said: Any = [{"role": "user", "content": "<script>ran()</script>"}, {"role": "assistant", "content": "No."}]
    text = json.dumps(said) if name.endswith("json") else TALK
    site = build_site({f"dialogues/{name}": text}, options={"raw": True})
    assert f"dialogues/a/{raw}" in site.files()


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.svg", "a.php", "a.js", "a.xhtml", "a", "a.md.shtml"])
def test_nothing_raw_is_published_as_what_a_browser_or_server_would_run(name: str) -> None:
    from mkdocs_dialogues.provenance import raw_suffix

    assert raw_suffix(name) == ".txt"


def test_a_draft_has_no_raw_file(build_site: BuildSite) -> None:
    site = build_site({"dialogues/a.md": f"---\nstatus: draft\nraw: true\n---\n{TALK}"})
    assert not [name for name in site.files() if "raw." in name.replace("draw", "")]


def test_what_is_left_out_is_said_and_not_given_away(build_site: BuildSite) -> None:
    text = f"---\nomit: [{{turn: 2, reason: a matter of health}}]\n---\n{TALK}"
    site = build_site({"dialogues/a.md": text}, options={"raw": True})
    data, rows = facts(site)
    assert rows["Left out"] == "a matter of health"
    assert "data-sha256" not in data
    assert not [name for name in site.files() if "raw." in name.replace("draw", "")]
