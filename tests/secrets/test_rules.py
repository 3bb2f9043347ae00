"""Each vendor's token is found, and what looks almost like it is not."""

from __future__ import annotations

import re

import pytest

from mkdocs_dialogues.secrets.kinds import PERSONAL
from mkdocs_dialogues.secrets.likely import base62_checksum
from mkdocs_dialogues.secrets.rules import Rule, vendor_rules
from mkdocs_dialogues.secrets.scan import Scanner, scanner

from .samples import left_open, made_up

RULES = [pytest.param(rule, id=f"{rule.vendor} {number}") for number, rule in enumerate(vendor_rules())]
VENDOR = Scanner(["api-key"])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "around", ["{}", "the key is {}, I think", '"key": "{}",\n', "`{}`", "export KEY={}\nnext", r"a\n{}\nb"]
)
def test_a_token_is_found_wherever_it_stands(rule: Rule, around: str) -> None:
    token = made_up(rule.sample)
    found = VENDOR.scan(around.format(token).encode())
    assert [find.kind for find in found] == ["api-key"], token
    assert found[0].value.decode() in token
    assert len(found[0].value) >= 12


@pytest.mark.parametrize("rule", RULES)
def test_ten_of_ten_tokens_are_found(rule: Rule) -> None:
    missed = [token for n in range(10) if not VENDOR.scan((token := made_up(rule.sample, str(n))).encode())]
    assert not missed


@pytest.mark.parametrize("rule", RULES)
def test_a_placeholder_is_not_a_token(rule: Rule) -> None:
    assert not scanner().scan(f"KEY={left_open(rule.sample)}".encode())


@pytest.mark.parametrize("rule", RULES)
def test_half_a_token_is_not_one(rule: Rule) -> None:
    beginning = re.split(r"\{", rule.sample)[0]
    token = made_up(rule.sample)
    assert not [
        find for find in VENDOR.scan(f"see {token[: len(beginning) + 5]} there".encode()) if rule.vendor in find.what
    ]


@pytest.mark.parametrize("rule", RULES)
def test_a_token_within_something_longer_is_none(rule: Rule) -> None:
    token = made_up(rule.sample)
    longer = f"Zz9Zz9{token}Zz9Zz9".encode()
    values = [find.value for find in VENDOR.scan(longer) if rule.vendor in find.what]
    assert token.encode() not in values


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_names_the_page_that_it_was_written_from(rule: Rule) -> None:
    assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}/\S*", rule.source), rule.vendor


def test_there_are_rules_for_many_vendors_and_each_says_where_its_tokens_begin() -> None:
    assert len({rule.vendor for rule in vendor_rules()}) >= 100
    for rule in vendor_rules():
        assert rule.words, rule.vendor
        assert all(len(word) >= 2 or rule.floats for word in rule.words), rule.vendor


def test_a_checksum_that_holds_is_said() -> None:
    body = made_up("{A30}")
    (find,) = VENDOR.scan(f"ghp_{body}0a1B2c".encode())
    assert not find.certain
    (find,) = VENDOR.scan(f"ghp_{body}".encode() + base62_checksum(body.encode()))
    assert find.certain


def test_people_are_looked_for_by_other_rules() -> None:
    assert {"email", "home-path", "phone"} == PERSONAL
