"""Work on all cores, or on a cluster: through the one interface of ``concurrent.futures.Executor``.

What is sent and what comes back are plain values and bytes; results come in the order of what was asked, so that a
build is the same however many work at it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, Final, TypeVar

from mkdocs_dialogues.progress import followed
from mkdocs_dialogues.remote import prepare

__all__ = ["Jobs", "cores", "on_cluster", "on_this_machine"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_CHUNK: Final = 16
_CHUNKS_A_WORKER: Final = 3
_LEAST: Final = 256
_ANSWER: Final = 10  # s: how long a scheduler may take to answer


class Jobs:
    """Does work, on an executor where there is one and where the work is worth it (``least`` items or more).

    ``leave`` is called when there is no more work.
    """

    def __init__(
        self,
        executor: Callable[[], Executor] | None = None,
        workers: int = 1,
        *,
        least: int = _LEAST,
        leave: Callable[[], None] | None = None,
    ) -> None:
        self._make = executor
        self._executor: Executor | None = None
        self._workers = workers
        self._least = least
        self._leave = leave

    def worth(self, count: int) -> bool:
        """Whether so many items are handed out to others."""
        return self._make is not None and count >= self._least

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item], count: int, what: str
    ) -> Iterator[_Result]:
        """The function's result for each item, in order. The function and the items have to be such as can be sent.

        Only so much is under way at a time that memory stays bounded. There are at most ``count`` items; ``what`` is
        shown beside the progress.
        """
        results = self._sent(function, items) if self.worth(count) else map(function, items)
        yield from followed(results, count, what)

    def close(self) -> None:
        """Let the workers go."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None
        if self._leave is not None:
            self._leave()
            self._leave = None

    def _sent(self, function: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
        if self._executor is None and self._make is not None:
            self._executor = self._make()
        executor = self._executor
        if executor is None:
            yield from map(function, items)
            return
        rest = iter(items)
        under_way: deque[Future[list[_Result]]] = deque()
        try:
            while True:
                while len(under_way) < self._workers * _CHUNKS_A_WORKER and (chunk := list(islice(rest, _CHUNK))):
                    under_way.append(executor.submit(_each, function, chunk))
                if not under_way:
                    return
                yield from under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def _each(function: Callable[[_Item], _Result], chunk: Sequence[_Item]) -> list[_Result]:
    return [function(item) for item in chunk]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_this_machine(workers: int) -> Jobs:
    """As many processes (0: one for each core), started when there is work that is worth it."""
    count = workers or cores()
    return Jobs(lambda: _processes(count), count) if count > 1 else Jobs()


def _processes(count: int) -> Executor:
    # A copy of this process is ready at once, but may not be made while other threads run.
    alone = threading.active_count() == 1 and sys.platform == "linux"
    if alone:
        prepare()
    return ProcessPoolExecutor(count, multiprocessing.get_context("fork" if alone else "spawn"))


def on_cluster(address: str) -> Jobs:
    """The workers of a Dask scheduler at an address such as ``tcp://10.0.0.4:8786``. ImportError without Dask.

    Each of them needs this package in the same version, and the content folder and the site's templates at the same
    path.
    """
    from distributed import Client  # noqa: PLC0415 - an extra that few have

    connect: Any = Client
    client = connect(address, set_as_default=False, timeout=_ANSWER)
    workers = max(1, sum(client.nthreads().values()))
    return Jobs(client.get_executor, workers, least=1, leave=client.close)
