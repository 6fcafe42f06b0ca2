"""NOMAD's calls about uploads, one method each. Every address is built from ids.

Success is never read from words or from the answer to a change: both may be of an earlier moment. Look again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Unpack
from urllib.parse import quote

from publishpipe.errors import NotFoundError, ServerError, made, understood
from publishpipe.http.request import Begin, Body, Options
from publishpipe.model import shapes
from publishpipe.repositories.nomad.client import listing
from publishpipe.repositories.nomad.metadata.fields import Edit
from publishpipe.repositories.nomad.models import Entry, Tally, Upload
from publishpipe.repositories.nomad.servers import GUIDE, SCOPES

if TYPE_CHECKING:
    from publishpipe.http.session import Session

PAGE = 1000  # items of a list; the server's default is 10
WRITERS = ("main_author", "coauthor")  # the roles of those who may change an upload, groups of coauthors too
#: What a search tells of each entry.
TOLD = "upload_id entry_id mainfile process_status processing_errors processed comment references external_id".split()
AT_ONCE = {"wait_for_processing": "false"}  # servers since 1.4 would block until an edit or publication is done


class Client:
    """Calls to the uploads of one NOMAD."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def create(self, name: str) -> Upload:
        """A new, empty upload. Not idempotent: see `unpublished`. Raises LostAnswerError."""
        return made(self.call("POST", "uploads", params={"upload_name": name}), Upload.of)

    def get(self, upload_id: str) -> Upload | None:
        """The upload, or None if NOMAD says that there is none."""
        try:
            return _this(upload_id, self.call("GET", _upload(upload_id)))
        except NotFoundError:
            return None

    def entries(self, upload_id: str) -> tuple[Upload, tuple[Entry, ...]] | None:
        """The upload with its entries, or None if NOMAD says that there is none."""
        try:
            pages = list(self._pages(f"{_upload(upload_id)}/entries"))
        except NotFoundError:
            return None
        with understood():
            entries = tuple(Entry.of(item) for page in pages for item in page["data"])
            return _this(upload_id, pages[0]["upload"]), entries

    def progress(self, upload_id: str) -> tuple[Upload, Tally] | None:
        """The upload and how many of its entries are done, by one request; or None if NOMAD says that there is none.

        The upload by itself tells only how many there are (nomad-lab 1.3.16 and 2.0.0, 2026-11).
        """
        try:
            answer = self.call("GET", f"{_upload(upload_id)}/entries", params={"page_size": 1})
        except NotFoundError:
            return None
        with understood():
            return _this(upload_id, answer["upload"]), Tally.of(answer)

    def log(self, entry_id: str) -> Sequence[object]:
        """The log of an entry's processing; asked for once, as nothing depends on it. The whole archive may be large.

        It is empty where NOMAD could not write an archive of what failed.
        """
        wanted = Body.json({"required": {"processing_logs": "*"}})
        try:
            answer = self.call("POST", f"entries/{quote(entry_id, safe='')}/archive/query", wanted)
        except NotFoundError:
            return ()
        with understood():
            return shapes.items(answer["data"]["archive"]["processing_logs"])

    def files(self, upload_id: str) -> dict[str, int]:
        """The size in bytes of every file: one request, or one for each folder where the server cannot do that."""
        with suppress(ServerError):
            return listing.in_one_go(self._ask, upload_id)
        return self.files_by_folder(upload_id)

    def files_by_folder(self, upload_id: str) -> dict[str, int]:
        """The same, asked in the other way."""
        return listing.by_folder(lambda folder: self._pages(f"{_upload(upload_id)}/rawdir/{folder}"))

    def _ask(self, query: object) -> shapes.Answer:
        return self.call("POST", "graph/query", Body.json(query), repeatable=True)

    def put(self, upload_id: str, name: str, zipped: Body, *, process: bool) -> None:
        """Unpack a zip into an upload, over what is there; then process what it brought, if asked to."""
        params = {"file_name": name} | ({} if process else {"trigger_processing": "false"})
        self.call("PUT", f"{_upload(upload_id)}/raw/", zipped, params=params)

    def remove(self, upload_id: str, path: str) -> None:
        """Delete a file or folder of an upload; fine if it is gone already."""
        self._delete(f"{_upload(upload_id)}/raw/{quote(path)}")

    def process(self, upload_id: str) -> None:
        """Start to process everything again."""
        self.call("POST", f"{_upload(upload_id)}/action/process", repeatable=True)

    def edit(self, upload_id: str, edit: Edit, *, only_check: bool = False) -> None:
        """Start to edit metadata of an upload and of the entries that it has now, or only say what is wrong with it."""
        single = {"entries": edit.entries, "entries_key": "mainfile"} if edit.entries else {}
        body = Body.json({"metadata": edit.metadata, **single, "verify_only": only_check})
        self.call("POST", f"{_upload(upload_id)}/edit", body, params=AT_ONCE, repeatable=True)

    def publish(self, upload_id: str, embargo: int | None) -> None:
        """Start to publish, under an embargo of so many months; None: as it was edited before."""
        params = AT_ONCE | ({} if embargo is None else {"embargo_length": str(embargo)})
        self.call("POST", f"{_upload(upload_id)}/action/publish", params=params)

    def delete(self, upload_id: str) -> None:
        """Start to delete an unpublished upload for good; fine if it is gone already."""
        self._delete(_upload(upload_id))

    def unpublished(self) -> list[Upload]:
        """All uploads that are not published and that this user may see, oldest first."""
        pages = self._pages("uploads", is_published="false", order_by="upload_create_time")
        with understood():
            return [Upload.of(item) for page in pages for item in page["data"]]

    def named(self, name: str) -> list[Upload]:
        """Uploads of exactly this name, as main author or coauthor, newest first, published ones too."""
        if not name or name.startswith("{"):  # what newer servers take for a query in JSON
            return []
        order = {"order_by": "upload_create_time", "order": "desc"}
        pages = self._pages("uploads", upload_name=name, roles=WRITERS, **order)
        with understood():
            return [Upload.of(item) for page in pages for item in page["data"]]

    def published(self) -> Iterator[Upload]:
        """The uploads of this user that are published, newest first: a thousand a request."""
        pages = self._pages("uploads", is_published="true", order_by="upload_create_time", order="desc", roles=WRITERS)
        for page in pages:
            with understood():
                yield from [Upload.of(item) for item in page["data"]]

    def entries_of(self, ids: Sequence[str]) -> Iterator[tuple[str, Entry]]:
        """The entries of many uploads, by the search: with the id of the upload that each is of."""
        after: dict[str, str] = {}
        while ids:
            wanted = {
                "owner": "visible",
                "query": {"upload_id:any": list(ids)},
                "pagination": {"page_size": PAGE, **after},
            }
            page = self.call("POST", "entries/query", Body.json(wanted), repeatable=True)
            with understood():
                for item in shapes.items(page["data"]):
                    status = item.get("process_status") or ("SUCCESS" if shapes.flag(item["processed"]) else "FAILURE")
                    told = {"entry_metadata": item, "process_status": status, "errors": item.get("processing_errors")}
                    yield shapes.text(item["upload_id"]), Entry.of({**item, **told})
                following = page["pagination"].get("next_page_after_value")
            if not following:
                return
            after = {"page_after_value": shapes.text(following)}

    def download(self, upload_id: str, path: str, begin: Begin) -> None:
        """The bytes of a file; see `Session.download`."""
        with self._explained():
            self.session.download(content(upload_id, path), begin)

    def call(self, method: str, path: str, body: Body | None = None, **options: Unpack[Options]) -> shapes.Answer:
        """A request below the base URL; see `Session.call`."""
        with self._explained():
            return self.session.call(method, path, body, **options)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Old servers say 401 also where a right is missing, so `users/me` is asked."""
        try:
            yield
        except ServerError as error:
            if error.status == 401:
                self.me()
            if error.status in {401, 403}:
                error.hint = (
                    "The token is good, but may not do this: is it somebody else's? "
                    f"Or does a personal access token lack a scope? It takes {SCOPES}."
                )
            raise

    def me(self) -> str:
        """The user id behind the token. Raises CredentialsError."""
        with understood():
            return shapes.word(self._me()["user_id"])

    def owner(self) -> str:
        """The name of the user behind the token, as people know them. Raises CredentialsError."""
        self._me()
        return self.session.account

    def name(self) -> str:
        """The same as it is cited: `Curie, Marie`; in one where NOMAD tells no parts, and empty if it tells no name."""
        answer = self._me()
        with understood():
            parts = [shapes.optional(answer.get(name)) for name in ("last_name", "first_name")]
            return ", ".join(filter(None, parts)) or shapes.optional(answer.get("name"))

    def _me(self) -> shapes.Answer:
        """Who the user is; the session knows it from then on."""
        try:
            answer = self.session.get("users/me")
        except ServerError as error:
            if error.status not in {401, 403}:
                raise
            raise GUIDE.not_accepted(
                self.session.base_url, self.session.which_token, words=error.message, where=error.where
            ) from None
        with understood():
            name, user = answer.get("name"), str(answer.get("username") or answer["user_id"])
        self.session.account = f"{name} ({user})" if name and name != user else user
        return answer

    def _pages(self, path: str, **params: str | int | Sequence[str]) -> Iterator[shapes.Answer]:
        """The pages of a list."""
        number, left = 1, True
        while left:
            more = {"page": number} if number > 1 else {}
            page = self.call("GET", path, params={**params, "page_size": PAGE, **more})
            yield page
            with understood():
                left = number * PAGE < shapes.count(page["pagination"]["total"])
            number += 1

    def _delete(self, path: str) -> None:
        try:
            self.call("DELETE", path)
        except NotFoundError:
            return


def _this(upload_id: str, answer: shapes.Answer) -> Upload:
    """The upload in an answer. Raises ServerError if it is another one than was asked for."""
    found = Upload.of(answer)
    with understood():
        shapes.same(found.id, upload_id)
    return found


def content(upload_id: str, path: str) -> str:
    """Where the bytes of a file are: among the raw files of the upload."""
    return f"{_upload(upload_id)}/raw/{quote(path)}"


def _upload(upload_id: str) -> str:
    return f"uploads/{quote(upload_id, safe='')}"
