"""How long the server's rate limit makes a number of requests take. Pure."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def seconds(requests: int, per_window: int, left_in_window: float) -> float:
    """Seconds that a rate limit makes so many requests take; 0 if they fit into one window, or nothing is known.

    Args:
        requests: how many there are to be.
        per_window: how many the server takes in a window; 0 if it does not say.
        left_in_window: the longest time that was ever left of one, by which it is a minute, an hour or a day long.
    """
    if not per_window or requests <= per_window:
        return 0.0
    window = next(span for span in (MINUTE, HOUR, DAY) if left_in_window <= span or span == DAY)
    return (requests - 1) // per_window * window
