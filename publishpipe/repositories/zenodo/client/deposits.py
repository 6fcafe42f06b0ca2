"""The calls of Zenodo's deposit API that its native one has not, or not as cheap: searches, and the bytes of files.

Every address is built from ids: the links that Zenodo hands out mislead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from urllib.parse import quote

from publishpipe.errors import NotFoundError, ServerError, made, understood
from publishpipe.http.request import Body
from publishpipe.model import shapes
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.refusals import passes
from publishpipe.repositories.zenodo.models import STATES, Listed, Place, Stored

DEPOSITIONS = "deposit/depositions"
LONGEST = 200  # characters of a title that are searched for
PAGE = 100  # the most that one page may hold
PAGES = 10  # of what looks alike, the newest first; one nearly always does


class Deposits:
    """Calls below `deposit` of one Zenodo, and to the buckets of its drafts."""

    def __init__(self, calls: Calls) -> None:
        self._call = calls.call

    def place(self, draft_id: str) -> Place:
        """Where the files of a draft go, and its reserved DOI: nothing else tells these."""
        answer = self._call("GET", f"{DEPOSITIONS}/{draft_id}")
        with understood():
            shapes.same(shapes.matching(answer["id"], shapes.DIGITS), draft_id)
        return Place.of(answer)

    def upload(self, bucket: str, name: str, body: Body, stored: Callable[[], Stored | None]) -> Stored:
        """Create or replace a file, which Zenodo does as a whole or not at all; what it stored.

        Sending a new file again replaces it, which nothing else may be done beside; so where an answer was lost, a look
        comes first: `stored` gives the file if it arrived.
        """

        def arrived() -> object:
            file = stored()
            return {"size": file.size, "checksum": file.md5} if file else None

        path = f"files/{bucket}/{quote(name, safe='')}"
        answer = self._call("PUT", path, body, passing=passes, look=arrived)
        with understood():
            return Stored(shapes.count(answer["size"]), shapes.md5(answer["checksum"]))

    def remove(self, deposition_id: str, name: str) -> None:
        """Delete a file of a draft; fine if it is gone already."""
        listed = self._call("GET", f"{DEPOSITIONS}/{deposition_id}/files")
        with understood():
            found = [shapes.matching(file["id"], shapes.UUID) for file in listed if file["filename"] == name]
        for file_id in found:
            with suppress(NotFoundError):  # what is left is read back before anything is published
                self._call("DELETE", f"{DEPOSITIONS}/{deposition_id}/files/{file_id}", passing=passes)

    def publish(self, draft_id: str) -> None:
        """Publish a draft, and ask the communities that it names: the native API asks none. See `Records.publish`.

        Raises:
            LostAnswerError: nobody knows whether it is published now; a success that does not say so counts as that.
        """

        def public(answer: shapes.Answer) -> None:
            with understood():
                done = shapes.flag(answer["submitted"]) and STATES[answer["state"]] == "published"
                if not done or shapes.matching(answer["id"], shapes.DIGITS) != draft_id:
                    raise ServerError(f"Zenodo answered with success, but not that {draft_id} is published.")

        made(self._call("POST", f"{DEPOSITIONS}/{draft_id}/actions/publish"), public)

    def marked(self, marker: str) -> list[str]:
        """The ids of own depositions with this mark, oldest first. The search lags: empty does not mean none."""
        found = self._search(f'alternate.identifier:"{marker}"')
        with understood():
            return sorted((_id(item) for item in found if marker in str(item["metadata"])), key=int)

    def alike(self, marker: str, titles: Iterable[str], md5s: Iterable[str], concept_id: str) -> list[Listed]:
        """Own depositions with this mark, a title of these words, or one of these files (if published), oldest first.

        What is of that record is always among them, whatever it is called; there may be none. The search lags, and
        compares words: look at what it finds.
        """
        parts = [
            f'alternate.identifier:"{marker}"',
            *(f'title:"{named}"' for named in filter(None, map(_phrase, titles))),
        ]
        parts += [f'_files.checksum:"md5:{md5}"' for md5 in md5s]
        parts += [f"conceptrecid:{concept_id}"] if concept_id else []
        found: list[shapes.Answer] = []
        for page in range(1, PAGES + 1):
            more = self._search(" OR ".join(parts), page=page, sort="mostrecent")
            found += more
            if len(more) < PAGE:
                break
        return sorted({item.id: item for item in map(Listed.of, found)}.values(), key=lambda item: int(item.id))

    def drafts(self, concept_id: str) -> list[str]:
        """The ids of own drafts of a record, first or new version. The search lags: empty does not mean none."""
        with understood():
            return [_id(item) for item in self._of(concept_id) if not shapes.flag(item["submitted"])]

    def listed(self, concept_id: str) -> list[str]:
        """The ids of own depositions of a record, whatever their state. The search lags."""
        with understood():
            return list(map(_id, self._of(concept_id)))

    def with_doi(self, doi: str) -> str:
        """The id of one's own published record with this DOI, or nothing."""
        found = self._search(f'doi:"{doi}"')
        with understood():
            return next((_id(item) for item in found if str(item.get("doi")).lower() == doi.lower()), "")

    def _of(self, concept_id: str) -> list[shapes.Answer]:
        """What the search finds of a record."""
        found = self._search(f"conceptrecid:{concept_id}")
        with understood():
            return [item for item in found if str(item["conceptrecid"]) == concept_id]

    def _search(self, query: str, **more: str | int) -> Sequence[shapes.Answer]:
        params: dict[str, str | int] = {"q": query, "size": PAGE, "all_versions": "true", **more}
        answer = self._call("GET", DEPOSITIONS, params=params)
        with understood():
            return shapes.items(answer)


def _id(item: shapes.Answer) -> str:
    return shapes.matching(item["id"], shapes.DIGITS)


def _phrase(title: str) -> str:
    """Whole words of a title, as they stand between the quotes of a query."""
    words = " ".join(title.split())
    cut = words[:LONGEST].rpartition(" ")[0] if len(words) > LONGEST else words
    return (cut or words[:LONGEST]).replace("\\", "\\\\").replace('"', '\\"')
