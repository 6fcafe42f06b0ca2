"""The same on a Dask cluster: each worker is one of the processes, and the folder that they share holds the laws.

What Dask does is all the same: a task may run twice, a worker or the scheduler may be lost. Who was told to take part
takes what nobody has; nothing is handed out by Dask but the words of the command, and no token.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from publishpipe.campaign.running.run import Group
from publishpipe.campaign.running.together import LOOK_EVERY, Together
from publishpipe.errors import PublishPipeError, UsageError
from publishpipe.model.campaign import Told

Task = Callable[[], str]
"""Takes part until all is over; why that was not possible, if it was not. It is run on a worker."""

Client = Any
"""What talks to a scheduler."""

LOCAL = "local:"
PATIENCE = 30.0  # seconds for a scheduler to answer
TRIES = 10  # of tasks that Dask lost, without a release that ended meanwhile
HINT = "Run the same command again: it goes on from there. With --join alone, no cluster is needed."


@dataclass
class OnCluster(Together):
    """What waits for the workers, and tells what they did. `address`: of the scheduler, or `local:N`."""

    address: str = field(kw_only=True)
    task: Task = field(kw_only=True)

    @property
    def sent(self) -> tuple[int, int]:
        """What the workers sent; what those did that were killed is not known."""
        results = [one.result for one in self.ended.values()]
        return sum(one.requests for one in results), sum(one.bytes_sent for one in results)

    def _each(self, work: list[Group], do: Callable[[Group], None], workers: int) -> None:  # noqa: ARG002  # others do it
        if not work:
            return
        with connected(self.address) as client:
            tasks = Tasks(client, self.task)
            left = self._left(work)
            while left and not self.stop:
                time.sleep(LOOK_EVERY)
                alive = tasks.are_running(len(self.ended))  # before one looks what is left
                left = self._left(left)
                if left and not alive:
                    raise tasks.failed()
                self.stop(self.joined.stopped)
            tasks.end()

    def _left(self, work: list[Group]) -> list[Group]:
        """What of this is not over; what is since the last time is told."""
        before = set(self.ended)
        left = [group for group in work if not self._is_over(group)]
        for name in self.ended.keys() - before:
            self.emit(Told(name, self.ended[name].result))
        return left


class Tasks:
    """One for each worker; those that Dask loses are begun again."""

    def __init__(self, client: Client, task: Task) -> None:
        self._client = client
        self._task = task
        self._futures = [self._begun() for _ in range(max(1, len(_workers(client))))]
        self._lost, self._ended_before = 0, -1
        self._told: list[str] = []

    def are_running(self, ended: int) -> bool:
        """Whether any still takes part; `ended` releases have by now. Raises PublishPipeError: Dask loses them all."""
        if ended > self._ended_before:
            self._lost, self._ended_before = 0, ended
        for place, future in enumerate(self._futures):
            if future.status in {"lost", "cancelled", "error"}:
                self._lost += 1
                if self._lost > TRIES:
                    raise PublishPipeError("Dask loses every task.", state=self._state, hint=HINT)
                self._futures[place] = self._begun()
        self._told = [future.result() for future in self._futures if future.status == "finished"]
        return len(self._told) < len(self._futures)

    def end(self) -> None:
        """Wait until they have ended, as they do by themselves."""
        for future in self._futures:
            with suppress(Exception):  # it is over, whatever Dask says
                future.result(timeout=PATIENCE)

    def failed(self) -> PublishPipeError:
        """No worker takes part any more, and something is left."""
        why = "; ".join(sorted({told for told in self._told if told})) or "all have ended"
        return PublishPipeError(f"The workers did not do all releases: {why}", state=self._state, hint=HINT)

    @property
    def _state(self) -> str:
        return "What was done before is in the folder that --join names."

    def _begun(self) -> Any:
        return self._client.submit(self._task, pure=False)


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A cluster's scheduler; `local:N` is a cluster of this machine with N workers, which lasts as long.

    Raises:
        PublishPipeError: Dask is not installed, or there is no scheduler.
    """
    try:
        dask: Any = import_module("distributed")  # it has hardly any types
    except ImportError:
        raise PublishPipeError(
            "Dask is not installed.", state="Nothing was sent.", hint="pip install 'publishpipe[dask]'"
        ) from None
    number = _number(address)
    try:
        if number:
            with (
                dask.LocalCluster(
                    n_workers=number, threads_per_worker=1, dashboard_address=None, silence_logs="ERROR"
                ) as cluster,
                dask.Client(cluster) as client,
            ):
                yield client
        else:
            with dask.Client(address, timeout=PATIENCE) as client:
                yield client
    except (OSError, ValueError) as error:
        raise PublishPipeError(
            f"The Dask cluster {address} cannot be used: {error}",
            state="What was done before is in the folder that --join names.",
            hint="Is that the address of its scheduler, such as tcp://host:8786? local:4 starts a cluster here.",
        ) from None


def check_address(address: str) -> None:
    """Raise UsageError if that is neither `local:N` nor a scheduler's address."""
    if address.startswith(LOCAL) and not _number(address):
        told = f"--dask {address}: expected local:N, such as local:4, or an address such as tcp://host:8786."
        raise UsageError(told, state="Nothing was sent.", hint="Correct it, and run the command again.")


def here(text: str) -> str:
    """What went wrong, and on which worker."""
    return f"on {socket.gethostname()} (process {os.getpid()}): {text}" if text else ""


def _number(address: str) -> int:
    count = address.removeprefix(LOCAL) if address.startswith(LOCAL) else ""
    return int(count) if count.isascii() and count.isdigit() else 0


def _workers(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return found
