"""Other people's plugins find on pages of dialogues what they find on ordinary pages, and what they do there stays."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin

from mkdocs_dialogues.policy import script_hash
from tests.site.conftest import BuildSite, Elements, Site

FILES: dict[str, str] = {
    "index.md": "# Home\n\nThe [kettle](dialogues/kettle.md), [all](dialogues/index.md) or [tea](themes/tea.md).\n",
    "dialogues/kettle.md": "---\nformat: labelled\ntitle: The kettle & I\ndate: 2026-01-04\nthemes: [tea, A < B]\n"
    "summary: Is it on?\n---\n**Ada:** Look: ![a kettle](kettle.svg)\n\n**Bo:** It sings.\n",
    "dialogues/kettle.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>',
    "dialogues/pot.md": "---\nformat: labelled\ntitle: The pot\ndate: 2026-02-05\nthemes: [tea]\n---\n"
    "**Ada:** And the pot?\n\n**Bo:** Warm.\n",
}
HOOKS = """
import json, pathlib

SEEN = pathlib.Path(__file__).with_name("seen.jsonl")

def tell(event, page, **what):
    with SEEN.open("a") as file:
        what |= {"title": page.title, "url": page.url, "edit": page.edit_url, "source": page.file.src_uri}
        file.write(json.dumps({"event": event, **what}) + "\\n")

def on_pre_page(page, config, files):
    tell("pre_page", page)
    return page

def on_page_markdown(markdown, page, config, files):
    tell("markdown", page, tags=page.meta.get("tags"), date=str(page.meta.get("date")))
    page.meta["seen"] = "by <hooks>"
    return markdown

def on_page_content(html, page, config, files):
    tell("content", page, turns=html.count('class="turn"'), toc=[entry.title for entry in page.toc])
    return html + "<p class='of-content'>one more</p>"

def on_env(env, config, files):
    env.filters["shout"] = str.upper
    return env

def on_page_context(context, page, config, nav):
    tell("context", page, turns=page.content.count('class="turn"'), seen=page.meta["seen"])
    page.content += "<p class='of-context'>and one</p>"
    context["word"] = "quiet"
    return context

def on_post_page(output, page, config):
    tell("post_page", page, whole=output.lstrip().lower().startswith("<!doctype") and "</html>" in output)
    return output.replace("</body>", "<p class='of-post'>and last</p></body>")
"""


def seen(root: Path, source: str) -> dict[str, dict[str, Any]]:
    told = map(json.loads, (root / "seen.jsonl").read_text().splitlines())
    return {one["event"]: one for one in told if one["source"] == source}


@pytest.mark.parametrize("search", ["material", "pagefind"])
def test_a_plugin_sees_dialogues_as_it_sees_pages(build_site: BuildSite, tmp_path: Path, search: str) -> None:
    (tmp_path / "hooks.py").write_text(HOOKS)
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block footer %}<p class="of-theme">{{ (word or "") | shout }}</p>{% endblock %}'
    )
    site = build_site(
        FILES,
        strict=True,
        options={"search": search},
        theme={"name": "material", "font": False, "custom_dir": str(tmp_path / "overrides")},
        hooks=[str(tmp_path / "hooks.py")],
        repo_url="https://example.org/repo",
        edit_uri="edit/main/content/",
    )
    assert not site.aborted, site.warnings
    ordinary, dialogue = seen(tmp_path, "index.md"), seen(tmp_path, "dialogues/kettle.md")
    assert list(dialogue) == list(ordinary) == ["pre_page", "markdown", "content", "context", "post_page"]
    assert dialogue["markdown"]["tags"] == ["tea", "A &lt; B"]
    assert dialogue["markdown"]["date"] == "2026-01-04"
    assert dialogue["content"]["turns"] == dialogue["context"]["turns"] == 2
    assert dialogue["content"]["toc"] == ["Ada: Look:", "Bo: It sings."]
    assert dialogue["context"]["seen"] == "by <hooks>"
    assert dialogue["post_page"]["whole"]
    assert dialogue["post_page"]["title"] == "The kettle &amp; I"
    assert dialogue["post_page"]["url"] == "dialogues/kettle/"
    assert dialogue["post_page"]["edit"] == "https://example.org/repo/edit/main/content/dialogues/kettle.md"
    for address in ("", "dialogues/kettle", "dialogues", "themes/tea"):
        page = Elements(site.page(address))
        for kind in ("of-content", "of-context", "of-post", "of-theme"):
            assert len(page.all("p", kind)) == 1, (address, kind)
        assert "QUIET" in page.text


def test_search_finds_turns_while_other_plugins_see_the_page(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "hooks.py").write_text(HOOKS)
    site = build_site(FILES, options={"search": "material"}, hooks=[str(tmp_path / "hooks.py")])
    found = {entry["location"]: entry["text"] for entry in site.search()}
    turns = re.findall(r'<section class="turn" id="([^"]+)"', site.page("dialogues/kettle"))
    assert [f"dialogues/kettle/#{turn}" in found for turn in turns] == [True, True]
    assert "It sings." in found[f"dialogues/kettle/#{turns[1]}"]


UNQUOTED = """
import re

