"""Import an export with ``dialogues import``: cold, again without a change, after edits; time and peak memory.

    python benchmarks/importing.py 5000              an export of 5,000 conversations (61 MB)
    python benchmarks/importing.py 5000 --zip        the same as ChatGPT packs it
    python benchmarks/importing.py --megabytes 500

"Edited" means that one conversation in a hundred was gone on with in the export, and that the author has edited one
transcript in a hundred. The figures are those of the process, as the system counts them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

_MAKE: Final = Path(__file__).parent / "make_export.py"
_IMPORT: Final = "from mkdocs_dialogues.cli import main; main()"
_KIB: Final = 1024 if sys.platform != "darwin" else 1


def make(path: Path, arguments: argparse.Namespace, *, edit: int = 0) -> None:
    """Write the export."""
    size = ["--megabytes", str(arguments.megabytes)] if arguments.megabytes else []
    count = ["--conversations", str(arguments.conversations)] if arguments.conversations else []
    edits = ["--every", str(edit)] if edit else []
    subprocess.run([sys.executable, str(_MAKE), str(path), *count, *size, *edits], check=True)


def measure(what: str, export: Path, into: Path, *options: str) -> None:
    """Run the command, and print what it said and what it took."""
    line = [sys.executable, "-c", _IMPORT, "import", str(export), "--into", str(into), *options]
    begun = time.perf_counter()
    with subprocess.Popen(line, stdout=subprocess.PIPE, encoding="utf-8") as process:
        said = process.stdout.readline() if process.stdout else ""
        if process.stdout:
            process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * _KIB
    counts = said.rpartition(": ")[2].strip() if ": " in said and "--all" in options else ""
    print(f"| {what} | {wall:.1f} s | {cpu:.1f} s | {memory / 1e6:.0f} MB | {counts} |", flush=True)


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conversations", nargs="?", type=int, default=0)
    parser.add_argument("--megabytes", type=float, default=0)
    parser.add_argument("--zip", action="store_true")
    arguments = parser.parse_args()
    if not arguments.conversations and not arguments.megabytes:
        parser.error("say how many conversations, or --megabytes")
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / ("export.zip" if arguments.zip else "conversations.json")
        into = Path(folder) / "dialogues"
        make(export, arguments)
        print(f"{export.name}: {export.stat().st_size / 1e6:.0f} MB\n")
        print("| | Time | CPU | Peak memory | |\n|---|---|---|---|---|")
        measure("list", export, into, "--list")
        measure("import", export, into, "--all")
        measure("again", export, into, "--all")
        for path in sorted(into.glob("*.md"))[::100]:
            with path.open("a", encoding="utf-8") as file:
                file.write("\nMine.\n")
        make(export, arguments, edit=100)
        measure("edited", export, into, "--all")
        measure("and again", export, into, "--all")


if __name__ == "__main__":
    main()
