"""Meta tags by which Zotero and scholarly indexes read a page: Highwire Press's and Dublin Core's."""

from __future__ import annotations

from mkdocs_dialogues.citing.work import Work

__all__ = ["meta_tags"]


def meta_tags(work: Work) -> list[tuple[str, str]]:
    """(name, content) of each tag, as plain text. Highwire's as Google Scholar documents them, then Dublin Core's."""
    day = f"{work.date:%Y/%m/%d}" if work.date else ""
    tags = [("citation_title", work.title)]
    tags += [("citation_author", author.inverted) for author in work.authors]
    tags += [
        ("citation_publication_date", day),
        ("citation_online_date", day),
        ("citation_publisher", work.site),
        ("citation_fulltext_html_url", work.url),
        ("citation_public_url", work.url),
        ("citation_language", work.language or ""),
    ]
    tags += [("citation_keywords", theme) for theme in work.themes]
    tags += [("DC.title", work.title)]
    tags += [("DC.creator", author.inverted) for author in work.authors]
    tags += [
        ("DC.date", f"{work.date:%Y-%m-%d}" if work.date else ""),
        ("DC.type", "Text"),
        ("DC.identifier", work.url),
        ("DC.language", work.language or ""),
        ("DC.rights", work.license or ""),
        ("DC.publisher", work.site),
        ("DC.description", work.summary or ""),
    ]
    tags += [("DC.subject", theme) for theme in work.themes]
    return [(name, content) for name, content in tags if content]
