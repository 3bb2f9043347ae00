"""Gives each page of a build its Content-Security-Policy: what its templates and its author placed is allowed.

``policy.py`` holds what a policy is; this room knows where on a page what came from.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from mkdocs_dialogues.policy import (
    Need,
    as_policy,
    drawn_by_theme,
    headers_file,
    host_source,
    insert,
    needs_and_marked,
    needs_of,
    policy_of,
    replace,
    union,
)
from mkdocs_dialogues.strict_yaml import texts_in

__all__ = ["HEADERS", "Guard", "Marks", "finish"]

HEADERS: Final = "_headers"

_NEAR = 16384  # characters of a page within which its policy stands
_MARKED = re.compile(r"<(script|link|img|source|video|audio|track|iframe|embed|object)(?=[\s/>]|$)", re.IGNORECASE)


class Marks:
    """Marks the elements that stand in templates themselves, not in what their expressions print.

    The mark is an attribute of a random name, which no text of a transcript can know, and is off the page again before
    anybody sees it.
    """

    def __init__(self) -> None:
        self.word = secrets.token_hex(16)
        self._mark = f" data-{self.word}"

    def watch(self, environment: Environment) -> None:
        """Mark the elements of every template that this environment compiles from here on."""
        environment.add_extension(type("Marking", (_Marking,), {"mark": self.mark}))

    def mark(self, text: str) -> str:
        return _MARKED.sub(lambda element: element[0] + self._mark, text)

    def needs(self, page: str) -> tuple[frozenset[Need], frozenset[Need]]:
        """What all elements of a page need leave for, and what those that are marked do."""
        return needs_and_marked(page, self._mark)

    def off(self, page: str) -> str:
        return page.replace(self._mark, "")


class _Marking(Extension):
    """Hands the text between a template's expressions on, marked."""

    @staticmethod
    def mark(text: str) -> str:
        return text

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return self._marked(stream)

    def _marked(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield Token(token.lineno, token.type, self.mark(token.value)) if token.type == "data" else token


class Guard:
    """The policies of one build.

    ``trusted`` is what of the site's configuration may be HTML, at whatever depth; ``scripts`` are the addresses of
    its extra scripts; ``image_hosts`` may be asked for pictures; ``extra`` is what the owner allows beside, by
    directive; ``needs`` what our scripts need on every page.
    Of each page ``before`` sees what the templates made, and ``after`` what other plugins made of that.
    """

    def __init__(
        self,
        *,
        trusted: object = (),
        scripts: Iterable[str] = (),
        image_hosts: Iterable[str] = (),
        extra: Mapping[str, Iterable[str]] | None = None,
        needs: Iterable[Need] = (),
    ) -> None:
        self._marks = Marks()
        self._extra = {(directive, source) for directive, sources in (extra or {}).items() for source in sources}
        self._extra |= set(needs)
        self._allowed = {need for markup in texts_in(trusted) for need in needs_of(markup)}
        self._allowed |= {("script-src", source) for address in scripts if (source := host_source(address))}
        self._allowed |= {
            ("img-src", f"{scheme}://{host.lower()}") for host in image_hosts for scheme in ("https", "http")
        }
        self._page: str | None = None
        self._needs: frozenset[Need] = frozenset()
        self._foreign: frozenset[Need] = frozenset()
        self._diagrams: frozenset[Need] = frozenset()

    @property
    def mark(self) -> str:
        """The word that marks what stands in templates."""
        return self._marks.word

    def watch(self, environment: Environment) -> None:
        self._marks.watch(environment)

    def before(self, page: str, own: str = "") -> tuple[str, frozenset[Need]]:
        """The page as the templates made it, without marks, and what of it nobody allowed.

        ``own`` is what of the page its author wrote: all of it is allowed. Empty for a page made of a transcript.
        """
        self._needs, marked = self._marks.needs(page)
        self._page = self._marks.off(page)
        self._diagrams = drawn_by_theme(own)
        self._foreign = self._needs - self._allowed - marked - needs_of(own)
        return self._page, self._foreign - self._extra

    def after(self, page: str, given: str | None = None) -> tuple[str, str]:
        """The finished page with its policy, and the policy. What plugins added since ``before`` is allowed.

        ``given`` is the page as plugins left it, before we added what needs no leave.
        """
        needs = self._needs if given is self._page else needs_of(page)
        policy = as_policy((needs - self._foreign) | self._diagrams | self._extra)
        return insert(page, policy), policy


def finish(site: Path, known: Mapping[str, str], *, places: Iterable[str], one_for_all: bool, embed: bool) -> set[str]:
    """Write ``_headers`` for a finished site, unless its owner did. Gives the places of pages that were written again.

    ``known`` are policies of pages, by their places, each as it was when the page was made; ``places`` are those of
    all files. ``one_for_all`` gives every page the policy that allows what any page needs: a theme that loads pages
    into the one that is open (``navigation.instant``) keeps the policy of the first. ``embed`` lets other sites frame
    pages.
    """
    policies: dict[str, str] = {}
    static: set[str] = set()
    for place in places:
        if not place.endswith(".html"):
            continue
        policy = known.get(place) or _policy_in(site / place)
        if policy is None:  # a file of the owner's that is published as it is
            static.add(as_policy(needs_of((site / place).read_text(encoding="utf-8", errors="replace"))))
        else:
            policies[place] = policy
    different = set(policies.values())
    every = union(different | static)
    pages = union(different)
    again = set()
    for place in policies if one_for_all else ():
        path = site / place
        if _policy_in(path) != pages:
            with path.open(encoding="utf-8", newline="") as file:
                page = file.read()
            path.unlink()  # the last site may have the same file
            path.write_bytes(replace(page, pages).encode("utf-8"))
            again.add(place)
    headers = site / HEADERS
    if not headers.exists():
        headers.write_bytes(headers_file(every, embed=embed).encode())
    return again


def _policy_in(path: Path) -> str | None:
    """The policy of a finished page; None for a file that is none of ours."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return policy_of(file.read(_NEAR))
