"""The file that the page of a record shows first: an option of a draft that only the native API can set.

It cannot be set alone: metadata, access and custom fields are replaced with it, so they are put back as they were read
(invenio-rdm-records 35, read in November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishpipe.errors import ServerError, understood
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.client.records import Native, first

ACCESS = ("record", "files", "embargo")


class PutBackError(ServerError):
    """What was put back is not all there: the draft may lack something now."""


def show_first(native: Native, draft_id: str, name: str) -> str:
    """Have the page show this file first; the one that it then does. Every describe takes that back.

    Raises:
        PutBackError: Zenodo refused something of what was put back, or dropped it.
    """
    with understood():
        body = _put_back(native.draft(draft_id), name)
    answer = native.replace_draft(draft_id, body)
    with understood():
        if wrong := [*_refused(answer), *_dropped(body, answer)]:
            raise PutBackError(
                f"Zenodo did not take the draft back as it was, with {name} to be shown first: {'; '.join(wrong)}",
                hint="Nothing was published. Leave preview: true out, and choose the file on Zenodo's web page.",
            )
        return first(answer)


def _put_back(read: Metadata, name: str) -> Metadata:
    """What makes a draft what it was when it was read, but for the file that is shown first."""
    return {
        "metadata": _by_ids(read["metadata"]),
        "custom_fields": _by_ids(read["custom_fields"]),
        "access": {part: read["access"][part] for part in ACCESS if part in read["access"]},
        "files": {"enabled": True, "default_preview": name},
    }


def _by_ids(fields: Metadata) -> Metadata:
    return {name: _by_id(value) for name, value in fields.items()}


def _by_id(value: object) -> object:
    """What comes from a vocabulary as its id alone: answers show its titles too, which are refused in a request."""
    if isinstance(value, Mapping):
        return {"id": value["id"]} if "id" in value else {key: _by_id(part) for key, part in value.items()}
    return [_by_id(item) for item in value] if isinstance(value, list) else value


def _refused(answer: Metadata) -> Iterator[str]:
    """The errors in an answer; what a community's checks say of a draft may be no more than advice."""
    for error in answer.get("errors", ()):
        if error.get("severity", "error") == "error":
            yield f"{error['field']}: {' '.join(error['messages'])}"


def _dropped(body: Metadata, answer: Metadata) -> Iterator[str]:
    """The fields that the answer shows otherwise, those too that the old API does not show."""
    for part in ("metadata", "custom_fields"):
        sent, stored = body[part], _by_ids(answer[part])
        yield from (f"{part}.{name} is lost" for name in sent if sent[name] != stored.get(name))
