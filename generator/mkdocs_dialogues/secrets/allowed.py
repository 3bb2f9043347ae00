"""What an author allows: finds that may be published, by fingerprint, each with a reason."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Final, NamedTuple

from mkdocs_dialogues.errors import DialogueError, Problem, Problems
from mkdocs_dialogues.model import Location

__all__ = ["BASELINE", "Allowance", "add_allowances", "allowed_in"]

BASELINE: Final = "allowed-secrets.toml"
"""The file beside ``mkdocs.yml``."""

_HEAD: Final = """\
# What `dialogues check` and every build may pass over. Each entry is one value, by its fingerprint, and says why.
"""


class Allowance(NamedTuple):
    """One entry of the file. ``what`` and ``where`` are for people: nothing is read from them."""

    fingerprint: str
    reason: str
    what: str
    where: str


def allowed_in(folder: Path, problems: Problems) -> Set[str]:
    """The fingerprints in the file of a folder; none when there is no such file, or it is wrong (a problem)."""
    path = folder / BASELINE
    try:
        return _read(path) if path.is_file() else frozenset()
    except DialogueError as error:
        problems.add(error.problem)
        return frozenset()


def _read(path: Path) -> Set[str]:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        entries = tomllib.loads(text).get("allow", [])
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"line (\d+)", str(error))
        raise _fault(int(said[1]) if said else 1, f"'{BASELINE}' is no TOML: {error}") from None
    places = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[allow]]"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _fault(1, "'allow' is no list of tables")
    allowed = set()
    for index, entry in enumerate(entries):
        line = places[index] if index < len(places) else 1
        fingerprint, reason = (str(entry.get(key, "")).strip() for key in ("fingerprint", "reason"))
        if not re.fullmatch("[0-9a-f]{16}", fingerprint):
            raise _fault(line, f"'{fingerprint}' is no fingerprint")
        if not reason:
            raise _fault(line, f"nothing says why '{fingerprint}' is allowed")
        allowed.add(fingerprint)
    return allowed


def add_allowances(folder: Path, allowances: Iterable[Allowance]) -> Path:
    """Add entries to the file in a folder, behind what stands there, each fingerprint once; the file's path."""
    path = folder / BASELINE
    allowances = {allowance.fingerprint: allowance for allowance in allowances}.values()
    text = path.read_text(encoding="utf-8") if path.is_file() else _HEAD
    for allowance in allowances:
        values: Mapping[str, str] = allowance._asdict()
        lines = (f"{key} = {_quoted(value)}" for key, value in values.items())
        text += "\n[[allow]]\n" + "\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8")
    return path


def _quoted(value: str) -> str:
    """A string of TOML: JSON's, but for DEL and for characters beyond U+FFFF, which TOML takes as they are."""
    plain = value.encode("utf-8", "replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def _fault(at: int, what: str) -> DialogueError:
    problem = Problem(
        "bad-allowance",
        Location(BASELINE, at),
        what,
        'Expected [[allow]] with fingerprint = "…" (16 digits of 0-9a-f) and reason = "…".',
        "Correct it; 'dialogues check' prints the fingerprints.",
    )
    return DialogueError(problem)
