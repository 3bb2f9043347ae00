"""Tables as SVG, drawn by pygal: small, Python alone, kept up; what it draws is stripped to its shapes and words.

pygal's own output has a style sheet for the whole page, a script and the day in it. Here colours come from the page's
style sheet, so that dark mode, forced colours and paper are as for all else, and the bytes hang on the numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import Any

import pygal
from markupsafe import escape
from pygal.style import Style

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.pictures.counts import Table

__all__ = ["shapes"]

_LABEL = 20
_FONT = 13
_SHAPES = {
    "path": ("d",),
    "rect": ("x", "y", "width", "height"),
    "circle": ("cx", "cy", "r"),
    "text": ("x", "y", "transform"),
    "g": ("transform",),
}
_LEFT_OUT = frozenset({"background", "tooltip-overlay", "titles"})


def shapes(table: Table, width: int) -> tuple[str, str]:
    """The height of the picture of a table, and what is in it."""
    chart = _CHARTS[table.form](table)
    chart.config.width = width
    root = chart.render_tree()
    return root.get("viewBox").split()[3], "".join(_element(root, "", table))


def _columns(table: Table) -> Any:
    highest = max(values[0] for _, values in table.rows)
    chart = pygal.Bar(**_options(260), print_values=True, print_values_position="top", range=(0, highest * 1.12))
    chart.x_labels = [_short(name) for name, _ in table.rows]
    chart.add("", [values[0] for _, values in table.rows])
    return chart


def _bars(table: Table) -> Any:
    chart = pygal.HorizontalBar(**_options(60 + 26 * len(table.rows)), print_values=True, print_values_position="top")
    rows = table.rows[::-1]  # pygal begins at the bottom
    chart.config.range = (0, max(values[-1] for _, values in rows) * 1.12 or 1)
    chart.x_labels = [_short(name) for name, _ in rows]
    chart.add("", [values[-1] for _, values in rows], formatter=lambda value: f"{value:.0f} %")
    return chart


def _dots(table: Table) -> Any:
    rotated = table.kind == "together"
    options = _options((150 if rotated else 70) + 30 * len(table.rows))
    chart = pygal.Dot(**options, x_label_rotation=60 if rotated else 0)
    chart.x_labels = [_short(name) for name in table.columns]
    for name, values in table.rows:  # the area of a dot is the number, and pygal takes it for the radius
        chart.add(_short(name), [sqrt(value) for value in values])
    return chart


_CHARTS = {"columns": _columns, "bars": _bars, "dots": _dots}


def _options(height: int) -> dict[str, Any]:
    fonts = {f"{name}_font_size": _FONT for name in ("label", "major_label", "value", "value_label", "tooltip")}
    return {
        "height": height,
        "margin": 8,
        "js": [],
        "show_legend": False,
        "no_prefix": True,
        "truncate_label": -1,
        "min_scale": 2,
        "max_scale": 6,
        "style": Style(**fonts),
        "value_formatter": lambda value: f"{value:,.0f}" if value == int(value) else "",
        "formatter": lambda value: f"{value:,.0f}" if value else "",
    }


def _short(name: str) -> str:
    return clip(reveal(name), _LABEL)


def _element(element: Any, within: str, table: Table) -> Iterator[str]:
    """An element of pygal's drawing as we write it; what is for its script and its style is left out."""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        classes = set((child.get("class") or "").split())
        if tag not in _SHAPES or classes & _LEFT_OUT or (tag == "circle" and float(child.get("r")) < 0.05):
            continue
        kind = _kind(tag, classes, within)
        attributes = [(name, _rounded(child.get(name))) for name in _SHAPES[tag] if child.get(name)]
        if tag == "text":
            if not (child.text or "").strip():
                continue
            attributes += _placed(within, table)
        if kind:
            attributes.append(("class", kind))
        inside = escape(child.text) if tag == "text" else "".join(_element(child, kind or within, table))
        if tag == "g" and not inside:
            continue
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes)
        yield f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def _kind(tag: str, classes: set[str], within: str) -> str:
    if tag == "g":
        return "x" if {"axis", "x"} <= classes else "y" if {"axis", "y"} <= classes else ""
    if tag == "path":
        return "guide" if within in ("x", "y") else "shape"
    return "shape" if tag in ("rect", "circle") else ""


def _placed(within: str, table: Table) -> list[tuple[str, str]]:
    """How a text stands to its place: names in front of their line, numbers behind their bar or above their column."""
    if within == "y":
        return [("text-anchor", "end")]
    if within == "x":
        return [("text-anchor", "start" if table.kind == "together" else "middle")]
    return (
        [("text-anchor", "start"), ("dx", "6")] if table.form == "bars" else [("text-anchor", "middle"), ("dy", "-8")]
    )


def _rounded(text: str) -> str:
    """Numbers with one decimal: more is not to be seen."""
    words = text.replace("(", "( ").replace(",", " , ").replace(")", " )").split(" ")
    return " ".join(map(_number, words)).replace("( ", "(").replace(" , ", ",").replace(" )", ")")


def _number(word: str) -> str:
    letter, number = (word[0], word[1:]) if word[:1].isalpha() else ("", word)
    try:
        return f"{letter}{round(float(number), 1):g}"
    except ValueError:
        return word
