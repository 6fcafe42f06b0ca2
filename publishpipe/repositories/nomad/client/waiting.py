"""Waiting until nothing runs: NOMAD does one thing at a time to an upload, and answers before it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from publishpipe.errors import LostAnswerError, NotFoundError, PublishPipeError, ServerError
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.models import Tally, Upload

if TYPE_CHECKING:
    from publishpipe.http.session import Session

FIRST_LOOK = 0.2  # seconds; half as long again each time
LONGEST_PAUSE = 15.0
PATIENCE = 3600.0  # seconds without any change in what the server says
TRIES = 4  # of a request that was refused as the upload was busy
BUSY = frozenset({400, 409})  # says NOMAD of a busy upload, and of much else; 409 is announced (nomad#136)
#: What it adds then, by a crash of its own (2.0.0, 2026-11) in the last case. It may be over when one looks.
BLOCKED = ("blocked by another process", "being processed", "'is_blocking'")


class StillProcessingError(PublishPipeError):
    """NOMAD works on the upload for so long that it is not worth to wait: how that ends is not known."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(
            f"NOMAD is still processing the upload {upload.id}, and has said nothing new for "
            f"{PATIENCE / 60:.0f} minutes: {upload.message or upload.status}.",
            state="Whether it ends well is not known yet.",
            hint="Run the same command again later: it goes on from there. If this lasts for days, ask NOMAD's "
            "support.",
        )
        self.upload = upload


class Waiter:
    """Waits for the operations on one NOMAD's uploads."""

    def __init__(self, client: Client, session: Session) -> None:
        self._client = client
        self._session = session

    def until_idle(self, upload_id: str) -> Upload:
        """The upload when nothing runs any more; whether that ended well is for others to judge.

        Raises:
            StillProcessingError: nothing has changed for too long.
            NotFoundError: it is gone.
        """
        pause, told, since = FIRST_LOOK, "", time.monotonic()
        while True:
            upload, tally = self._look(upload_id)
            if not upload.running:
                return upload
            now = f"{upload.status} {upload.message} {tally}"
            if now != told:
                told, since = now, time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                raise StillProcessingError(upload)
            self._session.sleep(pause, f"NOMAD is at work: {upload.message or upload.status}{_progress(tally)}")
            pause = min(LONGEST_PAUSE, pause * 1.5)

    def through(self, upload_id: str, request: Callable[[], None]) -> None:
        """Send a request, again when it was refused while the upload was busy: no refusal says that reliably.

        Raises:
            ServerError: it was refused for another reason.
            NotFoundError: the upload went away meanwhile.
        """
        for attempt in count(1):
            try:
                request()
            except ServerError as refusal:
                lost = isinstance(refusal, LostAnswerError)  # which is for others to look into
                if lost or refusal.status not in BUSY or attempt == TRIES:
                    raise
                was_busy = any(words in refusal.message for words in BLOCKED) or self._look(upload_id)[0].running
                self.until_idle(upload_id)
                if not was_busy and attempt > 1:
                    raise
            else:
                return

    def is_gone(self, upload_id: str) -> bool:
        """Whether an upload is gone when nothing runs any more: it may be being deleted."""
        try:
            self.until_idle(upload_id)
        except NotFoundError:
            return True
        return False

    def _look(self, upload_id: str) -> tuple[Upload, Tally]:
        found = self._client.progress(upload_id)
        if found is None:
            raise NotFoundError(
                f"The upload {upload_id} is gone.", status=404, hint="Run the same command again: it starts a new one."
            )
        return found


def _progress(tally: Tally) -> str:
    """How many entries are done. All of them are while an upload is edited or published: that is no news."""
    return f", {tally.done} of {tally.total} entries done" if tally.done < tally.total else ""
