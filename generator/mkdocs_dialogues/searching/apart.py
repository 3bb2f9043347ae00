"""A shard made by a process of its own: of ten thousand dialogues it takes half a second of Python, and a build that
waited for that, or shared its time with it, would take as much longer.

The process asks for documents, and now and then whether it may go on. It ends when nobody answers, so it is stopped,
and does not outlive a build that is killed, by one and the same.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import IO, Final

import msgspec

from mkdocs_dialogues.searching.making import Document, Plan, Turn, make_shard
from mkdocs_dialogues.searching.pagefind import PagefindError

__all__ = ["Maker", "NoMakerError", "answer"]

# It finds what this process finds, and nothing that lies where the site is built.
_BEGIN: Final = "import sys; sys.path[:] = sys.argv[1:]; from mkdocs_dialogues.searching.apart import answer; answer()"
_PATIENCE: Final = 10.0  # s
_BETWEEN: Final = 0.25  # s: how often it asks whether it may go on; who is asked may be busy, and it waits
_READY: Final = b"\0I make a shard\0"  # what was printed before was for nobody
_HEAD: Final = 4  # bytes before a message: its length


class NoMakerError(Exception):
    """No process could be started here, or it ended before it could begin."""


class _Left(Exception):  # noqa: N818 - no fault: who asked for the shard does not want it any more
    """Nobody is there."""


class _Order(msgspec.Struct, array_like=True, frozen=True):
    """What is to be made: the parts of a plan, documents by path and mark, and the folders."""

    documents: list[tuple[str, str]]
    kind: str
    language: str
    mark: str
    work: str
    earlier: list[str]


class _Message(msgspec.Struct, array_like=True, frozen=True):
    """What the process says: a document is wanted, by its number; a turn is wanted, or over; the shard is made, in
    this folder; it cannot be made, because of this. With none of them, it asks whether it may go on.
    """

    wanted: int | None = None
    turn: bool | None = None
    made: str = ""
    failed: str = ""


class _Line:
    """Bytes to and from another process, message by message."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer

    def put(self, data: bytes) -> None:
        try:
            self._writer.write(len(data).to_bytes(_HEAD) + data)
            self._writer.flush()
        except OSError as error:
            raise _Left from error

    def begin(self) -> None:
        """Pass over what comes before messages do."""
        passed = b""
        while not passed.endswith(_READY):
            byte = self._reader.read(1)
            if not byte:
                raise _Left
            passed = passed[-len(_READY) :] + byte

    def get(self) -> bytes:
        head = self._reader.read(_HEAD)
        data = self._reader.read(int.from_bytes(head))
        if len(head) < _HEAD or len(data) < int.from_bytes(head):
            raise _Left
        return data


class Maker:
    """A process that makes one shard. It is started at once: what it needs is loaded when it is asked."""

    def __init__(self) -> None:
        """Raises NoMakerError."""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-c", _BEGIN, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if sys.stderr else subprocess.DEVNULL,
                start_new_session=True,  # whether it is to end, when somebody presses Ctrl-C, is said by who asked
            )
        except (OSError, ValueError) as error:
            raise NoMakerError(str(error)) from error

    def make(
        self, plan: Plan, work: Path, earlier: Iterable[Path], unless_stopped: Callable[[], None], turn: Turn
    ) -> Path:
        """Make a shard as ``making.make_shard`` does.

        Raises NoMakerError, before anything was made, PagefindError, and what ``unless_stopped`` raises.
        """
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise PagefindError("the process that makes the index has no pipes")
        documents = [(document.path, document.mark) for document in plan.documents]
        order = _Order(documents, plan.kind, plan.language, plan.mark, str(work), list(map(str, earlier)))
        line = _Line(process.stdout, process.stdin)
        with ExitStack() as turns:
            has_begun = False
            try:
                line.put(msgspec.msgpack.encode(order))
                line.begin()
                has_begun = True
                while not (message := msgspec.msgpack.decode(line.get(), type=_Message)).made:
                    if message.failed:
                        raise PagefindError(message.failed)
                    if message.turn is True:
                        turns.enter_context(turn)
                    elif message.turn is False:
                        turns.close()
                    unless_stopped()
                    line.put(b"" if message.wanted is None else plan.documents[message.wanted].load())
            except _Left:
                ended = f"the process that makes the index ended with {_end(process)}"
                raise (PagefindError if has_begun else NoMakerError)(ended) from None
            finally:
                _end(process)
        return Path(message.made)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """Let it end, whatever it does."""
        _end(self._process)


def _end(process: subprocess.Popen[bytes]) -> int:
    """Let the process end, and say with what."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was still to be sent is for nobody
                pipe.close()
    try:
        return process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def answer() -> None:
    """Make the shard that whoever started this process asks for."""
    gc.disable()  # it ends soon
    said = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed is no message
    line = _Line(sys.stdin.buffer, said)
    with suppress(_Left, OSError):
        said.write(_READY)
        order = msgspec.msgpack.decode(line.get(), type=_Order)
        line.put(msgspec.msgpack.encode(_made(order, line)))
    with suppress(OSError):  # of what was still to be said
        said.close()


class _Turn(AbstractContextManager[None]):
    """A turn, asked for at the other end."""

    def __init__(self, ask: Callable[[_Message], object]) -> None:
        self._ask = ask

    def __enter__(self) -> None:
        self._ask(_Message(turn=True))

    def __exit__(self, *_: object) -> None:
        self._ask(_Message(turn=False))


def _made(order: _Order, line: _Line) -> _Message:
    asked = time.monotonic()

    def ask(message: _Message) -> bytes:
        nonlocal asked
        line.put(msgspec.msgpack.encode(message))
        given = line.get()
        asked = time.monotonic()
        return given

    def unless_stopped() -> None:
        if time.monotonic() > asked + _BETWEEN:
            ask(_Message())

    documents = [
        Document(path, mark, partial(ask, _Message(wanted=number)))
        for number, (path, mark) in enumerate(order.documents)
    ]
    plan = Plan(documents, order.kind, order.language, order.mark)
    try:
        made = make_shard(plan, Path(order.work), map(Path, order.earlier), unless_stopped, _Turn(ask))
    except (PagefindError, ValueError, OSError) as error:
        return _Message(failed=str(error) or type(error).__name__)
    return _Message(made=str(made))
