"""A new site: the files that ``mkdocs serve`` needs to show something, and the one that publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import yaml

__all__ = ["DEFAULT_NAME", "OccupiedError", "new_site"]

DEFAULT_NAME: Final = "My dialogues"

_FILES: Final[Mapping[str, str]] = {
    "mkdocs.yml": "mkdocs.yml",
    "content/index.md": "index.md",
    "content/dialogues/kettle.md": "kettle.md",
    ".github/workflows/pages.yml": "pages.yml",
    ".gitignore": "gitignore",
}
_HERE: Final = Path(__file__).parent / "files"
# What a folder may hold and still be new: what git and Python put there first.
_EMPTY_ALL_THE_SAME: Final = frozenset({".git", ".venv", "venv", ".DS_Store"})


class OccupiedError(Exception):
    """The folder of a new site holds something; ``names`` are what."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def new_site(folder: Path, name: str = DEFAULT_NAME) -> list[Path]:
    """Write a site called ``name`` into a folder that is empty or not there; the files, relative to it.

    Raises OccupiedError when the folder holds anything but a repository or an environment, and OSError when a file
    cannot be written.
    """
    if folder.is_dir() and (held := sorted({path.name for path in folder.iterdir()} - _EMPTY_ALL_THE_SAME)):
        raise OccupiedError(held)
    written = []
    for path, text in _texts(name):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _texts(name: str) -> Iterator[tuple[Path, str]]:
    for path, source in _FILES.items():
        text = (_HERE / source).read_text(encoding="utf-8")
        if name != DEFAULT_NAME:
            text = text.replace(f"site_name: {DEFAULT_NAME}\n", _as_yaml("site_name", name), 1)
            text = text.replace(f"# {DEFAULT_NAME}\n", f"# {name}\n", 1) if path.endswith(".md") else text
        yield Path(path), text


def _as_yaml(key: str, value: str) -> str:
    return yaml.safe_dump({key: value}, allow_unicode=True, width=10_000)
