"""Warnings in what people read of a run."""

from __future__ import annotations

import io

from publishpipe.errors import Problem
from publishpipe.model.events import Planned
from publishpipe.model.plan import Plan
from publishpipe.render.console import PlainConsole
from publishpipe.render.log import Lines

WARNING = Problem("m.yaml", 3, 1, "metadata", "there is no\x1b[31m description", "write one", severity="warning")


def test_a_run_that_plans_twice_warns_once_of_each() -> None:
    shown = io.StringIO()
    lines = Lines(PlainConsole(file=shown, width=200))
    other = Problem("m.yaml", 4, 1, "metadata", "x" * 300, severity="warning")
    for warnings in ((WARNING,), (WARNING, other)):
        lines(
            Planned(Plan("m.yaml", "zenodo", "sandbox", "https://sandbox.zenodo.org/api/", "", (), warnings=warnings))
        )
    told = [line for line in shown.getvalue().splitlines() if " warning: " in line]
    assert told == ["m.yaml:3:1: warning: there is no[31m description", f"m.yaml:4:1: warning: {'x' * 300}"]


def test_what_programs_read_of_a_warning_has_the_form_of_a_problem() -> None:
    assert set(WARNING.as_json()) == {"file", "line", "column", "path", "message", "hint"}
