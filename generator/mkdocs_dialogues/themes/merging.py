"""Makes one theme of two, where authors have written them: front matter, sidecars, folder defaults.

Only the word is changed, as text, and of two that would be the same one goes, so that comments, quotes and order stay
as they were typed. Our strict reader then reads what would be written, and it is written only if that says the same of
everything but the themes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from mkdocs_dialogues.metadata import FOLDER_DEFAULTS, FRONT_MATTER_SUFFIXES, SIDECAR_SUFFIX
from mkdocs_dialogues.strict_yaml import load
from mkdocs_dialogues.themes.writing import BOM, CannotWriteError, front_matter, typed_text
from mkdocs_dialogues.whole_files import write_whole

__all__ = ["Written", "merge_in", "merged", "read_written", "written_in"]


@dataclass(frozen=True, slots=True)
class Written:
    """Themes that stand in a file, as they are spelt: the file, the line from 1, and the themes in their order."""

    path: Path
    line: int
    themes: tuple[str, ...]


def written_in(docs: Path, dialogues: Path, transcripts: Iterable[Path]) -> Iterator[Path]:
    """Every file that may say themes: transcripts that begin with metadata, sidecars, and folder defaults from the docs
    folder down.
    """
    above = (folder / FOLDER_DEFAULTS for folder in reversed(dialogues.parents) if folder.is_relative_to(docs))
    yield from (path for path in above if path.is_file())
    found = [path for path in transcripts if path.suffix.lower() in FRONT_MATTER_SUFFIXES]
    for path in dialogues.rglob(f"*{SIDECAR_SUFFIX}"):
        folders = path.relative_to(dialogues).parts[:-1]
        hidden = path.name.startswith(".") and path.name != FOLDER_DEFAULTS
        if path.is_file() and not hidden and not any(folder.startswith(".") for folder in folders):
            found.append(path)
    yield from sorted(found)


def read_written(path: Path) -> Written | None:
    """The themes that a file says. Raises DialogueError, CannotWriteError or OSError when that cannot be read."""
    text = typed_text(path)
    start, stop = _yaml_of(path, text)
    document = load(text[start:stop], path.name, 1 + text[:start].count("\n"))
    themes = document.values.get("themes")
    listed = [themes] if isinstance(themes, str) else themes
    if not isinstance(listed, list) or not listed:
        return None
    words = tuple(" ".join(theme.split()) for theme in listed if isinstance(theme, str))
    return Written(path, document.at(("themes",)).line or 1, words)


def merged(themes: Sequence[str], old: str, new: str) -> tuple[str, ...]:
    """Themes with ``new`` in place of ``old`` in whatever capitals, once."""
    there = any(_same(theme, new) and not _is_old(theme, old, new) for theme in themes)
    kept: list[str] = []
    for theme in themes:
        if not _is_old(theme, old, new):
            kept.append(theme)
        elif not there:
            kept.append(new)
            there = True
    return tuple(kept)


def merge_in(path: Path, old: str, new: str) -> None:
    """Write ``new`` for ``old`` in a file that says it. Raises CannotWriteError, DialogueError or OSError."""
    text = typed_text(path)
    start, stop = _yaml_of(path, text)
    before = after = text[start:stop]
    while (step := _step(after, old, new)) is not None:
        after = step
    new_text = text[:start] + after + text[stop:]
    was, now = load(before, path.name).values, load(after, path.name).values
    words = was.get("themes")
    listed = [words] if isinstance(words, str) else words
    wanted = list(merged([" ".join(str(word).split()) for word in listed or ()], old, new))
    got = now.get("themes")
    found = [" ".join(str(word).split()) for word in ([got] if isinstance(got, str) else got or ())]
    if found != wanted or {**now, "themes": None} != {**was, "themes": None} or list(now) != list(was):
        raise CannotWriteError(_BY_HAND.format(old=old, new=new))
    data = path.read_bytes()
    write_whole(path, (BOM if data.startswith(BOM) else b"") + new_text.encode())


_BY_HAND: Final = "its themes are not on one line, or one on each; write '{new}' for '{old}' by hand"


def _yaml_of(path: Path, text: str) -> tuple[int, int]:
    """Where in a file's text its metadata is."""
    return (0, len(text)) if path.name.endswith(SIDECAR_SUFFIX) else front_matter(text)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _is_old(theme: str, old: str, new: str) -> bool:
    return _same(theme, old) and theme != new


def _step(text: str, old: str, new: str) -> str | None:
    """YAML with one ``old`` less, or None if it has none."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    value = next((value for key, value in root.value if key.value == "themes"), None) if root else None
    if isinstance(value, yaml.ScalarNode):
        return _replaced(text, value, old, new) if _is_old(_word(value), old, new) else None
    if not isinstance(value, yaml.SequenceNode):
        return None
    items = [item for item in value.value if isinstance(item, yaml.ScalarNode)]
    at = next((at for at, item in enumerate(items) if _is_old(_word(item), old, new)), None)
    if at is None:
        return None
    if not any(_same(_word(item), new) and not _is_old(_word(item), old, new) for item in items):
        return _replaced(text, items[at], old, new)
    before = items[at - 1].end_mark.index if at else value.start_mark.index
    return _without_item(text, items[at], before) if value.flow_style else _without_line(text, items[at], old, new)


def _word(node: yaml.ScalarNode) -> str:
    return " ".join(node.value.split())


def _replaced(text: str, node: yaml.ScalarNode, old: str, new: str) -> str:
    """The word in its place, in the quotes that the other had."""
    if node.style not in (None, "'", '"'):
        raise CannotWriteError(_BY_HAND.format(old=old, new=new))
    shown = yaml.safe_dump([new], default_flow_style=True, default_style=node.style, allow_unicode=True, width=10**6)
    return text[: node.start_mark.index] + shown.strip()[1:-1] + text[node.end_mark.index :]


def _without_item(text: str, node: yaml.ScalarNode, before: int) -> str:
    """A list in brackets without one of its words and one comma; ``before`` is where the word before it ends."""
    start, stop = node.start_mark.index, node.end_mark.index
    if comma := re.match(r"[ \t]*,[ \t]*", text[stop:]):
        return text[:start] + text[stop + comma.end() :]
    return text[: before if re.fullmatch(r"\s*,\s*", text[before:start]) else start] + text[stop:]


def _without_line(text: str, node: yaml.ScalarNode, old: str, new: str) -> str:
    """A list of a word a line without one of them; a comment behind it stays, where the word was."""
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    line = re.match(r"[^\n]*(?:\n|\Z)", text[node.end_mark.index :])
    rest = line[0] if line else ""
    indent = re.fullmatch(r"([ \t]*)-[ \t]+", text[start : node.start_mark.index])
    if indent is None or not re.match(r"[ \t]*(?:#|\r?$)", rest, re.MULTILINE):
        raise CannotWriteError(_BY_HAND.format(old=old, new=new))
    comment = indent[1] + rest.lstrip(" \t") if "#" in rest else ""
    return text[:start] + comment + text[node.end_mark.index + len(rest) :]
