"""What a site's search index holds, and what is not in it."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mkdocs_dialogues.searching.apart import Maker
from mkdocs_dialogues.searching.index import Stopped
from mkdocs_dialogues.searching.pagefind import PagefindError, run_pagefind

from .conftest import BuildSite, Elements, Site
from .test_preview import Preview, edit, plain
from .test_site import FILES, KETTLE, LETTER

PAGEFIND = {"search": "pagefind"}
CHINESE = """\
**Li Mei:** 我们今天讨论中文分词的问题。水壶在唱歌。

**Claude:** 水壶已经唱了一分钟。
"""


def fragments(site: Site) -> dict[str, dict[str, Any]]:
    """What Pagefind shows of each page, by its path."""
    found = {}
    for path in (site.folder / "pagefind/fragment").iterdir():
        fragment = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[fragment["url"]] = fragment
    return found


def index(site: Site) -> dict[str, bytes]:
    folder = site.folder / "pagefind"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_turns_are_found_with_their_speakers_and_dialogues_with_their_facets(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True, options=PAGEFIND)
    assert not site.aborted, site.warnings
    letter = fragments(site)["/dialogues/letter/index.html"]
    turns = Elements(site.page("dialogues/letter")).all("section", "turn")
    anchors = {anchor["id"]: anchor["text"] for anchor in letter["anchors"] if anchor["element"] == "h2"}
    assert anchors == {turns[0]["id"]: "Claude Opus 4.5", turns[1]["id"]: "The Cook"}
    assert "As much as the sea has, less one handful." in letter["content"]
    assert letter["filters"] == {
        "model": ["Claude Opus 4.5", "GLM 4.7"],
        "theme": ["tea", "Kitchen craft"],
        "participant": ["Claude Opus 4.5", "The Cook"],
        "series": ["Letters"],
        "year": ["2025"],
    }
    assert letter["meta"]["title"] == "A letter about <steam> & salt"
    assert letter["meta"]["date"] == "2025-03-02"
    assert "Home" in fragments(site)["/index.html"]["content"]


def test_what_is_not_for_everyone_is_not_in_the_index(build_site: BuildSite) -> None:
    hidden = {
        f"dialogues/{status}.md": KETTLE.replace("# Voice", f"---\nstatus: {status}\n---\n# Voice", 1)
        for status in ("draft", "unlisted")
    }
    redacted = LETTER.replace("series: Letters", "series: Letters\nredact: [handful]")
    files = {"dialogues/letter.md": redacted, "page.md": "---\nsearch: {exclude: true}\n---\n# Apart\n", **hidden}
    site = build_site(files, options=PAGEFIND)
    found = fragments(site)
    assert {path for path in found if path.startswith("/dialogues/")} == {
        "/dialogues/index.html",
        "/dialogues/letter/index.html",
    }
    assert "/page/index.html" not in found
    for name, data in index(site).items():
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        assert b"handful" not in text, name


@pytest.mark.parametrize("plugins", [("search",), ()])
def test_the_theme_shows_its_field_with_and_without_its_plugin(build_site: BuildSite, plugins: tuple[str]) -> None:
    site = build_site(FILES, strict=True, options=PAGEFIND, plugins=plugins)
    assert not site.aborted, site.warnings
    for address in ("", "dialogues/letter"):
        (dialog,) = Elements(site.page(address)).all("div", "md-search")
        assert "data-dialogues-search" in dialog
        assert "data-md-component" not in dialog  # or the theme would load an index that is not there
    assert "search/search_index.json" not in site.files()
    assert "pagefind/pagefind.js" in site.files()
    assert "pagefind/pagefind-ui.js" not in site.files()


def test_search_that_was_switched_off_stays_off(build_site: BuildSite) -> None:
    site = build_site(FILES, options=PAGEFIND, plugins=({"search": {"enabled": False}},))
    assert not Elements(site.page("")).all("div", "md-search")
    assert not [name for name in site.files() if name.startswith("pagefind/")]


@pytest.mark.parametrize(("theme", "choice"), [("material", "material"), ("mkdocs", "pagefind")])
def test_the_theme_s_own_search(build_site: BuildSite, theme: str, choice: str) -> None:
    site = build_site(FILES, theme=theme, options={"search": choice})
    assert site.search()
    assert not [name for name in site.files() if name.startswith("pagefind/")]


def test_a_site_for_a_folder_asks_no_other_host(build_site: BuildSite) -> None:
    site = build_site(FILES, options=PAGEFIND, plugins=("search", "offline"))
    home = (site.folder / "index.html").read_text(encoding="utf-8")
    assert "data-dialogues-search" in home
    assert "unpkg.com" not in home
    files = {name for name in site.files() if name.startswith("pagefind/")}
    assert {f"{name}.js" for name in files if not name.endswith(".js")} <= files
    assert "import.meta" not in (site.folder / "pagefind/folder.js").read_text(encoding="utf-8")


def test_letters_of_writings_without_spaces_stand_apart_in_the_index(build_site: BuildSite) -> None:
    site = build_site({**FILES, "dialogues/shuihu.md": CHINESE}, options=PAGEFIND)
    entry = json.loads((site.folder / "pagefind/pagefind-entry.json").read_text())
    assert set(entry["languages"]) == {"en"}
    content = fragments(site)["/dialogues/shuihu/index.html"]["content"]
    assert "水 壶 在 唱 歌" in content


def test_an_edit_and_its_undoing_give_the_same_index(build_site: BuildSite, tmp_path: Path) -> None:
    first = index(build_site(FILES, options=PAGEFIND))
    edited = index(build_site({"dialogues/kettle.md": KETTLE.replace("singing", "whistling")}, options=PAGEFIND))
    again = index(build_site(FILES, options=PAGEFIND))
    (tmp_path / ".cache").rename(tmp_path / "away")
    cold = index(build_site(FILES, options=PAGEFIND))
    assert first == again == cold
    assert first != edited


def test_a_page_s_policy_lets_the_index_be_read(build_site: BuildSite) -> None:
    assert "&#39;wasm-unsafe-eval&#39;" in build_site(FILES, options=PAGEFIND).page("").replace("'", "&#39;")
    assert "wasm-unsafe-eval" not in build_site(FILES, options={"search": "material"}).page("")


def test_a_pagefind_that_fails_is_said(build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mkdocs_dialogues.searching.pagefind.get_executable", lambda: tmp_path / "content" / "index.md")
    site = build_site(FILES, options=PAGEFIND)
    assert any("the index could not be made" in warning for warning in site.warnings)
    assert "dialogues/letter/index.html" in site.files()


def make_searchable(preview: Preview) -> None:
    preview.make()
    for thread in threading.enumerate():
        if thread.name == "search":
            thread.join()


def test_a_site_whose_index_failed_has_none_and_nothing_that_was_withdrawn(
    build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next build begins with a second tree of the site, in which the index of the last one is."""
    for word in ("gurgling", "humming"):
        site = build_site({**FILES, "dialogues/kettle.md": KETTLE.replace("singing", word)}, options=PAGEFIND)
    assert "humming" in str(fragments(site))

    def fails(*_: object) -> None:
        raise PagefindError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("mkdocs_dialogues.searching.making.run_pagefind", fails)
        other = {"dialogues/kettle.md": KETTLE.replace("singing", "quiet")}
        site = build_site(other, options=PAGEFIND)
    assert any("no room" in warning for warning in site.warnings)
    assert not (site.folder / "pagefind").exists()
    assert "quiet" in str(fragments(build_site({}, options=PAGEFIND)))


