"""Files into an upload: send, remove, process."""

from __future__ import annotations

from collections.abc import Sequence

from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.model.events import Emit
from publishpipe.model.facts import Facts
from publishpipe.model.steps import Step
from publishpipe.repositories.nomad.planning.verification import check_processed
from publishpipe.repositories.nomad.sending import Sending
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
