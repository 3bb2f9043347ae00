"""Zip archives, as ChatGPT, Claude.ai, Google's Takeout and Inspect make them, opened member by member.

Nothing is unpacked to the disk. Everything an archive can do to who opens it is bounded before a member is touched:
the size of its directory, the number of members, how large each may grow, and how large all of them. What is refused
is a problem that names the member, and the others are read. Layout: https://pkware.cachefly.net/webdocs/APPNOTE/
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from mkdocs_dialogues.containers import limits
from mkdocs_dialogues.containers.beside import Beside, Neighbour
from mkdocs_dialogues.containers.refusals import Refusals
from mkdocs_dialogues.containers.salvage import Remnant, remnants, unpack
from mkdocs_dialogues.containers.zstandard import ZIP_ZSTANDARD, ZstdError, zstandard_blocks
from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.media import MEDIA_SUFFIXES
from mkdocs_dialogues.source import Source

__all__ = ["is_zip", "members", "unpacked_size"]

_BLOCK: Final = 1 << 20
_LOCAL_HEADER: Final = 30  # bytes, and a name, above what is packed
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, ZIP_ZSTANDARD})
_ARCHIVES: Final = frozenset({".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst"})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# All that the standard library raises over archives that lie about themselves.
_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, ZstdError, EOFError, NotImplementedError, OSError, ValueError, struct.error,
)  # fmt: skip


def is_zip(source: Source) -> bool:
    """Whether a file should be a zip archive, by its name; ``.eval`` is a log of Inspect."""
    return source.suffix in (".zip", ".eval")


def members(source: Source, path: Path) -> Iterator[Source]:
    """The files in an archive in the order of their names, each as a source that is read when it is asked for.

    ``path`` is where the archive lies, ``source`` what problems call it; a member's path is the archive's and its own.
    Raises DialogueError ``bad-archive`` when nothing can be had of it.
    """
    try:
        with _Bounded(path) as file, zipfile.ZipFile(file) as archive:
            chosen = _chosen(source, archive.infolist())
            yield from _together([_member(source, info, partial(_blocks, archive, info)) for info in chosen])
        return
    except _TooManyError as error:
        raise _unopened(source, str(error)) from None
    except _FAULTS as error:
        reason = _reason(error)
    salvaged = _salvaged(source, path)
    if not salvaged:
        raise _unopened(source, reason)
    fault = source.error(
        "bad-archive",
        1,
        f"'{source.name}' has lost its end, with the list of its members",
        "Expected a whole zip archive.",
        f"Download or copy it once more; the {len(salvaged)} member(s) that could be found are read.",
    )
    source.problems.add(fault.problem)
    yield from _together([_member(source, one.info, partial(_remaining_blocks, path, one)) for one in salvaged])


def _together(found: Sequence[Source]) -> Iterator[Source]:
    """Members that can ask for each other."""
    beside = Beside(lambda: [Neighbour(member.name, member.size, member.blocks) for member in found])
    for member in found:
        member.beside = beside.find
        yield member


def _unopened(source: Source, reason: str) -> DialogueError:
    return source.error(
        "bad-archive",
        1,
        f"'{source.name}' cannot be opened: {reason}",
        "Expected a whole zip archive.",
        "Download or copy it once more; or unpack what you can of it, and use the files.",
    )


def _salvaged(source: Source, path: Path) -> list[Remnant]:
    """The members before the end that is missing."""
    try:
        found = list(islice(remnants(path, limits.MOST_BYTES), limits.MOST_MEMBERS))
    except OSError:
        return []
    chosen = set(map(id, _chosen(source, [remnant.info for remnant in found])))
    return [remnant for remnant in found if id(remnant.info) in chosen]


def _blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.compress_type == ZIP_ZSTANDARD:
        yield from zstandard_blocks(archive, info)
        return
    with archive.open(info) as file:
        while block := file.read(_BLOCK):
            yield block


def _remaining_blocks(path: Path, remnant: Remnant) -> Iterator[bytes]:
    yield from unpack(path, remnant)
    if not remnant.whole:
        raise zipfile.BadZipFile("its end is missing")


def unpacked_size(path: Path) -> int:
    """The bytes of a file, or of what is in it where it is an archive; 0 when it cannot be opened."""
    source = Source(path.name, b"")
    try:
        return sum(member.size for member in members(source, path)) if is_zip(source) else path.stat().st_size
    except (DialogueError, OSError):
        return 0


class _TooManyError(Exception):
    """An archive has more members than are looked at."""


class _Bounded(io.FileIO):
    """A file of which no more is read in one piece than a directory may be large: ``ZipFile`` reads it in one."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > limits.MOST_DIRECTORY:
            raise _TooManyError(f"it has more than {limits.MOST_MEMBERS:,} members")
        return super().read(size) or b""


