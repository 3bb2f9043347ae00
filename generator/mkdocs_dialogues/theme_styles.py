"""MkDocs' side of lean styles: pages of dialogues load what of Material's sheets they can have use for, as one sheet.

Pages that somebody wrote load Material's own, whole: there anything may stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, TemplateNotFound
from mkdocs.config.defaults import MkDocsConfig

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.lean import Vocabulary, lean, made_by_scripts, properties, words
from mkdocs_dialogues.render.templating import TEMPLATES
from mkdocs_dialogues.theme_files import own_folders

__all__ = ["SHEET", "ThemeStyles"]

SHEET: Final = "assets/dialogues/theme.css"
_LINK: Final = re.compile(
    r'(?P<before><link [^>]*href="[^"]*)assets/stylesheets/(?P<which>main|palette)\.\w+\.min\.css"(?P<after>[^>]*>)\s*'
)
# What a turn's Markdown becomes that the theme has styles for; the rest of it has its own, in ours.
_TEXT: Final = words(
    "highlight footnote footnotes footnote-ref footnote-backref task-list-item task-list-item-checkbox"
)
# What names other templates in one, and everything that may be a name there.
_LEADS_ON: Final = re.compile(r"\{%[-+]?\s*(?:include|import|from|extends)\b(.*?)%\}", re.DOTALL)
_QUOTED: Final = re.compile(r"""(["'])(.*?)\1""")
_COLOURS: Final = "data-md-color-"
_DEFAULTS: Final = frozenset({"default", "slate", "indigo"})


class ThemeStyles:
    """``wanted`` is whether pages get a lean sheet: of a preview, a stranger's theme or strangers' files they do not.

    A file of another host cannot be looked into. A theme that exchanges pages without loading them anew
    (``navigation.instant``) would have to exchange its styles under the reader's eyes.
    """

    def __init__(self, config: MkDocsConfig, environment: Environment, *, wanted: bool) -> None:
        self._config = config
        self._environment = environment
        loaded = [*config.extra_css, *map(str, config.extra_javascript)]
        self._wanted = (
            wanted
            and config.theme.name == "material"
            and "navigation.instant" not in config.theme.get("features", [])
            and not any("//" in address for address in loaded)
        )
        self._used = False
        environment.filters["dialogue_styles"] = self.exchange

    def exchange(self, styles: str) -> str:
        """The theme's links to its sheets, as a page of a dialogue has them."""
        if not self._wanted:
            return styles
        self._used = True
        return _LINK.sub(_one_for_both, styles)

    def write(self, keep: Callable[[bytes, Callable[[], str]], str], *, kept: bool) -> None:
        """Write the sheet, if a page has been made that loads it; or was, when some of the last build are ``kept``.

        ``keep`` makes a text, or has kept it from an earlier build, by a digest of what it is made of here: files
        beside the theme. The theme, templates and settings are known to who gives ``keep``.
        """
        if not (self._used or (kept and self._wanted)):
            return
        site = Path(self._config.site_dir)
        own = digest(*self._own(site, (".html", ".js", ".svg", ".css")))
        (site / SHEET).write_text(keep(own, lambda: self._sheet(site)), encoding="utf-8", newline="\n")

    def _sheet(self, site: Path) -> str:
        sheets = sorted(site.glob("assets/stylesheets/main.*.min.css"))
        if self._config.theme.get("palette"):
            sheets += sorted(site.glob("assets/stylesheets/palette.*.min.css"))
        asked = {name for text in self._elsewhere(site) for name in properties(text)}
        return lean([sheet.read_text(encoding="utf-8") for sheet in sheets], self._vocabulary(site), asked)

    def _vocabulary(self, site: Path) -> Vocabulary:
        said = set(_TEXT)
        for template in self._templates():
            said |= words(template)
        for script in _read(site.glob("assets/dialogues/*.js")):
            said |= words(script)
        for script in _read(site.glob("assets/javascripts/bundle.*.js")):
            said |= made_by_scripts(script)
        certain = words(f"{self._config.extra} {self._config.copyright} {self._config.nav}")
        for text in self._own(site, (".html", ".js", ".svg")):
            certain |= words(text)
        return Vocabulary(
            said=frozenset(said),
            certain=frozenset(certain),
            without=tuple(beginning for beginning, there in self._settings().items() if not there),
            valued=_COLOURS,
            values=_DEFAULTS | certain | words(str(self._config.theme.get("palette")).replace(" ", "-")),
        )

    def _settings(self) -> Mapping[str, bool]:
        """Beginnings of names of what stands on a page of a dialogue by a setting of Material's alone, or never."""
        config = self._config
        extra: Mapping[str, Any] = config.extra
        return {
            "md-source__": bool(config.repo_url),
            "md-version": "version" in extra,
            "md-consent": "consent" in extra,
            "md-feedback": "feedback" in (extra.get("analytics") or {}),
            "md-social": "social" in extra,
            "md-tag": any("tags" in name for name in config.plugins),
            "md-annotation": False,
            "tabbed": False,
        }

    def _templates(self) -> Iterator[str]:
        """The sources of all templates that a page of a dialogue is made of, the theme's and overrides with them."""
        waiting = [f"dialogues/{path.name}" for path in TEMPLATES.glob("dialogues/*.html")]
        seen: set[str] = set()
        loader = self._environment.loader
        while waiting and loader is not None:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            try:
                source, _, _ = loader.get_source(self._environment, name)
            except TemplateNotFound:
                continue  # one that may be missing
            for tag in _LEADS_ON.findall(source):  # to parse them all takes a tenth of a second
                waiting += [name for _, name in _QUOTED.findall(tag)]
            yield source

    def _own(self, site: Path, suffixes: tuple[str, ...]) -> Iterator[str]:
        """The texts of what the site, and other plugins, bring along beside the theme."""
        for folder in own_folders(self._config.theme.dirs):
            yield from _read(path for path in sorted(folder.rglob("*")) if path.suffix in suffixes)
        loaded = [*self._config.extra_css, *map(str, self._config.extra_javascript)]
        yield from _read(site / path for path in loaded if path.endswith(suffixes))

    def _elsewhere(self, site: Path) -> Iterator[str]:
        """Texts that may ask for custom properties of the theme."""
        yield from self._own(site, (".html", ".js", ".css"))
        yield from _read(site.glob("assets/dialogues/*.css"))
        yield from _read(site.glob("assets/dialogues/*.js"))
        yield from _read(site.glob("assets/javascripts/bundle.*.js"))
        yield from self._templates()


def _one_for_both(link: re.Match[str]) -> str:
    return f'{link["before"]}{SHEET}"{link["after"]}\n' if link["which"] == "main" else ""


def _read(paths: Iterable[Path]) -> Iterator[str]:
    return (path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file())