def on_post_page(output, page, config):
    return re.sub(r'="([a-z-]+)"', r"=\\1", output)

def on_post_template(output_content, template_name, config):
    return re.sub(r'="([a-z-]+)"', r"=\\1", output_content)
"""


def test_search_is_ours_whatever_other_plugins_make_of_a_page(build_site: BuildSite, tmp_path: Path) -> None:
    (tmp_path / "hooks.py").write_text(UNQUOTED)  # as minifiers do
    site = build_site(FILES, strict=True, hooks=[str(tmp_path / "hooks.py")])
    assert not site.aborted, site.warnings
    for place in ("index.html", "dialogues/kettle/index.html", "themes/tea/index.html", "404.html"):
        page = Elements((site.folder / place).read_text())
        (search,) = page.all("div", "md-search")
        assert "data-md-component" not in search, place
        assert [form["name"] for form in page.all("form", "md-search__form")] == ["dialogues-search"], place
        (dialog,) = [attributes for _, attributes in page.elements if attributes.get("role") == "dialog"]
        assert dialog["aria-label"] == "Search", place


def test_tags_of_material_list_dialogues(build_site: BuildSite) -> None:
    files = FILES | {"tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    site = build_site(files, strict=True, plugins=("search", "tags"))
    assert not site.aborted, site.warnings
    page = site.page("tags")
    links = [link["href"] for link in Elements(page).all("a")]
    assert "../dialogues/kettle/" in links
    assert links.count("../dialogues/pot/") == 1
    assert 'class="md-tag"' in site.page("dialogues/kettle")
    assert "A &lt; B" in site.page("dialogues/kettle")


def test_glightbox_opens_pictures_of_dialogues(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True, plugins=("search", "glightbox"))
    assert not site.aborted, site.warnings
    page = site.page("dialogues/kettle")
    (link,) = Elements(page).all("a", "glightbox")
    assert link["href"] == "../kettle.svg"
    assert "assets/javascripts/glightbox.min.js" in page
    assert (site.folder / "assets/javascripts/glightbox.min.js").is_file()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    (begins,) = re.findall(r"<script[^>]*>([^<]*GLightbox\(.*?)</script>", page, re.DOTALL)
    assert script_hash(begins) in policy[1].replace("&#x27;", "'").replace("&#39;", "'")  # it may run


def test_rss_has_dialogues_by_their_dates(build_site: BuildSite) -> None:
    rss = {"rss": {"match_path": "dialogues/.*", "date_from_meta": {"as_creation": "date"}, "use_git": False}}
    site = build_site(
        FILES, strict=True, plugins=("search", rss), site_url="https://example.org/", site_description="T"
    )
    assert not site.aborted, site.warnings
    items = ET.parse(site.folder / "feed_rss_created.xml").iter("item")  # noqa: S314 - made here
    dates = {str(item.findtext("link")): str(item.findtext("pubDate")) for item in items}
    assert dates["https://example.org/dialogues/kettle/"].startswith("Sun, 04 Jan 2026")
    assert dates["https://example.org/dialogues/pot/"].startswith("Thu, 05 Feb 2026")


def test_dates_of_git_come_from_the_transcript_s_history(build_site: BuildSite, tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git = shutil.which("git")
    assert git
    when = {"GIT_AUTHOR_DATE": "2026-03-01T12:00:00Z", "GIT_COMMITTER_DATE": "2026-03-01T12:00:00Z"}
    who = {f"GIT_{one}_{what}": "a@example.org" for one in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for arguments in (["init", "-q"], ["add", "content"], ["commit", "-q", "-m", "Talks"]):
        subprocess.run([git, *arguments], cwd=tmp_path, check=True, env={**when, **who, "HOME": str(tmp_path)})
    dates = {"type": "iso_date", "enable_creation_date": True, "strict": False}  # of a folder some gits know no history
    site = build_site(FILES, strict=True, plugins=("search", {"git-revision-date-localized": dates}))
    assert not site.aborted, site.warnings
    for address in ("", "dialogues/kettle", "dialogues/pot"):
        assert re.search(r'plugin-iso_date"[^>]*>2026-03-01<', site.page(address)), address


def test_a_plugin_that_makes_all_files_anew_is_refused(build_site: BuildSite, tmp_path: Path) -> None:
    build_site(FILES)
    config = load_config(str(tmp_path / "mkdocs.yml"))
    dict.__setitem__(config.plugins, "i18n", BasePlugin())
    config.plugins.on_startup(command="build", dirty=False)
    with pytest.raises(Abort):
        build(config)


def test_redirects_lead_to_dialogues(build_site: BuildSite) -> None:
    redirects = {"redirects": {"redirect_maps": {"old/kettle.md": "dialogues/kettle.md"}}}
    site = build_site(FILES, strict=True, plugins=("search", redirects))
    assert not site.aborted, site.warnings
    assert 'url=../../dialogues/kettle/"' in site.page("old/kettle")


def links_of(site: Site) -> list[str | None]:
    return [link["href"] for link in Elements(site.page("")).all("a")]


def test_ordinary_pages_link_to_dialogues_and_strictness_checks_it(build_site: BuildSite) -> None:
    site = build_site(FILES, strict=True)
    assert not site.aborted, site.warnings
    assert {"dialogues/kettle/", "dialogues/", "themes/tea/"} <= set(links_of(site))
    anchor = re.findall(r'<section class="turn" id="([^"]+)"', site.page("dialogues/kettle"))[0]
    more = (
        f"# Home\n\n[good](dialogues/kettle.md#{anchor}), [gone](dialogues/kettle.md#t-gone), [no](dialogues/no.md)\n"
    )
    site = build_site(FILES | {"index.md": more}, strict=True, validation={"links": {"anchors": "warn"}})
    assert site.aborted
    assert [warning for warning in site.warnings if "t-gone" in warning]
    assert [warning for warning in site.warnings if "dialogues/no.md" in warning]
    assert not [warning for warning in site.warnings if f"#{anchor}" in warning]


def test_a_dirty_build_makes_what_is_newer(build_site: BuildSite, tmp_path: Path) -> None:
    site = build_site(FILES)
    before = {path: path.stat().st_mtime_ns for path in site.folder.rglob("index.html")}
    kettle = tmp_path / "content/dialogues/kettle.md"
    kettle.write_text(kettle.read_text() + "\n\n**Ada:** Then pour.\n")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=True)
    build(config, dirty=True)
    assert "Then pour." in site.page("dialogues/kettle")
    assert (site.folder / "dialogues/pot/index.html").stat().st_mtime_ns == before[
        site.folder / "dialogues/pot/index.html"
    ]
