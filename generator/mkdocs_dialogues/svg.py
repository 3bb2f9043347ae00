"""Whether an SVG is a picture and nothing else: opened by itself it is a document, which can run scripts.

What is allowed is listed; the rest is named and refused. A file that is not well-formed is refused too, since a
browser runs what stands before the fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

__all__ = ["active_content"]

_SVG: Final = "http://www.w3.org/2000/svg"
_ELEMENTS: Final = frozenset(
    """svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath title desc metadata
    linearGradient radialGradient stop clipPath mask pattern marker image style switch view filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence""".split()
)
# Namespaces whose elements do something in a browser, whatever SVG they stand in.
_ACTIVE: Final = (
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/2001/xml-events",
)
_HREF: Final = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_OUTWARD: Final = re.compile(
    r"@import|\\|url\(\s*(?!['\"]?\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,]))", re.IGNORECASE
)


class _Found(Exception):  # noqa: N818 - no error: the way out of expat
    """What was found, in a few words, and its line."""


def active_content(data: bytes) -> tuple[str, int] | None:
    """What in an SVG could run or ask for something, in a few words, and its line; None when it is a mere picture."""
    parser = expat.ParserCreate(namespace_separator=" ")
    style = 0

    def found(what: str) -> None:
        raise _Found(what, parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal style
        for what in _in_element(name, attributes):
            found(what)
        style += name == f"{_SVG} style"

    def end(name: str) -> None:
        nonlocal style
        style -= name == f"{_SVG} style"

    def text(data: str) -> None:
        if style and _OUTWARD.search(data):
            found("a style that leads out of it")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.ProcessingInstructionHandler = lambda target, _data: found(f"the instruction '{target}'")
    parser.EntityDeclHandler = lambda name, *_more: found(f"the entity '{name}'")
    try:
        parser.Parse(data, True)
    except _Found as stop:
        what, line = stop.args
        return str(what), int(line)
    except expat.ExpatError as error:
        return f"a fault of its XML ({expat.ErrorString(error.code)})", error.lineno
    return None


def _in_element(name: str, attributes: dict[str, str]) -> Iterator[str]:
    namespace, _, local = name.rpartition(" ")
    if namespace in _ACTIVE or (namespace in (_SVG, "") and local not in _ELEMENTS):
        yield f"the element '{local}'"
    for key, value in attributes.items():
        attribute = key.rpartition(" ")[2].lower()
        if attribute.startswith("on"):
            yield f"the attribute '{attribute}'"
        elif attribute in ("href", "src", "base") and not _HREF.match(value):
            yield f"the link '{value}'"
        elif _OUTWARD.search(value):
            yield f"the style '{value}'"
