"""Processing that goes wrong on demand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ProcessingFault:
    """How processing is made to go wrong, switched from outside; it strikes processes as they are begun.

    Attributes:
        mode: `fails`, `hangs`, or empty for neither.
        times: How many processes it strikes; None for all.
        conflicts: A busy upload takes no work at all and refuses it with 409, as NOMAD's maintainers want it (their
            issue 136); no server is known that does.
    """

    mode: str = ""
    times: int | None = None
    conflicts: bool = False

    def take(self) -> str:
        """What is to happen to the process that is begun now."""
        if not self.mode or self.times == 0:
            return ""
        if self.times is not None:
            self.times -= 1
        return self.mode
