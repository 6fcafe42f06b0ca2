"""What happens to an upload in the background, step by step.

A process is a job in the store until it has ended. A server that was killed takes its jobs up again when it is
started (the real one leaves such an upload PENDING for ever).
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from publishpipe.local.nomad import process_states
from publishpipe.local.nomad.dialect import Dialect
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing_fault import ProcessingFault
from publishpipe.local.nomad.store import Store

#: Operations behind which nothing is queued.
BLOCKING = ("publish", "delete")

#: How long a blocking request waits; a proxy in front of the real server would give up by then, too.
PATIENCE = 60.0

#: Does the work of a job, yielding the name of each step before it.
Operation = Callable[[Json], Iterator[str]]


class Busy(Exception):  # noqa: N818 - a state, not an error
    """The upload is being processed."""


class Cancelled(Exception):  # noqa: N818 - a state, not an error
    """The job was taken away meanwhile."""


class Stopped(Exception):  # noqa: N818 - a state, not an error
    """The server ends; the job stays."""


class Processing:
    """Runs the jobs: one thread for each upload that has any, in their order.

    Attributes:
        pace: Seconds that each step takes at least.
        fault: How it is made to go wrong.
        operations: The work by name of the operation.
        on_end: Told the upload of each process that ended.
    """

    def __init__(self, store: Store, dialect: Dialect, pace: float) -> None:
        self._store = store
        self._dialect = dialect
        self.pace = pace
        self.fault = ProcessingFault()
        self.operations: Mapping[str, Operation] = {}
        self.on_end: Callable[[str], object] = lambda _upload_id: None
        self._busy: dict[str, threading.Thread] = {}
        self._stop = threading.Event()
        self._ended: dict[str, threading.Event] = {}
        self._struck: dict[str, str] = {}
        self._hung: set[str] = set()

    def resume(self) -> None:
        """Take up what an earlier server left, and remove what it had only received."""
        jobs = self._store.all("job")
        kept = {operation.get("folder") for job in jobs for operation in job["arguments"].get("operations", ())}
        for folder in (self._store.folder / "incoming").glob("*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        for folder in (self._store.folder / "uploads").glob("*"):
            if self._store.get("upload", folder.name) is None:
                shutil.rmtree(folder, ignore_errors=True)
        for upload_id in {job["upload_id"] for job in jobs}:
            self._employ(upload_id)

    def start(self, upload: Json, operation: str, **arguments: object) -> tuple[Json, Json]:
        """Begin a process, or queue it.

        Returns:
            The job, and the upload as it is now.

        Raises:
            Busy: It is being processed, or was processed since it was read, and this dialect queues nothing; or it
                queues nothing more.
        """
        upload_id = upload["upload_id"]
        job = {"key": f"{time.time_ns():020}", "upload_id": upload_id, "operation": operation, "arguments": arguments}
        with self._store.transaction():
            current = self._store.get("upload", upload_id) or upload
            running = current["process_status"] in process_states.PROCESSING
            # The newer server begins only what still has the state that it had when the request came.
            changed = current["process_status"] != upload["process_status"] and not self._dialect.queueing
            if changed or (running and self._is_blocked(upload_id)):
                raise Busy
            self._store.put("job", job["key"], job, upload_id)
            if not running:
                current = self._set(job, **process_states.begun(self._dialect, operation)) or current
        self._struck[job["key"]] = self.fault.take()
        self._ended[job["key"]] = threading.Event()
        self._employ(upload_id)
        return job, current

    def wait(self, job: Json) -> bool:
        """Wait until a job has ended; False when it takes too long."""
        event = self._ended.get(job["key"])
        return event is None or event.wait(PATIENCE)

    def cancel(self, upload_id: str) -> None:
        """Take all jobs of an upload away; a running one ends before its next step."""
        for job in self._store.all("job", upload_id):
            self._end(job)

    def _is_blocked(self, upload_id: str) -> bool:
        jobs = self._store.all("job", upload_id)
        refuses = self.fault.conflicts or not self._dialect.queueing
        return refuses or any(job["operation"] in BLOCKING for job in jobs)

    def _employ(self, upload_id: str) -> None:
        with self._store.transaction():
            if upload_id not in self._busy:
                worker = threading.Thread(target=self._work, args=(upload_id,), daemon=True)
                self._busy[upload_id] = worker
                worker.start()

    def stop(self) -> None:
        """End all work; what is unfinished is taken up by the next server."""
        self._stop.set()
        for worker in list(self._busy.values()):
            worker.join()

    def _work(self, upload_id: str) -> None:
        while True:
            with self._store.transaction():
                job = next(iter(self._store.all("job", upload_id)), None)
                fault = self._struck.pop(job["key"], "") if job else ""
                if job and fault == "hangs":
                    self._hung.add(job["key"])
                if job is None or job["key"] in self._hung:
                    del self._busy[upload_id]
                    return
            try:
                self._run(job, fails=fault == "fails")
            except Cancelled:
                self._end(job)
            except Stopped:
                return

    def _run(self, job: Json, *, fails: bool) -> None:
        try:
            self._pause(job)
            if fails:
                raise RuntimeError("Processing was told to fail.")  # noqa: TRY301 - as if a step had failed
            for step in self.operations[job["operation"]](job):
                self._step(job, step)
            outcome = process_states.succeeded(self._dialect, job)
        except (Cancelled, Stopped):
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the outcome of the process
            outcome = process_states.failed(self._dialect, job["operation"], error)
        self._finish(job, outcome)

    def _step(self, job: Json, step: str) -> None:
        """Show a step, if this dialect does."""
        if step in self._dialect.steps:
            self._set(job, **process_states.at_step(self._dialect, job["operation"], step))
            self._pause(job)

    def _pause(self, job: Json) -> None:
        if self._stop.wait(self.pace):
            raise Stopped
        if self._store.get("job", job["key"]) is None:
            raise Cancelled

    def _set(self, job: Json, **changes: object) -> Json | None:
        return self._store.update("upload", job["upload_id"], **changes)

    def _finish(self, job: Json, outcome: Json) -> None:
        with self._store.transaction():
            if self._store.get("job", job["key"]) is None:
                raise Cancelled
            self._store.delete("job", job["key"])
            following = next(iter(self._store.all("job", job["upload_id"])), None)
            begun = process_states.begun(self._dialect, following["operation"]) if following else {}
            self._set(job, **(outcome | begun))
        self.on_end(job["upload_id"])
        self._end(job)

    def _end(self, job: Json) -> None:
        self._store.delete("job", job["key"])
        for operation in job["arguments"].get("operations", ()):
            if "folder" in operation:
                shutil.rmtree(Path(self._store.folder, "incoming", operation["folder"]), ignore_errors=True)
        event = self._ended.pop(job["key"], None)
        if event:
            event.set()
