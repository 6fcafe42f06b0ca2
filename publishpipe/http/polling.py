"""Looking for what shows late, or takes effect late after its answer was lost: for how long, and how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from publishpipe.http.session import Session


LATE = 10.0  # seconds until a search finds what was created, and what a gateway gave up on is done
LOOK_EVERY = 1.0
SETTLED = 2.0  # seconds between two looks, by which an index has shown what came in out of order (OpenSearch: 1)

T = TypeVar("T")


def awaited(
    session: Session, look: Callable[[], T], reason: str, *, until: Callable[[T], object] = bool, began: str = ""
) -> T:
    """What `look` gives as soon as it is enough, or else at last.

    Args:
        session: waits in between, and stops that when somebody asks to stop.
        look: looks once.
        reason: what is told of the wait.
        until: whether that is enough; usually anything is.
        began: when it was asked for (ISO 8601), if an earlier run did that.
    """
    asked = time.monotonic() - _age(began)
    while not until(found := look()) and time.monotonic() - asked <= LATE:
        session.sleep(LOOK_EVERY, reason)
    return found


def _age(began: str) -> float:
    """Seconds since then; none if another machine's clock was ahead."""
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(began)).total_seconds()) if began else 0.0
