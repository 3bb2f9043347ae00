"""How fast secrets are looked for, how many of a labelled collection are found, and what is found in real dialogues.

    python benchmarks/looking.py FOLDER…                    speed over all files of folders, and what was found in them
    python benchmarks/looking.py --labelled strings.jsonl   found of those that are secrets, and of those that are not

A line of the labelled collection is ``{"text": "…", "secret": true}``. Values are masked in what is printed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from mkdocs_dialogues.secrets.kinds import KINDS, PERSONAL
from mkdocs_dialogues.secrets.scan import scanner

MEGABYTE = 1_000_000


def files(folders: Sequence[Path]) -> Iterator[Path]:
    """Every file of folders, sorted."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.is_dir() else (folder,)


def measure(folders: Sequence[Path], *, show: bool) -> None:
    """Print the speed, and for each kind how many values were found in how many files."""
    looking = scanner()
    looking.scan(b"+49 30 901820")  # what is loaded at the first use is loaded now
    size, seconds, count = 0, 0.0, 0
    values: Counter[str] = Counter()
    in_files: Counter[str] = Counter()
    for path in files(folders):
        data = path.read_bytes()
        start = time.perf_counter()
        found = looking.scan(data)
        seconds += time.perf_counter() - start
        size += len(data)
        count += 1
        distinct = {find.fingerprint: find for find in found}.values()
        values.update(find.kind for find in distinct)
        in_files.update({find.kind for find in distinct})
        for find in distinct:
            if show and find.kind not in PERSONAL:
                line = data.count(b"\n", 0, find.start) + 1
                print(f"  {path}:{line}: {find.masked} {find.what}")
    print(
        f"{count} files, {size / MEGABYTE:.1f} MB in {seconds:.2f} s: {size / MEGABYTE / max(seconds, 1e-9):.1f} MB/s"
    )
    for kind in KINDS:
        print(f"  {kind}: {values[kind]} values in {in_files[kind]} files")


def label(path: Path) -> None:
    """Print how many strings of each label something was found in; what tells of people does not count."""
    looking = scanner(frozenset(KINDS) - PERSONAL)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    total = Counter(bool(line["secret"]) for line in lines)
    found = Counter(bool(line["secret"]) for line in lines if looking.scan(line["text"].encode()))
    for secret, name in ((True, "secrets"), (False, "others")):
        share = 100 * found[secret] / max(1, total[secret])
        print(f"{name}: {found[secret]} of {total[secret]} found ({share:.1f} %)")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--labelled", type=Path)
    parser.add_argument("--show", action="store_true", help="print every secret found, masked")
    arguments = parser.parse_args()
    if arguments.folders:
        measure(arguments.folders, show=arguments.show)
    if arguments.labelled:
        label(arguments.labelled)


if __name__ == "__main__":
    main()
