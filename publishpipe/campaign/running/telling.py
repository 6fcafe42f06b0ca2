"""What happens, told to one listener by many threads."""

from __future__ import annotations

import threading

from publishpipe.model.campaign import CampaignEmit, CampaignEvent, CampaignResult


class UntilEnd:
    """Passes events on one at a time, up to the end: a thread that was left behind tells nothing after it."""

    def __init__(self, emit: CampaignEmit) -> None:
        self._emit = emit
        self._lock = threading.Lock()
        self._ended = False

    def __call__(self, event: CampaignEvent) -> None:
        """Pass an event on."""
        with self._lock:
            if not self._ended:
                self._ended = isinstance(event, CampaignResult)
                self._emit(event)
