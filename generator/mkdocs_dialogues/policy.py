"""The Content-Security-Policy of pages: the second line, for the day on which something slips through the first.

A page's policy is made from the page itself, so that nobody keeps a list: what its templates and its author placed
there is allowed by name (an inline script by its hash, another host by its address), and what came into it any other
way, such as in the text of a transcript, is not. ``Marks`` tells the two apart: while a template is compiled, its own
elements are marked, and what an expression prints is not.

A *need* is a pair of a directive and a source, such as ``("img-src", "https://example.org")``.
https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

__all__ = [
    "DIRECTIVES",
    "Need",
    "as_policy",
    "drawn_by_theme",
    "headers_file",
    "host_source",
    "insert",
    "is_source",
    "needs_and_marked",
    "needs_of",
    "policy_of",
    "replace",
    "script_hash",
    "union",
]

Need = tuple[str, str]

# Styles may stand in attributes: Markdown's tables and diagrams have them, and what they could fetch is held below.
# Pictures in the style sheets of themes are data: addresses.
_EVERYWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'", "data:"),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "frame-src": ("'self'",),
    "manifest-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'self'",),
    "form-action": ("'self'",),
}
DIRECTIVES: Final = tuple(_EVERYWHERE)

_ELEMENT = re.compile(
    r"<(script|link|img|source|video|audio|track|iframe|embed|object)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_SCRIPT_END = re.compile(r"</script(?=[\s/>])", re.IGNORECASE)
# https://html.spec.whatwg.org/multipage/scripting.html#attr-script-type: anything else is data, and needs no leave.
_RUNS = re.compile(
    r"(?:text|application)/(?:x-)?(?:java|ecma|j|live)script(?:1\.\d)?|module|importmap|speculationrules"
)
_FETCHES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "script": (("src", "script-src"),),
    "img": (("src", "img-src"), ("srcset", "img-src")),
    "source": (("src", "media-src"), ("srcset", "img-src")),
    "video": (("src", "media-src"), ("poster", "img-src")),
    "audio": (("src", "media-src"),),
    "track": (("src", "media-src"),),
    "iframe": (("src", "frame-src"),),
    "embed": (("src", "object-src"),),
    "object": (("data", "object-src"),),
}
_LINKS: Final[Mapping[str, str]] = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "manifest": "manifest-src",
    "modulepreload": "script-src",
}
# A style sheet that fetches from a host that it does not stand at.
_FONTS_OF: Final[Mapping[str, str]] = {"https://fonts.googleapis.com": "https://fonts.gstatic.com"}
_DIAGRAM = re.compile(r"<(?:pre|div)\s[^>]*class=\"(?:[^\"]*\s)?mermaid[\"\s]")
_MATERIAL_MERMAID = ("script-src", "https://unpkg.com")

_SOURCE = re.compile(r"'[a-z0-9-]+(?:-[A-Za-z0-9+/_=-]+)?'|[a-z][a-z0-9+.-]*:|[A-Za-z0-9.*:/_~%+@=?&\[\]-]+")
_META = re.compile(r"<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")
_HEAD = re.compile(r"<head(?:\s[^>]*)?>(?:\s*<meta\s+charset=[^>]*>)?", re.IGNORECASE)


def needs_of(markup: str) -> frozenset[Need]:
    """What elements of HTML need leave for: inline scripts (by hash), and whatever they fetch from other hosts."""
    return needs_and_marked(markup, "")[0]


def needs_and_marked(markup: str, mark: str) -> tuple[frozenset[Need], frozenset[Need]]:
    """The needs of all elements, and those of the elements that have ``mark`` among their attributes."""
    needs: set[Need] = set()
    marked: set[Need] = set()
    at = 0
    while found := _ELEMENT.search(markup, at):
        at = found.end()
        name = found[1].lower()
        body = ""
        if name == "script":
            end = _SCRIPT_END.search(markup, at)
            body = markup[at : end.start() if end else len(markup)]
            at += len(body)
        attributes = found[2]
        if mark:
            attributes, body = attributes.replace(mark, ""), body.replace(mark, "")
        own, runs = _needs(name, attributes)
        if runs:
            own |= {("script-src", script_hash(body))}
        if own:
            needs |= own
            if mark in found[2]:
                marked |= own
    return frozenset(needs), frozenset(marked)


@lru_cache(4096)
def _needs(name: str, text: str) -> tuple[frozenset[Need], bool]:
    """Those of one element, and whether what is in it is a script. A theme's are the same on every page."""
    attributes = _attributes(text)
    runs = name == "script" and "src" not in attributes and _runs(attributes.get("type"))
    return frozenset(_fetched(name, attributes)), runs


