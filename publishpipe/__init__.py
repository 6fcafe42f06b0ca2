"""Publish research data once and right.

>>> import publishpipe
>>> plan = publishpipe.plan("manifest.yaml")                                     # doctest: +SKIP
>>> result = publishpipe.apply("manifest.yaml", confirm=publishpipe.accept)      # doctest: +SKIP
>>> result.doi                                                                   # doctest: +SKIP
'10.5281/zenodo.1234567'
"""

from __future__ import annotations

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
