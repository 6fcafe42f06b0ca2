"""Times and identifiers in NOMAD's forms."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import UTC, datetime


def now() -> str:
    """The present moment, UTC, without a zone (as MongoDB keeps it)."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def unique_id() -> str:
    """A new id of an upload or a dataset: 22 characters `[A-Za-z0-9_-]`."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def entry_id(upload_id: str, mainfile: str) -> str:
    """The id of an entry: 28 characters that follow from the upload and the path."""
    digest = hashlib.sha512(f"{upload_id}\0{mainfile}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:28]
