"""Writings that put no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han. Each letter is taken for a word."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["LETTERS", "UNSPACED"]

# The same in search-engine.js.
LETTERS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""What stands in the brackets of a pattern for one such letter."""
UNSPACED: Final = re.compile(f"[{LETTERS}]")
