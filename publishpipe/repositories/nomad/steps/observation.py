"""One NOMAD as its user reaches it, and what was last seen there of one upload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publishpipe.errors import NotFoundError, ServerError
from publishpipe.model.facts import Facts
from publishpipe.repositories.nomad.client.account import Account
from publishpipe.repositories.nomad.client.datasets import Datasets
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.client.waiting import Waiter
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.state import Holding, observed

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class Site:
    """The calls to one NOMAD, bundled."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.client = Client(session)
        self.datasets = Datasets(self.client)
        self.account = Account(self.client)
        self.waiter = Waiter(self.client, session)


class View:
    """What was last seen of an upload; `files` are sizes in bytes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.upload: Upload | None = None
        self.entries: tuple[Entry, ...] = ()
        self.files: Mapping[str, int] = {}
        self._outdated = True

    def start(self, upload: Upload) -> None:
        """A new upload, empty."""
        self.upload, self.entries, self.files = upload, (), {}
        self._outdated = False

    def files_change(self) -> None:
        """From now on the files may be others than were seen."""
        self._outdated = True

    def look(self, upload_id: str) -> None:
        """At the upload and its entries, and at a draft's files if they may have changed."""
        found = self._site.client.entries(upload_id)
        self.upload, self.entries = found or (None, ())
        if self.upload and not self.upload.published and self._outdated:
            self._look_at_files(upload_id)

    def _look_at_files(self, upload_id: str) -> None:
        try:
            self.files = self._site.client.files(upload_id)
            self._outdated = False
        except NotFoundError:
            if not self._site.waiter.is_gone(upload_id):
                raise  # it was only a folder
            self.upload, self.entries = None, ()

    def holding(self, facts: Facts) -> Holding:
        """What the upload holds. Raises ServerError if there is none."""
        if self.upload is None:
            raise ServerError("The upload is gone.", hint="Run the same command again: it starts a new one.")
        return observed(facts, self.upload, self.entries, self.files)

    def files_read(self, facts: Facts) -> Facts:
        """What the lockfile learns of the files; md5s are kept where the size is the one that was sent."""
        held = self.holding(facts).files
        gone = dict.fromkeys(facts.get("files", {}).keys() - held.keys())
        read = {name: {"size": file.size} | ({"md5": file.md5} if file.md5 else {}) for name, file in held.items()}
        return {"files": {**gone, **read}}
