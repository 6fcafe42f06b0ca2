"""Zenodo's calls, one method each. Every address is built from ids: the links that Zenodo hands out mislead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Unpack
from urllib.parse import quote

from publishpipe.errors import CredentialsError, LostAnswerError, NotFoundError, ServerError, made, understood
from publishpipe.http.request import Begin, Body, Options
from publishpipe.model import shapes
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.client.refusals import is_conflict, passes
from publishpipe.repositories.zenodo.models import Deposition, Listed, Stored

if TYPE_CHECKING:
    from publishpipe.http.session import Session

DEPOSITIONS = "deposit/depositions"
LONGEST = 200  # characters of a title that are searched for
PAGE = 100  # the most that one page may hold
PAGES = 10  # of what looks alike, the newest first; one nearly always does


class Client:
    """Calls to the legacy deposit API of one Zenodo."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def create(self, metadata: Metadata) -> Deposition:
        """A new deposition. Not idempotent: see `marked`. Raises LostAnswerError."""
        return made(self.call("POST", DEPOSITIONS, Body.json({"metadata": metadata})), Deposition.of)

    def get(self, deposition_id: str) -> Deposition | None:
        """The deposition, or None if Zenodo says that there is none."""
        try:
            found = Deposition.of(self.call("GET", f"{DEPOSITIONS}/{deposition_id}"))
        except NotFoundError:
            return None
        with understood():
            shapes.same(found.id, deposition_id)
        return found

    def describe(self, deposition_id: str, metadata: Metadata) -> Deposition:
        """Replace the metadata of a draft."""
        body = Body.json({"metadata": metadata})
        return Deposition.of(self.call("PUT", f"{DEPOSITIONS}/{deposition_id}", body, passing=is_conflict))

    def upload(self, draft: Deposition, name: str, body: Body, md5: Callable[[], str]) -> Stored:
        """Create or replace a file, which Zenodo does as a whole or not at all; what it stored.

        Sending a new file again replaces it, which nothing else may be done beside; so where an answer was lost, a look
        comes first. `md5` gives that of the bytes that were sent last.
        """

        def arrived() -> object:
            held = self.get(draft.id)
            file = held.files.get(name) if held else None
            return {"size": file.size, "checksum": file.md5} if file and file.md5 == md5() else None

        path = f"files/{draft.bucket}/{quote(name, safe='')}"
        answer = self.call("PUT", path, body, passing=passes, look=arrived)
        with understood():
            return Stored(shapes.count(answer["size"]), shapes.md5(answer["checksum"]))

    def remove(self, deposition_id: str, name: str) -> None:
        """Delete a file of a draft; fine if it is gone already."""
        listed = self.call("GET", f"{DEPOSITIONS}/{deposition_id}/files")
        with understood():
            found = [shapes.matching(file["id"], shapes.UUID) for file in listed if file["filename"] == name]
        for file_id in found:
            with suppress(NotFoundError):  # what is left is read back before anything is published
                self.call("DELETE", f"{DEPOSITIONS}/{deposition_id}/files/{file_id}", passing=passes)

    def publish(self, deposition_id: str) -> Deposition:
        """Publish a draft. The second time it is a 404, like much else: then look.

        Raises:
            LostAnswerError: nobody knows whether it is published now; a success that does not say so counts as that.
        """

        def public(answer: shapes.Answer) -> Deposition:
            seen = Deposition.of(answer)
            if not (seen.submitted and seen.published and seen.id == deposition_id):
                raise ServerError(f"Zenodo answered with success, but not that {deposition_id} is published.")
            return seen

        return made(self.call("POST", f"{DEPOSITIONS}/{deposition_id}/actions/publish"), public)

    def edit(self, deposition_id: str) -> Deposition:
        """Open an edit of what is published; the open one if there is one: safe to repeat. Raises LostAnswerError."""
        path = f"{DEPOSITIONS}/{deposition_id}/actions/edit"
        return made(self.call("POST", path, repeatable=True, passing=passes), Deposition.of)

    def delete(self, deposition_id: str) -> None:
        """Delete a draft for good, or drop the edit of what is published; fine if it is gone already.

        Raises:
            ServerError: Zenodo said that there is none, and shows it all the same.
        """
        try:
            self.call("DELETE", f"{DEPOSITIONS}/{deposition_id}", passing=passes)
        except NotFoundError as gone:
            there = self.get(deposition_id)
            if there and not there.published:  # an edit that was dropped leaves what is published
                raise ServerError(gone.message, status=gone.status, where=gone.where, hint=gone.hint) from None

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
        answer = self.call("GET", DEPOSITIONS, params=params)
        with understood():
            return shapes.items(answer)

    def download(self, deposition: Deposition, name: str, begin: Begin) -> None:
        """The bytes of a file, of what is public if it is; see `Session.download`."""
        with self._explained():
            self.session.download(content(deposition.id, name, published=deposition.submitted), begin)

    def call(self, method: str, path: str, body: Body | None = None, **options: Unpack[Options]) -> shapes.Answer:
        """A request below the base URL; see `Session.call`."""
        with self._explained():
            return self.session.call(method, path, body, **options)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """A refusal is told apart from a bad token."""
        try:
            yield
        except LostAnswerError:
            raise  # whatever the last attempt was told
        except ServerError as error:
            if error.status == 401:
                raise self._not_accepted(error) from None
            if error.status == 403:
                self._explain_refusal(error)
            raise

    def _explain_refusal(self, refusal: ServerError) -> None:
        """Zenodo answers 403 to a bad token and to a missing right alike; `me` tells them apart."""
        try:
            self.session.get("me")
            refusal.hint = "The token is good, but its account may not do this: is the deposition somebody else's?"
        except ServerError as error:
            if error.status == 401:
                raise self._not_accepted(refusal) from None

    def _not_accepted(self, refusal: ServerError) -> CredentialsError:
        return CredentialsError(
            f"{self.session.base_url} does not accept {self.session.which_token}.",
            where=refusal.where,
            hint="Make a new one with the scopes deposit:write and deposit:actions, and mind that "
            "sandbox.zenodo.org and zenodo.org have different ones.",
        )


def _id(item: shapes.Answer) -> str:
    return shapes.matching(item["id"], shapes.DIGITS)


def _phrase(title: str) -> str:
    """Whole words of a title, as they stand between the quotes of a query."""
    words = " ".join(title.split())
    cut = words[:LONGEST].rpartition(" ")[0] if len(words) > LONGEST else words
    return (cut or words[:LONGEST]).replace("\\", "\\\\").replace('"', '\\"')


def content(record_id: str, name: str, *, published: bool) -> str:
    """Where the bytes of a file are: below the published record, or below its draft."""
    place = "files" if published else "draft/files"
    return f"records/{record_id}/{place}/{quote(name, safe='')}/content"
