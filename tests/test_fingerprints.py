"""What is known of files from one build to the next."""

from __future__ import annotations

from mkdocs_dialogues.fingerprints import _TICK as TICK
from mkdocs_dialogues.fingerprints import Seen


def test_what_was_changed_just_before_or_since_is_looked_at_again() -> None:
    """Another change within one tick of a coarse clock would leave all times as they are."""
    begun = 100 * TICK
    states = {
        "old": (begun - 2 * TICK, begun - 2 * TICK, 1, 1),
        "new": (begun - TICK // 2, begun - 2 * TICK, 1, 2),
        "newer": (begun - 9 * TICK, begun + 1, 1, 3),
    }
    seen = Seen()
    for path, state in states.items():
        seen.note(path, (state, None), b"digest")
    seen.forget_new(begun)
    assert [path for path, state in states.items() if seen.at(path, (state, None))] == ["old"]
    assert Seen.unpacked(seen.packed(states)).at("old", (states["old"], None)) == b"digest"
