"""Where links and images may lead: http, https, mailto, tel, files beside the transcript, notes of the same turn.

Every other target (``javascript:``, ``data:``, ``file:`` …) is shown, and leads nowhere.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final
from urllib.parse import unquote, urlsplit

from mkdocs_dialogues.render.rendered import Resolve

__all__ = ["image_url", "is_address", "link_attributes", "readable", "resolved", "shortened", "web_host"]

_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")
_WEB: Final = ("http://", "https://")
_EXTERNAL = 'rel="noopener noreferrer ugc"'
# Blanks and controls that browsers drop from a URL before they look for its scheme.
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_SCHEME_LIKE = re.compile(r"[^/?#]*:")
_PLAINLY_RELATIVE = ("./", "../", "/", "#")
_SHOWN = 160


def _scheme(target: str) -> str | None:
    """The allowed scheme of a target; ``""`` when it has none; None when it has (or may hide) another."""
    if target.startswith("//"):
        return "https://"
    lowered = target.lower()
    for scheme in _SCHEMES:
        if lowered.startswith(scheme):
            return scheme
    bare = _IGNORED.sub("", unescape(unquote(target))).replace("\\", "/")
    return None if _SCHEME_LIKE.match(bare) or bare.startswith("//") else ""


def resolved(target: str, kind: str, resolve: Resolve) -> str | None:
    """The page's URL for a relative target, its query and fragment kept; None when there is no such file."""
    path, hash_, fragment = target.partition("#")
    path, query_mark, query = path.partition("?")
    url = resolve(unquote(path), kind) if path else None
    if url is not None and fragment and kind == "link":
        url = resolve(f"{unquote(path)}#{unquote(fragment)}", "anchor") or url
    return None if url is None else f"{url}{query_mark}{query}{hash_}{fragment}"


def is_address(target: str, resolve: Resolve) -> bool:
    """Whether the target of a link definition is one that a link can have, rather than a word: ``[NAME]: word``."""
    scheme = _scheme(target)
    if scheme is None or not target:
        return False
    return bool(scheme) or target.startswith(_PLAINLY_RELATIVE) or resolved(target, "link", resolve) is not None


def link_attributes(target: str, ids: dict[str, str], resolve: Resolve) -> str | None:
    """The attributes of a link to ``target`` (unescaped), or None when it may lead nowhere.

    ``ids`` maps the fragments that exist in this turn, as typed, to the ids that they have on the page.
    """
    if target.startswith("#"):
        own = ids.get(unquote(target[1:]))
        found = f"#{own}" if own else resolve(target, "turn")
        return f'href="{escape(found)}"' if found else None
    scheme = _scheme(target)
    if scheme in _WEB:
        url = f"https:{target}" if target.startswith("//") else target
        return f'href="{escape(url)}" {_EXTERNAL}'
    if scheme:
        return f'href="{escape(target)}"'
    url_here = resolved(target, "link", resolve) if scheme is not None else None
    return None if url_here is None else f'href="{escape(url_here)}"'


def image_url(target: str, hosts: frozenset[str], resolve: Resolve) -> tuple[str | None, bool]:
    """The URL of an image (None: it cannot be shown), and whether it is on a remote host that is not allowed."""
    scheme = _scheme(target)
    if scheme == "":
        return resolved(target, "image", resolve), False
    if scheme not in _WEB:
        return None, False
    url = f"https:{target}" if target.startswith("//") else target
    return url, web_host(url) not in hosts


def web_host(url: str) -> str | None:
    r"""The host that a browser would ask for an http(s) address; None where that is not beyond doubt.

    Browsers take ``\`` for ``/`` and drop blanks and controls, so that another host than Python sees would be asked.
    """
    if not url.lower().startswith(_WEB) or "\\" in url or _IGNORED.search(url):
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def readable(target: str) -> str:
    """A target with its percent-encoding undone where that hides nothing."""
    shown = unquote(target)
    return target if not shown.isprintable() or "\N{REPLACEMENT CHARACTER}" in shown else shown


def shortened(target: str) -> str:
    """A target as a reader can take it in: as ``readable`` has it, a long one cut."""
    shown = readable(target)
    if len(shown) <= _SHOWN:
        return shown
    return f"{shown[: _SHOWN // 2]}… ({len(shown)} characters)"
