"""One Zenodo as its user reaches it, and what was last seen there of one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishpipe.errors import ServerError, understood
from publishpipe.repositories.zenodo.client.deposits import Client
from publishpipe.repositories.zenodo.client.records import Native, first
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning.state import Family, Holding, observed
from publishpipe.repositories.zenodo.steps.recovery import Settling

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class Site:
    """The calls to one Zenodo, bundled."""

    def __init__(self, session: Session) -> None:
        self.client = Client(session)
        self.native = Native(self.client)
        self.settling = Settling(self.client, self.native)


class View:
    """What was last seen of a deposition, and of the versions beside it; `current`: nothing was changed since.

    `preview` is the file that its page shows first, if one was chosen and somebody wanted to know. `unknown` are the
    communities that are to be asked and are not on this server.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.family = Family()
        self.seen: Deposition | None = None
        self.current = False
        self.preview = ""
        self.unknown: tuple[str, ...] = ()

    def see(self, deposition: Deposition | None) -> None:
        """This is how it is now."""
        self.seen, self.current = deposition, True

    def look(self, deposition_id: str) -> None:
        """At the deposition: one request."""
        self.see(self._site.client.get(deposition_id))

    def look_at_preview(self) -> None:
        """At the file that the page of a draft or an open edit shows first: one request."""
        answer = self._site.native.draft(self.deposition.id)
        with understood():
            self.preview = first(answer)

    def look_around(self) -> None:
        """At the versions beside what is published, and what else only the native API tells of it: one request."""
        self.family = self._site.native.family(self.deposition.id)

    @property
    def deposition(self) -> Deposition:
        """What was seen. Raises ServerError if there is nothing."""
        if self.seen is None:
            raise ServerError("The deposition is gone.", hint="Run the same command again: it starts a new one.")
        return self.seen

    def held(self) -> Holding | None:
        """What it holds; None if there is nothing."""
        return observed(self.seen, self.family, self.preview) if self.seen else None
