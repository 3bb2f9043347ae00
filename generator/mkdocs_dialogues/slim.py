"""Our own style sheets and scripts as they go out: without comments and spaces, and only where a page has need of them.

In the package they stay as they were written, to be read and overridden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rcssmin import cssmin
from rjsmin import jsmin

__all__ = ["slim", "with_listing_styles"]

_WAYS: Final = {".css": cssmin, ".js": jsmin}
_STYLES_LINK: Final = re.compile(r"<link[^>]*\bassets/dialogues/dialogues\.css[^>]*>")


def slim(site: Path, ours: Path) -> None:
    """Make the files of a built site small that are ``ours``: a folder of templates. A site's own stay as they are."""
    for source in _sources(ours):
        file = site / source.relative_to(ours)
        text = source.read_text(encoding="utf-8")
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            file.write_text(str(_WAYS[file.suffix](text)), encoding="utf-8", newline="\n")


def with_listing_styles(html: str) -> str:
    """The page with the styles of lists of dialogues behind ours of all pages, if there is such a list on it."""
    if "dialogue-listing" not in html or not (link := _STYLES_LINK.search(html)):
        return html
    listing = link[0].replace("dialogues/dialogues.css", "dialogues/listing.css")
    return f"{html[: link.end()]}{listing}{html[link.end() :]}"


def _sources(ours: Path) -> Iterable[Path]:
    return (path for path in (ours / "assets/dialogues").iterdir() if path.suffix in _WAYS)
