"""One Zenodo as its user reaches it, and looks at a release there: each gives what is seen from then on."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from publishpipe.errors import ServerError
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.communities import Communities
from publishpipe.repositories.zenodo.client.deposits import Deposits
from publishpipe.repositories.zenodo.client.records import Records
from publishpipe.repositories.zenodo.models import Deposition, Place
from publishpipe.repositories.zenodo.planning.observation import Family, Observation

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class Site:
    """The calls to one Zenodo, bundled."""

    def __init__(self, session: Session) -> None:
        self.session = session
        calls = Calls(session)
        self.deposits = Deposits(calls)
        self.records = Records(calls)
        self.communities = Communities(calls)
        self._places: dict[str, Place] = {}
        self._asking = Lock()  # files go up side by side

    def look(self, seen: Observation, deposition_id: str) -> Observation:
        """At the deposition: one request, two where no draft is open."""
        return now(seen, self.records.get(deposition_id))

    def place(self, draft_id: str) -> Place:
        """Where the files of a draft go, and its reserved DOI: one request, once."""
        with self._asking:
            if draft_id not in self._places:
                self._places[draft_id] = self.deposits.place(draft_id)
        return self._places[draft_id]

    def with_doi(self, draft: Deposition) -> Deposition:
        """A draft with the DOI that is reserved for it, which only the deposit API tells: one request, once."""
        return draft if draft.doi or draft.submitted else replace(draft, doi=self.place(draft.id).doi)

    def look_around(self, seen: Observation) -> Observation:
        """At the versions beside what is published: no request, unless there is a newer one."""
        there = seen.there
        newer = None if there.is_latest else self.records.latest(there.concept_id)
        return replace(seen, family=Family(has_draft=there.has_draft, newer=newer))

    def public(self, record_id: str) -> Deposition:
        """What is public while an edit of it is open: one request. Raises ServerError if it is not there."""
        found = self.records.public(record_id)
        if found is None:
            raise ServerError(f"The published record {record_id} does not show.", hint="Run the same command again.")
        return found

    def look_at_draft(self, seen: Observation) -> Observation:
        """At the draft of a new version that is open beside what is published: one request if there is one."""
        if seen.family is None or not seen.family.has_draft:
            return seen
        return replace(seen, family=replace(seen.family, draft=self.open_draft(seen.there.concept_id)))

    def open_draft(self, concept_id: str) -> str:
        """The id of a record's draft; nothing if no search shows it yet."""
        return next(iter(self.deposits.drafts(concept_id)), "")


def now(seen: Observation, deposition: Deposition | None) -> Observation:
    """The deposition was read just now. What is known of the versions beside it stays."""
    return replace(seen, deposition=deposition, current=True)


def changed(seen: Observation) -> Observation:
    """Something was done to the deposition since it was read."""
    return replace(seen, current=False)
