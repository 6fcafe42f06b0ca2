"""Requests to communities in the shape of the API (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.serializers import dates
from publishpipe.local.zenodo.services.requests import ACTIONS

PARTS = ("comments", "timeline", "timeline_focused", "lock", "unlock")
CLOSED = ("accepted", "declined", "cancelled")


def request(one: Json, origin: str, roles: set[str]) -> Json:
    """A request, with what the caller may do to it."""
    url, page = f"{origin}/api/requests/{one['id']}", f"{origin}/me/requests/{one['id']}"
    possible = [name for name, (who, status, _) in ACTIONS.items() if who in roles and status == one["status"]]
    return {
        "id": one["id"],
        "created": one["created"],
        "updated": one["updated"],
        "revision_id": one["revision"],
        "links": {
            "self": url,
            "self_html": page,
            **{part: f"{url}/{part}" for part in PARTS},
            "actions": {name: f"{url}/actions/{name}" for name in possible},
        },
        "type": one["type"],
        "title": one["title"],
        "number": one["number"],
        "status": one["status"],
        "is_closed": one["status"] in CLOSED,
        "is_open": one["status"] == "submitted",
        "expires_at": None,
        "is_expired": False,
        "last_reply": _reply(one["reply"]) if one["reply"] else None,
        "last_activity_at": max(one["updated"], one["reply"]["created"] if one["reply"] else ""),
        "created_by": {"user": str(one["created_by"])},
        "receiver": {"community": one["receiver"]},
        "topic": {"record": str(one["topic"])},
        "files": {"enabled": True},
        "is_locked": False,
    }


def _reply(reply: Json) -> Json:
    return {
        "id": reply["id"],
        "created": reply["created"],
        "updated": reply["created"],
        "links": {},
        "revision_id": 1,
        "type": "C",
        "created_by": {"user": reply["by"]},
        "permissions": {},
        "parent_id": None,
    }


def on_pages(one: Json) -> Json:
    """The `ui` part, which only a draft's review has."""
    shown = {f"{name}_date_l10n_long": dates.day(one[name]) for name in ("created", "updated")}
    return {**shown, "version": None}


def in_brief(one: Json) -> Json:
    """What a draft tells of its review."""
    return {
        "id": one["id"],
        "links": {},
        "type": one["type"],
        "title": "",
        "status": one["status"],
        "receiver": {"community": one["receiver"]},
    }
