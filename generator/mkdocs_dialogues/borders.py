"""Nothing leads out of the content folder: links that do are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mkdocs_dialogues.errors import DialogueError, Problem
from mkdocs_dialogues.model import Location

__all__ = ["refuse_outside"]


def refuse_outside(path: Path, root: Path, shown: Callable[[Path], str]) -> None:
    """DialogueError when a path below ``root`` leads out of it, or into itself. ``shown`` names paths in problems."""
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root):
            break
        if folder.is_symlink() and folder.parent.resolve().is_relative_to(folder.resolve()):
            raise DialogueError(
                Problem(
                    "link-loop",
                    Location(shown(folder)),
                    f"'{folder.name}' is a link to a folder that it lies in",
                    "Expected links that lead to other folders of the site.",
                    "Remove the link.",
                )
            )
    if not path.resolve().is_relative_to(root.resolve()):
        raise DialogueError(
            Problem(
                "outside-content",
                Location(shown(path)),
                f"'{path.name}' is a link to a file outside '{shown(root)}'",
                "Expected files that lie in the content folder.",
                "Copy the file there instead of linking to it.",
            )
        )
