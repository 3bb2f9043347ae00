"""Whole sites, built in a temporary folder by MkDocs itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from mkdocs_dialogues.project import find_project
from mkdocs_dialogues.verifying.site import Folder, verify


@dataclass
class Site:
    """A built site: its folder, what was logged at WARNING and above, and whether MkDocs aborted."""

    folder: Path
    config: MkDocsConfig
    warnings: list[str] = field(default_factory=list)
    aborted: bool = False

    def page(self, address: str) -> str:
        return (self.folder / address / "index.html").read_text(encoding="utf-8")

    def files(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}

    def search(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = json.loads((self.folder / "search/search_index.json").read_text())["docs"]
        return entries


class Elements(HTMLParser):
    """Every element of a page, as (tag, attributes), and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, class_: str | None = None) -> list[dict[str, str | None]]:
        return [
            a for t, a in self.elements if t == tag and (class_ is None or class_ in (a.get("class") or "").split())
        ]


BuildSite = Callable[..., Site]


@pytest.fixture
def build_site(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> BuildSite:
    """``build_site({"dialogues/a.md": "…"}, theme="material", strict=False, options={…}, **mkdocs)``.

    Every site is compared with its transcripts, but where the test has something in it that changes them.
    """

    def run(
        files: Mapping[str, str | bytes],
        *,
        theme: str | dict[str, Any] = "material",
        strict: bool = False,
        options: Mapping[str, Any] | None = None,
        plugins: tuple[Any, ...] = ("search",),
        verified: bool = True,
        **mkdocs: Any,
    ) -> Site:
        for name, content in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if isinstance(theme, str):
            theme = {"name": theme, "font": False} if theme == "material" else {"name": theme}
        settings = {
            "site_name": "Test",
            "docs_dir": "content",
            "theme": theme,
            "plugins": [*plugins, {"dialogues": dict(options or {})}],
            **mkdocs,
        }
        (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
        config = load_config(str(tmp_path / "mkdocs.yml"), strict=strict)
        site = Site(tmp_path / "site", config)
        with caplog.at_level(logging.WARNING, logger="mkdocs"):
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            except Abort:
                site.aborted = True
        if not site.aborted and verified:
            project = find_project(tmp_path)
            assert project is not None
            assert [str(problem) for problem in verify(project, Folder(site.folder)).problems] == []
        site.warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        return site

    return run
