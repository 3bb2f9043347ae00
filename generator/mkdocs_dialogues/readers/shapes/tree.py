"""Trees of messages: the thread that is shown, and the forks where others leave it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mkdocs_dialogues.readers.shapes.text import beginning
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["Thread", "thread"]


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages of one way through a tree, first to last.

    ``forks`` has, for each of them that has siblings, those siblings: messages said instead of it. ``leaves`` are the
    ends of all ways, in the order of the file: what ``branch:`` counts.
    """

    ids: tuple[str, ...]
    forks: Mapping[str, tuple[str, ...]]
    leaves: tuple[str, ...]


def thread(
    wire: Wire,
    record: Record,
    parents: Mapping[str, str | None],
    leaf: str | None,
    *,
    roots: Collection[str] = (),
) -> Thread:
    """The thread that the author's ``branch:`` names, else the one that ends at ``leaf``, else at the newest leaf.

    ``parents`` maps each message to the one before it (None or ``""``: none), oldest first; ``roots`` are ids that are
    named as parents and are no messages. Loops and parents that are not there are reported at ``record``.
    """
    children: dict[str | None, list[str]] = {}
    lost = []
    for id_, parent in parents.items():
        known = parent if parent in parents else None
        if parent and known is None and parent not in roots:
            lost.append(id_)
        children.setdefault(known, []).append(id_)
    leaves = tuple(id_ for id_ in parents if id_ not in children)
    if lost:
        wire.problem(
            "orphan-turn",
            record,
            f"the message before '{beginning(lost[0])}' is not in the file ({len(lost)} such)",
            expected="Expected every message that another one answers.",
            todo="What follows it is shown when it is on the shown thread; 'branch' picks another thread.",
        )
    end = _chosen(wire, parents, children, leaves)
    if end is None:
        end = leaf if leaf in parents else _newest(parents, leaves)
    ids, closed = _path(parents, end)
    if closed is not None or (parents and not leaves):
        _report_loop(wire, record, closed or ids[-1])
    forks = {
        id_: tuple(sibling for sibling in siblings if sibling != id_)
        for id_ in ids
        if len(siblings := children.get(_known(parents, id_), [])) > 1
    }
    return Thread(ids, forks, leaves)


def _known(parents: Mapping[str, str | None], id_: str) -> str | None:
    parent = parents[id_]
    return parent if parent in parents else None


def _newest(parents: Mapping[str, str | None], leaves: tuple[str, ...]) -> str | None:
    return leaves[-1] if leaves else next(reversed(list(parents)), None)


def _chosen(
    wire: Wire,
    parents: Mapping[str, str | None],
    children: Mapping[str | None, list[str]],
    leaves: tuple[str, ...],
) -> str | None:
    """The end of the thread that the author named by a message on it, or by its number among the leaves."""
    number = wire.source.thread
    if number is not None and number <= len(leaves):
        wire.source.thread_found = True
        return leaves[number - 1]
    branch = wire.source.branch
    if branch is None:
        return None
    if branch in parents:
        wire.source.branch_found = True
        met: set[str] = set()
        while branch in children and branch not in met:
            met.add(branch)
            branch = children[branch][-1]
        return branch
    if branch.isdecimal() and 1 <= int(branch[:9]) <= len(leaves):
        wire.source.branch_found = True
        return leaves[int(branch[:9]) - 1]
    return None


def _path(parents: Mapping[str, str | None], end: str | None) -> tuple[tuple[str, ...], str | None]:
    """The way from the first message to ``end``, and where a circle closes on it."""
    met: dict[str, None] = {}
    at = end
    while at is not None and at in parents:
        if at in met:
            return tuple(reversed(met)), at
        met[at] = None
        at = parents[at]
    return tuple(reversed(met)), None


def _report_loop(wire: Wire, record: Record, id_: str) -> None:
    wire.problem(
        "cyclic-tree",
        record,
        f"the messages around '{beginning(id_)}' answer each other in a circle",
        expected="Expected a first message.",
        todo="The shown thread begins where the circle closes; look at the file there.",
    )
