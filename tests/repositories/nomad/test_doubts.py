"""What NOMAD takes and is perhaps not meant."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.repositories.nomad.doubts import doubts
from publishpipe.repositories.values import Wanted


def told(**fields: Any) -> list[str]:
    return [what for _, what, _ in doubts(Wanted({}, {"upload_name": "Silicon", **fields}, publish=True))]


def test_an_upload_of_which_nothing_is_said() -> None:
    assert told() == ["nothing but its name says what it is, or which article it belongs to"]
    assert told(references=[]) == told()


@pytest.mark.parametrize(
    "fields",
    [{"references": ["https://doi.org/10.1/x"]}, {"comment": "x"}, {"description": "x"}, {"datasets": ["x"]}],
)
def test_one_word_of_it_is_enough(fields: dict[str, Any]) -> None:
    assert told(**fields) == []
