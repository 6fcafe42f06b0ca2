"""Files into an upload: send, remove, process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from publishpipe.files import archive
from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.http.request import Body
from publishpipe.model.events import Emit, Progress
from publishpipe.model.facts import Facts
from publishpipe.model.steps import Step
from publishpipe.repositories.nomad.planning.verification import check_processed
from publishpipe.repositories.nomad.steps.observation import Site, View


class Transfer:
    """The steps `upload`, `remove` and `wait`. What NOMAD's processing makes of the files stays for `wait` to judge."""

    def __init__(self, site: Site, view: View, checksums: Checksums, emit: Emit) -> None:
        self._site = site
        self._view = view
        self._checksums = checksums
        self._emit = emit

    def send(self, step: Step, upload_id: str, files: Sequence[LocalFile], *, process: bool) -> Facts:
        """Send a part. With `process` NOMAD begins to process it at once, and nobody waits for that here."""
        self._site.client.me()  # a token that has expired is renewed now, not after gigabytes
        sending = Sending(step.key, files, self._emit)
        self._view.files_change()
        self._site.waiter.through(
            upload_id,
            lambda: self._site.client.put(upload_id, f"{step.subject}.zip", sending.body(), process=process),
        )
        if not process:
            check_processed(self._site.waiter.until_idle(upload_id))
        return {"files": sending.facts(self._checksums), "processing": "started" if process else None}

    def remove(self, upload_id: str, name: str) -> Facts:
        """Take a file out."""
        self._view.files_change()
        self._site.waiter.through(upload_id, lambda: self._site.client.remove(upload_id, name))
        check_processed(self._site.waiter.until_idle(upload_id))
        return {"files": {name: None}, "processing": None}

    def process(self, upload_id: str, facts: Facts) -> Facts:
        """Have everything processed together, unless that was begun already, and wait for it.

        Raises:
            StillProcessingError: it takes too long to wait for.
        """
        if facts.get("processing") != "started":
            self._site.waiter.through(upload_id, lambda: self._site.client.process(upload_id))
        self._site.waiter.until_idle(upload_id)
        self._view.files_change()
        self._view.look(upload_id)
        held = self._view.holding(facts)
        if held.upload.failed:
            return {"processing": None}
        # All that was sent was there before: what is there besides was made by the processing.
        generated = sorted(held.files.keys() - facts.get("files", {}).keys()) or None
        return {"processing": "done", "generated": generated, **self._view.files_read(facts)}


ZIP = "application/zip"


class Sending:
    """Files as one stored zip. A zip among them stays a file: NOMAD unpacks the outer one only."""

    def __init__(self, key: str, files: Sequence[LocalFile], emit: Emit) -> None:
        self._key = key
        self._files = files
        self._emit = emit
        self._md5: dict[str, str] = {}
        self._size = archive.length([(file.name, file.size) for file in files])

    def body(self) -> Body:
        """What to send, as often as it takes."""
        return Body(self._size, self._chunks, ZIP)

    def facts(self, checksums: Checksums) -> dict[str, Any]:
        """What the lockfile keeps of the files, once they are sent; the checksums are learned too."""
        for file in self._files:
            checksums.learn(file, self._md5[file.name])
        return {file.name: {"size": file.size, "md5": self._md5[file.name]} for file in self._files}

    def _chunks(self) -> Iterator[bytes]:
        sent = 0
        for chunk in archive.stream((file.name, file.size, self._hashed(file)) for file in self._files):
            sent += len(chunk)
            yield chunk
            self._emit(Progress(self._key, sent, self._size))

    def _hashed(self, file: LocalFile) -> Iterator[bytes]:
        digest = hashlib.md5(usedforsecurity=False)
        for chunk in file.chunks():
            digest.update(chunk)
            yield chunk
        self._md5[file.name] = digest.hexdigest()
