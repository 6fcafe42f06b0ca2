"""What is raised for an attempt that was the last."""

from __future__ import annotations

import httpx

from publishpipe.errors import LostAnswerError, NotFoundError, ServerError
from publishpipe.http import responses
from publishpipe.http.responses import Attempt
from publishpipe.http.retries import Verdict

URL = "https://zenodo.org/api/records"


def attempt(status: int, *, location: str = "", names_fields: bool = False) -> Attempt:
    headers = {"Location": location} if location else {}
    answer = httpx.Response(status, headers=headers, request=httpx.Request("GET", URL))
    return Attempt(answer, None, f"{status} of all things", Verdict.FINAL, unclear=False, names_fields=names_fields)


def test_an_attempt_becomes_the_error_that_says_what_it_was() -> None:
    for wrong, kind, hint in (
        (attempt(404), NotFoundError, responses.LOOK_AGAIN),
        (attempt(400), ServerError, responses.OR_AGAIN),
        (attempt(400, names_fields=True), ServerError, responses.CORRECT_IT),
        (attempt(500), ServerError, responses.LATER),
    ):
        error = responses.error(wrong, "GET records", lost=False)
        assert (type(error), error.hint, error.where) == (kind, hint, "GET records")
        assert wrong.words in error.message


def test_what_may_have_been_done_before_is_lost_whatever_came_last() -> None:
    assert isinstance(responses.error(attempt(404), "POST records", lost=True), LostAnswerError)


def test_a_redirect_is_told_without_its_query() -> None:
    error = responses.error(attempt(302, location="https://s3.example.org/x?signature=1"), "GET records", lost=False)
    assert "redirects to https://s3.example.org/x, where your token must not go" in error.message
