"""A theme's files are listed without those in hidden folders: MkDocs publishes none of them.

Material has fourteen thousand icons in one. MkDocs asks for a list of all templates in each build, to leave them out.
"""

from __future__ import annotations

import os
from typing import Protocol

from jinja2 import Environment, FileSystemLoader

__all__ = ["list_visible"]


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


class _Visible(FileSystemLoader):
    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for folder in self.searchpath:
            for root, folders, names in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = root[len(folder) :].replace(os.sep, "/").strip("/")
                found.update(f"{below}/{name}" if below else name for name in names)
        return sorted(found)
