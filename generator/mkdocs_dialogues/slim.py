"""Our own style sheets and scripts as they go out: without comments and spaces, since every reader loads them.

In the package they stay as they were written, to be read and overridden.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rcssmin import cssmin
from rjsmin import jsmin

__all__ = ["slim"]

_WAYS: Final = {".css": cssmin, ".js": jsmin}


def slim(site: Path, ours: Path) -> None:
    """Make the files of a built site small that are ``ours``: a folder of templates. A site's own stay as they are."""
    for source in _sources(ours):
        file = site / source.relative_to(ours)
        text = source.read_text(encoding="utf-8")
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            file.write_text(str(_WAYS[file.suffix](text)), encoding="utf-8", newline="\n")


def _sources(ours: Path) -> Iterable[Path]:
    return (path for path in (ours / "assets/dialogues").iterdir() if path.suffix in _WAYS)
