"""MkDocs' side of what our pages load: templates behind the theme's, styles before the site's own, scripts."""

from __future__ import annotations

from typing import Final

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig

from mkdocs_dialogues.render.templating import TEMPLATES

__all__ = ["add_assets", "add_script"]

_STYLES: Final = ("assets/dialogues/voices.css", "assets/dialogues/dialogues.css")
_SCRIPTS: Final = ("assets/dialogues/dialogues.js", "assets/dialogues/reading.js")


def add_assets(config: MkDocsConfig) -> None:
    """Put our templates behind the theme's and our assets in front of the site's own."""
    templates = str(TEMPLATES)
    if templates not in config.theme.dirs:
        config.theme.dirs.append(templates)
    for style in reversed(_STYLES):
        if style not in config.extra_css:
            config.extra_css.insert(0, style)
    for script in _SCRIPTS:
        add_script(config, script)


def add_script(config: MkDocsConfig, script: str) -> None:
    """Have every page load a script, when it is there."""
    if script not in config.extra_javascript:
        deferred = ExtraScriptValue(script)
        deferred.defer = True
        config.extra_javascript.append(deferred)
