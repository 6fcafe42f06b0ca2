"""Where the pages are: the addresses that the real sites have."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from publishpipe.local.nomad.server import Server
from publishpipe.local.pages import frame, nomad, zenodo
from publishpipe.local.zenodo.models import Kind
from publishpipe.local.zenodo.services.reading import Reader

#: The database knows no larger numbers.
_LARGEST = 2**63 - 1


async def _listing(request: Request) -> Response:
    reader, server = _reader(request), _server(request)
    documents = [zenodo.listed(reader, document) for document in reader.store.documents()]
    uploads = [nomad.listed(server, upload) for upload in server.store.all("upload")]
    return HTMLResponse(frame.listing([*documents, *uploads]))


async def _record(request: Request) -> Response:
    return _document(request, "record")


async def _draft(request: Request) -> Response:
    return _document(request, "draft", "record")


def _document(request: Request, *kinds: Kind) -> Response:
    reader, number = _reader(request), request.path_params["id"]
    found = (reader.store.document(number, kind) for kind in kinds if number <= _LARGEST)
    document = next(filter(None, found), None)
    return HTMLResponse(zenodo.show(reader, document)) if document else _missing("record")


def _upload(request: Request) -> Response:
    server = _server(request)
    upload = server.store.get("upload", request.path_params["id"])
    return HTMLResponse(nomad.show(server, upload)) if upload else _missing("upload")


def _missing(what: str) -> Response:
    return HTMLResponse(frame.page("Not found", [f"<h1>Not found</h1><p>There is no such {what}.</p>"]), 404)


def _reader(request: Request) -> Reader:
    reader: Reader = request.app.state.zenodo
    return reader


def _server(request: Request) -> Server:
    server: Server = request.app.state.nomad
    return server


routes = [
    Route("/", _listing),
    Route("/records/{id:int}", _record),
    Route("/record/{id:int}", _record),
    Route("/deposit/{id:int}", _draft),
    Route("/uploads/{id:int}", _draft),
    Route(nomad.PATH + "{id}", _upload),
]
