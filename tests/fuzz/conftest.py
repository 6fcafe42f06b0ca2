"""The table of answers that were changed, and what became of the runs that got them."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

PROPERTY = "answer"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each operation, if answers were changed."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    tried = [value for report in reports for name, value in report.user_properties if name == PROPERTY]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for operation, struck, codes, wrong in tried:
        counts[operation].update(["changed" if struck else "not met", f"exit {codes[0] if codes else '-'}"])
        counts[operation].update([wrong.upper()] if wrong else [])
    if tried:
        terminalreporter.section(
            f"{sum(bool(one[1]) for one in tried)} answers changed, {sum(bool(one[3]) for one in tried)} wrong"
        )
        for operation, count in sorted(counts.items()):
            terminalreporter.write_line(
                f"{operation}: " + ", ".join(f"{name} {n}" for name, n in sorted(count.items()))
            )
