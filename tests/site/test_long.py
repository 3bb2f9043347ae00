"""Pages of very long dialogues ask little of a phone before their first words."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from tests.site.conftest import BuildSite


def talk(turns: int) -> str:
    said = "\n\n".join(
        f"**{'Ada' if n % 2 else 'Bo'}:**\n\nThe kettle, for the {n}th time.\n\n```py\nx = {n}\n```\n"
        for n in range(turns)
    )
    return f"---\nformat: labelled\n---\n{said}\n\n$x$\n"


def features(page: str) -> list[str]:
    found = re.search(r'<script id="__config" type="application/json">(.*?)</script>', page)
    assert found
    features_: list[str] = json.loads(found[1])["features"]
    return features_


@pytest.mark.parametrize("theirs", [[], ["content.code.copy", "toc.follow"]])
def test_code_of_a_long_dialogue_is_measured_when_it_comes_near(build_site: BuildSite, theirs: list[str]) -> None:
    files = {"dialogues/long.md": talk(200), "dialogues/short.md": talk(4), "index.md": "# Home\n"}
    theme = {"name": "material", "font": False, "features": theirs}
    site = build_site(files, theme=theme, options={"turns_per_page": 0})
    assert features(site.page("dialogues/long")) == ["content.lazy", *theirs]
    assert features(site.page("dialogues/short")) == theirs


def test_what_stands_before_the_first_turn_does_not_grow_with_the_turns(build_site: BuildSite) -> None:
    counts = (400, 800)
    files = {f"dialogues/{count}.md": talk(count) for count in counts} | {"index.md": "# Home\n"}
    site = build_site(files, options={"turns_per_page": 0})
    assert all(site.page(f"dialogues/{count}").count('"@type":"Message"') == count for count in counts)
    before = [site.page(f"dialogues/{count}").index('<section class="turn"') for count in counts]
    assert all(after < 1.05 * length for length, after in pairwise(before))


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_styles_that_a_page_needs_stand_before_any_script_that_waits_for_styles(
    build_site: BuildSite, theme: str
) -> None:
    page = build_site({"dialogues/a.md": talk(4), "index.md": "# Home\n"}, theme=theme).page("dialogues/a")
    first = re.search(r"<script(?! src| id=| type=)[^>]*>", page)
    assert first
    for kind in ("code", "math"):
        assert 0 < page.index(f"assets/dialogues/{kind}.css") < first.start()
