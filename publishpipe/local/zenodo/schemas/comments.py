"""What comes with an action on a request: words, which are there or not."""

from __future__ import annotations

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.schemas.texts import clean_html, clean_text
from publishpipe.local.zenodo.schemas.validation import NULL, Errors, Object, text
from publishpipe.local.zenodo.services.deciding import Said

PAYLOAD = Object(
    {
        "content": text(clean_html, minimum=1),
        "format": text(clean_text, check=lambda name: "" if name == "html" else "Must be one of: html."),
    },
    required=frozenset({"content"}),
)


def said(body: object) -> Said:
    """The words in the body of an action: no body is none, but a body without words is an error.

    Raises:
        Refusal: 400 for words that are not as they should be.
    """
    if not isinstance(body, dict) or not body:
        return Said()
    errors, payload = Errors(), body.get("payload", {})
    if payload is None:
        errors.add("payload", NULL)
    else:
        PAYLOAD(payload, "payload", errors)
    if len(errors):
        raise refusals.invalid(errors.listed())
    return Said(words=True, require_review=bool(body.get("require_review")))
