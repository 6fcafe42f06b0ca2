"""What may become of a lockfile while nobody looks, and how a release goes on without it or with an older one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from unittest import mock

from publishpipe.http import polling
from tests.conftest import refresh
from tests.crash.case import Case
from tests.crash.inside import Ended
from tests.killing import Proxy, may_change

LAG = 0.3  # seconds that searches are behind: a run that begins at once sees less than there is
LATE, LOOK_EVERY = 2.0, 0.05  # how long and how often the runs inside this process look
WAYS = 3  # that are gone at most: each refusal names one

States = Sequence[str | None]
"""What the lockfile said (None: it was not there): before the command, then each time that this was seen to change."""


@dataclass(frozen=True)
class Fate:
    """What is left of the lockfile; `caught_up`: searches find everything by the time of the next run."""

    left: Callable[[States], str | None]
    caught_up: bool = True


#: What becomes of the lockfile. `kept` is what the others are compared with.
KEPT = Fate(lambda states: states[-1])
FATES = {
    "deleted": Fate(lambda _: None),
    "deleted, at once": Fate(lambda _: None, caught_up=False),
    "as before": Fate(lambda states: states[0], caught_up=False),
    "a write older": Fate(lambda states: states[-2], caught_up=False),
}
OLD = ("as before", "a write older")


@dataclass
class Journal:
    """The states of a lockfile, noted before each request and at the end."""

    path: Path
    states: list[str | None] = field(default_factory=list)

    def note(self, *_: str) -> None:
        """See how it is now."""
        state = self.path.read_text("utf-8") if self.path.exists() else None
        if not self.states or state != self.states[-1]:
            self.states.append(state)

    def undergo(self, fate: Fate) -> bool:
        """Have that happen to it; False if another fate comes to the same."""
        old = [FATES[name] for name in OLD]
        if fate in old and len(self.states) == 1:
            return False
        left = fate.left(self.states)
        if fate in old and left is None:
            return False
        self.path.unlink(missing_ok=True)
        if left is not None:
            self.path.write_text(left, "utf-8")
        return True


@dataclass(frozen=True)
class Again:
    """How the command went on: after which refusals, and the requests of its first run."""

    refusals: tuple[Ended, ...]
    seen: tuple[tuple[str, str], ...]

    def did_more(self, kept: Again) -> bool:
        """Whether it changed more: it made another draft, or sent again what only the lockfile knew to be there."""
        return self._changes > kept._changes

    def beyond(self, kept: Again) -> int:
        """How many more requests it needed, where that can be compared: it changed as much, or less."""
        return 0 if self.did_more(kept) else self._requests - kept._requests

    @property
    def _changes(self) -> int:
        return sum(may_change(method, path) for method, path in self.seen)

    @property
    def _requests(self) -> int:
        """What is asked again and again while a search lags counts once, and how far NOMAD's processing is not at all."""
        return sum(1 for (_, path), _ in groupby(self.seen) if not path.endswith("/entries?page_size=1"))


def run_again(case: Case, proxy: Proxy, command: str) -> Again:
    """Run a command to its good end, on the ways that its refusals name."""
    proxy.arm(0, "before", lambda: None)
    ended = case.attempt(command)
    seen, refusals = tuple(proxy.seen), []
    while ended.code:
        refusals.append(ended)
        assert ended.code in {5, 6}, ended
        assert len(refusals) <= WAYS, f"no way leads out: {refusals}"
        if "save the plan and apply that" in ended.err:
            case.take_away()
        else:
            assert any(number in ended.err for number in case.there()), f"{ended.err}, but there is {case.there()}"
            if ended.code == 5:
                _follow(case, ended.err)
        ended = case.attempt(command)
    return Again(tuple(refusals), seen)


def _follow(case: Case, told: str) -> None:
    """Adopt what a refusal names; where no search shows it yet, wait for that as it says."""
    named = re.search(r"^ *publishpipe adopt .* (\S{6,})$", told, re.MULTILINE)
    if named:
        case.run("adopt", "--", named[1])  # an id may begin like an option
        return
    assert "within a minute" in told, f"nothing says what to adopt: {told}"
    refresh(case.server.origin)


@contextmanager
def noted(case: Case, proxy: Proxy) -> Iterator[Journal]:
    """Have all states of the lockfile written down."""
    journal = Journal(case.lock)
    journal.note()
    proxy.meanwhile = journal.note
    yield journal
    proxy.meanwhile = lambda _method, _path: None
    journal.note()


def prepare(case: Case, fate: Fate) -> None:
    """Searches find what they are to find."""
    if fate.caught_up:
        refresh(case.server.origin)


@contextmanager
def quicker(case: Case) -> Iterator[None]:
    """Searches lag less than those of a real server, and are waited for accordingly."""
    case.server.fault(f"search-lag={LAG}")
    with mock.patch.multiple(polling, LATE=LATE, LOOK_EVERY=LOOK_EVERY):
        yield
    case.server.fault()
