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
    from publishpipe.api import Status, accept, apply, discard, plan, refuse, status, validate
    from publishpipe.errors import Problem, PublishPipeError
    from publishpipe.events import Event, Planned, Progress, Result, StepChanged, Waiting
    from publishpipe.steps import Plan, Step

__all__ = [
    "Event",
    "Plan",
    "Planned",
    "Problem",
    "Progress",
    "PublishPipeError",
    "Result",
    "Status",
    "Step",
    "StepChanged",
    "Waiting",
    "accept",
    "apply",
    "discard",
    "plan",
    "refuse",
    "status",
    "validate",
]

_HOMES = {
    "errors": {"Problem", "PublishPipeError"},
    "events": {"Event", "Planned", "Progress", "Result", "StepChanged", "Waiting"},
    "steps": {"Plan", "Step"},
}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for: the embedded repository and `--version` need none of them."""
    if name not in __all__:
        raise AttributeError(f"module 'publishpipe' has no attribute '{name}'")
    home = next((module for module, names in _HOMES.items() if name in names), "api")
    return getattr(import_module(f"publishpipe.{home}"), name)
