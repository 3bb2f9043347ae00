"""Rendered dialogues of earlier builds, for as long as everything that shows on their pages is the same.

What a page asks of the site while it is rendered (where a file is, whether a theme has a page) is kept with it, and
asked again: when any answer is another, or any other fact around the dialogue, the page is rendered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.render.context import PageContext, Question

__all__ = ["KeptPages"]

_Any = TypeVar("_Any")


class KeptPages:
    """``templates`` is a digest of the site's own templates."""

    def __init__(self, cache: Cache, templates: bytes) -> None:
        self._cache = cache
        self.templates = templates

    def rendered(
        self, kind: str, key: bytes | None, context: PageContext, render: Callable[[PageContext], _Any]
    ) -> _Any:
        """What ``render`` makes of the dialogue with that key (None: of one that is not to be kept), or made before.

        ``kind`` tells what is made apart, such as a page and the text of a feed.
        """
        return self.asking(kind, key, context, render)[0]

    def asking(
        self, kind: str, key: bytes | None, context: PageContext, render: Callable[[PageContext], _Any]
    ) -> tuple[_Any, tuple[Question, ...]]:
        """The same, with what was asked of the site for it (nothing, of a dialogue that is not to be kept)."""
        if key is None:
            return render(context), ()
        around = digest(kind, key, self.templates, _stable(context))
        asked = _Asked(context)
        questions = self._unpacked(digest("asked", around))
        if questions is not None:
            asked.again(questions)
            mark = asked.key(around)
            kept: _Any | None = self._unpacked(mark)
            if kept is not None:
                return kept, questions
        rendered = render(replace(context, facet_url=asked.facet_url, resolve=asked.resolve))
        self._cache.put(digest("asked", around), pack(asked.questions()))
        mark = asked.key(around)
        self._cache.put(mark, pack(rendered))
        return rendered, asked.questions()

    def wanted(self, kind: str, key: bytes, context: PageContext) -> bytes | None:
        """A token for ``keep`` when what ``rendered`` would be asked for has to be made; None when it is there."""
        around = digest(kind, key, self.templates, _stable(context))
        asked = _Asked(context)
        questions = self._unpacked(digest("asked", around))
        if questions is None:
            return around
        asked.again(questions)
        return None if self._cache.has(asked.key(around)) else around

    def at(self, mark: bytes, token: bytes) -> Any:
        """What was kept for a token and has that mark; None where it is there no more."""
        self._cache.use([digest("asked", token)])
        return self._unpacked(mark)

    def keep(self, token: bytes, context: PageContext, questions: tuple[Question, ...], packed: bytes) -> bytes:
        """Keep what was made elsewhere for ``rendered`` to find, and give its mark, with which ``at`` finds it."""
        asked = _Asked(context)
        asked.again(questions)
        mark = asked.key(token)
        self._cache.put(digest("asked", token), pack(questions))
        self._cache.put(mark, packed)
        return mark

    def text(self, kind: str, key: bytes | None, make: Callable[[], str], *, fresh: bool = False) -> str:
        """A text that hangs on the dialogue alone, such as a download; of a ``fresh`` one there is none yet."""
        if key is None:
            return make()
        at = digest("text of a kind", kind, key)
        kept = None if fresh else self._cache.get(at)
        if kept is not None:
            return kept.decode("utf-8", "surrogatepass")
        text = make()
        self._cache.put(at, text.encode("utf-8", "surrogatepass"))
        return text

    def _unpacked(self, key: bytes) -> Any:
        packed = self._cache.get(key)
        try:
            return None if packed is None else unpack(packed)
        except ValueError:
            return None


class _Asked:
    """What a page asks, each question once, and the answers."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._answers: dict[Question, str | None] = {}

    def facet_url(self, facet: Any, value: str) -> str | None:
        return self._ask("facet", facet, value)

    def resolve(self, target: str, kind: str) -> str | None:
        return self._ask("file", target, kind)

    def again(self, questions: tuple[Question, ...]) -> None:
        for question in questions:
            self._ask(*question)

    def questions(self) -> tuple[Question, ...]:
        return tuple(self._answers)

    def key(self, around: bytes) -> bytes:
        pairs = sorted((repr(question), repr(answer)) for question, answer in self._answers.items())
        return digest("page", around, *[part for pair in pairs for part in pair])

    def _ask(self, about: str, one: Any, other: str) -> str | None:
        question = (about, one, other)
        if question not in self._answers:
            ask = self._context.facet_url if about == "facet" else self._context.resolve
            self._answers[question] = ask(one, other)
        return self._answers[question]


def _stable(value: Any) -> str:
    """A text that is the same for equal values in every process. Functions are left out."""
    if isinstance(value, str | int | float | None):
        return repr(value)
    if is_dataclass(value):
        return f"{type(value).__name__}({','.join(_stable(getattr(value, field.name)) for field in fields(value))})"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{_stable(key)}:{_stable(item)}' for key, item in sorted(value.items()))}}}"
    if isinstance(value, frozenset | set):
        return f"{{{','.join(sorted(map(_stable, value)))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_stable, value))}]"
    if callable(value):
        return ""
    return repr(value)
