"""Requests to communities: those of a record at `/api/records/ID/requests`, one to be decided at `/api/requests/ID`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.resources.records import published
from publishpipe.local.zenodo.schemas.comments import said
from publishpipe.local.zenodo.serializers import requests as shapes
from publishpipe.local.zenodo.services import deciding, requests, reviews

TYPES = {requests.SUBMISSION: "Draft review", requests.INCLUSION: "Community inclusion"}


async def listing(call: Call) -> Response:
    """The requests about one version of a record; another version has its own."""
    found = _readable(call, published(call).id)
    wanted = call.request.query_params.get("is_open", "").lower()
    if wanted:
        found = [one for one in found if (one["status"] == "submitted") == (wanted in ("true", "1"))]
    statuses = {one["status"]: one["status"].capitalize() for one in found}
    return JSONResponse(
        {
            "hits": {"hits": [_shown(call, one) for one in found], "total": len(found)},
            "aggregations": {
                "type": _buckets((one["type"] for one in found), TYPES, "Type"),
                "status": _buckets((one["status"] for one in found), statuses, "Status"),
            },
            "sortBy": "newest",
            "links": {"self": f"{call.origin}/api/requests/?page=1&size=25&sort=newest"},
        },
        media_type=call.accepted,
    )


def _readable(call: Call, number: int) -> list[Json]:
    """Those that concern the caller, newest first; a search, so new ones are not there yet."""
    caller, lag = call.account, timedelta(seconds=call.service.index.lag)
    seen = (datetime.now(UTC) - lag).isoformat(timespec="microseconds")
    found = [one for one in requests.of(call.service.concept(number)) if one["topic"] == number]
    return [one for one in reversed(found) if one["created"] <= seen and deciding.concerns(call.service, one, caller)]


def _buckets(keys: Iterable[str], labels: dict[str, str], label: str) -> Json:
    buckets = [
        {"key": key, "doc_count": count, "label": labels[key], "is_selected": False}
        for key, count in Counter(keys).items()
    ]
    return {"buckets": buckets, "label": label}


def _shown(call: Call, request: Json) -> Json:
    return shapes.request(request, call.origin, deciding.roles(call.service, request, call.caller))


def _answer(call: Call, request: Json) -> Response:
    headers = {"ETag": f'"{request["revision"]}"'}
    return JSONResponse(_shown(call, request), headers=headers, media_type=call.accepted)


async def read(call: Call) -> Response:
    """One request, for those whom it concerns: curators not before it is submitted."""
    request = deciding.find(call.service, str(call.request.path_params["request"]))
    if not deciding.concerns(call.service, request, call.caller):
        raise refusals.denied()
    return _answer(call, request)


async def act(call: Call) -> Response:
    """Submit, accept, decline or cancel a request."""
    service, action = call.service, call.request.path_params["action"]
    request = deciding.find(service, str(call.request.path_params["request"]))
    deciding.check(request, action, deciding.roles(service, request, call.caller))
    words = said(await call.json())
    if action == "submit":
        return _answer(call, reviews.submit(service, service.draft(request["topic"]), call.account, words))
    return _answer(call, deciding.decided(service, request, action, call.account, words))
