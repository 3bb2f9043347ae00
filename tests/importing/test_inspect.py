"""``.eval`` logs of Inspect: archives with a sample in each member."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.pipeline import Pipeline

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

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


def zstandard(files: Mapping[str, Any], *, size: int = 0) -> bytes:
    """An archive packed with Zstandard in two frames a member, made from a stored one; ``size`` is a lie about it."""
    held = io.BytesIO()
    plain = {name: json.dumps(value).encode() for name, value in files.items()}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in plain.items():
            half = len(data) // 2
            archive.writestr(name, zstd.compress(data[:half]) + zstd.compress(data[half:]))
    found = bytearray(held.getvalue())
    with zipfile.ZipFile(io.BytesIO(bytes(found))) as archive:
        directory = archive.start_dir
        for info in archive.infolist():
            data = plain[info.filename]
            for at, packing, facts in ((info.header_offset, 8, 14), (directory, 10, 16)):
                struct.pack_into("<H", found, at + packing, 93)
                struct.pack_into("<I", found, at + facts, zlib.crc32(data))
                struct.pack_into("<I", found, at + facts + 8, size or len(data))
            directory += 46 + len(info.filename)
    return bytes(found)


def test_logs_are_packed_with_zstandard(tmp_path: Path) -> None:
    path = tmp_path / "tea.eval"
    path.write_bytes(
        zstandard({"samples/1_epoch_1.json": sample(1, "One."), "samples/2_epoch_1.json": sample(2, "Two.")})
    )
    pipeline = Pipeline(tmp_path, tmp_path)
    assert [dialogue.title for dialogue in pipeline.read(path)] == ["Sample 1", "Sample 2"]
    assert [str(problem) for problem in pipeline.problems] == []


@pytest.mark.parametrize("broken", ["larger than it says", "cut", "changed"])
def test_what_is_wrong_with_a_packed_sample_is_told(tmp_path: Path, broken: str) -> None:
    files = {"samples/1_epoch_1.json": sample(1, "One. " * 5000)}
    data = zstandard(files, size=200 if broken == "larger than it says" else 0)
    if broken == "cut":
        data = data[: len(data) // 2]
    if broken == "changed":
        data = data[:90] + b"\x00\x00\x00\x00" + data[94:]
    path = tmp_path / "tea.eval"
    path.write_bytes(data)
    pipeline = Pipeline(tmp_path, tmp_path)
    with contextlib.suppress(DialogueError):
        pipeline.read(path)
    assert "bad-archive" in {problem.code for problem in pipeline.problems}
