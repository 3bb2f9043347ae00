"""The sites that are compared: each program with the same texts, its own configuration and a theme of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import corpus
from corpus import Flavour

__all__ = ["PROGRAMS", "Program"]


_OTHERS: Final = {"hugo": ["--quiet"], "zensical": ["build"]}
"""Programs that are no part of this environment, and with what they build."""


@dataclass(frozen=True, slots=True)
class Program:
    """One that builds sites. ``content`` is where its texts belong, below the folder of the site."""

    name: str
    flavour: Flavour
    content: str

    def command(self) -> list[str] | None:
        """What builds the site in the current folder; None where the program is not installed."""
        if self.name in _OTHERS:
            there = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
            found = shutil.which(self.name, path=there)
            return [found, *_OTHERS[self.name]] if found else None
        if importlib.util.find_spec("material") is None:
            return None
        return [sys.executable, "-m", "mkdocs", "build", "--quiet"]

    def site(self, folder: Path, count: int, *, seed: int, turns: int) -> Path:
        """Its site of so many dialogues below a folder, written if it is not there."""
        site = folder / f"{self.name}-{count}"
        if not site.exists():
            print(f"writing {count} dialogues for {self.name}", file=sys.stderr)
            self.prepare(site)
            corpus.write(site / self.content, count, self.flavour, seed=seed, turns=turns)
        return site

    def front(self, site: Path) -> Path:
        """The front page of a site."""
        return site / "content" / ("_index.md" if self.name == "hugo" else "index.md")

    def prepare(self, site: Path) -> None:
        """Write the configuration of the site, its front page, and what else the program needs."""
        (site / self.content).mkdir(parents=True)
        self.front(site).write_text("# An archive\n\nMade to be measured.\n", encoding="utf-8")
        if self.name == "hugo":
            _prepare_hugo(site)
            return
        plugins: list[Any] = ["search", "dialogues"] if self.name == "dialogues" else ["search", "tags"]
        settings = {
            "site_name": "An archive",
            "site_url": "https://archive.example/",
            "docs_dir": "content",
            "theme": {"name": "material", "font": False, "features": ["navigation.tabs", "content.code.copy"]},
            "plugins": plugins,
            "nav": [{"Home": "index.md"}],
            "not_in_nav": "*.md",
            "markdown_extensions": ["tables", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.arithmatex"],
        }
        (site / "mkdocs.yml").write_text(json.dumps(settings, indent=2), encoding="utf-8")  # JSON is YAML


_HUGO = {
    "baseof.html": """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="{{ .Site.BaseURL }}">{{ .Site.Title }}</a>
<nav>{{ range .Site.Taxonomies.tags }}<a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ end }}</nav></header>
<main>{{ block "main" . }}{{ end }}</main></body></html>
""",
    "single.html": """\
{{ define "main" }}<aside>{{ .TableOfContents }}</aside>
<article><h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>
{{ range .Params.tags }}<a href="{{ "tags/" | relURL }}{{ . | urlize }}/">{{ . }}</a> {{ end }}
{{ .Content }}
<footer>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</footer></article>{{ end }}
""",
    "list.html": """\
{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Summary | plainify | truncate 180 }}</li>{{ end }}</ul>{{ end }}
""",
    "index.json": """\
[{{ range $i, $page := .Site.RegularPages }}{{ if $i }},{{ end }}
{{ dict "title" $page.Title "url" $page.RelPermalink "text" $page.Plain | jsonify }}{{ end }}]
""",
}


def _prepare_hugo(site: Path) -> None:
    """A small theme with the same features: contents, tags, neighbours, and an index of all text for the search."""
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    for name, text in _HUGO.items():
        (layouts / name).write_text(text, encoding="utf-8")
    settings = {
        "baseURL": "https://archive.example/",
        "title": "An archive",
        "outputs": {"home": ["html", "json"]},
        "taxonomies": {"tag": "tags"},
    }
    (site / "hugo.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")


PROGRAMS = (
    Program("dialogues", "dialogues", "content/dialogues"),
    Program("stock", "stock", "content/dialogues"),
    Program("hugo", "hugo", "content/dialogues"),
    Program("zensical", "stock", "content/dialogues"),
)
