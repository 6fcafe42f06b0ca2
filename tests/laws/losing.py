"""Lockfiles that are lost, put back from an older state, or copied with their manifest."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from publishpipe.errors import BusyError, RefusedError
from tests.laws.commands import Commands
from tests.laws.zenodo.model import DOI

WAYS = 3  # refusals in a row, each of which names a way that is gone


class Losing(Commands):
    """Rules about that: the command then ends well, or is refused and names what is there, and that leads on."""

    def is_recognisable(self) -> bool:
        """Whether what is there looks like the manifest: what was renamed and changed altogether is another release."""
        raise NotImplementedError

    def forget(self) -> None:
        """What the lockfile does not know any more is nobody's until it is adopted."""
        raise NotImplementedError

    def take_over(self, number: str) -> None:
        """Adopt it."""
        raise NotImplementedError

    @rule()
    def lose_the_lockfile(self) -> None:
        if self._may_lose():
            self.local.lock.unlink(missing_ok=True)
            self._go_on()

    @rule(n=st.integers(0, 5))
    def put_an_older_lockfile_back(self, n: int) -> None:
        if self.past and self._may_lose():
            self.local.lock.write_bytes(self.past[-1 - n % len(self.past)])
            self._go_on()

    @rule()
    def apply_a_copy(self) -> None:
        """The same release from a second folder; here, the lockfile is then older than what was done."""
        if not self._may_lose():
            return
        home = self.local.folder
        with TemporaryDirectory() as folder:
            self.local.folder = Path(folder) / "copy"
            shutil.copytree(home, self.local.folder)
            try:
                ended = self.apply()
            finally:
                self.local.folder = home
        assert self.may_end(ended) or isinstance(ended, self.refusals), f"{ended!r} without a fault"
        self._go_on()

    def _may_lose(self) -> bool:
        return bool(self.held) and self.local.is_clear and self.is_recognisable()

    def _go_on(self) -> None:
        """Apply without what the lockfile knew, on the ways that are named."""
        self.saved = None
        self.forget()
        for _ in range(WAYS):
            ended = self.apply()
            if not isinstance(ended, RefusedError | BusyError):
                assert self.may_end(ended) or isinstance(ended, self.refusals), f"{ended!r} without a fault"
                return
            told = f"{ended.message} {ended.hint}"
            assert any(number in told for number in self.held), f"{told}, but there is {set(self.held)}"
            if number := _named(ended):
                assert number in self.held, f"{told}, but there is {set(self.held)}"
                self.take_over(number)
                return


def _named(ended: Any) -> str:
    """The id that it says to adopt, if it does: the search may not show it yet."""
    found = re.search(r"^publishpipe adopt .* (\S{4,})$", ended.hint, re.MULTILINE)
    return found[1].removeprefix(DOI) if found else ""