@dataclass
class _Budget:
    """How much of an archive was let through."""

    left: int = field(default_factory=lambda: limits.MOST_BYTES)
    free: int = field(default_factory=lambda: limits.FREE)
    overlapping: frozenset[int] = frozenset()
    seen: dict[str, zipfile.ZipInfo] = field(default_factory=dict)


def _chosen(source: Source, infos: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members that may be read, sorted by name."""
    if len(infos) > limits.MOST_MEMBERS:
        raise _TooManyError(f"it has {len(infos):,} members, more than {limits.MOST_MEMBERS:,}")
    refusals = Refusals(source)
    budget = _Budget(overlapping=_overlapping(infos))
    for info in infos:
        if info.is_dir() or _is_hidden(info.filename):
            continue
        if why := _refusal(info, budget):
            refusals.add(info.filename, *why)
        else:
            budget.left -= info.file_size if _is_read_whole(info) else 0
            budget.free -= info.file_size if limits.grows_much(info.compress_size, info.file_size) else 0
            budget.seen[info.filename] = info
    refusals.report()
    return [info for _, info in sorted(budget.seen.items(), key=lambda item: _natural(item[0]))]


def _overlapping(infos: Sequence[zipfile.ZipInfo]) -> frozenset[int]:
    """Members whose bytes are another's too, by identity: so a small archive could hold as much as it likes.

    One that the list of members names twice is the same member. A remnant has no place in a list.
    """
    placed = sorted((info for info in infos if hasattr(info, "header_offset")), key=lambda info: info.header_offset)
    found: set[int] = set()
    above: zipfile.ZipInfo | None = None
    end = 0
    for info in placed:
        same = above and (info.header_offset, info.filename) == (above.header_offset, above.filename)
        if info.header_offset < end and not same:
            found.add(id(info))
        else:
            above, end = info, info.header_offset + _LOCAL_HEADER + info.compress_size
    return frozenset(found)


def _refusal(info: zipfile.ZipInfo, budget: _Budget) -> tuple[str, str] | None:
    """Why a member is not read, and what to do about it; None when it may be."""
    name = PurePosixPath(info.filename)
    unsafe = name.is_absolute() or ".." in name.parts or "\\" in info.filename or _DRIVE.match(info.filename)
    mode = info.external_attr >> 16
    ratio = info.file_size / max(1, info.compress_size)
    if unsafe:
        return "its name leads out of the archive", "Do not trust the archive; pack the files anew if they are yours."
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file", "Put the file itself into the archive."
    if info.flag_bits & 1:
        return "it is encrypted", "Unpack it with its password, and use the file."
    if info.compress_type not in _PACKINGS:
        return "it is packed in a way that is not read", "Unpack it, and use the file."
    if name.suffix.lower() in _ARCHIVES:
        return "it is an archive itself", "Unpack the outer archive, and use the inner one."
    if id(info) in budget.overlapping:
        return "it lies over another member", "Do not trust the archive; pack the files anew if they are yours."
    if limits.grows_too_much(info.compress_size, info.file_size, budget.free):
        return f"it would grow to {ratio:,.0f} times its size", "If it is no trap, unpack it, and use the file."
    if _is_read_whole(info) and info.file_size > budget.left:
        return (
            f"all together would be over {limits.MOST_BYTES:,} bytes",
            "Unpack the archive, and use the files.",
        )
    if info.filename in budget.seen and info.CRC != budget.seen[info.filename].CRC:
        return "another member has this name too, and is read", "Unpack both under names of their own."
    return None


def _member(source: Source, info: zipfile.ZipInfo, unpacked: Callable[[], Iterator[bytes]]) -> Source:
    """A member as a source. A fault in it is reported, and what stands before the fault is what it holds."""

    def blocks() -> Iterator[bytes]:
        try:
            yield from unpacked()
        except _FAULTS as error:
            fault = member.error(
                "bad-archive",
                1,
                f"'{info.filename}' in '{source.name}' is damaged: {_reason(error)}",
                "Expected a whole archive.",
                "Download or copy it once more; what could be read before the fault is shown.",
            )
            source.problems.add(fault.problem)

    member = Source(f"{source.path}/{info.filename}", None, source.problems, blocks=blocks, size=info.file_size)
    return member


def _is_read_whole(info: zipfile.ZipInfo) -> bool:
    """Whether a member may be a transcript; pictures and the like are looked for one by one, and small."""
    return PurePosixPath(info.filename).suffix.lower() not in MEDIA_SUFFIXES


def _is_hidden(name: str) -> bool:
    """What macOS and file managers put beside the files."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and not part.startswith("..")) for part in PurePosixPath(name).parts
    )


def _natural(name: str) -> list[tuple[int, str]]:
    """A key by which ``conversations-10.json`` comes after ``conversations-9.json``."""
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in re.split(r"(\d{1,12})", name)]


def _reason(error: Exception) -> str:
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return (said[:1].lower() + said[1:]).rstrip(".") or type(error).__name__
