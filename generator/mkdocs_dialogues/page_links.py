"""Links between a site's pages: from transcripts to other files, from all pages to turns of long dialogues."""

from __future__ import annotations

import html
import logging
import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import is_markdown_file

from mkdocs_dialogues.pages import DialogueFile, RenderedFile

__all__ = ["anchor_links", "lead_to_leaves", "resolver"]

log = logging.getLogger("mkdocs.plugins.dialogues")


def resolver(
    page_file: File, source_uri: str, files: Files, not_found: int, linked: dict[str, tuple[File, str]]
) -> Callable[[str, str], str | None]:
    """Turns a target relative to a transcript into a URL relative to its page; None when the site has no such file.

    A link to a Markdown file that is not there is logged at the level ``not_found``, as MkDocs does for its own pages.
    Other dead links are left alone: what people and models say to each other is full of paths that were never here.
    ``linked`` gets the files that were found, by URL, with the target as it was typed: see ``anchor_links``. Where
    something is logged, ``page_file`` is told.
    """

    def resolve(target: str, kind: str) -> str | None:
        try:
            parts = urlsplit(target)
        except ValueError:  # such as http://[
            return None
        path = unquote(parts.path)
        if not path or path.startswith("/") or parts.scheme or parts.netloc:
            return None
        uri = posixpath.normpath(posixpath.join(posixpath.dirname(source_uri), path))
        file = files.get_file_from_path(uri)
        if file is None or not _is_there_for(page_file, file):
            if kind == "link" and is_markdown_file(uri):
                if isinstance(page_file, RenderedFile):
                    page_file.speaks = True
                log.log(
                    not_found, "Doc file '%s' contains a link '%s', but '%s' is not there.", source_uri, target, uri
                )
            return None
        if kind == "anchor":
            leaf = file.at(parts.fragment) if isinstance(file, DialogueFile) else file
            if leaf is not file:
                linked[url := leaf.url_relative_to(page_file)] = (leaf, target.partition("#")[0])
            return None if leaf is file else url
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        url = file.url_relative_to(page_file)
        linked[url] = (file, target)
        return url + fragment

    return resolve


def _is_there_for(page_file: File, file: File) -> bool:
    """Whether a page can show a file, or lead to it: one draft can another, where there are any."""
    return bool(file.inclusion.is_included() or (page_file.inclusion.is_excluded() and file.inclusion.is_in_serve()))


def lead_to_leaves(page: Page, html_: str) -> str:
    """The HTML of an ordinary page, its links to turns of dialogues that have several pages led to the right one.

    MkDocs checks them where they lead.
    """
    links = page.links_to_anchors or {}
    for file in [file for file in links if isinstance(file, DialogueFile) and file.leaves]:
        for anchor in list(links[file]):
            leaf = file.at(unquote(anchor))
            if leaf is not file:
                links.setdefault(leaf, {})[anchor] = links[file].pop(anchor)
                was, new = (html.escape(one.url_relative_to(page.file)) for one in (file, leaf))
                named = rf'href="{re.escape(was)}((?:\?[^"#]*)?#{re.escape(html.escape(anchor))}")'
                html_ = re.sub(named, lambda match, new=new: f'href="{new}{match[1]}', html_)  # type: ignore[misc]
    return html_


def anchor_links(html_: str, linked: Mapping[str, tuple[File, str]]) -> dict[File, dict[str, str]]:
    """The anchors of other pages that a page links to, as ``Page.links_to_anchors``, for MkDocs to check."""
    found: dict[File, dict[str, str]] = {}
    for url, (file, target) in linked.items():
        for match in re.finditer(rf'href="{re.escape(html.escape(url))}#([^"]+)"', html_):
            anchor = unquote(html.unescape(match[1]))
            found.setdefault(file, {}).setdefault(anchor, f"{target}#{anchor}")
    return found
