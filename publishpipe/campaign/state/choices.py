"""Which draft of a release may be published: chosen once, by a link that only one process can make.

A release has a chain of choices. A new one is made only when the last is over, and everybody knows why: that draft is
published, as the lockfile of whoever chooses says, or it is gone (its `fate`). So whoever was stopped in the middle,
and knows nothing of what happened since, finds a choice where it wants to make one: its own draft is one too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from publishpipe.campaign.state import durable
from publishpipe.campaign.state.files import Epochs
from publishpipe.errors import BusyError, RefusedError
from publishpipe.model.facts import Facts

GONE, KEPT = "gone", "kept"
FATE = ".fate"


@dataclass(frozen=True, slots=True)
class Choice:
    """A draft that was chosen, and what was known of it then. `fate`: it is `gone`, or `kept` for others to name."""

    epoch: int
    id: str
    facts: Facts
    fate: str


class NotChosenError(BusyError):
    """Another process made the draft that is to be published; `mine` is the one that this process made in vain."""

    def __init__(self, mine: str, chosen: Choice) -> None:
        super().__init__(
            f"Another process began the same release first, with the draft {chosen.id}.",
            state=f"The draft {mine} of this one is not needed.",
            hint="Run the same command again: it deletes that draft, and goes on with the other one.",
        )
        self.mine = mine
        self.chosen = chosen


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one release."""

    folder: Path
    name: str

    def settle(self, facts: Facts) -> None:
        """Have the draft in these facts chosen, if there is one.

        Raises:
            NotChosenError: another one is.
        """
        mine = working(facts)
        while mine:
            last = self.last()
            if last and last.id == mine:
                return
            if last and not _is_over(last, facts):
                raise NotChosenError(mine, last)
            durable.place(self._files.path(last.epoch + 1 if last else 1), {"id": mine, "facts": facts})

    def give_up(self, number: str) -> None:
        """A draft is gone, as two witnesses say: if it was chosen, another one may be.

        Raises:
            RefusedError: others name its DOI already.
        """
        last = self.last()
        if last and last.id == number and self._decided(last, GONE) != GONE:
            raise RefusedError(
                f"The draft {number} of {self.name} is gone, and other releases name its DOI already.",
                where=str(self._files.path(last.epoch)),
                state="Nothing new was begun in its place.",
                hint="Ask the repository what became of it. Correct the releases that name it, and begin with a new "
                "folder for --join.",
            )

    def keep(self) -> None:
        """The chosen draft, if there is one and it is not gone, is not given up from now on."""
        if last := self.last():
            self._decided(last, KEPT)

    def last(self) -> Choice | None:
        """The newest choice."""
        epoch = self._files.last()
        return self._choice(epoch) if epoch else None

    def all(self) -> Iterator[Choice]:
        """All of them, oldest first."""
        return map(self._choice, range(1, self._files.last() + 1))

    @property
    def _files(self) -> Epochs:
        return Epochs(self.folder, "choices", self.name)

    def _choice(self, epoch: int) -> Choice:
        told: dict[str, Any] = durable.read(self._files.path(epoch)) or {}
        fate = durable.read(self._files.path(epoch, FATE)) or {}
        return Choice(epoch, str(told["id"]), cast("Facts", told["facts"]), str(fate.get("fate", "")))

    def _decided(self, choice: Choice, fate: str) -> str:
        """What becomes of a chosen draft: this, unless somebody was first with the other."""
        path = self._files.path(choice.epoch, FATE)
        return fate if durable.place(path, {"fate": fate}) else str((durable.read(path) or {}).get("fate"))


def working(facts: Facts) -> str:
    """The id of the draft in these facts; empty if there is none, or only an edit of what is published."""
    number = facts.get("id", "")
    return "" if any(version["id"] == number for version in facts.get("versions", ())) else number


def _is_over(choice: Choice, facts: Facts) -> bool:
    return choice.fate == GONE or any(version["id"] == choice.id for version in facts.get("versions", ()))
