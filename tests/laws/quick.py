"""Time runs faster here: thousands of examples must not wait for what takes seconds with a real server."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from unittest import mock

from publishpipe import engine
from publishpipe.http import polling, retries
from publishpipe.repositories.nomad.client import waiting

LAG = 0.05  # of a search, in seconds: real ones take one
FASTER = [
    (polling, "LATE", 0.4),
    (polling, "LOOK_EVERY", 0.02),
    (waiting, "FIRST_LOOK", 0.01),
    (retries, "FIRST_WAIT", 0.002),
]


#: An SSL context that nobody needs takes longer than a whole apply.
unencrypted = cache(ssl.create_default_context)


class Precise(datetime):
    """The time of an intent is told to the microsecond: a second is long here."""

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        return super().isoformat(sep, "auto" if timespec == "seconds" else timespec)


def patches() -> Iterator[Any]:
    """What makes the client wait accordingly; and no power is cut here, so nothing need be synced."""
    yield from (mock.patch.object(*patch) for patch in FASTER)
    yield mock.patch.object(engine, "datetime", Precise)
    yield mock.patch.object(ssl, "create_default_context", unencrypted)
    yield mock.patch.object(os, "fsync", return_value=None)
