"""An SVG beside a transcript is a picture, or it is not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_dialogues.svg import active_content

ROOT = Path(__file__).resolve().parent.parent


def svg(inside: str, attributes: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>\n{inside}\n</svg>".encode()


@pytest.mark.parametrize(
    "picture",
    [
        svg('<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'),
        svg('<style>.a { fill: url(#g) }</style><path class="a" d="M0 0h9v9z" style="filter:url(#f)"/>'),
        svg('<image href="data:image/png;base64,AAAA"/><use xlink:href="#g"/><text>on &amp; off, href="x"</text>'),
        b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + svg("<g/>"),
        svg('<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li/></r:RDF></metadata>'),
        (ROOT / "content/dialogues/kelly.svg").read_bytes(),
    ],
)
def test_pictures_are_let_through(picture: bytes) -> None:
    assert active_content(picture) is None


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>x</script>", "the element 'script'"),
        ("<s:script xmlns:s='http://www.w3.org/2000/svg'>x</s:script>", "the element 'script'"),
        ("<g onclick='x'/>", "the attribute 'onclick'"),
        ("<foreignObject/>", "the element 'foreignObject'"),
        ("<h:body xmlns:h='http://www.w3.org/1999/xhtml'/>", "the element 'body'"),
        ("<a href='javascript:x'>x</a>", "the element 'a'"),
        ("<use href='java&#115;cript:x'/>", "the link 'javascript:x'"),
        ("<use href='data:image/svg+xml,x#x'/>", "the link 'data:image/svg+xml,x#x'"),
        ("<image xlink:href='http://a.example/x.png'/>", "the link 'http://a.example/x.png'"),
        ("<set attributeName='onclick' to='x'/>", "the element 'set'"),
        ("<animate attributeName='href' values='javascript:x'/>", "the element 'animate'"),
        ("<style>@import 'x.css';</style>", "a style that leads out of it"),
        ("<style><![CDATA[* { fill: url( 'http://a.example/' ) }]]></style>", "a style that leads out of it"),
        ("<g style='fill:u\\72l(x)'/>", "the style 'fill:u\\72l(x)'"),
        ("<handler xmlns='http://www.w3.org/2001/xml-events'/>", "the element 'handler'"),
        ("<?xml-stylesheet href='x.css'?>", "the instruction 'xml-stylesheet'"),
        ("<g>", "a fault of its XML (mismatched tag)"),
    ],
)
def test_what_is_more_than_a_picture_is_named(inside: str, what: str) -> None:
    found = active_content(svg(inside))
    assert found is not None
    assert found[0] == what


def test_entities_are_refused_before_they_grow() -> None:
    bomb = b'<!DOCTYPE svg [\n<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + svg("<text>&b;</text>")
    assert active_content(bomb) == ("the entity 'a'", 2)
    assert active_content(b"") is not None
    assert active_content(b"\xff\xfe<") is not None
