"""What a build notes for the next one."""

from __future__ import annotations

from mkdocs_dialogues.record import Numbers, Record, Written, without_unused


def test_a_record_names_no_question_and_no_policy_that_no_page_has() -> None:
    questions = (("link", "gone.md", ""), ("facet", "theme", "tea"), ("link", "b.md", ""))
    record = Record(
        files={"a": Written(b"1", asked=(2, 1), policy=2), "b": Written(b"2", asked=(1,))},
        questions=questions,
        policies=("", "unused", "none"),
    )
    kept = without_unused(record)
    assert kept.questions == questions[1:]
    assert kept.policies == ("", "none")
    assert [[kept.questions[number] for number in kept.files[place].asked] for place in "ab"] == [
        [questions[2], questions[1]],
        [questions[1]],
    ]
    assert [kept.policies[kept.files[place].policy] for place in "ab"] == ["none", ""]
    assert without_unused(kept) is kept


def test_numbers_of_the_last_record_stay() -> None:
    numbers = Numbers(("", "none"))
    assert [numbers.of(policy) for policy in ("none", "self", "", "self")] == [1, 2, 0, 2]
    assert numbers.all == ("", "none", "self")
