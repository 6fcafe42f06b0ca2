"""`/api/records/ID/draft/review`: who is to decide on a draft, and to hand it in."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.resources.call import NATIVE_TYPE, Call
from publishpipe.local.zenodo.schemas.comments import said
from publishpipe.local.zenodo.serializers import requests as shapes
from publishpipe.local.zenodo.services import deciding, requests, reviews


def _managed(call: Call) -> Document:
    draft = call.service.draft(call.number)
    call.service.managed(call.number, call.caller)
    return draft


def _shown(call: Call, request: Json) -> Json:
    return shapes.request(request, call.origin, deciding.roles(call.service, request, call.caller))


async def read(call: Call) -> Response:
    """The review, in the native shape only: the real server trips over all others."""
    draft = call.service.own_draft(call.number, call.caller)
    request = reviews.of(call.service, draft)
    if not deciding.concerns(call.service, request, call.caller):
        raise refusals.denied()
    if call.accepted != NATIVE_TYPE:
        raise refusals.broken()
    shown = _shown(call, request) | {"ui": shapes.on_pages(request)}
    return JSONResponse(shown, headers={"ETag": f'"{request["revision"]}"'}, media_type=NATIVE_TYPE)


async def update(call: Call) -> Response:
    """Choose the community that is to decide."""
    wanted, draft = await call.json(), _managed(call)
    if not isinstance(wanted, dict):
        raise refusals.broken()
    if wanted.get("type") != requests.SUBMISSION:
        raise refusals.invalid_field("type", "Invalid review type.")
    receiver = wanted.get("receiver")
    if not isinstance(receiver, dict) or "community" not in receiver:
        raise refusals.broken()
    community = call.service.communities.find(receiver["community"])
    if community is None:
        raise refusals.missing()
    return JSONResponse(_shown(call, reviews.ask(call.service, draft, call.account, community)))


async def delete(call: Call) -> Response:
    """Let nobody decide."""
    reviews.withdraw(call.service, _managed(call))
    return Response(status_code=204, media_type="text/html")


async def submit(call: Call) -> Response:
    """Hand a draft in; a second time is an error of the server's own."""
    draft = _managed(call)
    request = reviews.submit(call.service, draft, call.account, said(await call.json()))
    shown = _shown(call, request)
    accepted = request["status"] == "accepted"
    shown["links"]["next_html"] = f"{call.origin}/records/{draft.id}" if accepted else shown["links"]["self_html"]
    return JSONResponse(shown, 202)
