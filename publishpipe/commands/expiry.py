"""A token that ends soon is told of while there is time to make another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from publishpipe.model.steps import Plan

if TYPE_CHECKING:
    from publishpipe.http.session import Session

SOON = timedelta(days=7)


def noted(plan: Plan, session: Session | None) -> Plan:
    """The same plan, with a note if the token for its server ends soon. A rehearsal's never does."""
    end = session.token_end if session and plan.environment != "local" else None
    if session is None or end is None or end - datetime.now(UTC) > SOON:
        return plan
    note = f"{session.which_token} ends on {end:%Y-%m-%d %H:%M} UTC: publishpipe login takes another one"
    return replace(plan, notes=(*plan.notes, note))
