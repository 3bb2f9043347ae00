"""Code is taken apart as Pygments does it, and coloured as its formatter does it, only faster."""

from __future__ import annotations

from io import StringIO

import pytest
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from mkdocs_dialogues.render.highlight import highlight
from mkdocs_dialogues.render.lexing import Tokens

_CODE = {
    "python": (
        "@cached\nasync def f(x: int = 0x1f) -> str:\n    '''Doc.'''\n"
        "    return rb'a\\n' + F'{x!r:>{5}}' if x else None  # é\n"
    ),
    "javascript": "const re = /[/]b/g; let s = `t ${a + 'b'} u`; // end\nclass A { get x() { return 1e3 } }\n",
    "html": "<!-- c --><p class='x' id=y>&amp;<script>if (a < b) f('</p>')</script><style>p { color: #fff }</style>\n",
    "css": '@media (min-width: 3em) { a:hover::after { content: "\\201c"; margin: -1px auto !important } }\n',
    "bash": "for f in *.md; do echo \"$f: ${#f}\" | sed 's/a/b/'; done <<EOF\ntext $HOME\nEOF\n",
    "rust": 'fn main() { let v: Vec<&\'static str> = vec![r#"a"#]; println!("{}", v.len()); } /* a /* b */ */\n',
    "sql": "SELECT a, COUNT(*) FROM t WHERE b = 'x''y' -- why\nGROUP BY 1;\n",
    "ruby": 'def f(a) = %w[a b].map { |x| "#{x}: #{a}" }\nputs <<~EOS\n  text\nEOS\n',
    "perl": "my %h = (a => 1); print qq{$h{a}\\n} if $x =~ m/a(b)c/i;\n",
    "yaml": "a: &x [1, 'two']\nb: |\n  text\n# end\n",
    "c++": '#include <map>\ntemplate <class T> int f(T&& t) { return R"(a)"[0] + 0b1; } // end\n',
}


@pytest.mark.parametrize("label", _CODE)
@pytest.mark.parametrize("written", ["for it", "for another", "cut off"])
def test_tokens_are_those_of_the_lexer(label: str, written: str) -> None:
    lexer = get_lexer_by_name(label, stripnl=False, ensurenl=False)
    code = _CODE[label] if written == "for it" else "".join(_CODE.values())
    code = code[: len(code) * 2 // 3] if written == "cut off" else code
    assert Tokens(lexer, enough=0).of(code) == list(lexer.get_tokens(code))


@pytest.mark.parametrize("label", _CODE)
@pytest.mark.parametrize("more", ["", "\n\n", "x"])
def test_colours_are_those_of_the_formatter(label: str, more: str) -> None:
    code = _CODE[label] + more
    tokens = list(get_lexer_by_name(label, stripnl=False, ensurenl=False).get_tokens(code))
    assert "".join(text for _, text in tokens) == code
    out = StringIO()
    HtmlFormatter(nowrap=True).format(tokens, out)
    assert highlight(code, label) == out.getvalue()
