"""What an upload says of its process, in the words of the real server: begun, at a step, done, failed."""

from __future__ import annotations

from publishpipe.local.nomad.archives import BadArchiveError, BrokenArchiveError
from publishpipe.local.nomad.clock import now
from publishpipe.local.nomad.dialect import Dialect
from publishpipe.local.nomad.errors import Json

#: The states of a process that has not ended.
PROCESSING = ("PENDING", "RUNNING", "WAITING_FOR_RESULT")


def begun(dialect: Dialect, operation: str) -> Json:
    """A process that waits for its turn."""
    process = dialect.processes[operation]
    state: Json = {"process_status": "PENDING", "current_process": process}
    if dialect.pending_message is None:
        return state | {"errors": []}
    # Celery's generation forgets the errors only when it really begins.
    return state | {"last_status_message": dialect.pending_message.format(process=process)}


def at_step(dialect: Dialect, operation: str, step: str) -> Json:
    """A process that has come to a step which this dialect shows."""
    status, message = dialect.steps[step]
    return {"process_status": status, "last_status_message": message.format(process=dialect.processes[operation])}


def succeeded(dialect: Dialect, job: Json) -> Json:
    """A process that is done."""
    message = dialect.success_message.format(process=dialect.processes[job["operation"]])
    if job["arguments"].get("unprocessed") and dialect.stoppable:
        return {"process_status": "READY", "last_status_message": message}
    return {"process_status": "SUCCESS", "last_status_message": message, "errors": [], "complete_time": now()}


def failed(dialect: Dialect, operation: str, error: Exception) -> Json:
    """A process that an error ended."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, BadArchiveError):
        text = dialect.bad_archive
    if isinstance(error, BrokenArchiveError):
        text = dialect.broken_archive or f"AssertionError: {error}"
    return {
        "process_status": "FAILURE",
        "last_status_message": f"Process {dialect.processes[operation]} failed: {text}",
        "errors": [text],
        "complete_time": now(),
    }
