"""Long lists in pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.paging import addresses, beginnings, near, page_count, page_of, part


@given(st.integers(0, 60), st.integers(0, 9), st.booleans())
def test_the_pages_together_are_the_list(length: int, per_page: int, backwards: bool) -> None:
    listed = list(range(length))
    pages = [
        part(listed, number, per_page, backwards=backwards) for number in range(1, page_count(length, per_page) + 1)
    ]
    assert [item for page in pages for item in page] == (listed[::-1] if backwards else listed)
    newest, *older = reversed(pages) if backwards else pages
    if per_page:
        assert all(len(page) == per_page for page in older)
        assert not older or per_page <= 2 * len(newest) < 3 * per_page or per_page == 1
    else:
        assert not older


@given(st.integers(0, 60), st.integers(0, 9))
def test_what_stands_in_a_place_is_on_the_page_that_is_told(length: int, per_page: int) -> None:
    for place in range(length):
        assert place in part(range(length), page_of(place, length, per_page), per_page)


@given(st.integers(1, 300), st.data())
def test_every_page_is_reached_from_every_other(count: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, count))
    leads_to = near(number, count)
    assert {1, number, count} <= set(leads_to)
    assert {page for page in (number - 1, number + 1) if 1 <= page <= count} <= set(leads_to)
    assert leads_to == sorted(set(leads_to))
    assert len(leads_to) <= 7


def test_a_dialogue_s_page_is_no_page_of_a_list() -> None:
    assert addresses("themes/tea.md", 3, lambda _: False) == [
        "themes/tea.md",
        "themes/tea/page/2.md",
        "themes/tea/page/3.md",
    ]
    taken = {"dialogues/page/3.md"}
    assert addresses("dialogues/index.md", 3, taken.__contains__)[1:] == [
        "dialogues/page-/2.md",
        "dialogues/page-/3.md",
    ]


def test_where_each_heading_comes_first() -> None:
    assert beginnings([26, 26, 25, 0], str) == {"26": 0, "25": 2, "0": 3}
    assert beginnings([26] * 9, str) == {"26": 0}
    assert beginnings([], str) == {}
    asked: list[int] = []

    def heading(number: int) -> str:
        asked.append(number)
        return str(number // 1_000)

    assert list(beginnings(range(10_000), heading)) == [*map(str, range(10))]
    assert len(asked) < 200
