"""Nothing runs: whatever a turn holds, only known tags and attributes come out, and no target but harmless ones."""

from __future__ import annotations

import re
from itertools import product
from urllib.parse import urlsplit

import pytest

from tests.render.reading import Page, letters, render

TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "math",
    "menclose",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "b",
    "i",
}
ATTRIBUTES = {
    "alt",
    "aria-label",
    "aria-level",
    "checked",
    "class",
    "data-info",
    "data-language",
    "data-tex",
    "decoding",
    "dir",
    "disabled",
    "href",
    "id",
    "loading",
    "rel",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "accent",
    "accentunder",
    "columnalign",
    "display",
    "displaystyle",
    "form",
    "linethickness",
    "lspace",
    "mathcolor",
    "mathvariant",
    "maxsize",
    "minsize",
    "notation",
    "rspace",
    "scriptlevel",
    "stretchy",
    "voffset",
    "width",
}
HREF = re.compile(r"(?:https?://|mailto:|tel:|\.\./|#t1-)")

TARGETS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java&#x09;script:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript%3Aalert(1)",
    "javascript&Tab;:alert(1)",
    "\x01javascript:alert(1)",
    "&#1;javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "\u200bjavascript:alert(1)",
    "\ufdd0javascript:alert(1)",
    "java\ufdd0script:alert(1)",
    "java\ufdd1script:alert(1)",
    "java&#xFDD0;script:alert(1)",
    "java%EF%B7%90script:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:image/svg+xml,<svg/>",
    "file:///etc/passwd",
    "blob:http://x/1",
    "about:blank",
    "view-source:http://x",
    "ftp://x/y",
    "jar:http://x!/y",
    "ws://x",
    "intent://x",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example",
    "/%5Cevil.example",
    "http:evil",
    "https:\\evil",
    "http://[bad",
    "http://a b/",
    "javascript://example.org/%0aalert(1)",
    "javascript:/*--></title></style>*/alert(1)",
    "x:y",
    "#",
    "#__config",
    "#constructor",
    "#t1-fn-1",
    '#"onclick=alert(1)',
    '"onmouseover=alert(1) x="',
    "'onmouseover=alert(1)",
    'x" onerror="alert(1)',
    "x><script>alert(1)</script>",
    "../../../etc/passwd",
    "..%2f..%2fetc/passwd",
    ".",
    "",
    "?",
    "%00",
    "%",
    "mailto:a@b?subject=<script>",
    "tel:+1",
    "http://x/\u202e/y",
]
SHAPES = [
    "[x]({0})",
    "[x](<{0}>)",
    "![x]({0})",
    '[x]({0} "{0}")',
    "<{0}>",
    "[x][r]\n\n[r]: {0}",
    "[x][r]\n\n[r]: <{0}> '{0}'",
]

