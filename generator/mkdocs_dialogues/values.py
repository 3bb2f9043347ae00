"""Values that many are made of, and that nobody changes: mypy sees to that, and nothing is spent on it at run time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

__all__ = ["value"]

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(class_: type[_Class]) -> type[_Class]:
    """A dataclass with slots, for mypy a frozen one. To make one that is frozen takes three times as long."""
    return dataclass(slots=True, unsafe_hash=True)(class_)
