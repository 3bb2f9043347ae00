"""oEmbed (https://oembed.com): what a site that is given a dialogue's address may put in its page.

A static site answers every question about a page with one file, so its answer is the dialogue's first turn; the HTML
that readers copy at a turn names that turn.
"""

from __future__ import annotations

import html
import json

__all__ = ["as_oembed"]

_WIDTH, _HEIGHT = 600, 320


def as_oembed(*, site: str, home: str, title: str, authors: str, url: str, image: str) -> str:
    """The answer, of type ``rich``, as JSON. ``image`` is a picture of 1200 by 630, or empty."""
    frame = (
        f'<iframe src="{html.escape(url)}?embed" title="{html.escape(title)}" width="{_WIDTH}" height="{_HEIGHT}"'
        ' loading="lazy"></iframe>'
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": authors,
        "provider_name": site,
        "provider_url": home,
        "html": frame,
        "width": _WIDTH,
        "height": _HEIGHT,
    }
    if image:
        answer |= {"thumbnail_url": image, "thumbnail_width": 1200, "thumbnail_height": 630}
    return json.dumps(answer, ensure_ascii=False) + "\n"
