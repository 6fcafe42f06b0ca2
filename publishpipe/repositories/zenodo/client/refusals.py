"""What Zenodo says when it refuses, and which refusals are gone the next time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publishpipe.http.dialect import Refusal

CONFLICT = re.compile(r"Not a valid value\.|Invalid value \S+")


def refusal(value: object) -> Refusal:
    """Read the JSON of a refusal: a `message`, and `errors` that each name a field, or else a community."""
    if not isinstance(value, Mapping):
        return Refusal()
    errors = value.get("errors")
    listed = [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []
    named = [error for error in listed if error.get("field") or error.get("messages")]
    told = [f"{_name(error)}: {_words(error)}" for error in listed if error in named or error.get("message")]
    message = [str(value["message"])] if value.get("message") else []
    fields = tuple((str(error["field"]), _words(error)) for error in named if error.get("field"))
    return Refusal(" ".join([*message, *told]), names_fields=bool(named), fields=fields)


def _name(error: Mapping[str, object]) -> object:
    """What an error is about."""
    return error.get("field") or error.get("community_id") or error.get("community") or ""


def _words(error: Mapping[str, object]) -> str:
    messages = error.get("messages") or error.get("message") or ""
    if not isinstance(messages, list):
        return str(messages)
    spelled = len(messages) > 3 and all(len(str(one)) == 1 for one in messages)  # some come letter by letter
    return ("" if spelled else " ").join(map(str, messages))


def is_conflict(status: int, answer: object) -> bool:
    """Whether writes to one draft met in the database: one is done, the others are refused and change nothing.

    Source: zenodo-rdm 25.2.5, observed in November 2026. Refusals that last name a field under `errors`. One kind does
    not, and so is taken for a conflict, too: a word that is in none of Zenodo's lists, such as an unknown language.
    """
    told = answer if status == 400 and isinstance(answer, dict) else {}
    return "errors" not in told and bool(CONFLICT.fullmatch(str(told.get("message"))))


def passes(status: int, answer: object) -> bool:
    """The same for what is not described by hand: there a 500 is a conflict, too, and never the fault of a value."""
    return status == 500 or is_conflict(status, answer)