def test_where_no_other_process_can_be_had_shards_are_made_here(
    build_site: BuildSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = index(build_site(FILES, options=PAGEFIND))
    shutil.rmtree(tmp_path / ".cache")
    monkeypatch.setattr("mkdocs_dialogues.searching.index._LARGE", 1)
    monkeypatch.setattr("sys.executable", str(tmp_path / "nowhere"))
    assert index(build_site(FILES, options=PAGEFIND)) == first


def test_nobody_waits_for_an_index_that_was_stopped(build_site: BuildSite, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()

    def slow(_documents: object, _language: str, _folder: Path, unless_stopped: Callable[[], None]) -> None:
        for _ in range(1_000):
            try:
                unless_stopped()
            except Stopped:
                stopped.set()
                raise
            time.sleep(0.01)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mkdocs_dialogues.searching.making.run_pagefind", slow)
    monkeypatch.setattr("mkdocs_dialogues.searching.index.followed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_site(FILES, options=PAGEFIND)
    assert stopped.is_set()


def test_the_preview_s_index_has_pages_that_are_not_made_again(tmp_path: Path) -> None:
    archive = plain(tmp_path)

    def shown(preview: Preview) -> dict[str, bytes]:
        make_searchable(preview)
        folder = preview.folder / "pagefind"
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    preview = Preview(archive, theme={"name": "material", "font": False})
    first = shown(preview)
    edit(archive, "b.md")
    second = shown(preview)
    assert second == shown(Preview(archive, "new", theme={"name": "material", "font": False}))
    assert first != second


def test_a_speaker_s_mark_in_a_page_s_own_dialogue_is_not_a_word(build_site: BuildSite) -> None:
    fence = "# A blog\n\n```dialogue\nAda: Is the kettle on?\n\nBo: It sings.\n```\n"
    site = build_site({**FILES, "blog.md": fence}, options=PAGEFIND)
    content = fragments(site)["/blog/index.html"]["content"]
    assert "AAda" not in content
    assert "Ada" in content


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that Pagefind is given, in each of its runs."""
    paths: list[str] = []

    def noted(documents: Iterator[tuple[str, bytes]], *rest: Any) -> None:
        known = list(documents)
        paths.extend(path for path, _ in known)
        run_pagefind(known, *rest)

    monkeypatch.setattr("mkdocs_dialogues.searching.making.run_pagefind", noted)
    return paths


MANY = {
    f"dialogues/{name}.md": KETTLE.replace("singing", name) for name in ("gurgling", "humming", "purring", "hissing")
}


def test_after_an_edit_only_what_changed_is_indexed_and_what_it_was_is_gone(
    build_site: BuildSite, tmp_path: Path, given: list[str]
) -> None:
    cache = tmp_path / ".cache/dialogues/search"

    def holders() -> list[str]:
        """The files of the index that have the word "humming", or what Pagefind makes of it."""
        found = []
        for path in [path for path in cache.rglob("*") if path.is_file()]:
            data = path.read_bytes()
            data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            found += [path.suffix] * (b"hum" in data.replace(b"/humming/", b""))
        return found

    build_site({**FILES, **MANY}, options=PAGEFIND)
    assert "dialogues/humming/index.html" in given
    assert {".pf_fragment", ".pf_index"} <= {*holders()}
    given.clear()
    other = KETTLE.replace("singing", "whispering")
    edited = index(build_site({"dialogues/humming.md": other}, options=PAGEFIND))
    assert "dialogues/humming/index.html" in given
    assert "dialogues/purring/index.html" not in given
    assert not holders()
    shutil.rmtree(cache)
    given.clear()
    assert index(build_site({}, options=PAGEFIND)) == edited
    assert "dialogues/purring/index.html" in given


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def shorten(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("index", empty),
        ("index", shutil.rmtree),
        ("index", shorten),
        ("filter", shorten),
        ("fragment", empty),
        ("fragment", shutil.rmtree),
        ("", lambda folder: next(folder.glob("*.pf_meta")).write_bytes(b"")),
        ("", lambda folder: next(folder.glob("*.pagefind")).unlink()),
        ("", lambda folder: (folder / "whole.json").write_text("[")),
    ],
)
def test_a_shard_in_the_cache_that_is_not_whole_is_made_again(
    build_site: BuildSite, tmp_path: Path, given: list[str], part: str, damage: Callable[[Path], object]
) -> None:
    """Also where a page is only known from the cache, and where the site has the damaged files already."""
    first = index(build_site(FILES, options=PAGEFIND))
    (shard,) = (tmp_path / ".cache/dialogues/search").iterdir()
    given.clear()
    damage(shard / part)
    site = build_site({}, options=PAGEFIND)
    assert site.warnings == []
    assert index(site) == first
    assert given
    given.clear()
    assert index(build_site({}, options=PAGEFIND)) == first
    assert not given


def test_a_shard_s_note_of_what_it_was_is_not_published(build_site: BuildSite) -> None:
    assert not [name for name in index(build_site(FILES, options=PAGEFIND)) if name.startswith(("whole", "documents"))]


def test_large_shards_are_made_by_other_processes_and_are_the_same(
    build_site: BuildSite, tmp_path: Path, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has begun to load what it needs before the pages of an edit are made, and goes when nothing is left to do."""
    other = {"dialogues/humming.md": KETTLE.replace("singing", "whispering")}
    first = index(build_site({**FILES, **MANY}, options=PAGEFIND))
    edited = index(build_site(other, options=PAGEFIND))
    shutil.rmtree(tmp_path / ".cache")
    given.clear()
    started: list[Maker] = []

    def noted() -> Maker:
        started.append(Maker())
        return started[-1]

    monkeypatch.setattr("mkdocs_dialogues.searching.index._LARGE", 1)
    monkeypatch.setattr("mkdocs_dialogues.searching.index.Maker", noted)
    assert index(build_site({**FILES, **MANY}, options=PAGEFIND)) == first
    assert len(started) == 1
    assert index(build_site(other, options=PAGEFIND)) == edited
    assert len(started) == 2
    (tmp_path / "content/index.md").write_text("# Home\n\nAll as before, but for a space. \n", encoding="utf-8")
    build_site({}, options=PAGEFIND)
    build_site({}, options=PAGEFIND)
    assert [maker.is_alive for maker in started] == [False] * len(started)
    assert not given


def test_an_edit_that_ends_the_index_of_the_last_one_goes_on_from_the_one_before(
    tmp_path: Path, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = plain(tmp_path)
    theme = {"name": "material", "font": False}
    preview = Preview(archive, theme=theme)

    make_searchable(preview)
    edit(archive, "b.md")
    with monkeypatch.context() as patch:
        patch.setattr("mkdocs_dialogues.searching.index.SearchIndex._unless_stopped", stopped)
        make_searchable(preview)
    edit(archive, "b.md")
    given.clear()
    make_searchable(preview)
    assert any("/b/" in path for path in given)
    assert not any("/a/" in path for path in given)


def stopped(_: object) -> None:
    raise Stopped
