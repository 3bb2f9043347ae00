"""How long a reader with a phone waits for a very long dialogue: until text shows, until a linked turn stands there.

    python benchmarks/reading.py                     # 3,000 turns; 5 MB in 400 turns; an ordinary one of 40 beside them
    python benchmarks/reading.py --rounds 5 --site SITE --pages dialogues/long/

Chromium loads each page as Lighthouse lets a phone do it: the processor four times slower, "slow 4G" (562 ms for a
request, 1.47 Mbit/s), nothing cached; the server compresses, as GitHub Pages does. Once from its beginning, and twice
with the anchor of a turn near its end: by our own link, which leads to the page on which that turn stands, and by one
from outside, which has the anchor behind the dialogue's own address. Times are medians, in milliseconds since the
first navigation.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import corpus
from serving import served

# Lighthouse's "mobileSlow4G", as it asks DevTools for it.
_NETWORK: Final = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6 * 1024 * 0.9 * 1024 / 8,
    "uploadThroughput": 750 * 0.9 * 1024 / 8,
}
_SLOWER: Final = 4
_QUIET: Final = 1_500
_LIMIT: Final = 60_000

# Notes, in each frame that is about to be painted, when a turn was first seen, and since when the linked one stands.
_WATCH: Final = """(() => {
  const seen = window.__seen = { text: 0, anchor: 0, blocked: 0 };
  let place = null;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.blocked += Math.max(0, task.duration - 50);
  }).observe({ type: "longtask", buffered: true });
  const inView = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const frame = () => {
    const now = performance.now();
    const body = document.querySelector("section.turn .turn-body");
    if (!seen.text && body && (location.hash || inView(body))) seen.text = now;
    const id = location.hash.slice(1);
    const target = id && document.getElementById(decodeURIComponent(id));
    if (target && inView(target)) {
      const top = Math.round(target.getBoundingClientRect().top);
      if (place === null || Math.abs(top - place) > 8) seen.anchor = now;
      place = top;
    } else { seen.anchor = 0; place = null; }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})()"""


def prepare(root: Path) -> list[str]:
    """Write and build a site with very long dialogues; return the addresses of their pages."""
    texts = {"ordinary": _talk(40), "turns-3000": _talk(3_000), "five-megabytes": _talk(400, size=5_000_000)}
    folder = root / "content/dialogues"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "content/index.md").write_text("# Home\n", encoding="utf-8")
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (root / "mkdocs.yml").write_text(
        "site_name: Long\ndocs_dir: content\ntheme: {name: material, font: false}\nplugins: [search, dialogues]\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    return [f"dialogues/{name}/" for name in texts]


def _talk(turns: int, *, size: int = 0) -> str:
    """A dialogue of so many turns; of at least ``size`` bytes, each turn being long enough for that."""
    writer = corpus.Writer(random.Random(turns))  # noqa: S311 - not for secrets
    parts = ["---", "format: labelled", f"title: A talk of {turns} turns", "date: 2026-03-01", "---", ""]
    for number in range(turns):
        said = [writer.answer() if number % 2 else writer.paragraph(1, 3)]
        while sum(map(len, said)) * turns < size:
            said.append(writer.answer())
        parts.append(f"**{'Model' if number % 2 else 'Person'}:**\n\n" + "\n\n".join(said) + "\n")
    return "\n".join(parts)


def measure(browser: Browser, url: str) -> dict[str, float]:
    """Load a page once, slowly. Times are 0 where what is waited for never came."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True)
    page = context.new_page()
    page.add_init_script(_WATCH)
    session = context.new_cdp_session(page)
    _slow_down(session)
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    begun: list[float] = []
    session.on("Network.requestWillBeSent", lambda event: begun.append(event["wallTime"] * 1000) if not begun else None)
    page.goto(url, wait_until="commit", timeout=_LIMIT)
    page.wait_for_timeout(_QUIET)
    page.wait_for_load_state("load", timeout=_LIMIT)
    page.wait_for_timeout(_QUIET)
    led = float(_evaluate(session, "performance.timeOrigin")) - begun[0]  # to the page that is there in the end
    seen = _evaluate(session, "JSON.stringify(window.__seen)")
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    times = {
        "paint": float(_evaluate(session, paint)),
        "text": seen["text"],
        "anchor": seen["anchor"] and seen["anchor"] + max(0, led),
        "blocked": seen["blocked"],
        "loaded": float(_evaluate(session, "performance.timing.loadEventEnd - performance.timing.navigationStart")),
        "bytes": float(sum(received)),
    }
    context.close()
    return times


def _slow_down(session: CDPSession) -> None:
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", _NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})


def _evaluate(session: CDPSession, expression: str) -> Any:
    value = session.send("Runtime.evaluate", {"expression": expression, "returnByValue": True})["result"]["value"]
    return json.loads(value) if isinstance(value, str) else value


def near_the_end(page: Page, url: str) -> tuple[str, str]:
    """The address of the page that has the turn behind which a thirtieth of the dialogue follows, and its anchor."""
    page.goto(url, wait_until="load")
    pages = [url]
    pages += page.evaluate(
        "[...document.querySelectorAll('.dialogue-pages nav a:not([aria-current])')].map(link => link.href)"
    )
    turns = []
    for address in pages:
        page.goto(address, wait_until="load")
        ids = page.evaluate("[...document.querySelectorAll('section.turn')].map(turn => turn.id)")
        turns += [(address, id_) for id_ in ids]
    return turns[len(turns) * 29 // 30]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--site", type=Path, help="a built site to measure instead")
    parser.add_argument("--pages", nargs="*", default=[], help="its pages, such as dialogues/long/")
    parser.add_argument("--keep", type=Path, help="a folder to build in, which is not removed")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="dialogues-reading-"))
    try:
        pages = options.pages if options.site else prepare(folder)
        print(_table(options.site or folder / "site", pages, options.rounds))
    finally:
        if not options.keep:
            shutil.rmtree(folder)


def _table(site: Path, pages: list[str], rounds: int) -> str:
    lines = [
        "| page | HTML, compressed | first paint | text | our link to a turn | another's link | blocked | loaded |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with served(site) as (address, _), sync_playwright() as playwright:
        executable = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for path in pages:
            page = browser.new_page()
            own, anchor = near_the_end(page, address + path)
            page.close()
            from_top = [measure(browser, address + path) for _ in range(rounds)]
            linked = [measure(browser, f"{own}#{anchor}") for _ in range(rounds)]
            led = (
                linked
                if own == address + path
                else [measure(browser, f"{address}{path}#{anchor}") for _ in range(rounds)]
            )
            html = (site / path / "index.html").read_bytes()
            sizes = f"{len(html) / 1e6:.2f} MB, {len(gzip.compress(html, 6)) / 1e3:.0f} kB"
            cells = [
                _median(from_top, "paint"),
                _median(from_top, "text"),
                _median(linked, "anchor"),
                _median(led, "anchor"),
            ]
            cells += [_median(from_top, "blocked"), _median(from_top, "loaded")]
            lines.append(f"| {path} | {sizes} | {' | '.join(cells)} |")
            print(lines[-1], file=sys.stderr)
        browser.close()
    return "\n".join(lines)


def _median(rounds: list[dict[str, float]], what: str) -> str:
    values = [one[what] for one in rounds]
    return "never" if not all(values) and what != "blocked" else f"{statistics.median(values):,.0f}"


if __name__ == "__main__":
    main()
