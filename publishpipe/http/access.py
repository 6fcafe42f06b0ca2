"""The secret that goes with each request, and the way to a fresh one. Sessions and threads may share it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from publishpipe.http.credentials import Secret

if TYPE_CHECKING:
    from publishpipe.http.session import Session

Renew = Callable[["Session"], Secret]
"""Gives a fresh secret when there is none, or when the one in use is not accepted any more."""


class Access:
    """A secret, and `renews` if there is a way to a fresh one."""

    def __init__(self, secret: Secret | None, renew: Renew | None) -> None:
        self.secret = secret
        self.renews = renew is not None
        self._renew = renew
        self._lock = threading.RLock()

    def renewed(self, session: Session, used: Secret | None) -> bool:
        """Get a fresh secret in place of the one that was used, if there is a way to; one thread does it for all."""
        with self._lock:
            if self.secret is not used:
                return True
            renew, self._renew = self._renew, None  # what that itself sends is without a secret, nor renewed for
            if renew is None:
                return False
            self.secret = None
            try:
                self.secret = renew(session)
            finally:
                self._renew = renew
            return True
