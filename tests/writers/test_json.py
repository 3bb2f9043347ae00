"""JSON for other programs is what its published schema says, for every case and whatever the model admits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.writers.json import as_json
from mkdocs_dialogues.writers.json_form import json_schema
from tests.readers.files import file_of
from tests.writers.models import dialogues
from tests.writers.test_lossless import ALL

PUBLISHED = Path(__file__).parents[2] / "content" / "guide" / "dialogues.schema.json"


def closed(schema: Any) -> Any:
    """The schema with no key allowed that it does not name: whatever is written is documented."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: closed(item) for key, item in schema.items()}
    return {**whole, "additionalProperties": False} if schema.get("type") == "object" else whole


VALIDATOR: Validator = Draft202012Validator(closed(json_schema()))


def test_the_published_schema_is_the_one_that_the_types_make() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema(), (
        f"run dialogues schema > {PUBLISHED.name}"
    )


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_cases_are_valid(case: Path, tmp_path: Path) -> None:
    name, data = file_of(case)
    path = tmp_path / f"case{Path(name).suffix}"
    path.write_bytes(data)
    (tmp_path / f"{path.name}.meta.yml").write_text(f"format: {case.parent.name}\n")
    VALIDATOR.validate(json.loads(as_json(Pipeline(tmp_path, tmp_path).read(path))))


@given(dialogues())
def test_whatever_the_model_admits_is_valid(dialogue: Dialogue) -> None:
    VALIDATOR.validate(json.loads(as_json([dialogue]).encode()))


def test_what_is_wrong_is_refused() -> None:
    """The schema can say no: a schema that admits everything documents nothing."""
    turn = {"id": "t-1", "participant": "A", "role": "narrator", "time": "yesterday", "line": 0, "parts": [{}]}
    faults = VALIDATOR.iter_errors({"dialogues": [{"turns": [turn]}]})
    places = {"/".join(map(str, fault.absolute_path)) for fault in faults}
    assert places >= {f"dialogues/0/turns/0/{key}" for key in ("role", "time", "line", "parts/0")}
