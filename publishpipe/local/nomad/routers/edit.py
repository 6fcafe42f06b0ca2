"""Editing metadata: `uploads/{id}/edit`."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from publishpipe.local.nomad.access import busy, is_published, may_write
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.errors import Json, refused, unprocessable
from publishpipe.local.nomad.jobs import Busy
from publishpipe.local.nomad.processing.changes import ADMIN, QUANTITIES
from publishpipe.local.nomad.processing.verifying import Verifier
from publishpipe.local.nomad.requests.auth import require
from publishpipe.local.nomad.requests.edit_body import edit_body
from publishpipe.local.nomad.requests.params import Params, json_body
from publishpipe.local.nomad.routers.search import found_entries
from publishpipe.local.nomad.routers.uploads import answer
from publishpipe.local.nomad.server import Server, server_of


async def post_edit(request: Request) -> Response:
    """Verify an edit and, unless only that was asked for, do it."""
    body = await json_body(request)
    identity = require(request, "uploads:write")
    server, params = server_of(request), Params(request.query_params)
    wait = server.dialect.waits and params.switch("wait_for_processing", default=True)
    params.check()
    asked = edit_body(body)
    return await run_in_threadpool(_edit, server, request.path_params["upload_id"], identity, asked, wait=wait)


def _edit(server: Server, upload_id: str, identity: Identity, asked: Json, *, wait: bool) -> Response:
    request = EditRequest(server, upload_id, identity, asked)
    arguments = request.verify()
    upload = request.upload
    if not asked.get("verify_only"):
        upload = run_edit(server, upload, arguments, wait=wait)
    return answer(server, upload)


def run_edit(server: Server, upload: Json, arguments: Json, *, wait: bool) -> Json:
    """Start an edit and, where the dialect does, wait for its end.

    Raises:
        Refusal: The upload is busy, or the edit failed (400).
    """
    try:
        job, started = server.processing.start(upload, "edit", **arguments)
    except Busy:
        raise busy(server, server.dialect.busy_edit.format(upload_id=upload["upload_id"])) from None
    if not wait:
        return started
    if not server.processing.wait(job):
        raise refused(504, "Gateway Timeout")
    ended = server.store.get("upload", upload["upload_id"]) or started
    if ended["process_status"] == "FAILURE":
        raise refused(400, "Failed to execute temporal workflow: Workflow execution failed")
    return ended


class EditRequest:
    """Verifies one request, collecting all of its problems."""

    def __init__(self, server: Server, upload_id: str, identity: Identity, asked: Json) -> None:
        self._server, self._upload_id, self._identity, self._asked = server, upload_id, identity, asked
        self._verifier = Verifier(server.store, server.accounts, identity.user_id, is_admin=identity.is_admin)
        self._problems: list[Json] = []
        self._attempts: list[tuple[str, ...]] = []
        self._level, self._level_places = 0, list[tuple[str, ...]]()
        self.upload: Json = {}

    def verify(self) -> Json:
        """The arguments of the edit.

        Raises:
            Refusal: With everything that is wrong (422).
        """
        arguments = self._verified()
        if self._problems:
            raise unprocessable(*self._problems)
        return arguments

    def _verified(self) -> Json:
        asked = self._asked
        entries, key = asked.get("entries") or {}, asked.get("entries_key", "entry_id")
        if entries and not key:
            return self._refuse("Must specify `entries_key` when specifying `entries`", "entries_key")
        arguments = {
            "metadata": self._metadata(asked.get("metadata") or {}, ("metadata",), whole=not asked.get("query")),
            "entries": {key: self._metadata(own, ("entries", key), whole=False) for key, own in entries.items()},
            "entries_key": key,
            "only": None,
        }
        if not self._attempts:
            return self._refuse("No fields to update specified", "metadata")
        if self._level == ADMIN and not self._identity.is_admin:
            return self._refuse_level("Admin rights required")
        return self._checked_upload(arguments)

    def _checked_upload(self, arguments: Json) -> Json:
        """Look at the upload itself, once the values are verified."""
        upload = self._server.store.get("upload", self._upload_id)
        if self._asked.get("query"):
            matching = found_entries(self._server, self._identity, self._asked, self._upload_id)
            arguments["only"] = [entry["entry_id"] for entry in matching]
            if not matching:
                return self._refuse("No matching entries found", "query")
        if upload is None:
            return self._refuse("No matching upload found", "upload_id")
        self.upload = upload
        if not self._identity.is_admin and not may_write(self._server, upload, self._identity.user_id):
            return self._refuse_level(f"AuthLevel.coauthor access required for upload {self._upload_id}")
        if is_published(upload) and not self._identity.is_admin and arguments["metadata"].get("embargo_length"):
            message = f"Upload {self._upload_id} is published, embargo can only be lifted"
            return self._refuse(message, "metadata", "embargo_length")
        return arguments

    def _metadata(self, values: Json, place: tuple[str, ...], *, whole: bool) -> Json:
        verified: Json = {}
        for name, value in values.items():
            if value is not None:
                self._quantity(name, value, (*place, name), whole=whole, keep=verified.__setitem__)
        return verified

    def _quantity(
        self, name: str, value: object, place: tuple[str, ...], *, whole: bool, keep: Callable[[str, object], None]
    ) -> None:
        quantity = QUANTITIES.get(name)
        if quantity is None or (name == "description" and not self._server.dialect.editable_description):
            self._refuse("Unknown quantity", *place)
            return
        self._attempts.append(place)
        if quantity.level > self._level:
            self._level, self._level_places = quantity.level, []
        if quantity.level == self._level:
            self._level_places.append(place)
        if quantity.upload and not whole:
            self._refuse("Quantity can only be edited on the upload level", *place)
            return
        try:
            keep(name, self._verifier.verified(name, value))
        except (ValueError, TypeError) as error:
            self._refuse(str(error), *place)

    def _refuse(self, message: str, *place: str) -> Json:
        self._problems.append({"msg": message, "loc": list(place)})
        return {}

    def _refuse_level(self, message: str) -> Json:
        for place in self._level_places:
            self._refuse(message, *place)
        return {}
