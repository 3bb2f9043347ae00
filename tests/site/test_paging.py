"""Lists of many dialogues have several pages, and the preview keeps those that do not change."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from mkdocs_dialogues.config import DialoguesConfig
from tests.site.conftest import BuildSite, Elements, Site
from tests.site.test_cache import Archive
from tests.site.test_preview import Preview

TALK = "**Ada:** Is the kettle on, {0}?\n\n**Bo:** It has been singing.\n"
ADDRESS = "https://example.org/talks/"


def dialogue(number: int) -> str:
    date = f"date: {2030 - number // 4}-03-{28 - number % 4}\n" if number < 20 else ""
    return (
        f"---\nformat: labelled\ntitle: Talk {number}\n{date}themes: [tea]\nseries: Letters\n---\n{TALK.format(number)}"
    )


def talks(count: int) -> dict[str, str]:
    return {f"dialogues/{number:03}.md": dialogue(number) for number in range(count)} | {"index.md": "# Home\n"}


def entries(site: Site, address: str) -> list[str]:
    return re.findall(r'class="entry-title"[^>]*><a href="[^"]*">([^<]*)', site.page(address))


@pytest.fixture
def site(build_site: BuildSite) -> Site:
    return build_site(talks(23), options={"entries_per_page": 5}, site_url=ADDRESS)


def pages(first: str, count: int) -> list[str]:
    return [first, *(f"{first}/page/{number}" for number in range(2, count + 1))]


def test_the_pages_of_a_list_have_each_dialogue_once_in_order(site: Site) -> None:
    for first in ("dialogues", "themes/tea", "participants/ada"):
        listed = [title for address in pages(first, 5) for title in entries(site, address)]
        assert listed[:20] == [f"Talk {number}" for number in range(20)]
        assert sorted(listed[20:]) == ["Talk 20", "Talk 21", "Talk 22"]
    series = [title for address in pages("series/letters", 5) for title in entries(site, address)]
    assert series[-20:] == [f"Talk {number}" for number in reversed(range(20))]
    assert entries(site, "years/2028") == ["Talk 8", "Talk 9", "Talk 10", "Talk 11"]
    assert "years/2028/page/2/index.html" not in site.files()
    assert not site.warnings


def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    files = site.files()
    for name in sorted(name for name in files if "/page/" in name or name == "themes/tea/index.html"):
        html = (site.folder / name).read_text()
        here = ADDRESS + name.removesuffix("index.html")
        for link in Elements(html).all("a"):
            target, _, anchor = urljoin(here, link["href"] or "").partition("#")
            if target.startswith(ADDRESS):
                page = target.removeprefix(ADDRESS) + ("index.html" if target.endswith("/") else "")
                assert page in files, (name, link)
                if anchor.startswith("in-"):
                    assert f'id="{anchor}"' in (site.folder / page).read_text(), (name, link)


def test_each_page_says_what_it_is_and_what_is_beside_it(site: Site) -> None:
    html = site.page("themes/tea/page/3")
    links = Elements(html).all("link")
    by_rel = {str(link["rel"]): str(link["href"]) for link in links}
    assert by_rel["canonical"] == f"{ADDRESS}themes/tea/page/3/"
    assert (by_rel["prev"], by_rel["next"]) == ("../2/", "../4/")
    assert "<title>tea, page 3 - Test</title>" in html
    assert ">page 3 of 5<" in html
    assert "23 dialogues" not in html
    assert "23 dialogues · page 1 of 5" in site.page("themes/tea")
    years = Elements(html[html.index("listing-jumps") :]).all("a")[:6]
    assert [link["href"] for link in years[1:4]] == ["../2/#in-2029", "#in-2028", "#in-2027"]
    first = Elements(site.page("themes/tea")).all("link")
    assert "prev" not in {link["rel"] for link in first}
    sitemap = (site.folder / "sitemap.xml").read_text()
    assert f"{ADDRESS}themes/tea/page/5/" in sitemap


def test_feeds_are_linked_on_the_first_and_search_knows_the_first(site: Site) -> None:
    assert "listing-feeds" in site.page("themes/tea")
    assert "listing-feeds" not in site.page("themes/tea/page/2")


def test_a_year_that_is_long_has_its_months(build_site: BuildSite) -> None:
    text = "---\nformat: labelled\ntitle: T{0}\ndate: 2026-{0:02}-01\n---\n" + TALK
    site = build_site(
        {f"dialogues/{month}.md": text.format(month) for month in range(1, 8)}, options={"entries_per_page": 3}
    )
    assert 'href="page/2/#in-march-2026">March 2026<' in site.page("years/2026")
    assert "March 2026</h2>" in site.page("years/2026/page/2")
    assert "April 2026</h2>" in site.page("years/2026")


def test_a_short_list_is_as_ever(build_site: BuildSite) -> None:
    site = build_site(talks(5), options={"entries_per_page": 5})
    assert not [name for name in site.files() if "/page" in name and name.endswith(".html")]
    assert "listing-pages" not in site.page("dialogues")
    assert "listing-jumps" not in site.page("dialogues")


@pytest.mark.parametrize("flat", [True, False])
def test_all_on_one_page_if_wanted_and_addresses_of_every_kind(build_site: BuildSite, flat: bool) -> None:
    site = build_site(talks(7), options={"entries_per_page": 0 if flat else 3}, use_directory_urls=False)
    if flat:
        assert (site.folder / "themes/tea.html").read_text().count('class="entry"') == 7
    else:
        second = (site.folder / "themes/tea/page/2.html").read_text()
        assert '<a href="../../../dialogues/004.html">' in second
        assert '<link rel="prev" href="../../tea.html">' in second


def test_a_dialogue_where_a_page_would_be_keeps_its_address(build_site: BuildSite) -> None:
    site = build_site(talks(7) | {"dialogues/page/2.md": dialogue(9)}, options={"entries_per_page": 3})
    assert "Talk 9</h1>" in site.page("dialogues/page/2")
    assert sum(len(entries(site, f"dialogues{more}")) for more in ("", "/page-/2", "/page-/3")) == 8


def test_one_more_dialogue_changes_no_page_but_the_first_of_a_list(build_site: BuildSite) -> None:
    def further(site: Site) -> dict[str, str]:
        return {name: (site.folder / name).read_text() for name in site.files() if "/page/" in name}

    head = "---\nformat: labelled\ntitle: T{0}\ndate: 2026-01-{0:02}\nthemes: [tea]\n---\n"
    talks = [head.format(day) + TALK for day in range(11, 28)]
    before = {f"dialogues/{number}.md": text for number, text in enumerate(talks[:-1])}
    more = before | {"dialogues/new.md": talks[-1]}
    pages = further(build_site(before, options={"entries_per_page": 5}))
    assert {"dialogues/page/3/index.html", "themes/tea/page/2/index.html"} <= pages.keys()
    assert further(build_site(more, options={"entries_per_page": 5})) == pages


def test_a_list_of_one_s_own_has_no_further_pages(build_site: BuildSite) -> None:
    site = build_site(talks(7) | {"themes/tea.md": "# Tea\n\nMine.\n"}, options={"entries_per_page": 3})
    assert "Mine." in site.page("themes/tea")
    assert "themes/tea/page/2/index.html" not in site.files()


def test_a_number_below_nothing_is_said() -> None:
    config = DialoguesConfig()
    config.load_dict({"entries_per_page": -1})
    ((name, fault),) = config.validate()[0]
    assert (name, str(fault)) == ("entries_per_page", "Expected a number from 0, and found -1.")


def test_the_preview_makes_only_those_pages_again_that_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    archive = Archive(tmp_path, 1)
    for path in archive.folder.rglob("*.md"):
        path.unlink()
    for number in range(12):
        (archive.folder / f"{number:03}.md").write_text(dialogue(number))
    archive.options["entries_per_page"] = 3
    preview = Preview(archive)
    preview.build()
    before = preview.times()
    path = archive.folder / "007.md"
    path.write_text(path.read_text() + "\n\n**Ada:** And more words than there were.\n")
    edited = preview.build()
    after = preview.times()
    written = {name for name in after if after[name] != before.get(name)}
    assert "dialogues/page/3/index.html" in written
    assert "themes/tea/page/3/index.html" in written
    assert not written & {"dialogues/page/2/index.html", "themes/tea/index.html", "themes/tea/page/4/index.html"}
    assert edited == Preview(archive, "new").build()
