"""Where publishpipe keeps what belongs to a manifest: names, relative to the folder that it lies in."""

from __future__ import annotations

SCRATCH = ".publishpipe"
LOCK_ENDING = ".lock.json"
STORE = f"{SCRATCH}/local"  # of the embedded repository
