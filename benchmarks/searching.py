"""What a reader's first search loads: requests and bytes, by kind of file, in Chromium with nothing cached.

    python benchmarks/searching.py                        # 300 dialogues of about 40 turns; the site is built for it
    python benchmarks/searching.py --count 10000 --turns 8 --keep DIR
    python benchmarks/searching.py --site DIR/site --words kettle pot "warm pot"

Each search begins at the front page, in a new browser context; once the words come at once, as when pasted, and once
letter by letter, as typed. The server compresses text, as GitHub Pages does, and leaves Pagefind's files as they are.
Counted are the bytes of bodies; what the page itself loads before somebody searches is not. Words of made-up archives
are a frequent, a usual and a rare one, and two together.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import corpus
import sites
from serving import Sent, served

_KEY: Final = 180  # milliseconds between two keys
_QUIET: Final = 1.0  # seconds without a request after which a search has loaded what it loads
_LIMIT: Final = 60.0
_RANKS: Final = (20, 500, 8_000)  # of words in the vocabulary of made-up archives, by how frequent they are
_KINDS: Final = {
    "pf_meta": "meta",
    "pf_index": "index",
    "pf_filter": "filters",
    "pf_fragment": "pages",
    "pagefind": "wasm",
    "js": "scripts",
    "css": "scripts",
    "json": "meta",
}
_COLUMNS: Final = ("scripts", "wasm", "meta", "index", "filters", "pages", "other")


def search(browser: Browser, address: str, sent: Sent, words: str, *, typed: bool) -> tuple[str, float]:
    """Search once; what the dialog says of it, and the seconds until a result stood there (0 where none did)."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        sent.clear()
        field = page.locator(".md-search__input")
        begin = time.monotonic()
        if typed:
            field.focus()
            page.keyboard.type(words, delay=_KEY)
        else:
            field.fill(words)
        waited = _wait(page, sent, begin)
        return page.get_by_role("status").inner_text(), waited
    finally:
        context.close()


def _wait(page: Page, sent: Sent, begin: float) -> float:
    """Until nothing was asked for a while; when the first result was seen."""
    result = page.locator(".md-search-result__item").first
    seen, quiet, count = 0.0, time.monotonic(), len(sent)
    while time.monotonic() - quiet < _QUIET and time.monotonic() - begin < _LIMIT:
        page.wait_for_timeout(20)
        if not seen and result.is_visible():
            seen = time.monotonic() - begin
        if len(sent) != count:
            quiet, count = time.monotonic(), len(sent)
    return seen


def _kind(path: str) -> str:
    return _KINDS.get(path.rpartition(".")[2], "other")


def _table(site: Path, searches: list[str]) -> str:
    lines = [
        f"| search | requests | KiB | {' | '.join(_COLUMNS)} | first result | said |",
        f"|---|---|---|{'---|' * len(_COLUMNS)}---|---|",
    ]
    with served(site) as (address, sent), sync_playwright() as playwright:
        executable = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for words in searches:
            for typed in (False, True):
                said, waited = search(browser, address, sent, words, typed=typed)
                sizes: dict[str, int] = defaultdict(int)
                for path, size in sent:
                    sizes[_kind(path)] += size
                cells = [f"{sizes[column] / 1024:.1f}" for column in _COLUMNS]
                name = f"{words}, typed" if typed else words
                total = f"{len(sent)} | **{sum(sizes.values()) / 1024:.0f}**"
                lines.append(f"| {name} | {total} | {' | '.join(cells)} | {waited:.2f} s | {said} |")
                print(lines[-1], file=sys.stderr)
        browser.close()
    return "\n".join(lines)


def _build(folder: Path, count: int, turns: int) -> Path:
    """A site of made-up dialogues, built if it is not there."""
    (program,) = (program for program in sites.PROGRAMS if program.name == "dialogues")
    site = folder / f"dialogues-{count}-{turns}"
    if not site.exists():
        program.prepare(site)
        corpus.write(site / program.content, count, program.flavour, turns=turns)
    subprocess.run(program.command() or [], cwd=site, check=True, stdout=subprocess.DEVNULL)
    return site / "site"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300, help="how many dialogues")
    parser.add_argument("--turns", type=int, default=40, help="about how many turns a dialogue has")
    parser.add_argument("--site", type=Path, help="a built site to measure instead")
    parser.add_argument("--words", nargs="*", help="what to search for")
    parser.add_argument("--keep", type=Path, help="a folder to build in, which is not removed")
    options = parser.parse_args()
    vocabulary = corpus.vocabulary()
    frequent, usual, rare = (vocabulary[rank] for rank in _RANKS)
    searches = options.words or [frequent, usual, rare, f"{frequent} {usual}"]
    folder = options.keep or Path(tempfile.mkdtemp(prefix="dialogues-searching-"))
    try:
        print(_table(options.site or _build(folder, options.count, options.turns), searches))
    finally:
        if not options.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
