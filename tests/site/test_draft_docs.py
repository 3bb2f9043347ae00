"""What ``draft_docs`` of ``mkdocs.yml`` keeps out of a build is kept out as a draft is, whatever its metadata says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from .conftest import BuildSite
from .test_cache import Archive, still  # noqa: F401 - a fixture
from .test_withdrawn import written

WORD = "Quibbleworth"
PRIVATE = {"draft_docs": "private/\n"}


def talk(word: str, matter: str = "") -> str:
    turns = f"**Ada:** The {word} sings of {word}.\n\n**Bo:** So does it.\n\n" * 5
    return f"---\ntitle: On {word}\nthemes: [tea]\n{matter}---\n{turns}"


FILES = {
    "index.md": "# Home\n",
    "dialogues/private/p.md": talk(WORD, "raw: true\n") + "![](cup.png)\n",
    "dialogues/private/cup.png": b"\x89PNG",
    "dialogues/open.md": talk("kettle"),
}


def holders(root: Path) -> set[str]:
    """The files outside of ``content`` that have the word, or the picture, of the draft."""
    return {name for name, data in written(root) if WORD.lower().encode() in data.lower() or "cup.png" in name}


def again(root: Path, command: str = "build", **settings: object) -> Path:
    """Build, or preview, with other settings than those that are there; where the site is."""
    given = yaml.safe_load((root / "mkdocs.yml").read_text())
    given.pop("draft_docs", None)
    (root / "mkdocs.yml").write_text(yaml.safe_dump({**given, **settings}))
    site = root / ("site" if command == "build" else "preview")
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(site))
    config.plugins.on_startup(command=command, dirty=False)  # type: ignore[arg-type]
    build(config, serve_url=None if command == "build" else "http://127.0.0.1:8000/")
    return site


@pytest.mark.parametrize("search", ["pagefind", "material"])
def test_nothing_of_it_is_in_a_build(tmp_path: Path, build_site: BuildSite, search: str) -> None:
    site = build_site(FILES, options={"search": search}, site_url="https://example.org/", **PRIVATE)
    assert (site.folder / "dialogues/open/index.html").is_file()
    assert holders(tmp_path) == set()
    assert site.warnings == []


def test_a_pattern_may_name_a_single_transcript_of_a_program(tmp_path: Path, build_site: BuildSite) -> None:
    files = {
        **FILES,
        "dialogues/one.txt": f"Ada: {WORD}.\nBo: Yes.\n",
        "dialogues/one.txt.meta.yml": "format: labelled\n",
    }
    site = build_site(files, draft_docs="private/\none.txt\n")
    assert holders(tmp_path) == set()
    assert site.warnings == []


def test_a_preview_shows_it_as_a_draft(tmp_path: Path, build_site: BuildSite) -> None:
    build_site(FILES, **PRIVATE)
    site = again(tmp_path, "serve", **PRIVATE)
    page = (site / "dialogues/private/p/index.html").read_text()
    assert WORD in page
    assert 'src="../cup.png"' in page
    assert WORD not in (site / "dialogues/index.html").read_text()
    assert (site / "dialogues/private/cup.png").is_file()


def test_what_is_left_out_of_a_preview_too_is_asked_for_by_nobody(tmp_path: Path, build_site: BuildSite) -> None:
    build_site(FILES, exclude_docs="private/\n")  # and verified
    assert holders(tmp_path) == set()


def test_a_secret_in_it_is_none_of_the_site(build_site: BuildSite) -> None:
    token = "ghp_" + "".join("aB3dE6gH9j"[n * 7 % 10] for n in range(36))
    files = {**FILES, "dialogues/private/q.md": talk(f"token {token}")}
    assert build_site(files).aborted
    assert not build_site(files, **PRIVATE).aborted


@pytest.mark.parametrize("between", [None, "serve"], ids=["", "previewed"])
def test_what_was_published_before_is_withdrawn(tmp_path: Path, build_site: BuildSite, between: str | None) -> None:
    build_site(FILES, site_url="https://example.org/")
    assert {"index.html", "dialogues.sqlite3", "cup.png"} <= holders(tmp_path)
    if between:
        again(tmp_path, between, **PRIVATE)
    again(tmp_path, **PRIVATE)
    assert holders(tmp_path) == set()
    site = again(tmp_path)
    assert (site / "dialogues/private/p/index.html").is_file()


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_a_warm_build_is_a_cold_one(tmp_path: Path, theme: str) -> None:
    archive = Archive(tmp_path, 3)
    if theme == "material":
        archive.settings.update(theme={"name": "material", "font": False}, plugins=[{"dialogues": archive.options}])
    for patterns in ("", "b.md\n", "b.md\nold/\n", "", "dialogues/\n", "/dialogues/old/*\n!e.md\n"):
        archive.settings["draft_docs"] = patterns
        archive.options["cache"] = True
        warm, said_warm = archive.build(cache=True, into="warm")
        archive.options["cache"] = False
        cold, said_cold = archive.build(cache=False, into="cold")
        assert sorted(warm) == sorted(cold), patterns
        assert [name for name in cold if warm[name] != cold[name]] == [], patterns
        assert said_warm == said_cold, patterns
        assert ("dialogues/b/index.html" in cold) == ("b.md" not in patterns and patterns != "dialogues/\n")
