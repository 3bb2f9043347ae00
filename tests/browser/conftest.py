"""The demo site, built once, served on this machine only, and opened in the system's Chromium."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("DIALOGUES_CHROMIUM", "/usr/bin/chromium")
# No other host can be reached, and the browser itself asks nobody anything.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site as its owner builds it."""
    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return folder


@pytest.fixture(scope="session")
def dialogues(site_folder: Path) -> list[str]:
    """The addresses of all dialogues."""
    pages = [*site_folder.glob("dialogues/*/index.html"), *site_folder.glob("dialogues/*/*/index.html")]
    return sorted(f"{page.parent.relative_to(site_folder).as_posix()}/" for page in pages)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder's address while it is served on this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def site_url(site_folder: Path) -> Iterator[str]:
    with served(site_folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """An open page, and what happened on it."""

    page: Page
    context: BrowserContext
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@dataclass
class Visitor:
    """Opens pages of the site, each in a browser context of its own."""

    browser: Browser
    base: str
    visits: list[Visit] = field(default_factory=list)

    def open(self, address: str = "", **context: Any) -> Visit:
        opened = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        visit = Visit(opened.new_page(), opened)
        self.visits.append(visit)
        visit.page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).hostname or ""))
        visit.page.goto(self.base + address, wait_until="load")
        return visit


@pytest.fixture
def visitor(browser: Browser, site_url: str) -> Iterator[Visitor]:
    """A visitor; afterwards every page that it opened must have been without errors and foreign requests."""
    made = Visitor(browser, site_url)
    yield made
    errors = [error for visit in made.visits for error in visit.errors]
    hosts = set().union(*(visit.hosts for visit in made.visits))
    for visit in made.visits:
        visit.context.close()
    assert errors == []
    assert hosts <= {"127.0.0.1", ""}
