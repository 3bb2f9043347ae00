#!/usr/bin/env python3
"""Write what the readers say of themselves: python scripts/update_formats.py [--check].

The tables of formats in README and guide, and the suffixes of each reader, beside the code that chooses one.

A table stands between ``<!-- formats … -->`` and ``<!-- /formats -->``. Which section of a guide's page tells of a
reader is said by the reader's ``title``, which is the section's heading; the page's order is the table's.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mkdocs_dialogues.readers import Reader, readers, told
from mkdocs_dialogues.readers.registry import SUFFIXES

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "content" / "guide"
MARKDOWN, EXPORTS = "transcripts.md", "formats.md"
OURS = "mkdocs_dialogues."


def own() -> list[Reader]:
    """The readers of this package; a stranger's may be installed here too."""
    return [reader for reader in readers().values() if type(reader).__module__.startswith(OURS)]


def headings(page: str) -> Iterator[tuple[str, str]]:
    """Group and section of a guide's page, for each section; headings within code are none."""
    text = (GUIDE / page).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    group = ""
    for rank, heading in re.findall(r"^(##|###) (.+)$", text, re.MULTILINE):
        if rank == "##":
            group = heading
        else:
            yield group, heading


def sections(page: str) -> dict[str, list[Reader]]:
    """The readers that each section of a page tells of, in the page's order."""
    found = {heading: [reader for reader in own() if told(reader).title == heading] for _, heading in headings(page)}
    return {heading: those for heading, those in found.items() if those}


def undocumented() -> list[str]:
    """The readers without a section, a title or a word about them."""
    shown = {reader.name for page in (MARKDOWN, EXPORTS) for those in sections(page).values() for reader in those}
    return [reader.name for reader in own() if reader.name not in shown or not told(reader).about]


def anchor(heading: str) -> str:
    """The anchor of a heading, as MkDocs and GitHub make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def suffixes(reader: Reader) -> str:
    return " ".join(f"`{suffix or '(none)'}`" for suffix in reader.suffixes)


def guide_table(page: str) -> list[str]:
    """Every format of a page with its suffixes and a link to its section."""
    rows = ["| Format | Suffixes | What it is |", "|---|---|---|"]
    for heading, those in sections(page).items():
        for reader in those:
            words = told(reader).about if page == EXPORTS else heading
            rows.append(f"| `{reader.name}` | {suffixes(reader)} | [{words}](#{anchor(heading)}) |")
    return rows


def markdown_table() -> list[str]:
    """What the formats that people type look like, for the README."""
    rows = ["| Format | What it looks like |", "|---|---|"]
    for heading, those in sections(MARKDOWN).items():
        rows += [f"| [{heading}](content/guide/{MARKDOWN}#{anchor(heading)}) | {told(one).about} |" for one in those]
    return rows


def exports_table() -> list[str]:
    """The programs whose files are read by group, for the README."""
    groups: dict[str, list[str]] = {}
    known = sections(EXPORTS)
    for group, heading in headings(EXPORTS):
        if heading in known:
            groups.setdefault(group, []).append(f"[{heading}](content/guide/{EXPORTS}#{anchor(heading)})")
    return ["| From | What |", "|---|---|", *(f"| {group} | {', '.join(links)} |" for group, links in groups.items())]


def documents() -> dict[Path, str]:
    """Each file that is made of them, or holds such tables, as it should be."""
    tables = {
        ROOT / "README.md": {"markdown": markdown_table(), "exports": exports_table()},
        GUIDE / MARKDOWN: {"markdown": guide_table(MARKDOWN)},
        GUIDE / EXPORTS: {"exports": guide_table(EXPORTS)},
    }
    wanted = {SUFFIXES: json.dumps({reader.name: reader.suffixes for reader in own()}, indent=1) + "\n"}
    for path, named in tables.items():
        text = path.read_text(encoding="utf-8")
        for name, rows in named.items():
            between = re.compile(rf"(<!-- formats {name}: [^\n]*-->\n\n).*?(\n\n<!-- /formats -->)", re.DOTALL)
            filled = "\n".join(rows)
            text, count = between.subn(lambda match, rows=filled: match[1] + rows + match[2], text)  # type: ignore[misc]
            if count != 1:
                raise SystemExit(f"{path.relative_to(ROOT)}: there is no table '<!-- formats {name}: … -->'")
        wanted[path] = text
    return wanted


def main() -> int:
    """0 when the tables are right (or were made so), 1 when ``--check`` finds one that is not."""
    if missing := undocumented():
        print(f"No section of {MARKDOWN} or {EXPORTS} has the title of: {', '.join(missing)}.")
        return 1
    old = {path: text for path, text in documents().items() if path.read_text(encoding="utf-8") != text}
    for path, text in old.items():
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)}: what it says of formats is old; run python scripts/update_formats.py")
        else:
            path.write_text(text, encoding="utf-8")
    return int(bool(old) and "--check" in sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
