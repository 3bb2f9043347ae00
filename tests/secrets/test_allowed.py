"""The file of what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.secrets.allowed import BASELINE, allowed_in

MARK = "0123456789abcdef"


def test_what_the_file_allows(tmp_path: Path) -> None:
    problems = Problems()
    assert allowed_in(tmp_path, problems) == set()
    (tmp_path / BASELINE).write_text(f'[[allow]]\nfingerprint = "{MARK}"\nreason = "A sample."\n')
    assert allowed_in(tmp_path, problems) == {MARK}
    assert len(problems) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[allow", ":1: 'allowed-secrets.toml' is no TOML"),
        ("allow = 1", ":1: 'allow' is no list of tables"),
        (f'allow = ["{MARK}"]', ":1: 'allow' is no list of tables"),
        (f'[allow]\n{MARK} = "A sample."', ":1: 'allow' is no list of tables"),
        ('# Mine.\n[[allow]]\nfingerprint = "x"', ":2: 'x' is no fingerprint"),
        (f'[[allow]]\nfingerprint = "{MARK}"\nreason = " "', f":1: nothing says why '{MARK}' is allowed"),
    ],
)
def test_a_file_that_is_wrong_allows_nothing(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / BASELINE).write_text(text)
    problems = Problems()
    assert allowed_in(tmp_path, problems) == set()
    (problem,) = problems
    assert said in str(problem)
    assert problem.code == "bad-allowance"
