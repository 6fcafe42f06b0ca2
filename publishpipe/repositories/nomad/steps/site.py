"""One NOMAD as its user reaches it, and looks at an upload there: each gives what is seen from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publishpipe.errors import LostAnswerError, NotFoundError
from publishpipe.http.polling import awaited
from publishpipe.repositories.nomad.client.account import Account
from publishpipe.repositories.nomad.client.datasets import Datasets
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.client.waiting import Waiter
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.planning.observation import Observation

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class Site:
    """The calls to one NOMAD, bundled. `known` is what lists told of one upload: the first look believes it."""

    def __init__(self, session: Session, known: Observation | None = None) -> None:
        self.session = session
        self._known = known
        self.client = Client(session)
        self.datasets = Datasets(self.client)
        self.account = Account(self.client)
        self.waiter = Waiter(self.client, session)

    def look(self, seen: Observation, upload_id: str) -> Observation:
        """At the upload and its entries; at the files of a draft only if they may be others than were seen."""
        known, self._known = self._known, None
        if known and known.upload and known.upload.id == upload_id:
            return replace(seen, upload=known.upload, entries=known.entries)
        found = self.client.entries(upload_id)
        if found is None:
            return Observation()
        upload, entries = found
        seen = replace(seen, upload=upload, entries=entries)
        return seen if upload.published or seen.files_current else self._look_at_files(seen, upload_id)

    def at_rest(self, seen: Observation, upload_id: str) -> Observation:
        """The upload once nothing runs, or after a while: no request if nothing does."""
        if _is_at_rest(seen):
            return seen
        reason = "waiting until NOMAD has finished what it is doing"
        return awaited(self.session, lambda: self.look(Observation(), upload_id), reason, until=_is_at_rest)

    def _look_at_files(self, seen: Observation, upload_id: str) -> Observation:
        try:
            return replace(seen, sizes=self.client.files(upload_id), files_current=True)
        except NotFoundError:
            if not self.waiter.is_gone(upload_id):
                raise  # it was only a folder
            return Observation()


def _is_at_rest(seen: Observation) -> bool:
    return not (seen.upload and seen.upload.running)


def files_changed(seen: Observation) -> Observation:
    """From now on the files may be others than were seen."""
    return replace(seen, files_current=False)


def confirm_published(upload: Upload | None, upload_id: str) -> None:
    """That an upload is published takes two answers: it could never be published or discarded any more.

    Raises LostAnswerError if `upload`, the second, says something else.
    """
    if upload is None or not upload.published:
        raise LostAnswerError(
            f"NOMAD says that the upload {upload_id} is published, and then that it is not.",
            hint="Run the same command again; if it says so again, look at the upload in the browser.",
        )
