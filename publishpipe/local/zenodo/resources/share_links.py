"""`/api/records/ID/access/links`: addresses with a secret, which open a record or draft to whoever has them."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.schemas import share_links as schema
from publishpipe.local.zenodo.services import share_links


def _links(call: Call) -> list[Json]:
    return share_links.of(call.service.managed(call.number, call.caller))


def _link(call: Call) -> Json:
    wanted = call.request.path_params["link"]
    for one in _links(call):
        if one["id"] == wanted:
            return one
    raise refusals.missing("No secret link found with the given ID.")


async def listing(call: Call) -> Response:
    """All of a record's."""
    found = _links(call)
    return JSONResponse({"hits": {"hits": found, "total": len(found)}}, media_type=call.accepted)


async def create(call: Call) -> Response:
    """One more."""
    _links(call)
    wanted = schema.load(await call.json())
    return JSONResponse(share_links.make(call.service, call.number, wanted), 201, media_type=call.accepted)


async def read(call: Call) -> Response:
    """One."""
    return JSONResponse(_link(call), media_type=call.accepted)


async def update(call: Call) -> Response:
    """What one lets do, what it is for, and until when, which can only become earlier."""
    link = _link(call)
    changed = link | schema.load(await call.json(), link)
    share_links.put(call.service, call.number, changed)
    return JSONResponse(changed, media_type=call.accepted)


async def delete(call: Call) -> Response:
    """Take one back."""
    share_links.drop(call.service, call.number, _link(call)["id"])
    return Response(status_code=204, media_type="text/html")
