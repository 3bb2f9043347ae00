"""One run of Pagefind over some documents.

The program is asked as its own Python package asks it, by messages through a pipe, but without waiting for one answer
before the next question: that package takes ten records a second. So pages are numbered in the order in which they are
given; read from a folder, they come in the order in which its file system has them, which is each machine's own.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind/src/service/requests.rs
"""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec
from pagefind_bin import get_executable

__all__ = ["PROGRAM_FILES", "PagefindError", "run_pagefind"]

PROGRAM_FILES: Final = ("pagefind.js", "pagefind-worker.js")
"""What of Pagefind's own files readers need; the rest is user interfaces that we do not show."""

_EXCLUDED: Final = ".headerlink, .voice-mark, [data-search-exclude], script, style, svg"
_BLOCK: Final = 1 << 16
_PATIENCE: Final = 0.05  # s
_PRIORITY: Final = 10  # of 19, the least
_END: Final = b","  # of a message: it is in base64
_STOP: Final = b"." + _END
"""No message. Pagefind then does what it was asked before, writes its files to the end, and ends; where the pipe is
closed it ends at once, when it has said that it wrote the files, and has not yet."""


class PagefindError(Exception):
    """Pagefind could not be run, or failed; what it said."""


def run_pagefind(
    documents: Iterable[tuple[str, bytes]],
    language: str,
    folder: Path,
    unless_stopped: Callable[[], None] = lambda: None,
) -> None:
    """Index documents (path below the site, HTML), in this order, as one language, into ``folder / "index"``.

    ``folder`` is ours. ``unless_stopped`` is called again and again; what it raises ends the program. Raises
    PagefindError, OSError, and what ``documents`` raises.
    """
    index = folder / "index"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - the program of the package that we depend on
            # In the folder: Pagefind reads a configuration file from where it runs.
            [str(get_executable()), "--service"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        if hasattr(os, "setpriority"):
            with suppress(OSError):  # pages come first
                os.setpriority(os.PRIO_PROCESS, process.pid, _PRIORITY)
        answers = _Answers(process)
        answers.start()
        try:
            _ask(process, documents, language, index)
            while process.returncode is None:
                unless_stopped()
                answers.join(_PATIENCE)  # they end when the program does: who waits for that alone looks now and then
                if not answers.is_alive():
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(_PATIENCE)
        finally:
            process.kill()  # when something was wrong: it would wait for more
            answers.join()
            process.communicate()
        whole = process.returncode == 0 and (index / "pagefind-entry.json").is_file()
        if answers.error or not whole:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise PagefindError(answers.error or (lines[-1] if lines else f"it ended with {process.returncode}"))


def _ask(process: subprocess.Popen[bytes], documents: Iterable[tuple[str, bytes]], language: str, index: Path) -> None:
    """Send everything that is to be done. Where Pagefind has ended before, its answers say why."""
    pipe = process.stdin
    if pipe is None:
        return
    options = {"exclude_selectors": [_EXCLUDED], "keep_index_url": True, "force_language": language}
    with suppress(BrokenPipeError):
        pipe.write(_message({"type": "NewIndex", "config": options}))
        for path, document in documents:
            file = {"index_id": 0, "url": f"/{path}", "file_contents": document.decode()}
            pipe.write(_message({"type": "AddFile", **file}))
        pipe.write(_message({"type": "WriteFiles", "index_id": 0, "output_path": str(index)}))
        pipe.write(_STOP)
        pipe.flush()


def _message(payload: dict[str, Any]) -> bytes:
    return base64.b64encode(msgspec.json.encode({"message_id": 0, "payload": payload})) + _END


class _Answers(threading.Thread):
    """Reads what Pagefind answers, while it is asked on: pipes hold little."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(name="pagefind", daemon=True)
        self.error = ""
        self._process = process

    def run(self) -> None:
        rest = b""
        while self._process.stdout and (block := os.read(self._process.stdout.fileno(), _BLOCK)):
            *answers, rest = (rest + block).split(_END)
            for answer in answers:
                message = msgspec.json.decode(base64.b64decode(answer))
                if message is None:  # Pagefind ends, and would say so as often as somebody reads it
                    return
                if message["payload"]["type"] == "Error" and message["message_id"] is not None:
                    self.error = str(message["payload"]["message"])
                    self._process.kill()
