"""A server for benchmarks in a browser: it compresses what is text, as GitHub Pages does, and notes what it sent."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

__all__ = ["Sent", "served"]

_COMPRESSED: Final = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")

Sent = list[tuple[str, int]]
"""What was sent since somebody looked last: the path of each answer and how long its body was."""


class _Counting(SimpleHTTPRequestHandler):
    """Serves a folder, compresses what is text, and notes what it sent."""

    protocol_version = "HTTP/1.1"

    def __init__(self, sent: Sent, *rest: object, directory: str) -> None:
        self._sent = sent
        super().__init__(*rest, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in _COMPRESSED:
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self._sent.append((urlsplit(self.path).path, len(data)))
        self.wfile.write(data)

    def handle(self) -> None:
        with suppress(ConnectionError):  # a page that leads on lets its own go
            super().handle()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Sent]]:
    """The address of a server that serves ``folder`` meanwhile, and what it sent."""
    sent: Sent = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Counting, sent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", sent
    finally:
        server.shutdown()
