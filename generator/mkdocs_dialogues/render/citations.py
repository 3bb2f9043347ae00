"""How the page of a dialogue is cited: the forms that its foot shows, and patterns for citing any turn of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from mkdocs_dialogues.archive import cast
from mkdocs_dialogues.citing import Locator, Work, apa, bibtex, chicago, csl_json, meta_tags, mla, ris, work_of
from mkdocs_dialogues.citing.exchange import tex
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.values import value

__all__ = ["CitationsView", "CitedAs", "view_citations"]

_SENTENCES: Final = (("apa", "APA", apa), ("chicago", "Chicago", chicago), ("mla", "MLA", mla))
_RECORDS: Final = (("bibtex", "BibTeX", bibtex), ("ris", "RIS", ris), ("csl", "CSL-JSON", csl_json))

# Private-use characters: the page's script puts a turn's number, speaker and anchor where they stand.
_ANY_TURN: Final = Locator(turn="\ue000", speaker="\ue001", anchor="\ue002")
_ANY_PAGE: Final = "\ue003"  # where the site has no address, the reader's browser knows one


@value
class CitedAs:
    """One form: ``kind`` names it for scripts, ``label`` for people."""

    kind: str
    label: str
    text: str


@value
class CitationsView:
    """``tags`` are the (name, content) of meta tags; ``turns`` is JSON for the script."""

    sentences: Sequence[CitedAs]
    records: Sequence[CitedAs]
    tags: Sequence[tuple[str, str]]
    turns: str


def view_citations(dialogue: Dialogue, context: PageContext) -> CitationsView:
    """All forms of one dialogue. Where the site has no address, they have none either.

    Of a dialogue that has several pages the whole is cited by the address of the first, a turn by that of its own.
    """
    key = dialogue.metadata.slug or dialogue.id
    url = context.leaves.url if context.leaves else context.url
    work = work_of(key, dialogue.title, cast(dialogue), dialogue.metadata, site=context.site, url=url)
    turns = _turns(replace(work, url=context.url), dialogue)
    return CitationsView(_forms(work, _SENTENCES), _forms(work, _RECORDS), meta_tags(work), turns)


def _forms(work: Work, kinds: Sequence[tuple[str, str, Callable[[Work], str]]]) -> tuple[CitedAs, ...]:
    return tuple(CitedAs(kind, label, write(work).replace("\r\n", "\n").rstrip("\n")) for kind, label, write in kinds)


def _turns(work: Work, dialogue: Dialogue) -> str:
    """Patterns by kind, and how TeX spells those speakers whom it spells otherwise."""
    pattern = replace(work, locator=_ANY_TURN, url=work.url or _ANY_PAGE)
    forms = {form.kind: form.text for form in _forms(pattern, (*_SENTENCES, *_RECORDS))}
    names = {participant.name: tex(participant.name) for participant in dialogue.participants}
    spelled = {name: spelling for name, spelling in names.items() if spelling != name}
    return json.dumps({"forms": forms, "tex": spelled} if spelled else {"forms": forms}, separators=(",", ":"))
