"""Names for addresses: file names and facet values become safe, readable parts of a URL."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

__all__ = ["slugify"]

_MAX_LENGTH = 80
_RESERVED = frozenset({"", "index", "readme", ".", ".."})


@lru_cache(maxsize=1024)
def slugify(text: str, *, lower: bool = True) -> str:
    """A part of a URL: letters and digits of any script, ``.``, ``_`` and ``-``; never empty, never ``index``.

    Text that leaves nothing (``???``) gets a name made from its hash, so that it is the same in every build.
    """
    name = unicodedata.normalize("NFC", text)
    name = re.sub(r"[^\w.]+", "-", name.lower() if lower else name)
    name = re.sub(r"-?\.{2,}-?|-{2,}", "-", name).strip("-._")[:_MAX_LENGTH].rstrip("-._")
    if name.lower() in _RESERVED:
        digest = hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return f"{name}-{digest}" if name else f"x-{digest}"
    return name
