"""Nothing runs: a site made of hostile texts alone, opened in Chromium, every handler fired, every link and fold tried.

The Content-Security-Policy is taken off first: it is the second line, and the first one is to hold without it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.conftest import served
from tests.hostile import PAYLOADS, hostile_files

# Hooks of everything that a payload could call or touch.
_TRAP = """
window.ranHere = [];
for (const name of ["ran", "alert", "confirm", "prompt", "print"])
  Object.defineProperty(window, name, {value: (...what) => { window.ranHere.push(`${name}(${what})`); }});
window.open = (...what) => { window.ranHere.push(`open(${what})`); return null; };
"""
_FIRE = """async () => {
  const seen = [];
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on")) {
        seen.push(`${element.localName} ${name}=${value}`);
        element.dispatchEvent(new Event(name.slice(2)));
      }
      const leads = ["href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcdoc"].includes(name);
      if (leads && name !== "srcdoc") {
        let scheme = "";
        try { scheme = new URL(value, document.baseURI).protocol; } catch { /* leads nowhere */ }
        const drawn = element.matches(".dialogue-diagram > img") && scheme === "data:";
        const web = ["http:", "https:", ""];
        const fine = drawn ? [scheme] : element.localName === "a" ? [...web, "mailto:", "tel:"] : web;
        if (!fine.includes(scheme)) {
          seen.push(`${element.localName} ${name}=${value}`);
          element.click?.();
        }
      } else if (leads && !element.closest(".dialogue-drawing")) seen.push(`${element.localName} ${name}=${value}`);
    }
  }
  for (const element of document.querySelectorAll("article.dialogue *, .dialogue-listing *")) {
    for (const name of ["mouseover", "pointerover", "mouseenter", "focus", "toggle", "animationstart", "error", "load"])
      element.dispatchEvent(new Event(name));
  }
  return [...seen, ...window.ranHere];
}"""


@dataclass
class Watch:
    """A browser context, and what happened in it that must not."""

    context: BrowserContext
    base: str
    page: Page
    asked: set[str] = field(default_factory=set)

    def see(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            self.asked.add(request.url)

    def visit(self, address: str) -> list[str]:
        """Open a page, do everything that can be done to it, and say what ran or would."""
        self.page.goto(f"{self.base}{address}", wait_until="load")
        return self.fire()

    def fire(self) -> list[str]:
        """Do everything that can be done to the page that is open."""
        found: list[str] = self.page.evaluate(_FIRE)
        return [f"{self.page.url}: {one}" for one in found]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of hostile texts."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in hostile_files().items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    settings = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": {
            "name": "material",
            "font": False,
            "features": ["search.suggest", "search.highlight", "content.code.copy", "toc.follow"],
        },
        "plugins": ["search", "tags", "dialogues"],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)
    try:
        build(config)
    finally:
        logging.getLogger("mkdocs").setLevel(logging.NOTSET)
    return folder / "site"


@pytest.fixture
def watch(browser: Browser, hostile_site: Path) -> Iterator[Watch]:
    with served(hostile_site) as base:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        context.add_init_script(_TRAP)
        page = context.new_page()
        made = Watch(context, base, page)
        context.on("request", made.see)
        context.on("dialog", lambda dialog: made.asked.add(f"dialog {dialog.message}"))
        context.on("page", lambda opened: made.asked.add(f"opened {opened.url}"))
        yield made
        context.close()


def _pages(site: Path, pattern: str) -> list[str]:
    return sorted(f"{path.parent.relative_to(site).as_posix()}/" for path in site.glob(pattern))


def test_no_hostile_text_runs_or_asks_another_host(watch: Watch, hostile_site: Path) -> None:
    dialogues = _pages(hostile_site, "dialogues/*/index.html")
    assert len(dialogues) > len(PAYLOADS) - 5
    ways = [address for kind in ("themes", "models") for address in _pages(hostile_site, f"{kind}/*/index.html")]
    lists = _pages(hostile_site, "*/index.html")
    ran = [one for address in [*dialogues, *lists, *ways[::40]] for one in watch.visit(address)]
    assert ran == []
    assert watch.asked == set()


def test_diagrams_draw_and_lead_nowhere(watch: Watch) -> None:
    for address in ("dialogues/diagrams/", "dialogues/labels-0/"):
        assert watch.visit(address) == []
        sources = watch.page.locator("pre.dialogue-mermaid").count()
        watch.page.wait_for_function("document.querySelectorAll('.dialogue-diagram img').length > 5")
        watch.page.wait_for_timeout(1500)
        assert sources >= watch.page.locator(".dialogue-diagram img").count()
        assert watch.visit(address) == []
    assert watch.asked == set()


def test_what_search_shows_of_hostile_texts_is_text(watch: Watch) -> None:
    assert watch.visit("years/") == []
    watch.page.keyboard.press("/")
    hostile = """[...document.querySelectorAll(".md-search-result__item")]
        .some(({ textContent }) => textContent.includes("<") || textContent.includes("ran(1)"))"""
    for query in ("ran", "script", "img onerror", "javascript", "svg", "title", "evil", "config"):
        watch.page.locator(".md-search__input").fill("")  # so that no result of the last query is taken for one of this
        watch.page.wait_for_function("!document.querySelector('.md-search-result__item')")
        watch.page.locator(".md-search__input").fill(query)
        watch.page.wait_for_function(hostile, timeout=20_000)
        watch.page.locator(".md-search__scrollwrap").evaluate("(box) => box.scrollTo(0, box.scrollHeight)")
        assert watch.fire() == []
    assert watch.asked == set()
