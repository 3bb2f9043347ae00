"""A dialogue of very many turns, or of very long ones, has several pages, and every link leads to the right one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues.project import find_project
from mkdocs_dialogues.verifying.site import Folder, verify
from tests.site.conftest import BuildSite, Elements, Site
from tests.site.test_cache import Archive
from tests.site.test_preview import Preview
from tests.site.test_search import fragments

ADDRESS = "https://example.org/talks/"
HEAD = """\
---
format: labelled
title: The kettle
date: 2026-03-01
summary: A kettle is watched.
themes: [tea]
series: Letters
participants: {Opus: {name: Opus, model: claude-opus-4.5}}
notes:
  - On all of it.
  - {turn: 9, passage: number 8, text: Which it was.}
---
Before they speak.

"""


def talk(turns: int, *, head: str = HEAD, more: str = "") -> str:
    said = (f"**{('Ada', 'Opus')[n % 2]}:** It is *number* number {n}.{more}\n\n" for n in range(turns))
    return head + "".join(said)


def anchors(html: str) -> list[str]:
    return [str(turn["id"]) for turn in Elements(html).all("section", "turn")]


def pages(count: int, stem: str = "dialogues/kettle") -> list[str]:
    return [stem, *(f"{stem}/page/{number}" for number in range(2, count + 1))]


def other(site: Site, number: int) -> str:
    """The anchor of a turn, from 0, wherever it stands."""
    return [anchor for page in pages(5) for anchor in anchors(site.page(page))][number]


FILES = {"dialogues/kettle.md": talk(17), "dialogues/short.md": talk(3, head="---\nformat: labelled\n---\n")}


@pytest.fixture
def site(build_site: BuildSite) -> Site:
    return build_site(
        FILES | {"index.md": "# Home\n"},
        strict=True,
        options={"turns_per_page": 4, "search": "pagefind"},
        site_url=ADDRESS,
    )


def test_each_turn_stands_on_one_page_and_what_is_said_of_the_whole_on_one(site: Site) -> None:
    assert not site.aborted, site.warnings
    shown = [site.page(page) for page in pages(5)]
    numbers = [turn["data-turn"] for html in shown for turn in Elements(html).all("section", "turn")]
    assert numbers == [str(number) for number in range(1, 18)]
    assert len({anchor for html in shown for anchor in anchors(html)}) == 17
    for what, where in {
        "A kettle is watched.</p>": 0, "On all of it.": 0, "Which it was.": 2, "Before they speak.": 0,
        'id="series-parts"': 4, "<dt>Themes": 0, "17 turns, ": 0, "<dt>Participants": None, ">The kettle</h1>": None,
        "data-sha256": None, "Cite this dialogue": None,
    }.items():  # fmt: skip
        places = [place for place, html in enumerate(shown) if what.replace("Themes", "Theme") in html]
        assert places == (list(range(5)) if where is None else [where]), what
    assert "dialogues/short/page/2/index.html" not in site.files()
    assert "dialogue-pages" not in site.page("dialogues/short")


def test_each_page_says_which_it_is_and_leads_to_the_others(site: Site) -> None:
    html = site.page("dialogues/kettle/page/3")
    rels = {str(link["rel"]): str(link["href"]) for link in Elements(html).all("link")}
    assert rels["canonical"] == f"{ADDRESS}dialogues/kettle/page/3/"
    assert (rels["prev"], rels["next"]) == ("../2/", "../4/")
    assert "<title>The kettle, page 3 - Test</title>" in html
    assert "3 of 5: turns 9–12" in html
    assert 'content="The kettle, turns 9–12: It is number number 8."' in html
    listed = re.search(r'<nav aria-label="Pages of this dialogue">(.*?)</nav>', html, re.DOTALL)
    assert listed
    links = Elements(listed[1]).all("a")
    assert [link["href"] for link in links] == ["../../", "../2/", "./", "../4/", "../5/"]
    assert [link["aria-current"] for link in links if "aria-current" in link] == ["page"]
    assert "It is number number 12." in listed[1]
    first, last = (Elements(site.page(page)).all("link") for page in (pages(5)[0], pages(5)[4]))
    assert "prev" not in {link["rel"] for link in first}
    assert "next" not in {link["rel"] for link in last}


def test_no_link_of_any_page_leads_nowhere(site: Site) -> None:
    files = site.files()
    for page in pages(5):
        html = site.page(page)
        for element in ("a", "link"):
            for link in Elements(html).all(element):
                target, _, anchor = urljoin(f"{ADDRESS}{page}/", str(link["href"])).partition("#")
                if target.startswith(ADDRESS):
                    name = target.removeprefix(ADDRESS) + ("index.html" if target.endswith("/") else "")
                    assert name in files, (page, link)
                    if anchor:
                        assert f'id="{anchor}"' in (site.folder / name).read_text(), (page, link)


def test_search_and_the_site_map_have_each_page_and_programs_the_whole(site: Site) -> None:
    found = fragments(site)
    third = found["/dialogues/kettle/page/3/index.html"]
    whole = found["/dialogues/kettle/index.html"]
    assert (third["meta"]["title"], whole["meta"]["title"]) == ("The kettle, page 3", "The kettle")
    assert third["filters"] == whole["filters"]
    assert "number number 8." in third["content"]
    assert "number number 8." not in whole["content"]
    assert [anchor["id"] for anchor in third["anchors"] if anchor["element"] == "h2"] == anchors(
        site.page("dialogues/kettle/page/3")
    )
    sitemap = (site.folder / "sitemap.xml").read_text()
    assert [f"<loc>{ADDRESS}{page}/</loc>" in sitemap for page in pages(5)] == [True] * 5
    assert len(json.loads((site.folder / "dialogues/kettle/index.json").read_text())["dialogues"][0]["turns"]) == 17
    (row,) = [row for row in map(json.loads, (site.folder / "dialogues.jsonl").open()) if row["title"] == "The kettle"]
    assert len(row["turns"]) == 17
    assert [turn["url"] for turn in row["turns"]] == [
        f"{ADDRESS}{page}/#{anchor}" for page in pages(5) for anchor in anchors(site.page(page))
    ]
    feed = json.loads((site.folder / "feed.json").read_text())
    assert [item["url"] for item in feed["items"]] == [f"{ADDRESS}dialogues/kettle/"]
    said = feed["items"][0]["content_html"]
    first = len(anchors(site.page("dialogues/kettle")))
    assert (f"number {first - 1}." in said, f"number {first}." in said) == (True, False)
    assert f"The dialogue goes on: {17 - first} more turns" in said


def linked_data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_first_describes_the_whole_and_the_others_are_parts_of_it(site: Site) -> None:
    first, third = (linked_data(site.page(page)) for page in (pages(5)[0], pages(5)[2]))
    assert first["url"] == third["isPartOf"]["url"] == f"{ADDRESS}dialogues/kettle/"
    assert [part["@type"] for part in first["hasPart"]] == ["Message"] * 4 + ["Conversation"] * 4
    assert [part["url"] for part in first["hasPart"][4:]] == [f"{ADDRESS}{page}/" for page in pages(5)[1:]]
    assert [part["position"] for part in third["hasPart"]] == [9, 10, 11, 12]
    assert third["hasPart"][0]["url"] == f"{ADDRESS}dialogues/kettle/page/3/#{other(site, 8)}"
    assert (first["wordCount"], third["wordCount"]) == (17 * 5, 4 * 5)
    assert (first["isPartOf"]["name"], third["isPartOf"]["name"]) == ("Letters", "The kettle")


def test_a_turn_is_cited_by_its_own_page_and_the_dialogue_by_its_first(site: Site) -> None:
    html = site.page("dialogues/kettle/page/2")
    patterns = json.loads(str(Elements(html).all("details", "dialogue-cite")[0]["data-turns"]))["forms"]
    assert f"{ADDRESS}dialogues/kettle/page/2/#\ue002" in patterns["apa"]
    assert f"{ADDRESS}dialogues/kettle/</dd>" in html
    assert f'<meta name="citation_public_url" content="{ADDRESS}dialogues/kettle/">' in html


def test_links_of_pages_and_dialogues_lead_to_the_page_that_has_the_turn(build_site: BuildSite, tmp_path: Path) -> None:
    plain = build_site(FILES | {"index.md": "# Home\n"}, options={"turns_per_page": 4})
    ninth, second = other(plain, 8), other(plain, 1)
    within = f"**Ada:** See [that](#{ninth}) and [this](#{second}), or [those](short.md).\n\n"
    files = {
        "dialogues/kettle.md": talk(17) + within,
        "dialogues/short.md": "---\nformat: labelled\n---\n"
        f"**Ada:** [A](kettle.md#{ninth}), [b](kettle.md#{second}).\n",
        "index.md": f"# Home\n\n[A](dialogues/kettle.md#{ninth}), [b](dialogues/kettle.md?to=x#{ninth}), "
        f"[c](dialogues/kettle.md#{second}), [d](dialogues/kettle.md)\n\n"
        f"```dialogue\n**Ada:** [E](dialogues/kettle.md#{ninth})\n```\n",
    }
    site = build_site(files, strict=True, options={"turns_per_page": 4}, validation={"links": {"anchors": "warn"}})
    assert not site.aborted, site.warnings
    home = site.page(".")
    third = "dialogues/kettle/page/3/"
    for href in (f"{third}#{ninth}", f"{third}?to=x#{ninth}", f"dialogues/kettle/#{second}", "dialogues/kettle/"):
        assert f'href="{href}"' in home
    assert home.count(f'href="{third}#{ninth}"') == 2
    short = site.page("dialogues/short")
    assert f'href="../kettle/page/3/#{ninth}"' in short
    assert f'href="../kettle/#{second}"' in short
    last = site.page("dialogues/kettle/page/5")
    assert f'href="../3/#{ninth}"' in last
    assert f'href="../../#{second}"' in last
    assert 'href="../../../short/"' in last


def test_a_link_to_no_turn_is_reported_wherever_it_would_be(build_site: BuildSite) -> None:
    files = FILES | {
        "index.md": "# Home\n\n[A](dialogues/kettle.md#t-none)\n",
        "dialogues/short.md": "---\nformat: labelled\n---\n**Ada:** [A](kettle.md#t-none)\n",
    }
    site = build_site(files, options={"turns_per_page": 4}, validation={"links": {"anchors": "warn"}})
    assert len([warning for warning in site.warnings if "#t-none" in warning]) == 2


def test_long_turns_are_cut_by_their_length(build_site: BuildSite) -> None:
    long = talk(60, head="---\nformat: labelled\n---\n", more=" and so it went on" * 600)
    site = build_site({"dialogues/kettle.md": long, "index.md": "# Home\n"})
    sizes = [len(anchors(site.page(page))) for page in pages(4)]
    assert sum(sizes) == 60
    assert sizes[0] == 18
    one = build_site({"dialogues/kettle.md": long}, options={"turns_per_page": 0})
    assert len(anchors(one.page("dialogues/kettle"))) == 60


def test_addresses_of_another_kind_and_pages_that_are_taken(build_site: BuildSite) -> None:
    files = FILES | {"index.md": "# Home\n", "dialogues/kettle/page/3.md": "**Ada:** Mine.\n\n**Bo:** Yes.\n"}
    site = build_site(files, options={"turns_per_page": 4, "raw": True}, use_directory_urls=False)
    second = (site.folder / "dialogues/kettle/page-/2.html").read_text()
    assert {"dialogues/kettle/page/3.html", "dialogues/kettle/page-/5.html"} <= site.files()
    assert '<a rel="prev" href="../../kettle.html">' in second
    assert 'href="../../kettle.json"' in second
    assert 'href="../../kettle.raw.md"' in second
    assert "Mine." in (site.folder / "dialogues/kettle/page/3.html").read_text()


@pytest.mark.parametrize("status", ["unlisted", "draft"])
def test_what_is_kept_back_is_kept_back_whole(build_site: BuildSite, status: str) -> None:
    head = HEAD.replace("title:", f"status: {status}\ntitle:")
    files = {
        "dialogues/kettle.md": talk(9, head=head),
        "dialogues/a.md": FILES["dialogues/short.md"],
        "index.md": "# H\n",
    }
    site = build_site(files, options={"turns_per_page": 4, "search": "pagefind"}, site_url=ADDRESS)
    third = site.folder / "dialogues/kettle/page/3/index.html"
    assert third.exists() is (status == "unlisted")
    assert "kettle" not in (site.folder / "sitemap.xml").read_text()
    assert not [path for path in fragments(site) if "kettle" in path]
    if status == "unlisted":
        assert '<meta name="robots" content="noindex">' in third.read_text()


def test_a_page_that_is_lost_or_left_over_is_found(build_site: BuildSite, tmp_path: Path) -> None:
    site = build_site(FILES | {"index.md": "# Home\n"}, options={"turns_per_page": 4})
    project = find_project(tmp_path)
    assert project
    folder = site.folder / "dialogues/kettle/page"
    third = folder / "3/index.html"
    third.write_text(third.read_text().replace("number 9.", "number 99."))
    assert {problem.code for problem in verify(project, Folder(site.folder)).problems} == {"page-differs"}
    (folder / "9").mkdir()
    (folder / "5/index.html").rename(folder / "9/index.html")
    codes = {problem.code for problem in verify(project, Folder(site.folder)).problems}
    assert codes == {"page-differs", "page-missing", "page-unknown"}


def growing(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path, 1)
    archive.options["turns_per_page"] = 4
    for path in archive.folder.rglob("*.md"):
        path.unlink()
    (archive.folder / "kettle.md").write_text(talk(7))
    (archive.folder / "b.md").write_text(talk(3))
    plain = archive.build(cache=False, into="plain")[0]
    ids = anchors(plain["dialogues/kettle/index.html"].decode())
    (archive.folder / "b.md").write_text(talk(3) + f"**Ada:** See [it](kettle.md#{ids[3]}).\n")
    (tmp_path / "content/index.md").write_text(f"# Home\n\n[it](dialogues/kettle.md#{ids[3]})\n")
    return archive


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The theme prints the time of the build; here it stands still."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.mark.usefixtures("still")
def test_a_warm_build_is_a_cold_one_while_pages_come_and_go(tmp_path: Path) -> None:
    archive = growing(tmp_path)
    for turns in (7, 8, 9, 30, 4, 3, 5):
        (archive.folder / "kettle.md").write_text(talk(turns).replace("number 0.", f"number 0 of {turns}."))
        warm, _ = archive.build(cache=True, into="warm")
        cold, _ = archive.build(cache=False, into="cold")
        assert sorted(warm) == sorted(cold)
        assert [name for name in cold if warm[name] != cold[name]] == []
        count = sum(name.startswith("dialogues/kettle/") and name.endswith(".html") for name in warm)
        assert count == -(-turns // 4)


@pytest.mark.usefixtures("still")
def test_the_preview_is_what_a_new_one_shows_while_pages_come_and_go(tmp_path: Path) -> None:
    archive = growing(tmp_path)
    preview = Preview(archive)
    preview.build()
    for turns in (30, 4, 9):
        (archive.folder / "kettle.md").write_text(talk(turns))
        edited = preview.build()
        preview = Preview(archive, f"new-{turns}")  # the plugin is now this one's, which goes on from here
        new = preview.build()
        assert sorted(edited) == sorted(new)
        assert [name for name in new if edited[name] != new[name]] == []


@pytest.mark.usefixtures("still")
def test_feeds_lead_to_pages_where_they_are_now(tmp_path: Path) -> None:
    """Another dialogue has the place of a second page, and goes."""
    archive = growing(tmp_path)
    said = "---\nformat: labelled\ndate: 2026-01-01\n---\n**Ada:** One.\n\n**Bo:** See [it](#{}).\n\n"
    rest = "**Ada:** Three.\n\n**Bo:** Four.\n\n**Ada:** Five.\n"
    (archive.folder / "a.md").write_text(said.format("t-x") + rest)
    archive.settings["site_url"] = "https://example.org/"
    first, _ = archive.build(cache=False, into="cold")
    last = anchors(first["dialogues/a/page/2/index.html"].decode())[-1]
    (archive.folder / "a.md").write_text(said.format(last) + rest)
    (archive.folder / "a/page").mkdir(parents=True)
    (archive.folder / "a/page/2.md").write_text("---\nformat: labelled\n---\n**Ada:** Hm.\n\n**Bo:** Hm!\n")
    feed = "participants/bo/feed.json"
    assert b"a/page-/2/#" in archive.build(cache=True, into="warm")[0][feed]
    (archive.folder / "a/page/2.md").unlink()
    assert b"a/page/2/#" in archive.build(cache=True, into="warm")[0][feed]


@pytest.mark.usefixtures("still")
def test_they_are_rendered_by_others_as_at_home(tmp_path: Path) -> None:
    sites = []
    for jobs in (1, 2):
        root = tmp_path / str(jobs)
        (root / "content/dialogues").mkdir(parents=True)
        (root / "content/index.md").write_text("# Home\n")
        (root / "content/dialogues/kettle.md").write_text(talk(90))
        settings = {
            "site_name": "Test", "docs_dir": "content", "theme": {"name": "mkdocs"}, "site_url": ADDRESS,
            "plugins": [{"dialogues": {"turns_per_page": 2, "jobs": jobs}}],
        }  # fmt: skip
        (root / "mkdocs.yml").write_text(yaml.safe_dump(settings))
        config = load_config(str(root / "mkdocs.yml"))
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        sites.append({path.relative_to(root): path.read_bytes() for path in (root / "site").rglob("*.html")})
    assert len(sites[0]) > 45
    assert sites[0] == sites[1]
