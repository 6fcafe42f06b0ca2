"""Writes to one draft that overlap: the first is done, the others wait for it and are refused, and change nothing.

On the real server the database notices it (zenodo-rdm 25.2.5, observed in November 2026): a description, a removal and
a replacement all change the row of the draft. A file of a new name does not, so any number of those come at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from publishpipe.local.refusal import Refusal
from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document
from publishpipe.local.zenodo.services.records import Service

MOMENT = 0.005  # seconds that every write takes, so that others can come meanwhile; there it is some fifty times that


def of_files() -> Refusal:
    """What a removal or a replacement is told."""
    return refusals.refused(400, "Not a valid value.")


def of_metadata(document: Document) -> Refusal:
    """What a description is told: the first term that is looked up is blamed, which is nearly always this one."""
    kind = document.body["metadata"].get("resource_type") or {"id": "dataset"}
    return refusals.refused(400, f"Invalid value {kind['id'].partition('-')[0]}.")


@asynccontextmanager
async def alone(service: Service, document: Document, conflict: Refusal) -> AsyncIterator[None]:
    """Write to a draft as it was when the request came. Raises `conflict` if another write was under way then."""
    async with service.writing[document.id]:
        current = service.store.document(document.id, "draft")
        if current is None or current.revision != document.revision:
            raise conflict
        await asyncio.sleep(MOMENT)
        yield
