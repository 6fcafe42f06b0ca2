"""One file put and processed while the client waits (`wait_for_processing`)."""

from __future__ import annotations

import shutil
from pathlib import Path

from publishpipe.local.nomad.access import shown
from publishpipe.local.nomad.archives import add_file
from publishpipe.local.nomad.clock import now
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.jobs import Busy
from publishpipe.local.nomad.process_states import PROCESSING
from publishpipe.local.nomad.processing.operations import Work
from publishpipe.local.nomad.routers.entries import entry_state
from publishpipe.local.nomad.server import Server

_PROCESS = "process_entry_local"


def process_file(server: Server, upload: Json, source: Path, folder: str) -> Json:
    """Put a file into a folder of an upload and parse it, and only it.

    Args:
        server: The server.
        upload: The upload as it was when the request came.
        source: The file.
        folder: Where it goes.

    Raises:
        Busy: The upload is being processed, and this dialect minds.
    """
    upload_id = upload["upload_id"]
    work, root = Work(server), server.store.raw(upload_id)
    with server.store.transaction():
        _refuse_busy(server, upload)
        placed = add_file(source, root / folder, unpack=False)[0].relative_to(root).as_posix()
        entry = work.process_one(upload_id, placed)
        if entry:
            entry |= _told(entry)
            server.store.put("entry", entry["entry_id"], entry, upload_id)
        failed = entry is not None and entry["process_status"] == "FAILURE"
        ended = _ended(server, failed=failed)
        current = server.store.update("upload", upload_id, **ended) or upload
    shutil.rmtree(source.parent, ignore_errors=True)
    data = current if server.dialect.put_and_wait else upload | ended
    processing = {"upload_id": upload_id, "path": placed, **_outcome(server, entry)}
    return {"upload_id": upload_id, "data": shown(server, data, nulls=True), "processing": processing}


def _refuse_busy(server: Server, upload: Json) -> None:
    """Refuse a busy upload where this is a process; where it is none, it goes on beside any, a publication even."""
    current = server.store.get("upload", upload["upload_id"]) or upload
    if server.dialect.put_and_wait and {upload["process_status"], current["process_status"]} & {*PROCESSING}:
        raise Busy


def _ended(server: Server, *, failed: bool) -> Json:
    process = server.dialect.put_and_wait
    named = {"current_process": process, "process_status": "SUCCESS", "complete_time": now()} if process else {}
    message = "Process failed" if failed and not process else server.dialect.success_message.format(process=process)
    return named | {"last_status_message": message}


def _told(entry: Json) -> Json:
    """The same outcome in the words of this kind of processing."""
    error = "parser failed with exception"
    failed = entry["process_status"] == "FAILURE"
    outcome = f"failed: {error}" if failed else "completed successfully"
    return {
        "current_process": _PROCESS,
        "last_status_message": f"Process {_PROCESS} {outcome}",
        "errors": [error] if failed else [],
    }


def _outcome(server: Server, entry: Json | None) -> Json:
    if entry is None:
        return dict.fromkeys(("entry_id", "parser_name", "entry", "archive"))
    state = entry_state(server, entry) | {"mainfile_key": None, "entry_metadata": None}
    return {"entry_id": entry["entry_id"], "parser_name": entry["parser_name"], "entry": state, "archive": None}
