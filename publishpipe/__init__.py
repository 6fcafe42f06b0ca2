"""Publish research data once and right.

>>> import publishpipe
>>> plan = publishpipe.plan("manifest.yaml")                                     # doctest: +SKIP
>>> result = publishpipe.apply("manifest.yaml", confirm=publishpipe.accept)      # doctest: +SKIP
>>> result.doi                                                                   # doctest: +SKIP
'10.5281/zenodo.1234567'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publishpipe.adoption import Adoption, adopt, write_manifest
    from publishpipe.api import Status, discard, notes, plan, status, validate, verify
    from publishpipe.applying import accept, apply, refuse
    from publishpipe.catalog import list_own, search
    from publishpipe.comparison import Compared, Verification
    from publishpipe.errors import Problem, PublishPipeError
    from publishpipe.events import Event, Planned, Progress, Result, StepChanged, Waiting
    from publishpipe.listing import Deposit, Listing, Record
    from publishpipe.steps import Plan, Step

__all__ = [
    "Adoption",
    "Compared",
    "Deposit",
    "Event",
    "Listing",
    "Plan",
    "Planned",
    "Problem",
    "Progress",
    "PublishPipeError",
    "Record",
    "Result",
    "Status",
    "Step",
    "StepChanged",
    "Verification",
    "Waiting",
    "accept",
    "adopt",
    "apply",
    "discard",
    "list_own",
    "notes",
    "plan",
    "refuse",
    "search",
    "status",
    "validate",
    "verify",
    "write_manifest",
]

_HOMES = {
    "adoption": {"Adoption", "adopt", "write_manifest"},
    "applying": {"accept", "apply", "refuse"},
    "catalog": {"list_own", "search"},
    "comparison": {"Compared", "Verification"},
    "errors": {"Problem", "PublishPipeError"},
    "events": {"Event", "Planned", "Progress", "Result", "StepChanged", "Waiting"},
    "listing": {"Deposit", "Listing", "Record"},
    "steps": {"Plan", "Step"},
}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for: the embedded repository and `--version` need none of them."""
    if name not in __all__:
        raise AttributeError(f"module 'publishpipe' has no attribute '{name}'")
    home = next((module for module, names in _HOMES.items() if name in names), "api")
    return getattr(import_module(f"publishpipe.{home}"), name)
