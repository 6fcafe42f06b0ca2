"""Processing that goes wrong on demand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ProcessingFault:
    """How processing is made to go wrong, switched from outside; it strikes processes as they are begun.

    Attributes:
        mode: `fails`, `hangs`, or empty for neither.
        times: How many processes it strikes; None for all.
    """

    mode: str = ""
    times: int | None = None

    def take(self) -> str:
        """What is to happen to the process that is begun now."""
        if not self.mode or self.times == 0:
            return ""
        if self.times is not None:
            self.times -= 1
        return self.mode
