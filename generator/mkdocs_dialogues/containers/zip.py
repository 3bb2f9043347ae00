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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from mkdocs_dialogues.containers.refusals import Refusals
from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.source import Source

__all__ = ["is_zip", "members", "unpacked_size"]

MOST_MEMBERS: Final = 50_000
MOST_DIRECTORY: Final = 8_000_000  # bytes: 50,000 members with names of 100 characters
MOST_BYTES: Final = 4_000_000_000  # all that is read of one archive, unpacked
FREE: Final = 16_000_000  # bytes to which a member may grow whatever it was packed into
MOST_RATIO: Final = 200  # text is packed to a twentieth; deflate can say nothing in a thousandth
_BLOCK: Final = 1 << 20
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_ARCHIVES: Final = frozenset({".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst"})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# All that the standard library raises over archives that lie about themselves.
_FAULTS: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, struct.error)


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
            for info in _chosen(source, archive):
                yield _member(source, archive, info)
    except _FAULTS as error:
        raise source.error(
            "bad-archive",
            1,
            f"'{source.name}' cannot be opened: {_reason(error)}",
            "Expected a whole zip archive.",
            "Download or copy it once more; or unpack what you can of it, and use the files.",
        ) from None


def unpacked_size(path: Path) -> int:
    """The bytes of a file, or of what is in it where it is an archive; 0 when it cannot be opened."""
    source = Source(path.name, b"")
    try:
        return sum(member.size for member in members(source, path)) if is_zip(source) else path.stat().st_size
    except (DialogueError, OSError):
        return 0


class _Bounded(io.FileIO):
    """A file of which no more is read in one piece than a directory may be large: ``ZipFile`` reads it in one."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_DIRECTORY:
            raise zipfile.BadZipFile(f"it has more than {MOST_MEMBERS:,} members")
        return super().read(size) or b""


@dataclass
class _Budget:
    """How much of an archive was let through."""

    left: int = field(default_factory=lambda: MOST_BYTES)
    seen: dict[str, zipfile.ZipInfo] = field(default_factory=dict)


def _chosen(source: Source, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that may be read, sorted by name."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise zipfile.BadZipFile(f"it has {len(infos):,} members, more than {MOST_MEMBERS:,}")
    refusals = Refusals(source)
    budget = _Budget()
    for info in infos:
        if info.is_dir() or _is_hidden(info.filename):
            continue
        if why := _refusal(info, budget):
            refusals.add(info.filename, *why)
        else:
            budget.left -= info.file_size
            budget.seen[info.filename] = info
    refusals.report()
    return [info for _, info in sorted(budget.seen.items(), key=lambda item: _natural(item[0]))]


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
    if info.file_size > FREE and ratio > MOST_RATIO:
        return f"it would grow to {ratio:,.0f} times its size", "If it is no trap, unpack it, and use the file."
    if info.file_size > budget.left:
        return f"all together would be larger than {MOST_BYTES:,} bytes", "Unpack the archive, and use the files."
    if info.filename in budget.seen and info.CRC != budget.seen[info.filename].CRC:
        return "another member has this name too, and is read", "Unpack both under names of their own."
    return None


def _member(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Source:
    """A member as a source."""

    def blocks() -> Iterator[bytes]:
        try:
            with archive.open(info) as file:
                while block := file.read(_BLOCK):
                    yield block
        except _FAULTS as error:
            raise member.error(
                "bad-archive",
                1,
                f"'{info.filename}' in '{source.name}' is damaged: {_reason(error)}",
                "Expected a whole archive.",
                "Download or copy it once more; what could be read before the fault is shown.",
            ) from None

    member = Source(f"{source.path}/{info.filename}", None, source.problems, blocks=blocks, size=info.file_size)
    return member


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
