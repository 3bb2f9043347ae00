"""Faults of Material's own page frame, mended in the finished page (Material 9.8; another theme's page stays as it is).

They stand outside every block that a template could override, and on ordinary pages too.
"""

from __future__ import annotations

__all__ = ["mend"]

# HTML: a checkbox has no autocomplete, a tabindex is a number. ARIA: a dialog has a name.
_REPLACEMENTS = (
    ('type="checkbox" id="__drawer" autocomplete="off">', 'type="checkbox" id="__drawer">'),
    ('type="checkbox" id="__search" autocomplete="off">', 'type="checkbox" id="__search">'),
    ('data-md-component="search" role="dialog">', 'data-md-component="search" role="dialog" aria-label="Search">'),
    ('_label" tabindex="">', '_label">'),
)
# The heading of the table of contents labels a checkbox that only pages in the navigation have.
_TOC_LABEL = '<label class="md-nav__title" for="__toc">'


def mend(html: str) -> str:
    """The page with what validators and screen readers stumble over put right.

    No text of a transcript can look like these tags: there a quotation mark is an entity.
    """
    if 'data-md-component="' not in html:
        return html
    for wrong, right in _REPLACEMENTS:
        html = html.replace(wrong, right)
    if _TOC_LABEL in html and 'id="__toc"' not in html:
        html = html.replace(_TOC_LABEL, _TOC_LABEL.replace(' for="__toc"', ""))
    return html
