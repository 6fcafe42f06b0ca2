"""What concerns the account, and so every release: nothing more is begun after it."""

from __future__ import annotations

import re

from publishpipe.errors import CredentialsError, GoneError, PublishPipeError, ServerError

QUOTA = re.compile(r"\bquota\b|unpublished uploads", re.IGNORECASE)
STATES = "blocked|deactivated|suspended|inactive|spam|verified|confirmed"
BLOCKED = re.compile(rf"\b(account|user)\b.*\b({STATES})\b", re.IGNORECASE)


def concerns_all(error: PublishPipeError) -> bool:
    """Whether an error of one release means that the others fare no better.

    A token that is not accepted; an account that is blocked or has no room left; or one's own record removed by the
    server's people, who should be asked before anything else is sent.
    """
    if isinstance(error, CredentialsError | GoneError):
        return True
    if not isinstance(error, ServerError) or error.status not in {400, 403, 413, 422}:
        return False
    return bool(QUOTA.search(error.message) or BLOCKED.search(error.message))
