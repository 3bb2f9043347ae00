"""From raw transcripts to a site: what is on the pages, under each theme, and what leads to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.importing.exports import packed

from .conftest import BuildSite, Elements

KETTLE = """\
# Voice Conversation: anthropic/claude-haiku-4.5
*2026-01-04 21:13:12*

---

**USER:**

Is the kettle on?

---

**ASSISTANT:**

It has been singing for a minute. See [the other](letter.md) and

---

the clock.

---
"""

LETTER = """\
---
title: A letter about <steam> & salt
date: 2025-03-02
participants:
  USER: Claude Opus 4.5
  ASSISTANT: The Cook
themes: [tea, Kitchen craft]
series: Letters
---
# Voice Conversation: z-ai/glm-4.7
*2026-01-05 08:00:00*

---

**USER:**

How much salt for the pasta?

---

**ASSISTANT:**

As much as the sea has, less one handful.
"""

FILES = {
    "index.md": "# Home\n\n[a letter](dialogues/letter.md)\n",
    "dialogues/kettle.md": KETTLE,
    "dialogues/letter.md": LETTER,
}
THEMES = ("material", "mkdocs", "readthedocs")


@pytest.mark.parametrize("theme", THEMES)
def test_a_dialogue_becomes_a_page_by_the_contract(build_site: BuildSite, theme: str) -> None:
    site = build_site(FILES, theme=theme, strict=True)
    assert not site.aborted, site.warnings
    page = Elements(site.page("dialogues/letter"))
    (article,) = page.all("article", "dialogue")
    assert article["data-dialogue"] == "letter"
    turns = page.all("section", "turn")
    assert [turn["data-turn"] for turn in turns] == ["1", "2"]
    assert [turn["data-speaker"] for turn in turns] == ["Claude Opus 4.5", "The Cook"]
    assert [turn["data-role"] for turn in turns] == ["user", "assistant"]
    assert all(str(turn["id"]).startswith("t-") for turn in turns)
    assert len(page.all("h2", "turn-speaker")) == 2
    assert len(page.all("div", "part-text")) == 2
    assert "As much as the sea has, less one handful." in page.text


def test_raw_transcripts_and_metadata_are_not_published(build_site: BuildSite) -> None:
    files = {
        **FILES,
        "dialogues/.meta.yml": "language: en\n",
        "dialogues/kettle.md.meta.yml": "summary: Tea is late.\n",
    }
    site = build_site(files, strict=True)
    assert not site.aborted, site.warnings
    published = {name for name in site.files() if name.endswith((".md", ".yml"))}
    assert published == {"dialogues/kettle/index.md", "dialogues/letter/index.md"}  # our own form, written anew
    assert "Tea is late." in site.page("dialogues/kettle")


def test_ways_in_lead_to_every_dialogue(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True)
    index = site.page("dialogues")
    assert index.index("Is the kettle on?") < index.index("A letter about")  # newest first
    for address in (
        "models/claude-haiku-4.5",
        "models/glm-4.7",
        "vendors/anthropic",
        "vendors/z.ai",
        "themes/tea",
        "themes/kitchen-craft",
        "participants/the-cook",
        "years/2025",
        "years/2026",
        "series/letters",
    ):
        assert 'href="../../dialogues/' in site.page(address), address
    letter = site.page("dialogues/letter")
    for link in ("../../themes/tea/", "../../series/letters/", "../../participants/the-cook/", "../kettle/"):
        assert f'href="{link}"' in letter


def test_the_page_of_a_dialogue_is_not_in_the_navigation(build_site: BuildSite) -> None:
    site = build_site(FILES)
    home = site.page("")
    assert "models/" in home
    assert "dialogues/kettle" not in home


@pytest.mark.parametrize("theme", THEMES)
def test_search_lands_on_the_turn(build_site: BuildSite, theme: str) -> None:
    site = build_site(FILES, theme=theme, options={"search": "material"})
    turns = Elements(site.page("dialogues/letter")).all("section", "turn")
    (entry,) = [entry for entry in site.search() if "less one handful" in entry["text"] and "#" in entry["location"]]
    assert entry["location"] == f"dialogues/letter/#{turns[1]['id']}"
    assert "The Cook" in entry["title"]


def test_links_between_pages_and_transcripts_are_resolved_and_checked(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True)
    assert 'href="dialogues/letter/"' in site.page("")
    assert 'href="../letter/"' in site.page("dialogues/kettle")
    dead = build_site({"dialogues/kettle.md": KETTLE.replace("letter.md", "lost.md")})
    assert any("contains a link 'lost.md'" in warning for warning in dead.warnings)
    broken = build_site({"index.md": "[gone](dialogues/gone.md)\n"}, strict=True)
    assert broken.aborted
    assert any("dialogues/gone.md" in warning for warning in broken.warnings)


def test_anchors_of_turns_are_checked_by_mkdocs(build_site: BuildSite) -> None:
    validation = {"links": {"anchors": "warn"}}
    site = build_site(FILES)
    anchor = Elements(site.page("dialogues/letter")).all("section", "turn")[0]["id"]
    good = build_site({"index.md": f"[turn](dialogues/letter.md#{anchor})\n"}, strict=True, validation=validation)
    assert not good.aborted, good.warnings
    bad = build_site({"index.md": "[turn](dialogues/letter.md#t-nowhere)\n"}, strict=True, validation=validation)
    assert bad.aborted


def test_front_matter_is_there_for_templates_and_other_plugins(build_site: BuildSite, tmp_path: Path) -> None:
    hook = tmp_path / "hook.py"
    hook.write_text(
        "import json, pathlib\n"
        "def on_page_content(html, page, config, files):\n"
        "    if page.file.src_uri == 'dialogues/letter.md':\n"
        "        path = pathlib.Path(config.config_file_path).with_name('meta.json')\n"
        "        path.write_text(json.dumps(page.meta, default=str))\n"
    )
    build_site(FILES, hooks=[str(hook)], strict=True)
    meta = json.loads((tmp_path / "meta.json").read_text())
    assert meta["title"] == "A letter about <steam> & salt"
    assert meta["date"] == "2025-03-02"
    assert meta["participants"] == ["Claude Opus 4.5", "The Cook"]
    assert meta["models"] == ["Claude Opus 4.5", "GLM 4.7"]
    assert meta["themes"] == ["tea", "Kitchen craft"]
    assert meta["series"] == "Letters"
    assert meta["words"] == 15
    assert meta["source"] == "content/dialogues/letter.md"
    assert meta["tags"] == ["Claude Opus 4.5", "GLM 4.7", "tea", "Kitchen craft"]


@pytest.mark.parametrize("theme", THEMES)
def test_titles_are_text_everywhere(build_site: BuildSite, theme: str) -> None:
    title = "</title><script>alert(1)</script> & <b>bold</b>"
    hostile = LETTER.replace("A letter about <steam> & salt", f"'{title}'")
    files = {"dialogues/letter.md": hostile, "dialogues/kettle.md": KETTLE}
    site = build_site(files, theme=theme, options={"search": "material"})
    for address in ("dialogues/letter", "dialogues/kettle", "dialogues", "themes/tea"):
        html = site.page(address)
        assert "<script>alert" not in html
        assert "<b>bold" not in html
        assert "</title><" not in html.replace("</title>\n", "").replace("</title><link", "").replace(
            "</title><meta", ""
        )
    assert [entry["title"] for entry in site.search() if "<script" in entry["title"]] == []


def test_edit_link_leads_to_the_raw_transcript(build_site: BuildSite) -> None:
    site = build_site(
        FILES, theme={"name": "material", "font": False, "features": ["content.action.edit"]},
        repo_url="https://example.org/repo", edit_uri="edit/main/content/",
    )  # fmt: skip
    assert "https://example.org/repo/edit/main/content/dialogues/letter.md" in site.page("dialogues/letter")


def test_drafts_stay_home_and_unlisted_pages_are_alone(build_site: BuildSite) -> None:
    draft = "---\ntitle: Zanzibar draft\nstatus: draft\n---\n" + KETTLE
    unlisted = "---\ntitle: Quietly quixotic\nstatus: unlisted\n---\n" + KETTLE
    site = build_site({**FILES, "dialogues/d.md": draft, "dialogues/u.md": unlisted}, site_url="https://example.org/")
    assert not (site.folder / "dialogues/d").exists()
    everything = {name: (site.folder / name).read_bytes() for name in site.files() if not name.endswith(".gz")}
    assert not [name for name, data in everything.items() if b"Zanzibar" in data]
    assert sorted(name for name, data in everything.items() if b"quixotic" in data) == [
        "dialogues/u/index.html", "dialogues/u/index.json", "dialogues/u/index.md",
    ]  # fmt: skip
    assert 'content="noindex"' in site.page("dialogues/u")
    assert "dialogues/u/" not in (site.folder / "sitemap.xml").read_text()


def test_a_second_transcript_in_a_file_has_a_page_of_its_own(build_site: BuildSite) -> None:
    second = KETTLE.replace("Is the kettle on?", "And now?").replace("2026-01-04", "2026-01-06")
    site = build_site({"dialogues/two.md": KETTLE + "\n" + second})
    assert "Is the kettle on?" in site.page("dialogues/two")
    assert "And now?" in site.page("dialogues/two-2")
    assert "And now?" not in Elements(site.page("dialogues/two")).text.split("See also")[0]


def test_the_dialogues_of_an_archive_have_pages_and_the_archive_is_not_published(build_site: BuildSite) -> None:
    export = packed({"a.md": KETTLE, "b/c.md": KETTLE.replace("Is the kettle on?", "And now?"), "d.png": b""})
    site = build_site({"dialogues/export.zip": export})
    assert "Is the kettle on?" in site.page("dialogues/export")
    assert "And now?" in site.page("dialogues/export-2")
    assert not [name for name in site.files() if name.endswith((".zip", ".png")) and "dialogues/" in name]


def test_what_was_imported_is_published_when_it_is_no_draft_and_its_origin_never(build_site: BuildSite) -> None:
    origin = "imported:\n  format: chatgpt\n  id: sesquipedalian\n"
    said = "\n**USER:**\n\nIs it on?\n\n**ASSISTANT:**\n\nIt sings.\n"
    transcript = f"---\nformat: dialogue\n{{}}{origin}---\n{said}"
    manifest = '{"version": 1, "dialogues": {"chatgpt sesquipedalian": {"file": "a.md", "written": "00"}}}'
    files = {
        "index.md": "# Home\n",
        "dialogues/a.md": transcript.format(""),
        "dialogues/b.md": transcript.format("status: draft\n"),
        "dialogues/.dialogues-import.json": manifest,
    }
    site = build_site(files, exclude_docs="!.dialogues-import.json")
    assert "It sings." in site.page("dialogues/a")
    assert not (site.folder / "dialogues/b").exists()
    assert [name for name in site.files() if b"sesquipedalian" in (site.folder / name).read_bytes()] == []


def test_one_bad_file_does_not_stop_the_others(build_site: BuildSite) -> None:
    files = {**FILES, "dialogues/bad.md": b"\xff\xfe\x00", "dialogues/yaml.md": "---\ntitle: [\n---\n" + KETTLE}
    site = build_site(files)
    assert not site.aborted
    assert (site.folder / "dialogues/kettle/index.html").exists()
    assert any(warning.startswith("content/dialogues/bad.md:1: ") for warning in site.warnings)
    assert any(warning.startswith("content/dialogues/yaml.md:") for warning in site.warnings)
    assert build_site(files, strict=True).aborted


def test_strict_says_everything_that_is_wrong_at_once(build_site: BuildSite) -> None:
    site = build_site({"dialogues/a.md": "", "dialogues/b.md": "prose", "dialogues/c.md": KETTLE}, strict=True)
    assert site.aborted
    assert {warning.partition(":")[0] for warning in site.warnings if "[" in warning} == {
        "content/dialogues/a.md",
        "content/dialogues/b.md",
    }


def test_pictures_beside_a_transcript_are_shown(build_site: BuildSite) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    text = KETTLE.replace("It has been", "![a kettle](pots/kettle.png) It has been")
    site = build_site(
        {"dialogues/kettle.md": text, "dialogues/pots/kettle.png": picture, "dialogues/letter.md": LETTER}
    )
    (image,) = Elements(site.page("dialogues/kettle")).all("img")
    assert image["src"] == "../pots/kettle.png"
    assert (site.folder / "dialogues/pots/kettle.png").read_bytes() == picture


def test_ordinary_pages_stay_ordinary_and_extensions_never_see_transcripts(build_site: BuildSite) -> None:
    attribute = KETTLE.replace("It has been singing", '# Boil {: onclick=alert(1) }\n\n--8<-- "mkdocs.yml"\n\nIt sings')
    site = build_site(
        {"dialogues/kettle.md": attribute, "page.md": "# Page {: .mine }\n", "dialogues/letter.md": LETTER},
        markdown_extensions=["attr_list", "pymdownx.snippets"],
    )
    assert 'class="mine"' in site.page("page")
    page = Elements(site.page("dialogues/kettle"))
    assert "{: onclick=alert(1) }" in page.text
    assert "--8<--" in page.text
    assert "site_name" not in page.text
    assert not any("onclick" in attributes for _, attributes in page.elements)


def test_without_directory_urls(build_site: BuildSite) -> None:
    site = build_site(FILES, use_directory_urls=False, strict=True)
    assert not site.aborted, site.warnings
    assert {"dialogues/letter.html", "themes/tea.html", "dialogues/index.html"} <= site.files()


def test_an_author_page_at_the_place_of_a_way_in_stays(build_site: BuildSite) -> None:
    site = build_site({**FILES, "dialogues/index.md": "# My own words\n"}, strict=True)
    assert not site.aborted, site.warnings
    assert "My own words" in site.page("dialogues")


def test_the_folder_is_the_owners_choice(build_site: BuildSite) -> None:
    files = {"talks/kettle.md": KETTLE, "talks/letter.md": LETTER, "dialogues/note.md": "# Ordinary\n"}
    site = build_site(files, options={"path": "talks"}, strict=True)
    assert not site.aborted, site.warnings
    assert 'class="dialogue"' in site.page("talks/kettle")
    assert 'class="dialogue"' not in site.page("dialogues/note")


def test_links_out_of_the_content_folder_are_refused_everywhere(build_site: BuildSite, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# The combination is 12-24-36\n")
    content = tmp_path / "content"
    (content / "dialogues").mkdir(parents=True)
    (content / "folder").symlink_to(outside)
    (content / "page.md").symlink_to(outside / "secret.md")
    (content / "dialogues" / "loop").symlink_to(".")
    site = build_site(FILES)
    assert not [name for name in site.files() if b"12-24-36" in (site.folder / name).read_bytes()]
    assert not [name for name in site.files() if "loop" in name]
    for place, code in {
        "folder/secret.md": "outside-content",
        "page.md": "outside-content",
        "dialogues/loop": "link-loop",
    }.items():
        assert [w for w in site.warnings if w.startswith(f"content/{place}:1: ") and f"[{code}]" in w], place
