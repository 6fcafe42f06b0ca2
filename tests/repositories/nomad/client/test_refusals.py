"""What NOMAD's refusals say: those that were recorded, and what no server should answer but some do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.http.dialect import Refusal
from publishpipe.repositories.nomad.client.refusals import refusal

RECORDINGS = Path(__file__).parents[3] / "contract" / "nomad" / "recordings"


def recorded() -> Iterator[Any]:
    """The `detail` of every refusal that a real server was recorded with."""
    for path in sorted(RECORDINGS.glob("*/*.json")):
        for exchange in json.loads(path.read_text("utf-8"))["exchanges"]:
            answer = exchange.get("response", {})
            body = answer.get("body", {}).get("json")
            if (answer.get("status") or 0) >= 400 and isinstance(body, dict):
                yield body["detail"]


def test_every_recorded_refusal_says_all_that_it_was_told() -> None:
    details = list(recorded())
    assert len(details) > 250
    for detail in details:
        said = refusal({"detail": detail})
        assert said.names_fields is isinstance(detail, list)
        if isinstance(detail, list):
            assert said.words == " ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in detail)
        elif isinstance(detail, dict):
            assert said.words == f"{detail['reason']}: {detail['exception']}"
        else:
            assert said.words == str(detail)
    assert any(isinstance(detail, list) and len(detail) > 1 for detail in details)


@pytest.mark.parametrize(
    ("value", "words", "names_fields"),
    [
        pytest.param(None, "", False, id="nothing"),
        pytest.param([{"detail": "x"}], "", False, id="a list"),
        pytest.param("detail", "", False, id="a text"),
        pytest.param(404, "", False, id="a number"),
        pytest.param({}, "", False, id="no parts"),
        pytest.param({"detail": None}, "", False, id="a null detail"),
        pytest.param({"detail": ""}, "", False, id="an empty detail"),
        pytest.param({"message": "x", "errors": ["y"]}, "", False, id="the words of other servers"),
        pytest.param({"detail": "Not Found"}, "Not Found", False, id="words"),
        pytest.param({"detail": 5}, "5", False, id="a number for words"),
        pytest.param({"detail": {"reason": "x"}}, "{'reason': 'x'}", False, id="a mapping for words"),
        pytest.param({"detail": {"reason": "x", "exception": "y", "exception_traceback": "z"}}, "x: y", False, id="an accident without its traceback"),
        pytest.param({"detail": {"exception": None}}, "", False, id="an accident of which nothing is told"),
        pytest.param({"detail": [{"loc": ["body", "x"], "msg": "Field required"}]}, "body.x: Field required", True, id="a field"),
        pytest.param({"detail": [{"loc": ["a"], "msg": "x"}, {"loc": ["b"], "msg": "y"}]}, "a: x b: y", True, id="two fields"),
        pytest.param({"detail": [{"loc": ["body", 17], "msg": "x"}]}, "body.17: x", True, id="a place that is a number"),
        pytest.param({"detail": [{"loc": [], "msg": "x"}]}, ": x", True, id="a place of no parts"),
        pytest.param({"detail": [{"msg": "x"}, {"loc": None, "msg": "y"}]}, ": x : y", True, id="no place"),
        pytest.param({"detail": [{"loc": "body", "msg": "x"}]}, ": x", True, id="a place that is a text"),
        pytest.param({"detail": ["x", None, {"loc": ["a"], "msg": "y"}]}, "a: y", True, id="errors of which one is one"),
        pytest.param({"detail": []}, "", False, id="no errors"),
        pytest.param({"detail": ["x"]}, "x", False, id="errors that are texts"),
        pytest.param({"detail": [{"loc": ["a"]}]}, "a: ", True, id="a field without a message"),
    ],
)  # fmt: skip
def test_odd_refusals_say_what_they_can(value: object, words: str, names_fields: bool) -> None:  # noqa: FBT001
    assert refusal(value) == Refusal(words, names_fields)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["detail", "loc", "msg"]), inner),
    max_leaves=10,
)


@given(json_values | st.fixed_dictionaries({"detail": json_values}))
def test_whatever_comes_is_read(value: object) -> None:
    said = refusal(value)
    assert isinstance(said.words, str)
    detail = value.get("detail") if isinstance(value, dict) else None
    if not isinstance(detail, list):
        assert said == Refusal(str(detail) if detail else "")
