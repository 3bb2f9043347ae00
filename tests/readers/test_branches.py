"""``branch:`` picks another thread than the one that is shown, by the words that the guide gives for each format."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_dialogues.model import Text
from mkdocs_dialogues.readers.registry import readers
from mkdocs_dialogues.source import Source
from tests.readers.files import file_of

CASES = Path(__file__).parent / "cases"


def last_words(case: str, branch: str) -> str:
    """The last text of the thread that a branch names."""
    name, data = file_of(CASES / case)
    source = Source(name, data, branch=branch)
    dialogues = list(readers()[case.partition("/")[0]].read(source))
    assert source.branch_found
    return [part.text for turn in dialogues[0].turns for part in turn.parts if isinstance(part, Text)][-1]


@pytest.mark.parametrize(
    ("case", "branch", "said"),
    [
        ("lm-studio/versions", "2-1", "I count only the bright hours."),
        ("lm-studio/versions", "2-2", "Then face it south."),
        ("lm-studio/versions", "2-3", "Come back when it is sunny."),
        ("copilot-cli/rewound", "r4", "*Worth the Wait*."),
        ("open-assistant/trees", "aa01", "That I knew."),
        ("open-assistant/trees", "bb03", "Then you know that you are not alone."),
        ("open-assistant/trees", "2", "Then you know that you are not alone."),
        ("sillytavern/swipes", "1-2", "*He looks up.* You cast no shadow yet. Wait."),
        ("sillytavern/swipes", "3-1", "Down by the harbour."),
        ("sillytavern/swipes", "3-2", "Then light it now."),
    ],
)
def test_another_thread_is_shown(case: str, branch: str, said: str) -> None:
    assert last_words(case, branch) == said
