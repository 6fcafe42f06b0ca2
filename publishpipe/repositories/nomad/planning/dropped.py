"""What NOMAD drops while it publishes, without a word. Pure.

Source: nomad-lab 1.3.16 and 2.0.0, `files/uploads.py`, read in November 2026: whatever is called POTCAR…, but for what
its processing made of POTCAR files, under NAME.stripped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publishpipe.model.quoting import some

POTCAR, STRIPPED = "POTCAR", ".stripped"


def is_dropped(name: str) -> bool:
    """Whether NOMAD drops a file of this name while it publishes."""
    if POTCAR not in name:  # which is quick to see
        return False
    base = name.rpartition("/")[2]
    return base.startswith(POTCAR) and (not base.endswith(STRIPPED) or base.endswith(2 * STRIPPED))


def told_left_out(names: Sequence[str]) -> Iterator[str]:
    """What somebody should know of files that are not sent."""
    if names:
        yield f"not sent, as NOMAD would drop it while publishing (allow_loss): {some(names)}"
