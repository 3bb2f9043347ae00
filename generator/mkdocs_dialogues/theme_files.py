"""A theme's folders: which are the site's own, and none is listed that is hidden, for MkDocs publishes nothing of it.

Material has fourteen thousand icons in one. MkDocs asks for a list of all templates in each build, to leave them out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from jinja2 import Environment, FileSystemLoader

from mkdocs_dialogues.render.templating import TEMPLATES

__all__ = ["list_visible", "own_folders"]

_OF_A_THEME: Final = "mkdocs_theme.yml"


class _Theme(Protocol):
    def get_env(self) -> Environment: ...


def list_visible(theme: _Theme) -> None:
    """Let the environments that a theme makes list no template of a hidden folder. They load such as before."""
    make = theme.get_env

    def get_env() -> Environment:
        environment = make()
        loader = environment.loader
        if type(loader) is FileSystemLoader:
            environment.loader = _Visible(loader.searchpath, loader.encoding, loader.followlinks)
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]


def own_folders(folders: Iterable[str]) -> list[Path]:
    """Of a theme's folders those that the site, and other plugins, bring along beside themes and our own templates."""
    return [folder for folder in map(Path, folders) if folder != TEMPLATES and not (folder / _OF_A_THEME).is_file()]


class _Visible(FileSystemLoader):
    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for folder in self.searchpath:
            for root, folders, names in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = root[len(folder) :].replace(os.sep, "/").strip("/")
                found.update(f"{below}/{name}" if below else name for name in names)
        return sorted(found)
