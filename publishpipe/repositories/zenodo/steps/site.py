"""One Zenodo as its user reaches it, and looks at a release there: each gives what is seen from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publishpipe.errors import ServerError
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.client.communities import Communities
from publishpipe.repositories.zenodo.client.deposits import Client
from publishpipe.repositories.zenodo.client.records import Native, first
from publishpipe.repositories.zenodo.metadata.canonical import lifted
from publishpipe.repositories.zenodo.metadata.public import deposited
from publishpipe.repositories.zenodo.models import Deposition, today
from publishpipe.repositories.zenodo.planning.observation import Observation

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class Site:
    """The calls to one Zenodo, bundled."""

    def __init__(self, session: Session) -> None:
        self.client = Client(session)
        self.native = Native(self.client)
        self.communities = Communities(self.client)

    def look(self, seen: Observation, deposition_id: str) -> Observation:
        """At the deposition: one request."""
        return now(seen, self.client.get(deposition_id))

    def look_at_preview(self, seen: Observation) -> Observation:
        """At the file that the page of a draft or an open edit shows first: one request."""
        return replace(seen, preview=first(self.native.draft(seen.there.id)))

    def look_around(self, seen: Observation) -> Observation:
        """At the versions beside what is published, and what else only the native API tells of it: one request.

        Raises:
            ServerError: the two APIs tell of other files, and what is to be published next depends on them.
        """
        there, family = seen.there, self.native.family(seen.there.id)
        if there.published and family.files not in (None, there.files):
            raise ServerError(
                f"Zenodo tells in two ways which files {there.id} holds.",
                hint="Nothing was changed. Run the same command again: it looks anew.",
            )
        return replace(seen, family=family)

    def public_metadata(self, there: Deposition) -> Metadata:
        """What is public while an edit of it is open, but for what is `UNTOLD`: one request."""
        own_doi = {"prereserve_doi": there.metadata.get("prereserve_doi", {})}
        return {**lifted(deposited(self.client.call("GET", f"records/{there.id}")), today()), **own_doi}

    def look_at_draft(self, seen: Observation) -> Observation:
        """At the draft of a new version that is open beside what is published: one request if there is one."""
        if seen.family is None or not seen.family.has_draft:
            return seen
        return replace(seen, family=replace(seen.family, draft=self.open_draft(seen.there.concept_id)))

    def open_draft(self, concept_id: str) -> str:
        """The id of a record's draft; nothing if no search shows it yet."""
        return next(iter(self.client.drafts(concept_id)), "")


def now(seen: Observation, deposition: Deposition | None) -> Observation:
    """The deposition was read just now. What is known of the versions beside it stays."""
    return replace(seen, deposition=deposition, current=True)


def changed(seen: Observation) -> Observation:
    """Something was done to the deposition since it was read."""
    return replace(seen, current=False)
