"""The answers to requests that fail, in the words of the real server (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publishpipe.local.refusal import Refusal

INTERNAL = (
    "The server encountered an internal error and was unable to complete your request. "
    "Either the server is overloaded or there is an error in the application."
)
URL_NOT_FOUND = (
    "The requested URL was not found on the server. "
    "If you entered the URL manually please check your spelling and try again."
)
NOT_FOUND = "Not found."
NO_PID = "The persistent identifier does not exist."
UNREGISTERED_PID = "The persistent identifier is not registered."
EMPTY_FILE = "Empty files are not accepted."


def refused(status: int, message: str) -> Refusal:
    """An error that the application raised itself: the status comes first."""
    return Refusal(status, {"status": status, "message": message})


def framework(status: int, message: str) -> Refusal:
    """An error of the web framework below: the message comes first."""
    return Refusal(status, {"message": message, "status": status})


def denied() -> Refusal:
    """No token, a bad token or a missing right: all alike, and never 401."""
    return refused(403, "Permission denied.")


def missing(message: str = NOT_FOUND) -> Refusal:
    """What was asked for is not there."""
    return refused(404, message)


def broken() -> Refusal:
    """A permanent 500: a malformed request that the real server trips over."""
    return framework(500, INTERNAL)


def invalid(errors: Sequence[Mapping[str, Any]]) -> Refusal:
    """A failed validation, with what is wrong in which field."""
    return Refusal(400, {"status": 400, "message": "A validation error occurred.", "errors": list(errors)})


def invalid_field(field: str, *messages: str) -> Refusal:
    """A failed validation of one field."""
    return invalid([{"field": field, "messages": list(messages)}])
