from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.schemas.loader import load, validator_of
from publishpipe.schemas.quick import fits

FILE = load("manifest.v1")["$defs"]["file"]
WORDS = [*FILE["properties"], "other"]
VALUES = st.recursive(
    st.sampled_from(["", "a.nc", "raw.zip", "raw/**", True, False, None, 0, 1, 1.0, 1.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=6,
)
KEYWORDS: list[dict[str, Any]] = [
    FILE,
    {"type": ["array", "boolean"], "minItems": 2},
    {"anyOf": [{"enum": ["a.nc", "raw.zip"]}, {"type": "object", "required": ["path", "as"]}]},
    {"not": {"type": "object", "properties": {"as": {"minLength": 1}}}},
    {"items": {"pattern": r"\.zip$"}},
    {"additionalProperties": {"type": "string"}, "properties": {"as": {"type": "boolean"}}},
    {"type": "integer", "minimum": 1},
    {"additionalProperties": {"minimum": 1}},
]


@pytest.mark.parametrize("schema", KEYWORDS, ids=json.dumps)
@given(value=VALUES)
def test_the_quick_look_says_what_jsonschema_says(schema: dict[str, Any], value: object) -> None:
    fit = fits(schema, lambda _: {})
    assert fit is not None
    assert fit(value) == jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    "schema",
    [
        {"format": "doi"},
        {"type": "number"},
        {"type": ["integer", "string"]},
        {"enum": [1]},
        {"additionalProperties": {"type": "string"}, "patternProperties": {"a": {}}},
        {"items": {"not": False}},
        {"$ref": "other.json"},
    ],
)
def test_what_it_does_not_know_is_left_to_jsonschema(schema: dict[str, Any]) -> None:
    assert fits(schema, lambda _: {}) is None


def test_a_wrong_item_of_a_long_list_is_told_with_its_place() -> None:
    value = [*["a.nc"] * 30, {"as": "b"}, *["a.nc"] * 30, 5]
    found = list(validator_of(load("manifest.v1")).iter_errors({"files": value}))
    assert {tuple(error.absolute_path) for error in found} == {(), ("files", 30), ("files", 61)}


def test_a_wrong_file_among_many_of_a_lockfile_is_told_with_its_place() -> None:
    files: dict[str, object] = {f"{number}.nc": {"size": number, "md5": "0" * 32} for number in range(60)}
    wrong = {"30.nc": {"size": -1}, "40.nc": {"size": 1, "md5": "x"}, "50.nc": {"md5": "0" * 32}, "other.nc": True}
    release = {"base_url": "local", "files": files | wrong}
    found = list(validator_of(load("nomad-lock.v2")).iter_errors(release))
    assert {tuple(error.absolute_path)[:2] for error in found} == {("files", name) for name in wrong}
