"""`/api/records/ID/communities`: to bring a published record into communities, and to take it out of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Concept, Document, Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.resources.records import published
from publishpipe.local.zenodo.schemas.validation import Errors, Object, anything, items
from publishpipe.local.zenodo.serializers import requests as shapes
from publishpipe.local.zenodo.services import deciding, requests, rights
from publishpipe.local.zenodo.services.communities import settled

NAMED = Object({"id": anything, "require_review": anything, "comment": anything}, required=frozenset({"id"}))
BODY = Object(
    {"communities": items(NAMED, check=lambda found: "" if found else "Shorter than minimum length 1.")},
    required=frozenset({"communities"}),
)


async def _wanted(call: Call) -> list[Json]:
    """The communities that a body names."""
    errors = Errors()
    body = BODY(await call.json(), "", errors)
    if len(errors):
        raise refusals.invalid(errors.listed())
    found: list[Json] = body["communities"]
    return found


async def add(call: Call) -> Response:
    """Ask each of the communities, which are there at once or decide; what cannot be asked is told beside."""
    record, wanted = published(call), await _wanted(call)
    call.service.managed(record.id, call.caller)
    errors, processed = [], []
    for one in wanted:
        problem = _problem(call, record, one)
        if problem:
            errors.append({"community_id": one["id"], "message": problem})
        else:
            processed.append(_asked(call, record, one))
    shown = {"errors": errors, "processed": processed}
    return JSONResponse({name: found for name, found in shown.items() if found}, 200 if processed else 400)


def _problem(call: Call, record: Document, wanted: Json) -> str:
    community = call.service.communities.named(wanted["id"])
    if community is None:
        return "Community not found."
    return settled(community, record, call.service.concept(record.id))


def _asked(call: Call, record: Document, wanted: Json) -> Json:
    community = call.service.communities.named(wanted["id"]) or {}
    made: list[Json] = []

    def change(concept: Concept) -> None:
        made.append(call.service.communities.request(community, record, concept, call.account))
        if "comment" in wanted and made[0]["status"] == "submitted":
            requests.comment(made[0], str(call.account.id))

    call.service.share(record.id, change)
    shown = shapes.request(made[0], call.origin, deciding.roles(call.service, made[0], call.caller))
    return {"community_id": wanted["id"], "request": shown, "request_id": made[0]["id"]}


async def remove(call: Call) -> Response:
    """Take the record out of each of the communities; what cannot be is told."""
    record, wanted = published(call), await _wanted(call)
    errors = [{"community": one["id"], "message": text} for one in wanted if (text := _removed(call, record, one))]
    return JSONResponse({"errors": errors} if errors else {}, 400 if len(errors) == len(wanted) else 200)


def _removed(call: Call, record: Document, wanted: Json) -> str:
    """Take it out of one; or why not."""
    concept, community = call.service.concept(record.id), call.service.communities.find(wanted["id"])
    if community is None or community["slug"] not in concept.parent["communities"]:
        internal = uuid.uuid5(uuid.NAMESPACE_URL, str(record.id))
        return f"The record {internal} in not included in the community {wanted['id']}."
    if not rights.manages(concept, call.caller, call.service.communities):
        return "Permission denied."
    call.service.share(record.id, _without(community["slug"]))
    return ""


def _without(slug: str) -> Callable[[Concept], None]:
    return lambda concept: concept.parent["communities"].remove(slug)
