"""Does the work of a build grow faster than the number of dialogues? Calls are counted, and files, bytes and memory.

    python benchmarks/growth.py                    # 1,000, 5,000 and 10,000 dialogues: a quarter of an hour
    python benchmarks/growth.py 200 400 800        # a minute

Archives of these sizes are built cold, and after acts of their author, each by a process that counts the calls of
Python's functions, without Pagefind's own work. Each size may take as many calls, files, bytes and memory as what the
two before it promise, if each dialogue more takes the same, and a tenth more: else it says what grows, and by which
functions, and ends with 1. The tests count calls in the same way, of smaller archives.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from cProfile import Profile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))

import sites
from preview import EDITS

_MORE: Final = 1.1
_LEAST: Final = 1 / 8  # of what the dialogues before took each: by chance the larger of two may take less
_KIB: Final = 1024 if sys.platform != "darwin" else 1
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Work:
    """What one build did: calls by function; files and bytes that it wrote into the site; its memory in bytes."""

    calls: Mapping[str, int]
    files: int
    written: int
    memory: int

    def amounts(self) -> dict[str, int]:
        return {
            "calls": sum(self.calls.values()),
            "files": self.files,
            "bytes": self.written,
            "memory": self.memory,
        }


def _edit(kind: str, place: int) -> Callable[[list[Path]], None]:
    def act(transcripts: list[Path]) -> None:
        path = transcripts[place]
        path.write_text(EDITS[kind](path.read_text(encoding="utf-8"), "Quibble"), encoding="utf-8")

    return act


def _add(transcripts: list[Path]) -> None:
    path = transcripts[13]
    path.with_name("99999-added.md").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


def _remove(transcripts: list[Path]) -> None:
    transcripts[17].unlink()


ACTS: Final[Mapping[str, Callable[[list[Path]], None]]] = {
    "cold": lambda _: None,
    "nothing changed": lambda _: None,
    "first words edited": _edit("its first words", 7),
    "title edited": _edit("its title", 11),
    "one added": _add,
    "one removed": _remove,
}
"""What is done to the transcripts before each build. The first ones are the same in archives of all sizes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[1000, 5000, 10_000], help="three numbers or more")
    parser.add_argument("--turns", type=int, default=8, help="about how many turns a dialogue has")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)  # what it asks of itself
    options = parser.parse_args()
    if options.build:
        print(json.dumps(_counted(options.build)))
        return
    counts = sorted(options.counts)
    if len(set(counts)) < 3:
        parser.error("three numbers are needed: two tell nothing of growth")
    with tempfile.TemporaryDirectory(prefix="dialogues-growth-") as folder:
        found = {count: _measure(Path(folder), count, options) for count in counts}
    print(_table(found))
    faster = list(_faster(found))
    print("\n".join(faster) or "Nothing grows faster than the number of dialogues.")
    sys.exit(bool(faster))


def _measure(folder: Path, count: int, options: argparse.Namespace) -> dict[str, Work]:
    program = sites.PROGRAMS[0]
    site = program.site(folder, count, seed=options.seed, turns=options.turns)
    settings = json.loads((site / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["plugins"] = ["search", {"dialogues": {"jobs": 1}}]
    (site / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    found = {}
    for name, act in ACTS.items():
        act(sorted((site / program.content).rglob("[0-9]*.md"), key=lambda path: path.name))
        print(f"{count} {name}", file=sys.stderr)
        begun = time.time()
        line = [sys.executable, __file__, "--build", str(site)]
        counted = json.loads(subprocess.run(line, check=True, capture_output=True, cwd=site).stdout.splitlines()[-1])
        sizes = [state.st_size for state in _states(site / "site") if state.st_mtime >= begun]
        found[name] = Work(counted["calls"], len(sizes), sum(sizes), counted["memory"])
    return found


def _states(folder: Path) -> Iterator[os.stat_result]:
    return (path.stat() for path in folder.rglob("*") if path.is_file())


def _counted(site: Path) -> dict[str, Any]:
    """Build, in this process."""
    from mkdocs.commands.build import build  # noqa: PLC0415 - who asks needs none of it
    from mkdocs.config import load_config  # noqa: PLC0415

    config = load_config(str(site / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    profile = Profile(builtins=False, subcalls=False)
    profile.runcall(build, config)
    calls: dict[str, int] = {}
    for entry in profile.getstats():
        code: Any = entry.code
        if not isinstance(code, str):
            place = f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_qualname}"
            calls[place] = calls.get(place, 0) + entry.callcount
    return {"calls": calls, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB}


def _growth(counts: Sequence[int], amounts: Sequence[int]) -> list[float]:
    """What each dialogue more took, from one number to the next."""
    return [(b - a) / (m - n) for (n, m), (a, b) in zip(pairwise(counts), pairwise(amounts), strict=True)]


def _is_faster(counts: Sequence[int], amounts: Sequence[int]) -> bool:
    steps = zip(_growth(counts, amounts), counts[1:], counts[2:], amounts[1:], amounts[2:], strict=False)
    return any(
        there > (here + max(each, here / count * _LEAST) * (more - count)) * _MORE
        for each, count, more, here, there in steps
    )


def _faster(found: Mapping[int, Mapping[str, Work]]) -> Iterator[str]:
    """What grows faster than the number of dialogues, and the functions that do."""
    counts = list(found)
    for name in ACTS:
        works = [found[count][name] for count in counts]
        for what in works[0].amounts():
            amounts = [work.amounts()[what] for work in works]
            if not _is_faster(counts, amounts):
                continue
            yield f"{name}: {what} grow faster: {amounts}"
            if what == "calls":
                by_function = {place: [work.calls.get(place, 0) for work in works] for place in works[-1].calls}
                worst = sorted(by_function.items(), key=lambda one: -one[1][-1])
                grown = [one for one in worst if _is_faster(counts, one[1])][:_SHOWN]
                yield from (f"  {place}: {calls}" for place, calls in grown)


def _table(found: Mapping[int, Mapping[str, Work]]) -> str:
    lines = [
        "| | dialogues | calls | calls for each more | files | MB written | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in ACTS:
        growth = ["", *_growth(list(found), [sum(works[name].calls.values()) for works in found.values()])]
        for more, (count, works) in zip(growth, found.items(), strict=True):
            work = works[name]
            cells = [name, f"{count:,}", f"{sum(work.calls.values()):,}", f"{more:.0f}" if more != "" else ""]
            cells += [f"{work.files:,}", f"{work.written / 1e6:.1f}", f"{work.memory / 1e6:.0f}"]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
