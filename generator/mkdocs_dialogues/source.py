"""A raw file in memory: bytes, the text they encode, and the way to say what is wrong with them.

The one room that knows encodings and line ends. Readers get a ``Source`` and never open files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from mkdocs_dialogues.errors import DialogueError, Problem, Problems, Severity
from mkdocs_dialogues.model import Location

__all__ = ["HEAD", "Source"]

HEAD: Final = 256 * 1024  # bytes by which formats are told apart
WHOLE: Final = 16_000_000  # bytes of a file that is read in one piece
MOST_WHOLE: Final = 512_000_000  # bytes that are held in memory as one piece
MOST_LINES: Final = 2_000_000  # lines that readers look through one by one, some microseconds each

# C0 controls but for tab, LF and CR (form feed is white space in Markdown), and DEL.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes(byte for byte in range(128) if _CONTROL.match(chr(byte)))
_ENCODINGS_BY_MARK = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def _nothing(_start: str) -> None:
    return None


class Source:
    """One raw file (or, after its front matter was split off, the rest of one).

    ``path`` is relative to ``mkdocs.yml`` (``content/dialogues/a.md``); ``first_line`` is the file's line
    number of the first line of ``data``; ``problems`` takes what a reader notices without having to stop.
    ``branch`` is the thread that the author asks for, by the id of a message on it or by its number among the threads
    from 1; a reader that has found it sets ``branch_found``. ``thread`` is such a number, asked for by ``threads.py``.
    ``labels`` are the speakers that the author names in the metadata, in the transcript's own words, ``models`` those
    of them that are models; ``format`` is what the author says it is. ``watch`` is told of the bytes as they are read;
    ``beside`` gives the file beside this one whose name begins so, where there is one that may be published.

    A large file, or a member of an archive, is given by its ``blocks`` and its ``size`` in bytes instead of ``data``:
    who asks for ``head`` or ``blocks()`` alone never has all of it in memory.
    """

    def __init__(
        self,
        path: str,
        data: bytes | None,
        problems: Problems | None = None,
        first_line: int = 1,
        *,
        blocks: Callable[[], Iterator[bytes]] | None = None,
        size: int = 0,
        branch: str | None = None,
        labels: Collection[str] = (),
        text: str | None = None,
    ) -> None:
        """``text`` is that of ``data``, where it is known."""
        self.path = path
        if text is not None:
            self.text = text
        self._data = data
        self._blocks = blocks
        self.size = size if data is None else len(data)
        self.problems = Problems() if problems is None else problems
        self.first_line = first_line
        self.branch = branch
        self.branch_found = False
        self.thread: int | None = None
        self.thread_found = False
        self.labels = labels
        self.models: Collection[str] = ()
        self.format: str | None = None
        self.watch: Callable[[int], None] | None = None
        self.beside: Callable[[str], bytes | None] = _nothing
        self._told = 0

    @cached_property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem

    @cached_property
    def suffix(self) -> str:
        """The last suffix in lower case, with its dot; ``""`` when there is none."""
        return PurePosixPath(self.path).suffix.lower()

    @property
    def data(self) -> bytes:
        """All of the file. DialogueError when it cannot be read, or is larger than memory should hold."""
        if self._data is None:
            if self.size > MOST_WHOLE:
                raise self.error(
                    "too-large",
                    1,
                    f"'{self.name}' has {self.size:,} bytes",
                    f"Expected at most {MOST_WHOLE:,} bytes in a file of this format.",
                    "Take it apart into smaller files.",
                )
            self._data = b"".join(self.blocks())
        return self._data

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of its bytes, in hexadecimal, where all of them are in memory."""
        return None if self._data is None else hashlib.sha256(self._data).hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first ``HEAD`` bytes, or all there are."""
        if self._data is not None:
            return self._data[:HEAD]
        found = b""
        for block in self._blocks() if self._blocks else ():
            found += block
            if len(found) >= HEAD:
                break
        return found[:HEAD]

    @property
    def is_large(self) -> bool:
        """Whether to read it block by block, where the format lets one."""
        return self._data is None and self.size > WHOLE

    def blocks(self) -> Iterator[bytes]:
        """The file in pieces, as they come. DialogueError when it cannot be read further."""
        for block in self._blocks() if self._data is None and self._blocks else (self._data or b"",):
            yield block
            self._tell(len(block))

    def was_read(self) -> None:
        """Tell who watches of what was read in one piece."""
        self._tell(self.size - self._told)

    def _tell(self, count: int) -> None:
        self._told += count
        if self.watch and count > 0:
            self.watch(count)

    @cached_property
    def text(self) -> str:
        """The text with LF line ends and without a byte order mark; DialogueError when it is not UTF-8.

        NUL and other control characters become U+FFFD, as CommonMark asks for NUL, and are reported once.
        """
        text = self._decode().replace("\r\n", "\n").replace("\r", "\n")
        if len(self.data.translate(None, _CONTROL_BYTES)) < len(self.data) and (found := _CONTROL.search(text)):
            line = text.count("\n", 0, found.start()) + 1
            count = len(_CONTROL.findall(text))
            self.warn(
                "control-character",
                line,
                f"control character '\\x{ord(found[0]):02x}' ({count} in this file)",
                "Expected text without control characters.",
                "It is shown as \N{REPLACEMENT CHARACTER}; remove it from the file to be rid of it.",
            )
            text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
        return text

    @cached_property
    def is_text(self) -> bool:
        """Whether it is UTF-8, so that there is a ``text``."""
        try:
            return self.text is not None
        except DialogueError:
            return False

    @cached_property
    def lines(self) -> list[str]:
        """The lines of ``text`` without their ends. Line ``i`` of the list is line ``first_line + i`` of the file.

        DialogueError when there are more of them than can be looked through in a short while.
        """
        count = self.text.count("\n") + 1
        if count > MOST_LINES:
            raise self.error(
                "too-large",
                1,
                f"'{self.name}' has {count:,} lines",
                f"Expected at most {MOST_LINES:,} lines in a file of this format.",
                "Take it apart into smaller files.",
            )
        return self.text.split("\n")

    def at(self, line: int) -> Location:
        """The place of a line, counted from 1 in this source's own text."""
        return Location(self.path, self.first_line + line - 1)

    def warn(self, code: str, line: int, what: str, expected: str, todo: str) -> None:
        """Report something that did not stop the reading. ``line`` is counted from 1 in this source's text."""
        self.problems.add(Problem(code, self.at(line), what, expected, todo, Severity.WARNING))

    def error(self, code: str, line: int, what: str, expected: str, todo: str) -> DialogueError:
        """An error to raise: ``raise source.error(...)``. ``line`` is counted from 1 in this source's text."""
        return DialogueError(Problem(code, self.at(line), what, expected, todo))

    def refuse_other_encodings(self) -> None:
        """DialogueError where its first bytes say that it is not UTF-8, as Windows' programs write it."""
        for mark, encoding in _ENCODINGS_BY_MARK.items():
            if self.head.startswith(mark):
                raise self.error(
                    "bad-encoding",
                    1,
                    f"the file begins with the byte order mark of {encoding}, '{mark.hex(' ')}'",
                    "Expected UTF-8 text.",
                    f"Save it as UTF-8, for example: iconv -f {encoding} -t UTF-8 '{self.name}'.",
                )

    def _decode(self) -> str:
        self.refuse_other_encodings()
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise self.error(
                "bad-encoding",
                line,
                f"byte '{self.data[error.start]:02x}' is not UTF-8",
                "Expected UTF-8 text.",
                f"Save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 '{self.name}'.",
            ) from None
