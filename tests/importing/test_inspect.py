"""``.eval`` logs of Inspect: archives with a sample in each member."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs_dialogues.pipeline import Pipeline

from .exports import packed


def sample(id_: int, said: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": f"Question {id_}?"}, {"role": "assistant", "content": said}]
    output = {"model": "gpt-5-mini"}
    return {"id": id_, "epoch": 1, "input": "…", "target": "", "messages": messages, "output": output}


def test_each_sample_of_a_log_is_a_dialogue_and_its_summaries_are_none(tmp_path: Path) -> None:
    header = {"version": 2, "status": "success", "eval": {"task": "tea", "model": "openai/gpt-5-mini"}, "plan": {}}
    files = {
        "_journal/start.json": header,
        "_journal/summaries/1.json": [{"id": 10, "epoch": 1, "input": "…", "target": ""}],
        "samples/10_epoch_1.json": sample(10, "Ten."),
        "samples/9_epoch_1.json": sample(9, "Nine."),
        "summaries.json": [{"id": 10, "epoch": 1, "input": "…", "target": ""}],
        "header.json": header,
    }
    path = tmp_path / "2026-03-04_tea.eval"
    path.write_bytes(packed(files))
    pipeline = Pipeline(tmp_path, tmp_path)
    dialogues = pipeline.read(path)
    assert [str(problem) for problem in pipeline.problems] == []
    assert [dialogue.title for dialogue in dialogues] == ["Sample 9", "Sample 10"]
    assert [dialogue.participants[1].model for dialogue in dialogues] == ["gpt-5-mini", "gpt-5-mini"]


def test_a_sample_in_chunks_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    files = {
        "samples/1_epoch_1.json": sample(1, "One."),
        "samples/2_epoch_1/sample.json": {"id": 2, "epoch": 1, "input": "…", "target": ""},
        "samples/2_epoch_1/messages/0.json": [{"role": "user", "content": "Half a talk?"}],
    }
    path = tmp_path / "long.eval"
    path.write_bytes(packed(files))
    pipeline = Pipeline(tmp_path, tmp_path)
    assert [dialogue.title for dialogue in pipeline.read(path)] == ["Sample 1"]
    [problem] = pipeline.problems
    assert "samples/2_epoch_1/sample.json" in problem.what
