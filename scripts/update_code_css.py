#!/usr/bin/env python3
"""Write the style sheet of code from two of Pygments' styles: python scripts/update_code_css.py.

Colours that are too pale (or, in the dark, too deep) for the ground that code stands on are moved until their contrast
is enough (WCAG 2.2, 1.4.3). Token classes with the same pair of colours share a rule.
"""

from __future__ import annotations

import colorsys
from pathlib import Path

from pygments.style import StyleMeta
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType

TARGET = Path(__file__).parents[1] / "generator/mkdocs_dialogues/templates/assets/dialogues/code.css"
LIGHT, DARK = "xcode", "github-dark"
SPARE = "default"  # for what the light style leaves black: differences, headings, prompts
# The worst grounds that code stands on: a page's, tinted by a twentieth of its text.
LIGHT_GROUND, DARK_GROUND = "f0f0f0", "2b2f3a"
CONTRAST = 4.6
# Marks of what is wrong, or of nothing: they take the colour of the text around them.
PLAIN = frozenset({Token.Error, Token.Text, Token.Text.Whitespace, Token.Other, Token.Escape})


def luminance(colour: str) -> float:
    """Relative luminance of ``rrggbb``, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str) -> str:
    """The colour, lightened or darkened until it can be read on the ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)))
    step = 0.01 if luminance(ground) < 0.2 else -0.01
    while contrast(colour, ground) < CONTRAST:
        lightness = min(1.0, max(0.0, lightness + step))
        colour = "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def appearance(style: StyleMeta, token: _TokenType, ground: str) -> tuple[str, bool, bool]:
    """``rrggbb`` (empty: as the text around it), bold, italic."""
    found = style.style_for_token(token)
    colour = found["color"]
    return readable(colour, ground).lower() if colour else "", bool(found["bold"]), bool(found["italic"])


def code_css() -> str:
    """The style sheet."""
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    spare = get_style_by_name(SPARE)
    groups: dict[tuple[str, str, bool, bool], list[str]] = {}
    for token, name in sorted(STANDARD_TYPES.items(), key=lambda item: item[1]):
        if not name or token in PLAIN:
            continue
        plain = token[:1] == ("Generic",) and not light.style_for_token(token)["color"]
        by_day, bold, italic = appearance(spare if plain else light, token, LIGHT_GROUND)
        by_night, _, _ = appearance(dark, token, DARK_GROUND)
        if by_day or by_night or bold or italic:
            groups.setdefault((by_day, by_night, bold, italic), []).append(name)
    rules: list[str] = []
    pairs: dict[str, tuple[str, str]] = {}
    for number, ((by_day, by_night, bold, italic), names) in enumerate(groups.items(), start=1):
        variable = f"--code-{number}"
        declarations = f"color: var({variable});" + " font-weight: 600;" * bold + " font-style: italic;" * italic
        rules.append(f".dialogue .highlight :is({', '.join(f'.{name}' for name in names)}) {{ {declarations} }}")
        pairs[variable] = (f"#{by_day}" if by_day else "currentcolor", f"#{by_night}" if by_night else "currentcolor")
    days = " ".join(f"{variable}: {day};" for variable, (day, _) in pairs.items())
    nights = " ".join(f"{variable}: {night};" for variable, (_, night) in pairs.items())
    either = " ".join(f"{variable}: light-dark({day}, {night});" for variable, (day, night) in pairs.items())
    undecided = 'body:not([data-md-color-scheme="default"], [data-md-color-scheme="slate"])'
    return "\n".join(
        [
            f"/* Colours of code, after Pygments' {LIGHT} and {DARK}. Written by scripts/update_code_css.py. */",
            f".dialogue .highlight {{ {days} }}",
            "@media screen {",
            f"  @supports (color: light-dark(red, red)) {{ {undecided} .dialogue .highlight {{ {either} }} }}",
            f'  :is([data-md-color-scheme="slate"], [data-bs-theme="dark"]) .dialogue .highlight {{ {nights} }}',
            "}",
            *rules,
            "",
        ]
    )


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(code_css(), encoding="utf-8")
