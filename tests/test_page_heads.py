"""What of an ordinary page its title and metadata hang on."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.page_heads import head, looks_further, may_look_back


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Tea & cups: a guide\n\nText.\n", "# Tea & cups: a guide\n"),
        ("\n\n# Tea\nText.\n", "\n\n# Tea\n"),
        ("# Tea", "# Tea"),
        ("---\nicon: cup\n---\n# Tea\n\nText.\n", "---\nicon: cup\n---\n# Tea\n"),
        ("---\ntitle: Tea\n---\nText.\n", "---\ntitle: Tea\n---\n"),
        ("---\ntitle:\n---\nText.\n", None),
        ("---\ntitle: |\n  Tea\n---\nText.\n", None),
        ("Text.\n\n# Tea\n", None),
        ("## Tea\n", None),
        ("Tea\n===\n\nText.\n", None),
        ("title: Tea\n\nText.\n", None),
        ("# See [it][tea]\n\nText.\n", None),
        ("# Tea <!-- from\n\nhere -->\n", None),
        ("# Tea {++ from\n\nhere ++}\n", None),
        ("    # Tea\n\nText.\n", None),
        ("```\n# Tea\n```\n", None),
        ("", ""),
    ],
)
def test_the_beginning_if_it_tells_or_all(text: str, expected: str | None) -> None:
    assert head(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% extends "base.html" %}\n{% block announce %}<nav>All pages</nav>{% endblock %}', False),
        ("{{ page.title }} {{ page.meta.date }} {{ config.site_name }}", False),
        ("{% for one in nav %}{{ one }}{% endfor %}", True),
        ("{{ nav_item.content }}", True),
        ("{{ page.previous_page.content }}", True),
        ("{% set all = pages %}", True),
        ("{{ page.parent\n.children }}", True),
    ],
)
def test_a_template_that_names_a_way_to_other_pages_may_show_all_of_them(template: str, expected: bool) -> None:
    assert looks_further(template) is expected


def test_extensions_of_others_may_do_anything() -> None:
    assert not may_look_back(["toc", "tables", "markdown.extensions.attr_list", "pymdownx.superfences"])
    assert may_look_back(["toc", "theirs.extension"])
    assert may_look_back([object()])
