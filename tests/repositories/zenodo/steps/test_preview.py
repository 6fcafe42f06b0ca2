"""What is put back with the choice of a file, and what is said if it does not arrive."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from publishpipe.repositories.zenodo.steps.preview import PutBackError, show_first

READ: dict[str, Any] = {
    "metadata": {
        "resource_type": {"id": "dataset", "title": {"en": "Dataset"}},
        "rights": [
            {"id": "mit", "title": {"en": "MIT"}, "props": {"url": "https://mit.edu"}},
            {"title": {"en": "My own"}},
        ],
        "creators": [
            {"person_or_org": {"name": "Doe"}, "affiliations": [{"id": "00x", "name": "X", "identifiers": []}]}
        ],
        "funding": [{"funder": {"id": "00f", "name": "F"}, "award": {"id": "00f::1", "number": "1"}}],
    },
    "custom_fields": {"code:developmentStatus": {"id": "active", "title": {"en": "Active"}}},
    "access": {"record": "public", "files": "public", "embargo": {"active": False, "reason": None}, "status": "open"},
    "files": {"enabled": True},
}


class Draft:
    """A draft that keeps what is put, but for what `changed` makes of the answer."""

    def __init__(self, changed: Any = None) -> None:
        self.changed = changed
        self.put: Any = None

    def draft(self, _: str) -> Any:
        return deepcopy(READ)

    def replace_draft(self, _: str, body: Any) -> Any:
        self.put = body
        answer = {**deepcopy(READ), "files": body["files"]}
        if self.changed:
            self.changed(answer)
        return answer


def test_all_is_put_back_and_vocabularies_by_id_alone() -> None:
    draft: Any = Draft()
    assert show_first(draft, "1", "a.csv") == "a.csv"
    assert draft.put == {
        "metadata": {
            "resource_type": {"id": "dataset"},
            "rights": [{"id": "mit"}, {"title": {"en": "My own"}}],
            "creators": [{"person_or_org": {"name": "Doe"}, "affiliations": [{"id": "00x"}]}],
            "funding": [{"funder": {"id": "00f"}, "award": {"id": "00f::1"}}],
        },
        "custom_fields": {"code:developmentStatus": {"id": "active"}},
        "access": {"record": "public", "files": "public", "embargo": {"active": False, "reason": None}},
        "files": {"enabled": True, "default_preview": "a.csv"},
    }


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            lambda answer: answer.update(errors=[{"field": "metadata.rights", "messages": ["No."]}]),
            "metadata.rights: No.",
        ),
        (lambda answer: answer["metadata"].pop("funding"), "metadata.funding is lost"),
        (lambda answer: answer["custom_fields"].clear(), "custom_fields.code:developmentStatus is lost"),
    ],
)
def test_what_is_refused_or_dropped_is_told(changed: Any, told: str) -> None:
    with pytest.raises(PutBackError, match=told) as error:
        show_first(Draft(changed), "1", "a.csv")  # type: ignore[arg-type]
    assert "web page" in error.value.hint


def test_what_a_community_advises_is_no_error() -> None:
    advice = {"field": "metadata.funding", "messages": ["Name a grant."], "severity": "info"}
    draft: Any = Draft(lambda answer: answer.update(errors=[advice]))
    assert show_first(draft, "1", "a.csv") == "a.csv"
