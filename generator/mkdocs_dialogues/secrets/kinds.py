"""The kinds of what is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

__all__ = ["HEEDS", "KINDS", "PERSONAL", "SEVERITIES", "FindKind", "Heed"]

FindKind = Literal["api-key", "private-key", "jwt", "password", "secret", "email", "home-path", "phone"]
KINDS: Final[tuple[FindKind, ...]] = get_args(FindKind)
Heed = Literal["error", "warning", "ignore"]
HEEDS: Final[tuple[Heed, ...]] = get_args(Heed)
PERSONAL: Final[frozenset[FindKind]] = frozenset({"email", "home-path", "phone"})
SEVERITIES: Final[Mapping[FindKind, Heed]] = {kind: "warning" if kind in PERSONAL else "error" for kind in KINDS}
"""How each kind is taken when an author says nothing else."""
