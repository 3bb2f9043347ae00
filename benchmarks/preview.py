"""How long it takes ``mkdocs serve`` to start, and from an edit to the page that shows it.

    python benchmarks/preview.py 1000 10000 --rounds 5

It is started with nothing kept, and again. Then a dialogue is edited in each round, in turns at its end, in its first
words, and in its title; the page is asked for as a browser does that waits for it. MkDocs itself lets a tenth of a
second pass before it builds. Times are medians on the clock, with the spread.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

import sites

_EPOCH: Final = re.compile(r"livereload\((\d+),")
_LIMIT: Final = 600


def _at_the_end(text: str, word: str) -> str:
    return f"{text.rstrip()}\n\nAnd once more, {word}.\n"


def _in_the_first_words(text: str, word: str) -> str:
    head, mark, rest = text.partition(":**")
    return f"{head}{mark} {word} and {word}: {rest.lstrip()}"


def _in_the_title(text: str, word: str) -> str:
    return re.sub(r"^title: .*$", f"title: Of {word}", text, count=1, flags=re.MULTILINE)


EDITS: Final = {"its end": _at_the_end, "its first words": _in_the_first_words, "its title": _in_the_title}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[1000], help="numbers of dialogues")
    parser.add_argument("--rounds", type=int, default=3, help="edits of each kind")
    parser.add_argument("--turns", type=int, default=8, help="about how many turns a dialogue has")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder to work in, which is not removed")
    options = parser.parse_args()
    program = next(program for program in sites.PROGRAMS if program.name == "dialogues")
    folder = options.keep or Path(tempfile.mkdtemp(prefix="dialogues-preview-"))
    try:
        print("| dialogues | what | s until the page is there |\n|---|---|---|")
        for count in options.counts:
            site = program.site(folder, count, seed=options.seed, turns=options.turns)
            for kept in (site / ".cache", folder / f"caches-{count}"):
                if kept.exists():
                    kept.rename(tempfile.mkdtemp(dir=folder))
            port = _free_port()  # the same for both: pages hold their address
            with _served(site, folder / f"caches-{count}", port) as (_, took):
                print(f"| {count:,} | first start | {took:.2f} |")
                time.sleep(took)  # the index of search is made behind the pages
            with _served(site, folder / f"caches-{count}", port) as (address, took):
                print(f"| {count:,} | second start | {took:.2f} |", flush=True)
                for kind, times in _measure(site, address, options.rounds, random.Random(options.seed)).items():  # noqa: S311
                    spread = f"{min(times):.2f}–{max(times):.2f}"
                    print(f"| {count:,} | edited: {kind} | {statistics.median(times):.2f} ({spread}) |", flush=True)
    finally:
        if not options.keep:
            shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _served(site: Path, caches: Path, port: int) -> Iterator[tuple[str, float]]:
    """The address of a preview of the site, and the seconds until it answered. ``caches`` stands for the user's own."""
    line = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
    begin = time.monotonic()
    process = subprocess.Popen(line, cwd=site, env={**os.environ, "XDG_CACHE_HOME": str(caches)})
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait(lambda: bool(_asked(address)), 0.02)
        yield address, time.monotonic() - begin
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _measure(site: Path, address: str, rounds: int, chance: random.Random) -> dict[str, list[float]]:
    paths = sorted((site / "content/dialogues").rglob("[0-9]*.md"))
    times: dict[str, list[float]] = {kind: [] for kind in EDITS}
    for number in range(rounds):
        for kind, edit in EDITS.items():
            path = chance.choice(paths)
            before = path.read_text(encoding="utf-8")
            word = f"zwirn{number}{len(kind)}"
            page = address + path.relative_to(site / "content").with_suffix("").as_posix() + "/"
            after = edit(before, word)
            times[kind].append(_until(page, address, word, lambda path=path, after=after: path.write_text(after)))  # type: ignore[misc]
            path.write_text(before, encoding="utf-8")
            _wait(lambda page=page, word=word: word not in _asked(page))  # type: ignore[misc]
            time.sleep(2)  # let what is done in the background end, as somebody who reads does
    return times


def _until(page: str, address: str, word: str, edit: Callable[[], object]) -> float:
    """Seconds from the edit to the page that has the word, asked for once a browser is told to."""
    epoch = int(_EPOCH.findall(_asked(page))[-1])
    begin = time.monotonic()
    edit()
    while int(_asked(f"{address}livereload/{epoch}/{epoch}")) <= epoch:
        pass
    shown = _asked(page)
    took = time.monotonic() - begin
    if word not in shown:
        sys.exit(f"{page} does not show the edit")
    return took


def _asked(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=_LIMIT) as answer:  # noqa: S310 - the preview's own address
            return str(answer.read().decode("utf-8", "replace"))
    except OSError:
        return ""


def _wait(is_so: Callable[[], bool], pause: float = 0.1) -> None:
    until = time.monotonic() + _LIMIT
    while not is_so():
        if time.monotonic() > until:
            sys.exit("the preview does not answer")
        time.sleep(pause)


if __name__ == "__main__":
    main()
