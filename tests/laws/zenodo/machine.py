"""The commands on Zenodo, with the two that are its own matter: discard and adopt."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

import publishpipe
from publishpipe.errors import PublishPipeError, RefusedError
from tests.laws.commands import EARLY, FAULTS
from tests.laws.faults import ZENODO, faults
from tests.laws.losing import Losing
from tests.laws.process import Process
from tests.laws.zenodo.here import CHANGES
from tests.laws.zenodo.web import ACTS, Web


class ZenodoMachine(Web, Losing):
    """Everything that can happen to a release on Zenodo."""

    changes = CHANGES
    faults = faults(ZENODO, "corrupt PUT */files/*")
    acts = st.sampled_from(ACTS)
    actions = ("create", "new-version", "edit", "upload", "remove", "describe", "verify")

    @rule(faults=st.lists(FAULTS, max_size=1), kill=st.none() | EARLY)
    def discard(self, faults: list[str], kill: Process | None) -> None:
        open_before, either = self.ledger.own_open(self.held), set(self.ledger.either)
        process = kill and replace(kill)
        ended = self.call(lambda: publishpipe.discard(self.local.manifest, confirm=lambda _: None), process, *faults)
        if isinstance(ended, PublishPipeError) and not faults:
            assert isinstance(ended, RefusedError), f"{ended!r} without a fault"
        if isinstance(ended, str):
            assert not self.ledger.own_open(self.held), "law 2: discarded, but something is left"
            anybodys = ended == "edit" and either
            assert anybodys or bool(ended) == bool(open_before), f"discarded {ended!r} of {open_before}"

    @rule(lose=st.booleans())
    def adopt(self, *, lose: bool) -> None:
        """Take over the newest of what is there, as the cure of a lost lockfile, or of what somebody else began."""
        if not self.held or not self.local.is_clear:
            return
        newest = max(self.held, key=int)
        if lose:
            self.local.lock.unlink(missing_ok=True)
        self.saved = None
        self.take_over(newest)
