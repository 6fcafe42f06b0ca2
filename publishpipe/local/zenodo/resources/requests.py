"""What became of a record's wishes to be in communities: `/api/records/ID/requests`, read only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.resources.records import published


async def listing(call: Call) -> Response:
    """The requests about one version of a record; another version has its own."""
    found = _readable(call, published(call).id)
    wanted = call.request.query_params.get("is_open", "").lower()
    if wanted:
        found = [one for one in found if one["accepted"] == (wanted not in ("true", "1"))]
    return JSONResponse(
        {
            "hits": {"hits": [_request(one, call.origin) for one in found], "total": len(found)},
            "aggregations": {
                "type": _buckets(("community-inclusion" for _ in found), "Type"),
                "status": _buckets(map(_status, found), "Status"),
            },
            "sortBy": "newest",
            "links": {"self": f"{call.origin}/api/requests/?page=1&size=25&sort=newest"},
        }
    )


def _readable(call: Call, number: int) -> list[Json]:
    """Those that the caller made, or as the community's manager received; a search, so new ones are not there yet."""
    store, caller = call.service.store, call.account.id
    concept = store.concept(call.service.pid(number).concept)
    managed = {one["id"] for one in call.service.communities.all() if one["owner"] == caller}
    seen = (datetime.now(UTC) - timedelta(seconds=call.service.index.lag)).isoformat(timespec="microseconds")
    requests: list[Json] = concept.parent.get("requests", []) if concept else []
    return [
        one
        for one in requests
        if one["topic"] == number
        and one["created"] <= seen
        and (one["created_by"] == caller or one["receiver"] in managed)
    ]


def _buckets(keys: Iterable[str], label: str) -> Json:
    buckets = [
        {"key": key, "doc_count": count, "label": key.capitalize().replace("-", " "), "is_selected": False}
        for key, count in Counter(keys).items()
    ]
    return {"buckets": buckets, "label": label}


def _status(request: Json) -> str:
    return "accepted" if request["accepted"] else "submitted"


def _request(one: Json, origin: str) -> Json:
    url = f"{origin}/api/requests/{one['id']}"
    stamps = {"created": one["created"], "updated": one["created"], "revision_id": 2}
    pages = ("comments", "timeline", "timeline_focused", "lock", "unlock")
    reply = {"id": one["reply"], "links": {}, "type": "C", "created_by": {"user": "system"}}
    return {
        **stamps,
        "id": one["id"],
        "links": {
            "self": url,
            "self_html": f"{origin}/me/requests/{one['id']}",
            **{page: f"{url}/{page}" for page in pages},
            "actions": {} if one["accepted"] else {"cancel": f"{url}/actions/cancel"},
        },
        "type": "community-inclusion",
        "title": one["title"],
        "number": one["number"],
        "status": _status(one),
        "is_closed": one["accepted"],
        "is_open": not one["accepted"],
        "expires_at": None,
        "is_expired": False,
        "last_reply": {**reply, **stamps, "permissions": {}, "parent_id": None} if one["accepted"] else None,
        "last_activity_at": one["created"],
        "created_by": {"user": str(one["created_by"])},
        "receiver": {"community": one["receiver"]},
        "topic": {"record": str(one["topic"])},
        "files": {"enabled": True},
        "is_locked": False,
    }
