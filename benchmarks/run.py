"""Build one archive with mkdocs-dialogues, stock MkDocs and Material, Hugo and Zensical, in turns, and compare.

    python benchmarks/run.py 400 1000              cold builds
    python benchmarks/run.py 1000 --warm --rounds 3

Each build is a process of its own. CPU is that of the process and all its children; memory is the largest sum of
what the processes hold at one time, where what several share counts once (PSS; resident memory where the system does
not tell that). Where there are several rounds, the median is shown, and the spread.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

import sites

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took: seconds, bytes."""

    cpu: float
    wall: float
    memory: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a program, what it did, and its costs in every round."""

    program: str
    work: str
    count: int
    costs: tuple[Cost, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[400, 1000], help="numbers of dialogues")
    parser.add_argument("--programs", default="dialogues,stock,hugo,zensical", help="which to build with")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--warm",
        action="store_true",
        help="build again without a change, and after edits of one dialogue and of the front page",
    )
    parser.add_argument("--turns", type=int, default=8, help="about how many turns a dialogue has")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder to work in, which is not removed")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="dialogues-benchmark-"))
    try:
        rows = [row for count in options.counts for row in _measure(folder, count, options)]
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    print(_table(rows))


def _measure(folder: Path, count: int, options: argparse.Namespace) -> Iterator[Row]:
    programs = [program for program in sites.PROGRAMS if program.name in options.programs.split(",")]
    for program in [program for program in programs if program.command() is None]:
        print(f"{program.name}: not installed, left out", file=sys.stderr)
        programs.remove(program)
    costs: dict[tuple[str, str], list[Cost]] = {}
    folders = {
        program.name: program.site(folder, count, seed=options.seed, turns=options.turns) for program in programs
    }
    with tempfile.TemporaryDirectory() as small:
        for program in programs:  # modules are compiled when they are first imported
            build(program.command() or [], program.site(Path(small), 3, seed=options.seed, turns=options.turns))
    for number in range(options.rounds):
        for program in programs:
            site = folders[program.name]
            _put_aside(site, folder / "aside")
            works = ["cold", "nothing changed", "one edited", "front page edited"] if options.warm else ["cold"]
            for work in works:
                if work == "one edited":
                    _edit(sorted((site / program.content).rglob("[0-9]*.md"))[number * 7], number)
                elif work == "front page edited":
                    _edit(program.front(site), number)
                cost = build(program.command() or [], site)
                print(f"{program.name} {count} {work}: {cost.cpu:.2f} CPU s", file=sys.stderr)
                costs.setdefault((program.name, work), []).append(cost)
    shutil.rmtree(folder / "aside", ignore_errors=True)
    for (name, work), all_rounds in costs.items():
        yield Row(name, work, count, tuple(all_rounds))


def _put_aside(site: Path, aside: Path) -> None:
    """Leave of a site what it is made of. The rest is not deleted yet: for a minute after many files were, ext4 takes
    ten times as long to make new ones, and who has most of them to make would pay for it.
    """
    aside.mkdir(exist_ok=True)
    for leftover in (site / "site", site / "public", site / ".cache", site / "resources"):
        if leftover.exists():
            leftover.rename(aside / str(len(list(aside.iterdir()))))


def _edit(path: Path, number: int) -> None:
    """Add a few words at the end of a file, others in each round."""
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n\nAnd once more, {number}.\n", encoding="utf-8")


def build(command: list[str], site: Path) -> Cost:
    """Run one build and measure it; its output is shown when it fails."""
    begin = time.monotonic()
    before = os.times()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=site, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = _Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    wall = time.monotonic() - begin
    after = os.times()
    watch.stop()
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{output.decode(errors='replace')}")
    cpu = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return Cost(cpu, wall, watch.peak)


class _Watch(threading.Thread):
    """Adds up the memory of a process and those below it, twenty times a second, and keeps the peak."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        while not self._stopped.wait(0.05):
            self.peak = max(self.peak, sum(_memory(pid) for pid in _family(self._pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):  # each knows those that it started itself
        with suppress(OSError):
            for child in thread.read_text(encoding="ascii").split():
                yield from _family(int(child))


def _memory(pid: int) -> int:
    """Proportional memory, so that what forked processes share counts once; resident where the system tells no more."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, ProcessLookupError):
        return 0


def _table(rows: list[Row]) -> str:
    lines = [
        "| dialogues | program | work | CPU s | wall s | peak MB | CPU: stock is … times this |",
        "|---|---|---|---|---|---|---|",
    ]
    stock = {
        (row.count, row.work): statistics.median(c.cpu for c in row.costs) for row in rows if row.program == "stock"
    }
    for row in rows:
        cpu = statistics.median(cost.cpu for cost in row.costs)
        reference = stock.get((row.count, row.work))
        ratio = f"{reference / cpu:.1f}" if reference else ""
        cells = [
            f"{row.count:,}",
            row.program,
            row.work,
            _spread([cost.cpu for cost in row.costs]),
            _spread([cost.wall for cost in row.costs]),
            f"{max(cost.memory for cost in row.costs) / 1e6:.0f}",
            ratio,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(values: list[float]) -> str:
    middle = f"{statistics.median(values):.2f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.2f}–{max(values):.2f})"


if __name__ == "__main__":
    main()
