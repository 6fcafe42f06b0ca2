"""What Zenodo's refusals say: those that were recorded, and what no server should answer but some do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.http.dialect import Refusal
from publishpipe.repositories.zenodo.client.refusals import refusal
from tests.repositories.zenodo.recorded import RECORDINGS


def recorded() -> Iterator[dict[str, Any]]:
    """The JSON of every refusal that a real server was recorded with."""
    for path in sorted(RECORDINGS.glob("*.json")):
        for exchange in json.loads(path.read_text("utf-8")).get("exchanges", ()):
            answer = exchange.get("response", {})
            body = answer.get("body", {}).get("json")
            if (answer.get("status") or 0) >= 400 and isinstance(body, dict):
                yield body


def test_every_recorded_refusal_says_all_that_it_was_told() -> None:
    refusals = list(recorded())
    assert len(refusals) > 250
    for body in refusals:
        said = refusal(body)
        assert said.words.startswith(body.get("message", ""))
        assert said.names_fields is any("field" in error for error in body.get("errors", ()))
        for error in body.get("errors", ()):
            name = error.get("field") or error.get("community_id") or error["community"]
            assert f"{name}: {' '.join(error.get('messages', [error.get('message')]))}" in said.words
    assert any(refusal(body).names_fields for body in refusals)


INVALID = "A validation error occurred."


@pytest.mark.parametrize(
    ("value", "words", "names_fields"),
    [
        pytest.param(None, "", False, id="nothing"),
        pytest.param([{"message": "x"}], "", False, id="a list"),
        pytest.param("message", "", False, id="a text"),
        pytest.param(404, "", False, id="a number"),
        pytest.param({}, "", False, id="no parts"),
        pytest.param({"message": None, "errors": None}, "", False, id="null parts"),
        pytest.param({"message": ""}, "", False, id="an empty message"),
        pytest.param({"error": "x", "detail": "y"}, "", False, id="the words of other servers"),
        pytest.param({"message": INVALID, "status": 400}, INVALID, False, id="a message"),
        pytest.param({"message": {"a": 1}}, "{'a': 1}", False, id="a message that is no text"),
        pytest.param({"message": INVALID, "errors": []}, INVALID, False, id="no errors"),
        pytest.param({"message": INVALID, "errors": [{"field": "metadata.title", "messages": ["Too short."]}]}, f"{INVALID} metadata.title: Too short.", True, id="a field"),
        pytest.param({"errors": [{"field": "a", "messages": ["x", "y"]}, {"field": "b", "messages": ["z"]}]}, "a: x y b: z", True, id="two fields, one with two messages"),
        pytest.param({"errors": [{"field": "a", "messages": "x"}]}, "a: x", True, id="messages that are a text"),
        pytest.param({"errors": [{"field": "a", "messages": [{"b": 1}, 2]}]}, "a: {'b': 1} 2", True, id="messages that are none"),
        pytest.param({"errors": [{"field": "a", "messages": []}]}, "a: ", True, id="no messages of a field"),
        pytest.param({"errors": [{"messages": ["x"]}, {"field": None, "messages": ["y"]}]}, ": x : y", True, id="no field's messages"),
        pytest.param({"errors": ["x", None, {"field": "a", "messages": ["y"]}, ["z"]]}, "a: y", True, id="errors of which one is one"),
        pytest.param({"message": INVALID, "errors": {}}, INVALID, False, id="an empty mapping of errors"),
        pytest.param({"message": INVALID, "errors": False}, INVALID, False, id="errors that are false"),
        pytest.param({"message": INVALID, "errors": 0}, INVALID, False, id="no number of errors"),
        pytest.param({"message": INVALID, "errors": 1}, INVALID, False, id="a number of errors"),
        pytest.param({"message": INVALID, "errors": True}, INVALID, False, id="errors that are true"),
        pytest.param({"message": INVALID, "errors": {"title": ["Too short."]}}, INVALID, False, id="errors by field"),
        pytest.param({"message": INVALID, "errors": ["x"]}, INVALID, False, id="errors that are texts"),
        pytest.param({"message": INVALID, "errors": "x"}, INVALID, False, id="errors that are one text"),
        pytest.param({"errors": [{"field": "a"}]}, "a: ", True, id="a field without messages"),
    ],
)  # fmt: skip
def test_odd_refusals_say_what_they_can(value: object, words: str, names_fields: bool) -> None:  # noqa: FBT001
    said = refusal(value)
    assert (said.words, said.names_fields) == (words, names_fields)
    assert all(f"{field}: {why}" in words for field, why in said.fields)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["message", "errors", "field", "messages"]), inner),
    max_leaves=10,
)  # fmt: skip
errors = st.none() | st.lists(json_values, max_size=3) | st.dictionaries(st.text(max_size=5), json_values, max_size=3)


@given(json_values.filter(lambda value: not isinstance(value, dict)) | st.fixed_dictionaries({"errors": errors}, optional={"message": json_values}))  # fmt: skip
def test_whatever_comes_is_read(value: object) -> None:
    said = refusal(value)
    assert isinstance(said.words, str)
    if not isinstance(value, dict):
        assert said == Refusal()
