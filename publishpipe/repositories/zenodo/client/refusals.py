"""What Zenodo says when it refuses: a `message`, and `errors` that each name a field."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.dialect import Refusal


def refusal(value: object) -> Refusal:
    """Read the JSON of a refusal."""
    if not isinstance(value, Mapping):
        return Refusal()
    errors = value.get("errors") or []
    told = [f"{error.get('field') or ''}: {_words(error)}" for error in errors if isinstance(error, Mapping)]
    message = [str(value["message"])] if value.get("message") else []
    return Refusal(" ".join([*message, *told]), names_fields=bool(errors))


def _words(error: Mapping[str, object]) -> str:
    messages = error.get("messages")
    return " ".join(map(str, messages)) if isinstance(messages, list) else str(messages)
