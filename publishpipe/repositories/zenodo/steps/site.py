"""One Zenodo as its user reaches it, and looks at a release there: each gives what is seen from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from publishpipe.errors import ServerError
from publishpipe.http.request import Body
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.communities import Communities
from publishpipe.repositories.zenodo.client.deposits import Deposits
from publishpipe.repositories.zenodo.client.draft_files import DraftFiles
from publishpipe.repositories.zenodo.client.fallback import otherwise
from publishpipe.repositories.zenodo.client.records import Records
from publishpipe.repositories.zenodo.client.reviews import Reviews
from publishpipe.repositories.zenodo.client.searches import Searches
from publishpipe.repositories.zenodo.client.share_links import ShareLinks
from publishpipe.repositories.zenodo.models import Deposition, Place, Stored
from publishpipe.repositories.zenodo.planning.observation import Family, Observation

if TYPE_CHECKING:
    from publishpipe.http.session import Session

UNKNOWN = Place("", "")


class Site:
    """The calls to one Zenodo, bundled. `known` is what a list told of one deposition: the first look believes it."""

    def __init__(self, session: Session, known: Deposition | None = None) -> None:
        self.session = session
        self._known = known
        calls = Calls(session)
        self.deposits = Deposits(calls)
        self.records = Records(calls)
        self.files = DraftFiles(calls)
        self.searches = Searches(calls)
        self.communities = Communities(calls)
        self.reviews = Reviews(calls)
        self.share_links = ShareLinks(calls)
        self._places: dict[str, Place] = {}
        self._asking = Lock()  # files go up side by side

    def look(self, seen: Observation, deposition_id: str) -> Observation:
        """At the deposition: one request, two where no draft is open; none where a list has just told of it."""
        known, self._known = self._known, None
        if known and known.id == deposition_id:
            return now(seen, known)
        return now(seen, self.records.get(deposition_id))

    def place(self, draft_id: str) -> Place:
        """Where the files of a draft go, and its reserved DOI: one request, once. Nothing of it where Zenodo fails."""
        with self._asking:
            if draft_id not in self._places:
                self._places[draft_id] = otherwise(lambda: self.deposits.place(draft_id), lambda: UNKNOWN)
        return self._places[draft_id]

    def with_doi(self, draft: Deposition) -> Deposition:
        """A draft with the DOI that is reserved for it, which only the deposit API tells: one request, once."""
        if draft.doi or draft.submitted:
            return draft
        return replace(draft, doi=self.place(draft.id).doi or self.records.reserve(draft.id))

    def store(self, draft_id: str, name: str, body: Body, stored: Callable[[], Stored | None]) -> Stored:
        """Create or replace a file; see `Deposits.upload`."""
        if bucket := self.place(draft_id).bucket:
            return self.deposits.upload(bucket, name, body, stored)
        return self.files.upload(draft_id, name, body)

    def edit(self, record_id: str) -> Deposition:
        """Open an edit of what is published; the open one if there is one. Raises LostAnswerError."""

        def by_deposit() -> Deposition:
            self.deposits.edit(record_id)
            return there(self.records.draft(record_id))

        return otherwise(lambda: self.records.edit(record_id), by_deposit)

    def new_version(self, record_id: str) -> Deposition:
        """The draft of a new version, made if there is none; the deposit API gives it files. Raises LostAnswerError."""

        def by_deposit() -> Deposition:
            return there(self.records.draft(self.deposits.new_version(record_id)))

        return otherwise(lambda: self.records.new_version(record_id), by_deposit)

    def publish(self, draft_id: str, *, asking: bool) -> Deposition:
        """Publish a draft; the communities that it names are asked by the deposit API alone, which tells less.

        Raises:
            LostAnswerError: nobody knows whether it is published now.
        """

        def by_deposit() -> Deposition:
            self.deposits.publish(draft_id)
            return self.public(draft_id)

        return by_deposit() if asking else otherwise(lambda: self.records.publish(draft_id), by_deposit)

    def look_around(self, seen: Observation) -> Observation:
        """At the versions beside what is published: no request, unless there is a newer one."""
        known = seen.there
        newer = None if known.is_latest else self.records.latest(known.concept_id)
        return replace(seen, family=Family(has_draft=known.has_draft, newer=newer))

    def public(self, record_id: str) -> Deposition:
        """What is public while an edit of it is open: one request. Raises ServerError if it is not there."""
        return there(self.records.public(record_id))

    def look_at_draft(self, seen: Observation) -> Observation:
        """At the draft of a new version that is open beside what is published: one request if there is one."""
        if seen.family is None or not seen.family.has_draft:
            return seen
        return replace(seen, family=replace(seen.family, draft=self.open_draft(seen.there.concept_id)))

    def open_draft(self, concept_id: str) -> str:
        """The id of a record's draft; nothing if no search shows it yet."""
        return next(iter(self.searches.drafts(concept_id)), "")


def there(found: Deposition | None) -> Deposition:
    """What must be there by now. Raises ServerError if it is not."""
    if found is None:
        raise ServerError("Zenodo does not show what it has just changed.", hint="Run the same command again.")
    return found


def now(seen: Observation, deposition: Deposition | None) -> Observation:
    """The deposition was read just now. What is known of the versions beside it stays."""
    return replace(seen, deposition=deposition, current=True)


def changed(seen: Observation) -> Observation:
    """Something was done to the deposition since it was read."""
    return replace(seen, current=False)
