"""The templates that pages are made with: ours, or a site's own in front of them."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from os import PathLike
from pathlib import Path
from types import CodeType
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from mkdocs_dialogues.hidden import reveal

__all__ = [
    "COMPILED",
    "FEED_TEXT",
    "TEMPLATES",
    "CompiledTemplates",
    "Templates",
    "load_templates",
    "long_date",
    "machine_date",
    "month",
    "short_date",
]

TEMPLATES = Path(__file__).parent.parent / "templates"
"""The folder of our own templates and assets."""

FEED_TEXT = "dialogues/feed-text.html"
"""The one that the text of a dialogue in a feed is made with, and no other."""

_SHORT = 120
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Templates:
    """A ready Jinja environment. Values are escaped unless marked as HTML; a missing one is an error."""

    environment: Environment

    def render(self, name: str, **values: object) -> str:
        """The template ``name`` filled in. Raises ``jinja2.TemplateError`` for a fault in a site's own template."""
        return self.environment.get_template(name).render(values)


class CompiledTemplates(BytecodeCache):
    """What templates were compiled to, in memory: for a process that loads them again and again."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.checksum, bucket.code


COMPILED: Final = CompiledTemplates()
"""What ``load_templates`` has compiled in this process."""


def load_templates(search_path: Iterable[str | PathLike[str]] = (), compiled: BytecodeCache = COMPILED) -> Templates:
    """Templates looked for in ``search_path`` (a site's overrides), then among ours."""
    environment = _Environment(
        loader=FileSystemLoader([*search_path, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled,
        auto_reload=False,  # made anew for each build
        finalize=_shown,
    )
    environment.filters.update(machine_date=machine_date, long_date=long_date, short_date=short_date, number=_number)
    return Templates(environment)


def long_date(value: date) -> str:
    """``4 January 2026``, with ``, 21:13`` for a datetime: the same on every machine, whatever its locale."""
    text = f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{text}, {value:%H:%M}" if isinstance(value, datetime) else text


def machine_date(value: date) -> str:
    """As HTML writes it, which takes no more than three digits of a second's fraction."""
    if isinstance(value, datetime) and value.microsecond:
        return value.isoformat(timespec="milliseconds")
    return value.isoformat()


def month(value: date) -> str:
    """``January 2026``: a heading in a long list of one year."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def short_date(value: date) -> str:
    """``4 Jan``: for lists that stand under their year."""
    return f"{value.day} {_MONTHS[value.month - 1][:3]}"


def _shown(value: object) -> object:
    """What is text, and not HTML already, with hidden characters shown."""
    return reveal(value) if type(value) is str else value


def _written(value: object) -> str:
    """A value as HTML, with hidden characters of text shown."""
    if type(value) is str:
        return _as_html(value) if len(value) < _SHORT else escape(reveal(value))
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


@lru_cache(maxsize=2048)
def _as_html(text: str) -> str:
    """Names, labels and the like come again and again."""
    return str(escape(reveal(text)))


class _Generator(CodeGenerator):
    """Compiles ``{{ value }}`` to one call that does the work of two, ``escape(finalize(value))``.

    A page has some hundred of them, which are half of what its template costs.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _is_plain(frame):
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _is_plain(frame):
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_plain(frame: Frame) -> bool:
    """Whether values are escaped here: a template of a site's own may have switched that off."""
    return frame.eval_ctx.autoescape is True and not frame.eval_ctx.volatile


class _Environment(Environment):
    """Jinja's, for templates that are many times rendered and never changed in between."""

    code_generator_class = _Generator
    written = staticmethod(_written)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ready: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name for it
    ) -> Template:
        """The template of that name, without asking the loader again: a page includes one for each of its turns."""
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._ready:
            self._ready[name] = super().get_template(name, parent)
        return self._ready[name]


def _number(value: int) -> str:
    """``12,345``."""
    return f"{value:,}"
