"""Citations for reference managers: BibTeX, RIS and CSL-JSON.

BibTeX: entry ``misc`` with the fields of biblatex and natbib's styles. RIS: the tags of Research Information Systems'
specification of 2011, type ELEC. CSL-JSON: the schema ``csl-data`` of Citation Style Language 1.0.2.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from hashlib import blake2s
from typing import Any, Final
from unicodedata import combining, normalize

from mkdocs_dialogues.citing.work import Author, Work
from mkdocs_dialogues.naming import slugify
from mkdocs_dialogues.writers.json import json_text

__all__ = ["bibtex", "csl_json", "ris", "tex"]

_TEX: Final = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(work: Work) -> str:
    """One ``@misc`` entry. The title stands in a second pair of braces, so that no style changes its capitals."""
    fields = {
        "author": " and ".join(_tex_author(author) for author in work.authors),
        "title": f"{{{tex(work.title)}}}",
        "howpublished": tex(work.site),
        "year": str(work.date.year) if work.date else "",
        "month": "",
        "url": _bare(work.address),
        "note": tex(f"Turn {work.locator.turn}, {work.locator.speaker}") if work.locator else "",
        "language": tex(work.language or ""),
        "keywords": tex(", ".join(work.themes)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if work.date:  # a macro that every style defines, and so without braces
        at = next(place for place, line in enumerate(lines) if line.startswith("  year"))
        lines.insert(at + 1, f"  month = {_MONTHS[work.date.month - 1]},")
    return "\n".join([f"@misc{{{_key(work)},", *lines, "}"]) + "\n"


def ris(work: Work) -> str:
    """One record; lines end in CR and LF, as the specification has it."""
    tags: list[tuple[str, str]] = [("TY", "ELEC")]
    tags += [("AU", author.inverted) for author in work.authors]
    tags += [("TI", work.title), ("T2", work.site)]
    if work.date:
        tags += [("PY", str(work.date.year)), ("DA", f"{work.date:%Y/%m/%d}/")]
    tags += [("UR", work.address), ("LA", work.language or ""), ("AB", work.summary or "")]
    tags += [("N1", f"Turn {work.locator.turn}, {work.locator.speaker}" if work.locator else "")]
    tags += [("KW", theme) for theme in work.themes]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - "]) + "\r\n"


def csl_json(work: Work) -> str:
    """A list of one item."""
    item: dict[str, Any] = {
        "id": _key(work),
        "type": "webpage",
        "title": work.title,
        "author": [_csl_author(author) for author in work.authors],
        "container-title": work.site,
        "issued": {"date-parts": [_parts(work.date)]} if work.date else None,
        "URL": work.address,
        "language": work.language,
        "abstract": work.summary,
        "keyword": ", ".join(work.themes),
        "note": f"Turn {work.locator.turn}, {work.locator.speaker}" if work.locator else None,
    }
    return json_text([{key: value for key, value in item.items() if value}], indent=2) + "\n"


def _parts(when: date) -> list[int]:
    return [when.year, when.month, when.day]


def _csl_author(author: Author) -> dict[str, str]:
    return {"literal": author.literal} if author.literal else {"family": author.family, "given": author.given}


def _tex_author(author: Author) -> str:
    return f"{{{tex(author.literal)}}}" if author.literal else tex(author.inverted)


@lru_cache(maxsize=1024)
def tex(text: str) -> str:
    """Text on one line, as TeX needs it spelled."""
    return _one_line(text).translate(_TEX)


def _bare(url: str) -> str:
    """A URL needs no escapes, but for braces, which would end the field."""
    return url.replace("{", "%7B").replace("}", "%7D")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _key(work: Work) -> str:
    """A citation key: letters and digits that every program takes, and the turn.

    What other letters the dialogue is called by are told by a hash, so that no two have one key.
    """
    slug = slugify(work.key)
    plain = "".join(letter for letter in normalize("NFKD", slug) if not combining(letter))
    pieces: list[str] = re.findall(r"[a-z0-9]+", plain) or ["dialogue"]
    if not plain.isascii():
        pieces.append(blake2s(slug.encode(), digest_size=3).hexdigest())
    key = "-".join(pieces)
    return f"{key}-turn-{work.locator.turn}" if work.locator else key
