"""Where publishpipe keeps what belongs to a manifest: names, relative to the folder that it lies in."""

from __future__ import annotations

SCRATCH = ".publishpipe"
LOCK_ENDING = ".lock.json"
LOCKS = ".locks"  # the ending of a folder of them, where a campaign has many
STORE = f"{SCRATCH}/local"  # of the embedded repository
