"""One way to each server for all releases of a campaign: the same connections, token and budget."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from publishpipe.campaign.planning import pace
from publishpipe.http.retries import Budget, Limits
from publishpipe.http.transport import CancelledError
from publishpipe.model.events import ignore
from publishpipe.model.target import Target
from publishpipe.workspace import connection

if TYPE_CHECKING:
    from publishpipe.http.session import Session
    from publishpipe.model.events import Emit

PATIENCE = 86_400.0  # seconds; who publishes by the thousand waits for a limit of the hour, or of the day


def alone(_where: str) -> Budget:
    """The budget of a server that no other process shares."""
    return Limits(PATIENCE)


class Connections:
    """Sessions with servers, opened when they are first needed. Threads may share it.

    `budget` makes that of a server, which its address tells.
    """

    def __init__(self, budget: Callable[[str], Budget] = alone) -> None:
        self._budget = budget
        self._stack = ExitStack()
        self._opened: dict[tuple[str, str], Session] = {}
        self._budgets: list[Limits] = []
        self._under_way: set[Session] = set()
        self._opening = threading.Lock()
        self._cancelled = False
        self._counted = [0, 0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not KeyboardInterrupt:  # then threads may still be at work, and the program ends anyway
            self._stack.close()

    @contextmanager
    def connected(self, target: Target, folder: Path, emit: Emit) -> Iterator[Session]:
        """A session for one release; see `connection.connected`."""
        with self._opening:
            if self._cancelled:
                raise CancelledError
            session = self._session(target, folder).beside(emit)
            self._under_way.add(session)
        try:
            yield session
        finally:
            with self._opening:
                self._under_way.discard(session)
                self._counted[0] += session.transport.requests
                self._counted[1] += session.transport.bytes_sent

    def cancel(self) -> None:
        """Stop what is under way at its next piece, and begin nothing more."""
        with self._opening:
            self._cancelled = True
            for session in self._under_way:
                session.transport.cancelled.set()

    @property
    def requests(self) -> int:
        """All requests so far of the sessions that have ended."""
        return self._counted[0]

    @property
    def bytes_sent(self) -> int:
        """All bytes of files so far, as `requests`."""
        return self._counted[1]

    def seconds(self, requests: int) -> float:
        """How long the servers' rate limits make so many requests take."""
        return max((pace.seconds(requests, one.per_window, one.seconds) for one in self._budgets), default=0.0)

    def _session(self, target: Target, folder: Path) -> Session:
        where = str(folder.absolute()) if target.is_embedded else connection.api_url(target)
        key = (target.repository, where)
        if key not in self._opened:
            session = self._stack.enter_context(connection.connected(target, folder, ignore))
            session.budget = budget = self._budget(where)
            self._budgets += [budget] if isinstance(budget, Limits) else []
            self._opened[key] = session
        return self._opened[key]
