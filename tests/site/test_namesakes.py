"""Transcripts whose names differ in the suffix alone: MkDocs knows one page where we know two dialogues."""

from __future__ import annotations

import logging

from mkdocs_dialogues import raw_files

from .conftest import BuildSite

HOME = {"index.md": "# Home\n"}


def talk(word: str, slug: str = "") -> str:
    matter = f"---\nslug: {slug}\n---\n" if slug else ""
    return f"{matter}**Ada:** Is the {word} on?\n\n**Bo:** It is.\n\n**Ada:** Then pour.\n\n**Bo:** With milk?\n"


def test_the_second_is_an_error_as_with_any_suffix(build_site: BuildSite) -> None:
    files = {"dialogues/tea.markdown": talk("kettle"), "dialogues/tea.md": talk("stove")}
    site = build_site({**HOME, **files})
    said = [line.splitlines()[0] for line in site.warnings]
    where = "'dialogues/tea/' is already the page of 'content/dialogues/tea.markdown' [duplicate-url]"
    assert said == [f"content/dialogues/tea.md:1: {where}"]
    assert "kettle" in site.page("dialogues/tea")


def test_with_a_slug_both_are_published(build_site: BuildSite) -> None:
    files = {"dialogues/tea.markdown": talk("kettle"), "dialogues/tea.md": talk("stove", "stove")}
    site = build_site({**HOME, **files}, strict=True)
    assert "kettle" in site.page("dialogues/tea")
    assert "stove" in site.page("dialogues/stove")
    assert site.warnings == []


def test_what_mkdocs_leaves_out_stays_out(build_site: BuildSite) -> None:
    files = {"dialogues/tea.markdown": talk("kettle"), "dialogues/tea.md": talk("stove")}
    site = build_site({**HOME, **files}, exclude_docs="*.markdown\n")
    assert "stove" in site.page("dialogues/tea")
    assert site.warnings == []


def test_a_draft_stays_one(build_site: BuildSite) -> None:
    files = {"dialogues/tea.markdown": talk("Quibbleworth"), "dialogues/tea.md": talk("stove", "stove")}
    site = build_site({**HOME, **files}, draft_docs="*.markdown\n")
    assert "stove" in site.page("dialogues/stove")
    assert not (site.folder / "dialogues/tea").exists()


def test_of_ordinary_pages_mkdocs_says_what_it_said(build_site: BuildSite) -> None:
    site = build_site({**HOME, "tea.markdown": "# Tea\n", "tea.md": "# Tea\n", "dialogues/a.md": talk("kettle")})
    assert [line for line in site.warnings if "conflicts with" in line] != []


def test_nobody_listens_to_mkdocs_after_a_build(build_site: BuildSite) -> None:
    build_site({**HOME, "dialogues/a.md": talk("kettle")})
    assert not any(isinstance(one, raw_files.Namesakes) for one in logging.getLogger("mkdocs.structure.files").filters)
