"""Datasets: named sets of entries, which can have a DOI: `datasets`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import is_published
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.clock import now, unique_id
from publishpipe.local.nomad.errors import Json, problem, refused, unprocessable
from publishpipe.local.nomad.requests.auth import identify, require
from publishpipe.local.nomad.requests.pagination import read_page
from publishpipe.local.nomad.requests.params import Params, json_body, json_object, wrong_choice
from publishpipe.local.nomad.server import Server, server_of

_PREFIX, _LETTERS = "10.5072", "0123456789abcdefghjkmnpqrstvwxyz"
_TIMES = ("dataset_create_time", "dataset_modified_time")
_ORDERS = (*_TIMES, "dataset_name")
_FILTERS = ("dataset_id", "dataset_name", "dataset_type", "doi")
_TYPES = ("owned", "foreign")
_FIXED = "The dataset already has a DOI and cannot be changed anymore."
_TAKEN = "The chosen dataset name is already taken. Datesets of the same user must have a\nunique name."
_EMPTY = (
    "The dataset is empty. No DOI can be assigned at this moment. Add some published\ncontents to the dataset first."
)
_UNPUBLISHED = (
    "The dataset has unpublished contents. No DOI can be assigned at the moment.\nPublish the dataset contents first."
)


async def post_dataset(request: Request) -> Response:
    """Make a dataset, whose name is unique among its owner's; even no name is."""
    body = await json_body(request)
    identity = require(request, "datasets:write")
    asked = json_object(body)
    name, kind = asked.get("dataset_name"), asked.get("dataset_type") or "owned"
    problems = []
    if not isinstance(name, str | None):
        problems.append(problem("string_type", ("body", "dataset_name"), "Input should be a valid string", name))
    if kind not in _TYPES:
        problems.append(wrong_choice(("body", "dataset_type"), _TYPES, kind))
    if problems:
        raise unprocessable(*problems)
    made = await run_in_threadpool(_make, server_of(request), identity, name, kind)
    zoned = made | {name: f"{made[name]}Z" for name in _TIMES}
    return JSONResponse({"dataset_id": made["dataset_id"], "data": zoned})


def _make(server: Server, identity: Identity, name: str | None, kind: str) -> Json:
    moment = now()
    made: Json = {"dataset_id": unique_id(), "dataset_name": name, "user_id": identity.user_id}
    made |= {**dict.fromkeys(_TIMES, moment), "dataset_type": kind}
    made = {key: value for key, value in made.items() if value is not None}
    with server.store.transaction():
        own = server.store.all("dataset", identity.user_id)
        if any(dataset.get("dataset_name") == name for dataset in own):
            raise refused(400, _TAKEN)
        server.store.put("dataset", made["dataset_id"], made, identity.user_id)
    return made


def get_datasets(request: Request) -> Response:
    """All datasets that match, everybody's.

    Raises:
        TypeError: They cannot be ordered so; the real server fails with a 500 then, too.
        re.error: The prefix is no regular expression; as above.
    """
    identify(request, "datasets:read")
    server, params = server_of(request), Params(request.query_params)
    page = read_page(params)
    params.check()
    if page.order_by not in (None, *_ORDERS):
        raise TypeError("Object of type AssertionError is not JSON serializable")
    found = list(filter(_filter(params), server.store.all("dataset")))
    order = page.order_by or _TIMES[0]
    found.sort(key=lambda dataset: (dataset.get(order, ""), dataset[_TIMES[0]], dataset["dataset_id"]))
    if page.order == "desc":
        found.reverse()
    return JSONResponse({"pagination": page.describe(request, len(found)), "data": page.cut(found)})


def _filter(params: Params) -> Callable[[Json], bool]:
    wanted = {name: params.text(name) for name in _FILTERS if name in params.query}
    owners, prefix = params.texts("user_id"), params.text("prefix")
    begins = re.compile(f"^{prefix}.*", re.IGNORECASE)

    def fits(dataset: Json) -> bool:
        named = not prefix or begins.match(dataset.get("dataset_name", "")) is not None
        known = all(dataset.get(name) == value for name, value in wanted.items())
        return named and known and (not owners or dataset["user_id"] in owners)

    return fits


def _find(server: Server, dataset_id: str, missing: str) -> Json:
    dataset = server.store.get("dataset", dataset_id)
    if dataset is None:
        raise refused(404, missing)
    return dataset


def get_dataset(request: Request) -> Response:
    """One dataset."""
    identify(request, "datasets:read")
    dataset_id = request.path_params["dataset_id"]
    dataset = _find(server_of(request), dataset_id, "The dataset with the given id does not exist.")
    return JSONResponse({"dataset_id": dataset_id, "data": dataset})


def _own(server: Server, dataset_id: str, identity: Identity) -> Json:
    dataset = _find(server, dataset_id, "Dataset not found. The given id does not match any dataset.")
    if dataset["user_id"] != identity.user_id:
        message = "The dataset can only be edited by the user who created the dataset."
        raise refused(server.dialect.denied, message)
    return dataset


def delete_dataset(request: Request) -> Response:
    """Delete a dataset that has no DOI; its entries stay."""
    identity = require(request, "datasets:delete")
    server, dataset_id = server_of(request), request.path_params["dataset_id"]
    kept = server.store.get("dataset", dataset_id)
    if kept and kept.get("doi") and not identity.is_admin:
        raise refused(400, _FIXED)
    dataset = _own(server, dataset_id, identity)
    with server.store.transaction():
        for entry in _entries(server, dataset_id):
            left = [other for other in entry["datasets"] if other != dataset_id]
            server.store.update("entry", entry["entry_id"], datasets=left)
        server.store.delete("dataset", dataset_id)
    return JSONResponse({"dataset_id": dataset_id, "data": dataset})


def _entries(server: Server, dataset_id: str) -> list[Json]:
    return [entry for entry in server.store.all("entry") if dataset_id in entry["datasets"]]


def post_doi(request: Request) -> Response:
    """Give a dataset a DOI, for ever."""
    identity = require(request, "datasets:assign_doi")
    server, dataset_id = server_of(request), request.path_params["dataset_id"]
    dataset = _own(server, dataset_id, identity)
    if dataset.get("doi"):
        raise refused(400, _FIXED)
    entries = _entries(server, dataset_id)
    if not entries:
        raise refused(400, _EMPTY)
    uploads = (server.store.get("upload", entry["upload_id"]) for entry in entries)
    if not all(upload and is_published(upload) for upload in uploads):
        raise refused(400, _UNPUBLISHED)
    named = server.store.update("dataset", dataset_id, doi=new_doi())
    for upload_id in {entry["upload_id"] for entry in entries}:
        server.changed(upload_id)
    return JSONResponse({"dataset_id": dataset_id, "data": named})


def new_doi() -> str:
    """A DOI in NOMAD's form, below DataCite's prefix for tests, so that nobody takes it for a real one."""
    first, second = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    return f"{_PREFIX}/nomad.{first}-{second}"
