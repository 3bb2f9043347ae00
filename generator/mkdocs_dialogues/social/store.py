"""Cards that were drawn before, in the project's ``.cache/``: named by what is on them, deletable at any time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from mkdocs_dialogues.social.card import SocialCard
from mkdocs_dialogues.whole_files import LEFTOVERS, write_whole

__all__ = ["Store"]


class Store:
    """Draws a card, or takes it from the folder. Several builds may use the folder at once."""

    def __init__(self, folder: Path, font: Path | None) -> None:
        self._folder = folder
        self._font = font
        code = Path(__file__).with_name("drawing.py").read_bytes()
        letters = font.read_bytes() if font else b""
        self._version = hashlib.sha256(code + letters).hexdigest()
        self._used: set[str] = set()

    def png(self, card: SocialCard) -> bytes:
        """The card as PNG."""
        name = hashlib.sha256(f"{self._version}{card!r}".encode("utf-8", "surrogatepass")).hexdigest()[:32] + ".png"
        self._used.add(name)
        path = self._folder / name
        try:
            return path.read_bytes()
        except OSError:
            from mkdocs_dialogues.social.drawing import draw  # noqa: PLC0415 - Pillow takes a while to load

            drawn = draw(card, self._font)
        self._keep(path, drawn)
        return drawn

    def forget_others(self) -> None:
        """Remove what this build did not ask for."""
        for path in self._files():
            if path.name not in self._used:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterable[Path]:
        return [*self._folder.glob("*.png"), *self._folder.glob(LEFTOVERS)] if self._folder.is_dir() else []

    def _keep(self, path: Path, data: bytes) -> None:
        """Written aside and renamed, so that no build ever reads half a card. Where nothing can be kept, nothing is."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError:
            return
