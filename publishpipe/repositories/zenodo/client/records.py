"""The calls of InvenioRDM's own API, the one beneath Zenodo's: it alone carries all that a record holds.

Source: invenio-rdm-records 35, and what zenodo-rdm answered in November 2026.
"""

from __future__ import annotations

from itertools import count
from urllib.parse import quote

from publishpipe.errors import NotFoundError, ServerError, made, understood
from publishpipe.http.request import Begin, Body
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.refusals import passes
from publishpipe.repositories.zenodo.facts import Version
from publishpipe.repositories.zenodo.metadata.items import Native
from publishpipe.repositories.zenodo.models import Deposition

PAGE = 25  # items of a list: the most that anybody may ask for


class Records:
    """Calls below `records` of one Zenodo."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._call = calls.native

    def get(self, record_id: str) -> Deposition | None:
        """A draft or an open edit, else what is published; None if Zenodo says that there is neither.

        One request; two for what has no draft.

        Raises:
            ServerError: it is somebody else's, whose public record everybody may read.
            CredentialsError: or the token is none.
        """
        found = self.draft(record_id) or self.public(record_id)
        if found and not found.may_edit:
            raise self._calls.refusal(f"GET records/{record_id}")
        return found

    def draft(self, record_id: str) -> Deposition | None:
        """A draft or an open edit."""
        return self._read(record_id, f"records/{record_id}/draft")

    def public(self, record_id: str) -> Deposition | None:
        """What is published, whether an edit of it is open or not."""
        return self._read(record_id, f"records/{record_id}")

    def _read(self, record_id: str, path: str) -> Deposition | None:
        try:
            found = Deposition.of(self._call("GET", path))
        except NotFoundError:
            return None
        if found.concept_id == record_id:  # Zenodo led on to its latest version
            return None
        with understood():
            shapes.same(found.id, record_id)
        return found

    def create(self, body: Native) -> Deposition:
        """A new draft. Not idempotent: see `Searches.marked`. Raises LostAnswerError."""
        return made(self._call("POST", "records", Body.json(body)), Deposition.of)

    def replace(self, draft_id: str, body: Native) -> Deposition:
        """Replace all of a draft but its files. A success that dropped something names it: `Deposition.errors`."""
        return Deposition.of(self._call("PUT", f"records/{draft_id}/draft", Body.json(body), passing=passes))

    def publish(self, draft_id: str) -> Deposition:
        """Publish a draft. The second time it is a 404, like much else: then look.

        Raises:
            LostAnswerError: nobody knows whether it is published now; a success that does not say so counts as that.
        """

        def public(answer: shapes.Answer) -> Deposition:
            seen = Deposition.of(answer)
            if not seen.published or seen.id != draft_id:
                raise ServerError(f"Zenodo answered with success, but not that {draft_id} is published.")
            return seen

        return made(self._call("POST", f"records/{draft_id}/draft/actions/publish"), public)

    def edit(self, record_id: str) -> Deposition:
        """Open an edit of what is published; the open one if there is one: safe to repeat. Raises LostAnswerError."""
        return made(self._call("POST", f"records/{record_id}/draft", repeatable=True, passing=passes), Deposition.of)

    def delete(self, draft_id: str) -> None:
        """Delete a draft for good, or drop the edit of what is published; fine if it is gone already.

        Raises:
            ServerError: Zenodo said that there is none, and shows it all the same.
        """
        try:
            self._call("DELETE", f"records/{draft_id}/draft", passing=passes)
        except NotFoundError as gone:
            there = self.get(draft_id)
            if there and not there.published:  # an edit that was dropped leaves what is published
                raise ServerError(gone.message, status=gone.status, where=gone.where, hint=gone.hint) from None

    def new_version(self, record_id: str) -> Deposition:
        """The draft of a new version, which is made if there is none: safe to repeat. A new one has no files yet.

        Raises:
            LostAnswerError: nobody knows whether there is one now.
        """
        path = f"records/{record_id}/versions"
        return made(self._call("POST", path, repeatable=True, passing=passes), Deposition.of)

    def reserve(self, draft_id: str) -> str:
        """Reserve a DOI for a draft that has none, as on the web; see `Deposits.place`, which tells it anyway."""
        answer = self._call("POST", f"records/{draft_id}/draft/pids/doi")
        with understood():
            return shapes.doi(answer["pids"]["doi"]["identifier"])

    def latest(self, record_id: str) -> Version | None:
        """The latest published version of a record or a concept, as the lockfile has it; None if it is none's."""
        try:
            answer = self._call("GET", f"records/{record_id}")
        except NotFoundError:
            return None
        with understood():
            return _version(answer)

    def versions(self, record_id: str) -> list[Version]:
        """What is published of a record, oldest first. The search index lags: what was just published may lack."""
        found = page = self._page(record_id, 1)
        for number in count(2):
            if len(page) < PAGE:
                break
            page = self._page(record_id, number)
            found = [*found, *page]
        return found[::-1]

    def download(self, deposition: Deposition, name: str, begin: Begin) -> None:
        """The bytes of a file, of what is public if it is; see `Session.download`."""
        self._calls.download(content(deposition.id, name, published=deposition.submitted), begin)

    def _page(self, record_id: str, number: int) -> list[Version]:
        try:
            answer = self._call("GET", f"records/{record_id}/versions", params={"page": number, "size": PAGE})
        except NotFoundError:
            return []
        with understood():
            return [_version(item) for item in answer["hits"]["hits"]]


def content(record_id: str, name: str, *, published: bool) -> str:
    """Where the bytes of a file are: below the published record, or below its draft."""
    place = "files" if published else "draft/files"
    return f"records/{record_id}/{place}/{quote(name, safe='')}/content"


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
