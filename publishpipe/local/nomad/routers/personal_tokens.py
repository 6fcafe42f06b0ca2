"""Personal access tokens: `auth/pats`."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.accounts import PAT_PREFIX
from publishpipe.local.nomad.errors import Json, missing, refused, unprocessable
from publishpipe.local.nomad.requests.auth import require
from publishpipe.local.nomad.requests.params import json_body, json_object, not_an_object
from publishpipe.local.nomad.server import server_of

_LONGEST_PERSONAL_TOKEN = 365

#: What a personal access token can allow (nomad-lab 2.0.0, read 2026-11).
SCOPES = frozenset(
    f"{area}:{right}"
    for area, rights in {
        "actions": "read run",
        "apps": "read",
        "tokens": "create read delete",
        "datasets": "read write delete assign_doi",
        "entries": "read write",
        "graph": "read",
        "groups": "read write delete",
        "info": "read",
        "materials": "read",
        "metainfo": "read",
        "north": "read run",
        "schemas": "read",
        "suggestions": "read",
        "systems": "read",
        "uploads": "read write publish process assign_doi export import",
        "users": "read invite",
        "external_optimade": "read",
        "external_dcat": "read",
        "external_h5grove": "read",
    }.items()
    for right in rights.split()
)


async def post_personal_token(request: Request) -> Response:
    """Make a personal access token; it is shown this once."""
    body = await json_body(request)
    identity = require(request, "tokens:create")
    asked = json_object(body)
    metadata, made = _checked_metadata(asked), datetime.now(UTC)
    ends = made + _lifetime(asked)
    token = PAT_PREFIX + secrets.token_urlsafe(32)
    server_of(request).accounts.keep_personal_token(token, identity.user_id, metadata["scopes"], ends.timestamp())
    described = {
        "id": secrets.token_hex(12),
        "name": metadata["name"],
        "scopes": metadata["scopes"],
        "description": metadata.get("description"),
        "revoked": False,
        "created_at": _zulu(made),
        "expired_at": _zulu(ends),
        "last_used_at": None,
    }
    return JSONResponse({"pat": described, "raw_token": token}, 201)


def _lifetime(asked: Json) -> timedelta:
    days = asked.get("expires_in_days") or 30
    if days > _LONGEST_PERSONAL_TOKEN:
        message = f"Requested lifetime ({days} days) exceeds the maximum allowed ({_LONGEST_PERSONAL_TOKEN} days)."
        raise refused(400, message)
    if days < 0:
        raise refused(400, "Cannot create an already expired token.")
    return timedelta(days=days)


def _checked_metadata(asked: Json) -> Json:
    metadata = asked.get("metadata")
    if not isinstance(metadata, dict):
        where = ("body", "metadata")
        wrong = not_an_object(where, metadata) if metadata else missing(*where) | {"input": asked}
        raise unprocessable(wrong)
    absent = [name for name in ("name", "scopes") if metadata.get(name) is None]
    if absent:
        raise unprocessable(*(missing("body", "metadata", name) | {"input": metadata} for name in absent))
    if not metadata["scopes"]:
        raise refused(400, "At least one scope must be selected.")
    if unknown := set(metadata["scopes"]) - SCOPES:
        raise refused(400, f"Invalid scopes: {unknown}")
    return metadata


def _zulu(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
