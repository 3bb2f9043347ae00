"""A chat of many people, in lists and in search."""

from __future__ import annotations

import re

from tests.site.conftest import BuildSite


def test_on_somebodys_own_page_that_one_is_named_among_many(build_site: BuildSite) -> None:
    names = [f"Person {letter}" for letter in "ABCDEFGHIJKL"]
    said = "".join(f"**{name}:** Yes, {name}.\n\n" for name in names)
    site = build_site({"dialogues/a.md": f"---\nformat: labelled\n---\n{said}"})

    def listed(address: str) -> list[str]:
        return re.findall(r"<bdi>(Person .)</bdi>,?</span>", site.page(address))

    assert listed("dialogues") == names[:8]
    assert listed("participants/person-b") == names[:8]
    assert listed("participants/person-k") == ["Person K", *names[:7]]
    assert "and 4 others" in site.page("participants/person-k")
