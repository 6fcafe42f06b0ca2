"""Where one of Zenodo's two APIs answers 500 and goes on to, the other does the same: nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from publishpipe.errors import LostAnswerError, ServerError
from publishpipe.http import retries
from publishpipe.repositories.zenodo.models import Deposition, Place, Stored
from publishpipe.repositories.zenodo.steps.site import Site
from tests.http.test_session import server, status
from tests.repositories.zenodo.client.test_deposits import a_byte, lines, nothing, shown, site
from tests.repositories.zenodo.test_models import ANSWER

FAILS = status(500, {"message": "The server encountered an internal error.", "status": 500})
PUBLISHED = status(202, {"id": 12, "submitted": True, "state": "done"})
NEW = shown(id="14", is_published=False, is_draft=True, pids={})
EDIT = shown(is_draft=True)
VERSION, OPEN = "POST records/12/versions", "POST records/12/draft"
PUBLISH, BY_DEPOSIT = "POST records/12/draft/actions/publish", "POST deposit/depositions/12/actions"
PLACE = "GET deposit/depositions/12"

Call = Callable[[Site], Any]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)


CASES = [
    pytest.param(
        lambda it: it.new_version("12").id,
        [*[FAILS] * retries.ATTEMPTS, status(201, {"id": 14}), NEW],
        "14",
        [*[VERSION] * retries.ATTEMPTS, f"{BY_DEPOSIT}/newversion", "GET records/14/draft"],
        id="a new version",
    ),
    pytest.param(
        lambda it: it.edit("12").state,
        [*[FAILS] * retries.ATTEMPTS, status(201, {"id": 12}), EDIT],
        "editing",
        [*[OPEN] * retries.ATTEMPTS, f"{BY_DEPOSIT}/edit", "GET records/12/draft"],
        id="an edit",
    ),
    pytest.param(
        lambda it: it.publish("12", asking=False).published,
        [FAILS, PUBLISHED, shown()],
        True,
        [PUBLISH, f"{BY_DEPOSIT}/publish", "GET records/12"],
        id="a publication, which is not tried twice",
    ),
    pytest.param(
        lambda it: it.place("12"),
        [FAILS] * retries.ATTEMPTS,
        Place("", ""),
        [PLACE] * retries.ATTEMPTS,
        id="where files go",
    ),
    pytest.param(
        lambda it: it.with_doi(draft()).doi,
        [*[FAILS] * retries.ATTEMPTS, status(201, {"pids": {"doi": {"identifier": "10.5281/zenodo.12"}}})],
        "10.5281/zenodo.12",
        [*[PLACE] * retries.ATTEMPTS, "POST records/12/draft/pids/doi"],
        id="a reserved DOI",
    ),
    pytest.param(
        lambda it: it.store("12", "a b", a_byte(), nothing),
        [
            *[FAILS] * retries.ATTEMPTS,
            status(404, {"status": 404, "message": "no file"}),
            status(201, {"entries": []}),
            status(200, {"key": "a b"}),
            status(200, {"size": 1, "checksum": "md5:" + "0" * 32}),
        ],
        Stored(1, "0" * 32),
        [
            *[PLACE] * retries.ATTEMPTS,
            "DELETE records/12/draft/files/a%20b",
            "POST records/12/draft/files",
            "PUT records/12/draft/files/a%20b/content",
            "POST records/12/draft/files/a%20b/commit",
        ],
        id="a file",
    ),
]


def draft() -> Deposition:
    return Deposition.of({**ANSWER, "is_published": False, "is_draft": True, "pids": {}})


@pytest.mark.parametrize(("call", "answers", "given", "asked"), CASES)
def test_the_other_api_does_the_same(call: Call, answers: list[Any], given: object, asked: list[str]) -> None:
    with server(*answers) as (url, requests):
        assert call(site(url)) == given
        assert lines(requests) == asked


@pytest.mark.parametrize("call", [lambda it: it.new_version("12"), lambda it: it.publish("12", asking=False)])
def test_where_both_fail_nobody_knows(call: Call) -> None:
    """The first may have taken effect all the same."""
    refused = status(404, {"status": 404, "message": "Not found."})
    with server(*[FAILS] * retries.ATTEMPTS, refused) as (url, _), pytest.raises(LostAnswerError, match="500"):
        call(site(url))


def test_a_refusal_is_told_and_nobody_else_asked() -> None:
    with server(status(400, {"status": 400, "message": "Not now."})) as (url, requests):
        for call in (site(url).new_version, site(url).edit, site(url).place):
            with pytest.raises(ServerError, match="Not now"):
                call("12")
        assert len(requests) == 3


def test_where_communities_are_to_be_asked_the_native_api_does_not_stand_in() -> None:
    with server(FAILS) as (url, requests), pytest.raises(LostAnswerError):
        site(url).publish("12", asking=True)
    assert lines(requests) == [f"{BY_DEPOSIT}/publish"]
