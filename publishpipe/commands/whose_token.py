"""What a plan says of the token that it is done with: whose it is, and that it ends soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from publishpipe.model.plan import Plan

if TYPE_CHECKING:
    from publishpipe.http.session import Session

SOON = timedelta(days=7)


def with_token(plan: Plan, session: Session | None, *, ask: Callable[[Session], str] | None = None) -> Plan:
    """The same plan with the account that it is for, if something is to do: a token may be another's. Not if local.

    Args:
        plan: what would be done.
        session: with the server; None if nobody looked.
        ask: asks the server for the account where it is not known yet: one request.
    """
    if session is None or plan.environment == "local":
        return plan
    account = session.account or (ask(session) if ask and plan.pending else "")
    outline = {**plan.outline, "account": account} if account and plan.pending else plan.outline
    return replace(plan, outline=outline, notes=(*plan.notes, *_ending(session)))


def _ending(session: Session) -> tuple[str, ...]:
    """That the token ends while there is time to make another, if it does."""
    end = session.token_end
    if end is None or end - datetime.now(UTC) > SOON:
        return ()
    return (f"{session.which_token} ends on {end:%Y-%m-%d %H:%M} UTC: publishpipe login takes another one",)
