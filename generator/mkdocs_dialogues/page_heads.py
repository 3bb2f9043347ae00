"""What other pages can show of a page that somebody wrote: its title and its metadata, which its beginning tells.

MkDocs takes a title from the metadata, or from the heading that a page begins with
(https://www.mkdocs.org/user-guide/writing-your-docs/#meta-data).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["head", "looks_further", "may_look_back"]

_FRONT: Final = re.compile(r"\A-{3}[ \t]*\n.*?\n(?:-{3}|\.{3})[ \t]*\n", re.DOTALL)  # as MkDocs finds it
_TITLE: Final = re.compile(r"^title:[ \t]*[^\s#|>&*!]", re.MULTILINE)
# A heading that is the same whatever follows: of links, HTML and marks that go over lines that cannot be told.
_HEADING: Final = re.compile(r"\s*^#(?!#)[^\n\[<{\\]*(?:\n|\Z)", re.MULTILINE)
_TAG: Final = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_OTHERS: Final = re.compile(r"\b(?:nav\w*|pages|parent|ancestors|children|(?:previous|next)_page|homepage)\b")
# Extensions that make a page's first heading of that heading alone.
_KNOWN: Final = re.compile(
    r"(?:markdown\.extensions\.)?(?:abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|"
    r"legacy_attrs|legacy_em|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks)\Z"
    r"|(?:pymdownx|material\.extensions|mkdocs_dialogues)\."
)


def head(text: str) -> str:
    """The part of a page's Markdown that its title and metadata hang on: all of it, where that cannot be told."""
    front = _FRONT.match(text)
    end = front.end() if front else 0
    if front and _TITLE.search(front.group()):
        return front.group()
    heading = _HEADING.match(text, end)
    return text[: heading.end()] if heading else text


def looks_further(template: str) -> bool:
    """Whether a template's source may show more of other pages than titles and metadata: it names a way to them."""
    return any(_OTHERS.search(tag) for tag in _TAG.findall(template))


def may_look_back(extensions: Iterable[object]) -> bool:
    """Whether one of Markdown's extensions, by names or as they are, may let a heading hang on what follows it."""
    names = (one if isinstance(one, str) else f"{type(one).__module__}." for one in extensions)
    return not all(map(_KNOWN.match, names))
