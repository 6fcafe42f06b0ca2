"""What earlier versions kept in a store, made into what is kept now: a rehearsal goes on after an update."""

from __future__ import annotations

import json
import sqlite3

from publishpipe.local.zenodo.models import Json, new_uuid

#: The layout of a store. It grows whenever the tables change, or what they hold; then `take_over` knows one more.
CURRENT = 2


def take_over(db: sqlite3.Connection, made: int) -> None:
    """Change what a store of layout `made` holds; to be called inside a transaction."""
    if made == 1:
        _requests_with_a_status(db)
        db.execute("DELETE FROM indexed")  # `Index.fill` makes it anew, of documents that are told otherwise now
    db.execute(f"PRAGMA user_version = {CURRENT}")


def _requests_with_a_status(db: sqlite3.Connection) -> None:
    """Layout 1 knew of requests only whether they were accepted, and of one kind only."""
    for number, text in db.execute("SELECT id, parent FROM concept").fetchall():
        parent = json.loads(text)
        parent["requests"] = [_with_a_status(one) for one in parent.get("requests", [])]
        db.execute("UPDATE concept SET parent = ? WHERE id = ?", (json.dumps(parent), number))


def _with_a_status(request: Json) -> Json:
    accepted, created = request.pop("accepted"), request["created"]
    reply = {"id": request.pop("reply", new_uuid()), "created": created, "by": "system"}
    return {
        **request,
        "type": "community-inclusion",
        "status": "accepted" if accepted else "submitted",
        "updated": created,
        "revision": 4 if accepted else 3,
        "number": str(request["topic"]),
        "reply": reply if accepted else None,
    }