SNIPPETS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{background:url(javascript:1)}</style>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<form action=javascript:1><button>",
    "<base href=//evil>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//x>",
    "<object data=x>",
    "<embed src=x>",
    "<template><script>1</script></template>",
    "<plaintext>",
    "<xmp>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--\n<img src=x onerror=1>\n-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "<!x onerror=1>",
    "</p><script>alert(1)</script>",
    "</code></pre><script>1</script>",
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "    </code></pre><script>1</script>",
    '```"><script>alert(1)</script>\nx\n```',
    '```x"onclick="alert(1)\nx\n```',
    "``` html onload=alert(1)\n<b>\n```",
    '~~~ `"><img src=x onerror=1>\nx\n~~~',
    "```python\n</code></pre><script>alert('1')</script> # \"\n```",
    "```html\n<script>alert(1)</script>\n```",
    '```language-x" data-y="\nx\n```',
    "```mermaid\n</code></pre><script>alert(1)</script>\n```",
    '```mermaid\ngraph TD; click A "javascript:alert(1)"\n```',
    "```math\n\\text{</math><script>alert(1)</script>}\n```",
    "$<script>alert(1)</script>$",
    "$\\text{<img src=x onerror=1>}$",
    '$a"onclick="b$',
    "$\\href{javascript:alert(1)}{x}$",
    "$\\color{red;background:url(x)}x$",
    '$\\textcolor{"onclick=1}{x}$',
    "$\\class{x}{y}$",
    "$\\style{x}{y}$",
    '$\\begin{equation}x\\label{" onclick=alert(1)}\\end{equation}$',
    "$$\\begin{align}a\\label{__config}\\end{align}\\eqref{__config}$$",
    "$\\color{red}{x}\\begin{array}{|c:c|}a&b\\\\\\hline c\\end{array}$",
    "$\\operatorname{</mi><script>}$",
    "$\\unknown{<b>}$",
    "\\(<script>\\)",
    "\\[</span><b>\\]",
    '$$ "><img src=x onerror=1> \\frac{ $$',
    '$`"><script>`$',
    "$\\text{\u202e}$",
    '[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: x',
    '[^x" onclick="1]\n\n[^x" onclick="1]: y',
    '[^__config]\n\n[^__config]: {"base": 1}',
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "[a[^1]](http://x)\n\n[^1]: b",
    "[![a](pic.png)](javascript:alert(1))",
    "[<img src=x onerror=1>](http://x)",
    '!["onerror="alert(1)](pic.png)',
    '![<script>](pic.png "\'\\"><script>")',
    '[x](http://x "\\"onmouseover=alert(1)")',
    "[x](http://x '\"><script>alert(1)</script>')",
    "# __config\n\n[x](#__config)",
    "# <script>alert(1)</script>",
    "# `</title><script>alert(1)</script>`\n[x](#h)",
    '# " onclick="alert(1)\n[a](#-onclickalert1)',
    '| <script> | `<b>` |\n|---|:-:|\n| <img src=x onerror=1> | " |',
    "|a|\n|-|\n|<td onclick=1>|",
    "> [!NOTE] <script>alert(1)</script>\n> x",
    '> [!WARNING] " onclick="\n> x',
    "- [ ] <input onfocus=alert(1) autofocus>",
    '- [x] " onclick',
    "1. <script>\n2. </script>",
    "{{ constructor.constructor('alert(1)')() }}",
    "{% include '/etc/passwd' %}",
    '--8<-- "/etc/passwd"',
    "{: onclick=alert(1)}",
    "[x]{onclick=alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "&#x3c;img src=x onerror=1&#x3e;",
    "\\<script\\>",
    "<scr\x00ipt>alert(1)</script>",
    "<a\x0bhref=javascript:1>",
    "<img\x0csrc=x onerror=1>",
    "\u202e<script>\u202c",
    "<\u200bscript>",
    "\ud83d<script>",
    "\ufdd0<script>\ufdd0",
    "\ufdd1" * 5,
    "\ufdd15\ufdd1",
    "[a](http://x/\ufdd11\ufdd1)",
    "\x00",
    "\x1b[31m red \x1b[0m",
    "\x85\u2028\u2029",
    "\ufeff# x",
    "\ufffe\uffff\U0001fffe",
    'http://x/"onclick=alert(1)',
    "http://x/'><script>",
    "www.x.y/<script>",
    'a@b.c"onclick=1',
    "javascript:alert(1)",
    "https://x。<script>",
    '<http://x/"><script>alert(1)</script>>',
    '<a@b.c" onclick=1>',
    "***<script>***",
    "~~<script>~~",
    "[x](<javascript:alert(1)\n>)",
    "[r]: javascript:alert(1)\n[x][r] [r]",
    '[r]: http://x "\n\n"onclick=alert(1)\n[r]',
    "[\\]: x]: javascript:alert(1)",
    "<pre onclick=1>x</pre>",
    "<script>\n</p></pre><img src=x onerror=alert(1)>\n</script>",
    "<!-- </pre> --><script>1</script>",
    "<textarea>\n</textarea><script>alert(1)</script>",
]

HOSTILE = [shape.format(target) for target, shape in product(TARGETS, SHAPES)] + SNIPPETS


def check(html: str, *, hosts: frozenset[str] = frozenset()) -> None:
    page = Page(html)
    assert not page.unbalanced, page.unbalanced
    assert not page.open
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert re.fullmatch(r"t1-[\w-]+", attributes.get("id") or "t1-x")
        href, src = attributes.get("href"), attributes.get("src")
        assert href is None or HREF.match(href)
        assert not (href or "").startswith("#") or (href or "")[1:] in ids
        assert src is None or src.startswith("../") or urlsplit(src).hostname in hosts
        if (href or "").startswith("http"):
            assert attributes["rel"] == "noopener noreferrer ugc"


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_comes_out_harmless(source: str) -> None:
    check(render(source).html)


def test_hostile_texts_together_stay_harmless() -> None:
    check(render("\n\n".join(SNIPPETS)).html)
    check(render(" ".join(SNIPPETS), line_breaks=False).html)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "vbscript:x"])
def test_forbidden_target_is_shown_and_leads_nowhere(target: str) -> None:
    html = render(f"[text]({target})").html
    assert f'title="{target}"' in html
    assert letters(html) == "text"
    assert "href" not in html


def test_bidi_controls_are_marked_in_text_and_taken_out_of_attributes() -> None:
    html = render('a\u202eb [x](http://x.y "\u2066t") `c\u202dd`').html
    assert '<span class="bidi-mark" title="U+202E right-to-left override">\ufffd</span>' in html
    assert 'title="\ufffdt"' in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert "\u200f" in render("right\u200fmark").html


def test_remote_image_is_a_link_until_its_host_is_allowed() -> None:
    source = "![a cat](https://pics.example/cat.png) ![](https://user@other.example/x.png)"
    assert "<img" not in render(source).html
    assert '<a class="remote-image" href="https://pics.example/cat.png"' in render(source).html
    shown = render(source, frozenset({"pics.example"})).html
    assert '<img src="https://pics.example/cat.png" alt="a cat" loading="lazy" decoding="async">' in shown
    assert shown.count("<img") == 1
    for trick in (
        "https://evil.example/#pics.example",
        "https://pics.example@evil.example/",
        "https://pics.example.evil.example/",
        "//evil.example/pics.example",
    ):
        assert "<img" not in render(f"![x]({trick})", frozenset({"pics.example"})).html
