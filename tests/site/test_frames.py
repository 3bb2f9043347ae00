"""Shared frames change nothing that anybody sees: the theme's own pages, overrides, other plugins, themes."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_dialogues import framing
from tests.site.conftest import Site

ROOT = Path(__file__).parents[2]
TALK = "**Ada:** {0}\n\n**Bo:** Yes, {0}.\n\n**Ada:** Good.\n\n**Bo:** Then pour.\n"
MANY = {
    f"dialogues/{folder}/{name}.md": f"---\ntitle: {name} & co\nthemes: [tea]\ndate: 2026-01-0{number}\n---\n"
    + TALK.format(name) * number
    for folder in ("old", "new")
    for number, name in enumerate(("ant", "bee", "cat", "dog", "eel"), start=1)
}

BuildBoth = Callable[..., tuple[Path, Path]]


def different(one: Path, two: Path) -> list[str]:
    """The files that are not the same in both folders."""
    files = {path.relative_to(folder).as_posix() for folder in (one, two) for path in folder.rglob("*")}
    plain = sorted(file for file in files if (one / file).is_file() or (two / file).is_file())
    _, unlike, missing = filecmp.cmpfiles(one, two, plain, shallow=False)
    return [file for file in (*unlike, *missing) if not file.endswith(".gz")]


@pytest.fixture
def build_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildBoth:
    """Build one site with shared frames and with none, and give both folders."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")

    def run(
        files: Mapping[str, str], *, hooks: str = "", theme: Mapping[str, Any] | None = None, **settings: Any
    ) -> tuple[Path, Path]:
        for name, text in {"content/index.md": "# Home\n\n[Ant](dialogues/old/ant.md)\n", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "hooks.py").write_text(hooks, encoding="utf-8")
        built = []
        plugins = settings.pop("plugins", ["search"])
        for frames in ("shared", "own"):
            folder = tmp_path / frames
            whole = {
                "site_name": "Test & co",
                "site_url": "https://example.org/",
                "docs_dir": "content",
                "site_dir": str(folder),
                "theme": {"name": "material", "font": False, **(theme or {})},
                "plugins": [*plugins, {"dialogues": {"frames": frames, "contents_from": 4}}],
                "hooks": ["hooks.py"],
                **settings,
            }
            (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(whole))
            config = load_config(str(tmp_path / "mkdocs.yml"), strict=True)
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
            built.append(folder)
        return built[0], built[1]

    return run


def content(files: Mapping[str, str]) -> dict[str, str]:
    return {f"content/{name}": text for name, text in files.items()}


def test_the_demo_site_is_the_same_to_the_letter(tmp_path: Path) -> None:
    folders = []
    for frames in ("shared", "own"):
        config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path / frames))
        config.plugins["dialogues"].config["frames"] = frames
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        folders.append(tmp_path / frames)
    assert different(*folders) == []


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_theme_is_the_same_to_the_letter(build_both: BuildBoth, theme: str, directory_urls: bool) -> None:
    settings: dict[str, Any] = {"edit_uri": "https://example.org/edit/", "use_directory_urls": directory_urls}
    features = {"features": ["content.action.edit"]} if theme == "material" else {}
    shared, own = build_both(content(MANY), theme={"name": theme, **features}, **settings)
    assert different(shared, own) == []
    page = (shared / "dialogues/old" / ("ant/index.html" if directory_urls else "ant.html")).read_text()
    assert "https://example.org/edit/dialogues/old/ant.md" in page or theme != "material"


OVERRIDE = """{% extends "base.html" %}
{% block extrahead %}{{ super() }}<meta name="x-title" content="{{ page.title | upper }}">
{% if page and page.meta.date %}<meta name="x-year" content="{{ page.meta.date.year }}">{% endif %}{% endblock %}
{% block announce %}{{ page.meta.themes | join(" ") if page and page.meta.themes }}{% endblock %}
{% block footer %}{{ super() }}{{ loudly(page.title) if page }}{{ page.file.src_uri if page }}{% endblock %}
"""


def test_overrides_see_each_page(build_both: BuildBoth) -> None:
    files = {**content(MANY), "overrides/main.html": OVERRIDE}
    hooks = "def on_env(env, config, files):\n    env.globals['loudly'] = lambda text: str(text).upper() + '!'\n"
    shared, own = build_both(files, hooks=hooks, theme={"custom_dir": "overrides"})
    assert different(shared, own) == []
    page = (shared / "dialogues/old/dog/index.html").read_text()
    assert '<meta name="x-title" content="DOG &AMP; CO">' in page
    assert '<meta name="x-year" content="2026">' in page
    assert "DOG &AMP; CO!" in page
    assert "dialogues/old/dog.md" in page


HOOKS = """
import re

def on_page_content(html, page, config, files):
    return html.replace("pour", "POUR")

def on_page_context(context, page, config, nav):
    context["turns"] = "many" if page.content and "<section" in page.content else "none"
    page.meta["stamp"] = len(page.content or "")
    return context

def on_post_page(output, page, config):
    return output.replace("</body>", f"<!-- {page.file.src_uri} {page.meta['stamp']} --></body>")
"""
STAMP = (
    '{% extends "base.html" %}{% block footer %}{{ super() }}{{ page.meta.stamp if page }} {{ turns }}{% endblock %}'
)


def test_hooks_run_on_every_page(build_both: BuildBoth) -> None:
    files = {**content(MANY), "overrides/main.html": STAMP}
    shared, own = build_both(files, hooks=HOOKS, theme={"custom_dir": "overrides"})
    assert different(shared, own) == []
    page = (shared / "dialogues/old/dog/index.html").read_text()
    assert "Then POUR" in page
    assert "<!-- dialogues/old/dog.md " in page


def test_tags_of_material(build_both: BuildBoth) -> None:
    files = {**content(MANY), "content/tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    shared, own = build_both(files, plugins=["search", "tags"])
    assert different(shared, own) == []
    assert 'class="md-tag"' in (shared / "dialogues/old/dog/index.html").read_text()
    assert "dialogues/old/dog/" in (shared / "tags/index.html").read_text()


def test_a_dialogue_in_the_navigation_is_marked_there(build_both: BuildBoth) -> None:
    nav = [{"Home": "index.md"}, {"Dog": "dialogues/old/dog.md"}, {"Cat": "dialogues/old/cat.md"}]
    shared, own = build_both(content(MANY), nav=nav, not_in_nav="*.md")
    assert different(shared, own) == []
    assert "md-nav__link--active" in (shared / "dialogues/old/dog/index.html").read_text()


def test_what_asks_too_much_of_each_page_is_said_once(
    build_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(framing.log, "info", lambda message, *values: said.append(message % values))
    files = {f"dialogues/{number:03}.md": TALK.format(number) for number in range(120)}
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block footer %}{{ (page.file.src_uri ~ "") | upper if page }}{% endblock %}'
    )
    build_site(files, theme={"name": "material", "font": False, "custom_dir": str(tmp_path / "overrides")})
    assert ["120 of 120" in line for line in said if "one by one" in line] == [True]


def test_a_small_archive_in_many_folders_asks_nothing_of_the_theme(
    build_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(framing.log, "info", lambda message, *values: said.append(message % values))
    files = {f"dialogues/{number % 60}/{number:03}.md": TALK.format(number) for number in range(120)}
    build_site(files)
    assert [line for line in said if "one by one" in line] == []