def drawn_by_theme(markup: str) -> frozenset[Need]:
    """What Material's own diagrams need, where an author's page has any: it loads them from there when it is read."""
    return frozenset({_MATERIAL_MERMAID}) if _DIAGRAM.search(markup) else frozenset()


@lru_cache(64)
def script_hash(body: str) -> str:
    """The source that allows an inline script of this text, and of no other."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")  # as an HTML parser hands it on
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8', 'replace')).digest()).decode()}'"


def host_source(address: str) -> str | None:
    """The source that allows the host of an address; None when it is on the site itself or no host at all."""
    try:
        parts = urlsplit(address.strip())
        host = parts.netloc.rpartition("@")[2]
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # UnicodeError is one
        return None
    scheme = parts.scheme.lower() or "https"
    return f"{scheme}://{host.lower()}" if host and scheme in ("http", "https") and is_source(host) else None


def is_source(text: str) -> bool:
    """Whether a text can stand in a policy as one source, and changes nothing else there."""
    return bool(_SOURCE.fullmatch(text))


def as_policy(needs: Iterable[Need]) -> str:
    """The policy that allows what is allowed everywhere, and these needs; the same for the same needs."""
    return _policy(frozenset(needs))


@lru_cache(1024)
def _policy(needs: frozenset[Need]) -> str:
    policy = {directive: dict.fromkeys(sources) for directive, sources in _EVERYWHERE.items()}
    for directive, source in sorted(needs):
        policy[directive].pop("'none'", None)
        policy[directive][source] = None
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


def union(policies: Iterable[str]) -> str:
    """The policy that allows whatever any of these does."""
    needs: set[Need] = set()
    for policy in policies:
        for directive in policy.split(";"):
            name, *sources = directive.split()
            needs.update((name, source) for source in sources if source not in _EVERYWHERE.get(name, ()))
    return as_policy(needs)


def insert(page: str, policy: str) -> str:
    """The page with its policy, in front of everything that the policy is to hold for; a page without head as it is."""
    head = _HEAD.search(page)
    if head is None:
        return page
    return f"{page[: head.end()]}{_meta(policy)}{page[head.end() :]}"


def policy_of(page: str) -> str | None:
    """The policy of a page that ``insert`` made."""
    head = _HEAD.search(page)
    found = _META.match(page, head.end()) if head else None
    return html.unescape(found[1]) if found else None


def replace(page: str, policy: str) -> str:
    """The page that ``insert`` made, with another policy; any other page as it is."""
    head = _HEAD.search(page)
    found = _META.match(page, head.end()) if head else None
    return f"{page[: found.start()]}{_meta(policy)}{page[found.end() :]}" if found else page


def headers_file(policy: str, *, embed: bool = False) -> str:
    """``_headers`` as Netlify, Cloudflare Pages and others read it: for all addresses, what a page cannot say itself.

    https://developers.cloudflare.com/pages/configuration/headers/ takes lines of up to 2,000 characters: a policy that
    would be longer stays in the pages, and the header says the rest. ``embed`` lets other sites put pages into frames.
    """
    framing = "frame-ancestors *" if embed else "frame-ancestors 'self'"
    whole = f"{policy}; {framing}"
    if len(whole) > 1900:
        whole = f"object-src 'none'; base-uri 'self'; form-action 'self'; {framing}"
    return (
        "/*\n"
        f"  Content-Security-Policy: {whole}\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
    )


def _meta(policy: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=False)}">'


def _attributes(text: str) -> dict[str, str]:
    """Attributes by name in lower case; of two of one name the first counts, as in browsers."""
    attributes: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        attributes.setdefault(name.lower(), html.unescape(double or single or bare))
    return attributes


def _runs(type_: str | None) -> bool:
    return not type_ or _RUNS.fullmatch(type_.strip().lower()) is not None


def _fetched(element: str, attributes: Mapping[str, str]) -> set[Need]:
    """What an element fetches from other hosts."""
    wanted = [
        (directive, address)
        for attribute, directive in _FETCHES.get(element, ())
        for address in _addresses(attribute, attributes.get(attribute, ""))
    ]
    if element == "link":
        relations = attributes.get("rel", "").lower().split()
        wanted = [(_LINKS[rel], attributes.get("href", "")) for rel in relations if rel in _LINKS]
        if "preload" in relations and attributes.get("as") == "font":
            wanted.append(("font-src", attributes.get("href", "")))
    needs = {(directive, source) for directive, address in wanted if (source := host_source(address))}
    fonts = {("font-src", _FONTS_OF[source]) for _, source in needs if source in _FONTS_OF}
    return needs | fonts


def _addresses(attribute: str, value: str) -> list[str]:
    if attribute != "srcset":
        return [value]
    return [candidate.split()[0] for candidate in value.split(",") if candidate.strip()]
