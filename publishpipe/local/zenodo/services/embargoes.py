"""Embargoes that end: the files become public, not at midnight but when a job of the server finds them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from publishpipe.local.zenodo.models import Document, Json, now
from publishpipe.local.zenodo.services.records import Service

INTERVAL_SECONDS = 3600.0


async def lift_forever(service: Service) -> None:
    """Lift what has ended at the start, and then again and again."""
    while True:
        lift(service)
        await asyncio.sleep(INTERVAL_SECONDS)


def lift(service: Service) -> None:
    """Lift the embargoes whose day has come. An edit follows only as long as it has not changed the access."""
    records = [one for one in service.store.documents() if one.kind == "record" and _ended(one.body["access"])]
    for record in records:
        draft = service.store.document(record.id, "draft")
        with service.store.transaction():
            if draft and draft.body["access"] == record.body["access"]:
                _lift(service, draft)
            _lift(service, record)
        service.changed(record)


def _ended(access: Json) -> bool:
    embargo = access.get("embargo", {})
    until = embargo.get("until")
    return bool(embargo.get("active") and until and until <= datetime.now(UTC).date().isoformat())


def _lift(service: Service, document: Document) -> None:
    """Open the files; the date stays to be read, as the embargo's that was."""
    embargo = {**document.body["access"]["embargo"], "active": False}
    document.body["access"] = {"record": "public", "files": "public", "embargo": embargo}
    document.revision += 1
    document.updated = now()
    service.store.save(document)
    service.index.add(document)
