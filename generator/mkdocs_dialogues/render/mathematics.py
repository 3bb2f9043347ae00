"""LaTeX to MathML when the site is built: no script and no font is loaded for it.

Dollars are money as often as mathematics. What the engine took for a formula but reads as prose stays prose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

from math_core import LatexError, LatexToMathML

__all__ = ["formula", "is_prose"]

_MAX_LENGTH: Final = 10_000
# The converter recurses on its own stack; far below what a thread of 512 kB bears (it bears 160).
_MAX_DEPTH: Final = 40
_NESTING = re.compile(r"\\(?:begin|end|left|right)(?![A-Za-z])|\\.|[{}]", re.DOTALL)
_CHAIN = re.compile(rf"(?:\\[A-Za-z]++\s*+){{{_MAX_DEPTH}}}")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LABELS = re.compile(r"\\(?:label|ref|eqref|tag)(?![A-Za-z])")

_TEX = re.compile(r"[\\^_{}=]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}\s")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u0370-\u03ff\u2100-\u214f\U0001d400-\U0001d7ff]")
_FUNCTIONS = frozenset({"sin", "cos", "tan", "log", "exp", "lim", "max", "min", "mod", "gcd", "det", "dim", "ker"})

# The converter writes a few style attributes; a page under a strict Content-Security-Policy has classes instead.
_STYLE = re.compile(r' style="([^"]*)"')
# MathML Core has it on every element, the Nu checker not on this one; it says what is the case anyhow but in scripts.
_TABLE_LEVEL = re.compile(r'(<mtable[^>]*?) scriptlevel="0"')
_FRACTION = re.compile(r'<mfrac([^>]*?)( displaystyle="\w+")?>|</mfrac>')
_COLOUR = re.compile(r"color:(#[0-9A-Fa-f]{6});?")
_STYLE_CLASSES: Final = {
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "padding-left: 0": "math-tight-left",
    "padding-right: 0": "math-tight-right",
    "padding-left:0": "math-tight-left",
    "padding-right:0": "math-tight-right",
    "width: 100%": "math-whole",
    "width: 50%": "math-half",
    "width: 7.5%": "math-margin",
    "padding-left:1em": "math-gap-left",
    "font-variant-caps: small-caps": "math-small-caps",
    "padding-top: 0.1667em": "math-strut",
    "border-left: 0.05em solid currentcolor": "math-rule-left",
    "border-right: 0.05em solid currentcolor": "math-rule-right",
    "border-top: 0.05em solid currentcolor": "math-rule-top",
    "border-bottom: 0.05em solid currentcolor": "math-rule-bottom",
    "border-left: 0.05em dashed currentcolor": "math-rule-left math-dashed",
    "border-right: 0.05em dashed currentcolor": "math-rule-right math-dashed",
    "border-top: 0.05em dashed currentcolor": "math-rule-top math-dashed",
    "border-bottom: 0.05em dashed currentcolor": "math-rule-bottom math-dashed",
}
_CONVERTER = LatexToMathML(fancy_error=False)


def is_prose(tex: str) -> bool:
    r"""Whether what stands between two dollars (or ``\[`` and ``\]``) is running text: ``5 for you and 6``."""
    if _TEX.search(tex):
        return False
    if not tex.strip() or _OTHER_SCRIPT.search(tex) or tex.rstrip()[-1] in ":/-–,;":
        return True
    words = [word for word in _WORD.findall(tex) if word.lower() not in _FUNCTIONS]
    if tex[:1].isdigit():
        return bool(words) or bool(_TWO_WORDS.search(tex))
    return len(words) > 1 or (len(words) == 1 and (" " in tex.strip() or (len(tex) > 3 and tex.islower())))


def formula(tex: str, *, display: bool, prefix: str) -> str:
    """MathML of a formula, its source in ``data-tex``; ids begin with ``prefix``. ValueError says what is wrong."""
    if len(tex) > _MAX_LENGTH:
        raise ValueError(f"it is {len(tex):,} characters long; {_MAX_LENGTH:,} can be set")
    if _BIDI.search(tex):
        raise ValueError("it holds a character that turns the direction of text")
    if _depth(tex) > _MAX_DEPTH or _CHAIN.search(tex):
        raise ValueError(f"it is nested more than {_MAX_DEPTH} deep")
    if _LABELS.search(tex):
        return _own_ids(_convert(LatexToMathML(fancy_error=False, id_prefix=prefix), tex, display=display))
    return _plain_formula(tex, display)


@lru_cache(maxsize=4096)
def _plain_formula(tex: str, display: bool) -> str:
    return _convert(_CONVERTER, tex, display=display)


def _convert(converter: LatexToMathML, tex: str, *, display: bool) -> str:
    try:
        mathml = converter.convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        raise ValueError(str(error).partition(": ")[2] or str(error)) from error
    mathml = _TABLE_LEVEL.sub(r"\1", _STYLE.sub(_classes, mathml))
    mathml = _level_outside(mathml)
    return mathml.replace("<math", f'<math data-tex="{escape(tex)}"', 1)


def _level_outside(mathml: str) -> str:
    """Fractions with their ``displaystyle`` on an ``mstyle`` around them: on ``mfrac`` the Nu checker refuses it."""
    wrapped: list[bool] = []

    def move(match: re.Match[str]) -> str:
        if match[1] is None:
            return "</mfrac></mstyle>" if wrapped.pop() else "</mfrac>"
        wrapped.append(match[2] is not None)
        return f"<mstyle{match[2]}><mfrac{match[1]}>" if match[2] else match[0]

    return _FRACTION.sub(move, mathml)


def _classes(match: re.Match[str]) -> str:
    if colour := _COLOUR.fullmatch(match[1]):
        return f' mathcolor="{colour[1]}"'
    names = [_STYLE_CLASSES.get(part.strip(), "") for part in match[1].split(";")]
    joined = " ".join(name for name in names if name)
    return f' class="{joined}"' if joined else ""


def _own_ids(mathml: str) -> str:
    """References whose equation is not in this formula lead nowhere: their link is taken off."""
    ids = set(re.findall(r' id="([^"]*)"', mathml))
    return re.sub(r' href="#([^"]*)"', lambda match: match[0] if match[1] in ids else "", mathml)


def _depth(tex: str) -> int:
    depth = deepest = 0
    for match in _NESTING.finditer(tex):
        if match[0] in {"{", r"\begin", r"\left"}:
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in {"}", r"\end", r"\right"}:
            depth -= 1
    return deepest
