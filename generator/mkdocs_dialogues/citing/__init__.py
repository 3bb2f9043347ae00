"""Citing a dialogue, or a turn of one: for readers, for their reference managers, for scholarly indexes."""

from mkdocs_dialogues.citing.exchange import bibtex, csl_json, ris
from mkdocs_dialogues.citing.indexing import meta_tags
from mkdocs_dialogues.citing.styles import apa, chicago, mla
from mkdocs_dialogues.citing.work import Author, Locator, Work, work_of

__all__ = ["Author", "Locator", "Work", "apa", "bibtex", "chicago", "csl_json", "meta_tags", "mla", "ris", "work_of"]
