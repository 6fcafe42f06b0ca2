"""What a person is asked before something is done that cannot be undone."""

from __future__ import annotations

import sys

import typer

from publishpipe.errors import RefusedError
from publishpipe.model.campaign import CampaignPlan, ConfirmAll
from publishpipe.model.plan import Confirm, Plan, keep_all
from publishpipe.model.quoting import some


def before_publishing(*, as_json: bool) -> Confirm:
    """How to confirm a plan: by a question on a terminal; elsewhere nobody can."""
    return _ask if sys.stdin.isatty() and sys.stdout.isatty() and not as_json else _nobody_to_ask


def before_publishing_all(*, as_json: bool) -> ConfirmAll:
    """How to confirm the plan of many releases: by one question on a terminal; elsewhere nobody can."""
    return _ask_once if sys.stdin.isatty() and sys.stdout.isatty() and not as_json else _nobody_to_ask_once


def _ask_once(plan: CampaignPlan) -> Confirm:
    lost = f"removes from servers what the manifests do not say: {some(plan.losses, 5)}" if plan.losses else ""
    number = sum(plan.irreversible.values())
    good = f"does what cannot be undone, {number} times" if number else ""
    if not _agreed(f"\nThis {', and '.join(filter(None, (lost, good)))}."):
        raise _not_confirmed()
    return lambda _plan: None


def _nobody_to_ask_once(_plan: CampaignPlan) -> Confirm:
    raise _nobody()


def before_discarding(what: str) -> None:
    """Ask before this is discarded. Raises RefusedError."""
    _sure(f"discard {what}")


def before_forgetting(what: str) -> None:
    """Ask before the lockfile forgets this. Raises RefusedError."""
    _sure(f"forget {what}")


def nothing(_what: str) -> None:
    """Ask nothing: the answer is yes."""


def _sure(deed: str) -> None:
    if not sys.stdin.isatty():
        raise RefusedError(
            f"This would {deed}; and there is no terminal to ask on.", state="Nothing was changed.", hint="Add --yes."
        )
    if not _agreed(f"This would {deed}."):
        raise RefusedError("Not confirmed.", state="Nothing was changed.")


def _ask(plan: Plan) -> None:
    lost = f"removes from the server what the manifest does not say: {'; '.join(plan.losses)}" if plan.losses else ""
    changed = f"sets back what was changed on the server: {'; '.join(plan.drift)}" if plan.drift else ""
    deeds = {step.action for step in plan.pending if step.irreversible}
    what = "asks a community to publish" if deeds == {"review"} else "publishes"
    good = f"{what} on {plan.base_url} for good: it cannot be undone" if deeds else ""
    if not _agreed(f"\nThis {', and '.join(filter(None, (lost, changed, good)))}."):
        raise _not_confirmed()


def _not_confirmed() -> RefusedError:
    return RefusedError(
        "Not confirmed.", state="Nothing was sent.", hint="Run the same command again when you are ready."
    )


def _agreed(deed: str) -> bool:
    """Whether somebody says yes to this."""
    from publishpipe.render import text, wrapping  # noqa: PLC0415  # programs need no library for terminals

    wrapping.tell(text.console(), deed)
    return typer.confirm("Go on?")


def _nobody_to_ask(plan: Plan) -> None:
    keep_all(plan)
    raise _nobody()


def _nobody() -> RefusedError:
    return RefusedError(
        "Publishing cannot be undone, and there is no terminal to ask on.",
        state="Nothing was sent.",
        hint="Add --yes to publish, or --until verify to stop at the complete draft.",
    )
