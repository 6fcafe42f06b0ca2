"""The calls that only InvenioRDM's own API has, the one beneath Zenodo's.

Source: invenio-rdm-records 35, and what zenodo-rdm answered in November 2026.
"""

from __future__ import annotations

from itertools import count
from typing import Unpack

from publishpipe.errors import NotFoundError, made, understood
from publishpipe.http.request import Body, Options
from publishpipe.model import shapes
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.client.deposits import Client
from publishpipe.repositories.zenodo.client.refusals import passes
from publishpipe.repositories.zenodo.facts import Version
from publishpipe.repositories.zenodo.metadata.unsupported import beyond
from publishpipe.repositories.zenodo.models import Stored
from publishpipe.repositories.zenodo.planning.observation import Family

PAGE = 25  # items of a list: the most that anybody may ask for
ACCEPT = "application/vnd.inveniordm.v1+json"  # plain JSON is answered in the shape of the old API, with less in it


class Native:
    """Calls below `records` of one Zenodo."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def family(self, record_id: str) -> Family:
        """Whether a newer version is published, or the draft of one is open; the search index has no part in it.

        One request, and one or two more if there is a newer version.
        """
        answer = self.record(record_id)
        with understood():
            versions = answer["versions"]
            latest = shapes.flag(versions["is_latest"])
            return Family(
                has_draft=latest and not shapes.flag(versions["is_latest_draft"]),
                newer=None if latest else _version(self.record(shapes.matching(answer["parent"]["id"], shapes.DIGITS))),
                beyond=tuple(beyond(answer["metadata"])),
                preview=first(answer),
                files=_files(answer["files"].get("entries")),
            )

    def new_version(self, record_id: str) -> str:
        """The id of the draft of a new version, which is made if there is none: safe to repeat. It has no files yet.

        Raises:
            LostAnswerError: nobody knows whether there is one now.
        """
        return made(self._call("POST", f"records/{record_id}/versions", repeatable=True, passing=passes), _id)

    def import_files(self, draft_id: str) -> None:
        """Have the files of the last version in the draft of a new one. Raises ServerError if it has any."""
        self._call("POST", f"records/{draft_id}/draft/actions/files-import", repeatable=True, passing=passes)

    def record(self, record_id: str) -> shapes.Answer:
        """What is published, in the native shape."""
        return self._call("GET", f"records/{record_id}")

    def draft(self, draft_id: str) -> shapes.Answer:
        """A draft or an open edit, in the native shape."""
        return self._call("GET", f"records/{draft_id}/draft")

    def replace_draft(self, draft_id: str, body: Metadata) -> shapes.Answer:
        """Replace a draft but for its identifiers. A success that dropped something names it under `errors`."""
        return self._call("PUT", f"records/{draft_id}/draft", Body.json(body), passing=passes)

    def latest(self, concept_id: str) -> str:
        """The id of the latest published version; nothing if the number is no record's."""
        try:
            answer = self.record(concept_id)
        except NotFoundError:
            return ""
        return _id(answer)

    def versions(self, record_id: str) -> list[Version]:
        """What is published of a record, oldest first. The search index lags: what was just published may lack."""
        found = page = self._page(record_id, 1)
        for number in count(2):
            if len(page) < PAGE:
                break
            page = self._page(record_id, number)
            found = [*found, *page]
        return found[::-1]

    def _page(self, record_id: str, number: int) -> list[Version]:
        try:
            answer = self._call("GET", f"records/{record_id}/versions", params={"page": number, "size": PAGE})
        except NotFoundError:
            return []
        with understood():
            return [_version(item) for item in answer["hits"]["hits"]]

    def _call(self, method: str, path: str, body: Body | None = None, **options: Unpack[Options]) -> shapes.Answer:
        options["accept"] = ACCEPT
        return self._client.call(method, path, body, **options)


def first(answer: Metadata) -> str:
    """The file chosen to be shown first, of a draft or record; nothing if none was. Raises ServerError."""
    with understood():
        return shapes.optional(answer["files"].get("default_preview"))


def _files(entries: shapes.Answer) -> dict[str, Stored] | None:
    """The files by name, if they are told."""
    if entries is None:
        return None
    listed = shapes.fields(entries).items()
    return {name: Stored(shapes.count(file["size"]), shapes.md5(file["checksum"])) for name, file in listed}


def _id(answer: shapes.Answer) -> str:
    with understood():
        return shapes.matching(answer["id"], shapes.DIGITS)


def _version(item: shapes.Answer) -> Version:
    """What the lockfile keeps of a published version."""
    version = item["metadata"].get("version")
    return {
        "id": _id(item),
        "doi": shapes.doi(item["pids"].get("doi", {}).get("identifier")) or None,
        "version": None if version is None else shapes.text(version),
        "published_at": shapes.moment(item["created"]),
    }
