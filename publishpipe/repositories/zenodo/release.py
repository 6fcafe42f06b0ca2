"""One record on one Zenodo: what is looked at, what each step does, how its answer is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from publishpipe.errors import ServerError
from publishpipe.files.checksums import Checksums
from publishpipe.model.comparison import Comparison
from publishpipe.model.events import Emit
from publishpipe.model.facts import Facts, merge
from publishpipe.model.steps import Outlook, Step
from publishpipe.repositories.base import Discarded, Wanted
from publishpipe.repositories.zenodo.client.communities import Communities, told
from publishpipe.repositories.zenodo.compare import Comparing
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.metadata.canonical import canonical, lifted
from publishpipe.repositories.zenodo.models import today
from publishpipe.repositories.zenodo.planning.plan import outlook
from publishpipe.repositories.zenodo.planning.state import remembered, version_ids
from publishpipe.repositories.zenodo.planning.verification import (
    files_are_stored,
    is_public_as_meant,
    metadata_is_stored,
    preview_is_stored,
)
from publishpipe.repositories.zenodo.steps.draft import Drafting
from publishpipe.repositories.zenodo.steps.observation import Site, View
from publishpipe.repositories.zenodo.steps.publish import Publication
from publishpipe.repositories.zenodo.steps.refresh import Observing

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class ZenodoRelease:
    """See `repositories.base.Release`."""

    def __init__(self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit) -> None:
        wanted = replace(wanted, metadata=lifted(wanted.metadata, today()))
        self._site = site = Site(session)
        self._view = View(site)
        self._meaning = Meaning(wanted, checksums)
        self._drafting = Drafting(site, self._view, self._meaning, checksums, emit)
        self._publication = Publication(site, self._view, self._meaning)
        self._observing = Observing(site, self._view, self._meaning, self._drafting, self._publication)
        self._communities = Communities(site.client)
        self._comparing = Comparing(site, self._view, checksums, emit)
        self._observed = False

    @property
    def editing(self) -> bool:
        """Whether an edit of the published record is open, whoever opened it."""
        return self._view.seen is not None and self._view.seen.state == "inprogress"

    @property
    def newer(self) -> Mapping[str, Any] | None:
        """What is published of the record since the version that the lockfile knows, as the lockfile would have it."""
        return self._view.family.newer

    def observe(self, facts: Facts) -> Facts:
        """Settle what went unanswered, then read the deposition: one request, none if nothing was begun.

        One more of what is published: at the versions beside it. One more where a draft is to show a file first, or
        did: at which one. One for each community that is to be asked and was not known to be there before.
        """
        self._observed = True
        learned = self._observing.observe(facts)
        self._view.unknown = self._communities.missing(self._meaning.unconfirmed(merge(facts, learned)))
        return learned

    def seen(self) -> Any:
        """What the deposition and the versions beside it were seen to be."""
        held = self._view.held()
        return asdict(held) | {"metadata": canonical(held.metadata)} if held else None

    def plan(self, facts: Facts) -> Outlook:
        """See `planning.plan`."""
        held = self._view.held() if self._observed else remembered(facts)
        return outlook(replace(self._meaning.goal(facts, held), unknown=self._view.unknown), facts, held)

    def act(self, step: Step, facts: Facts) -> Facts:
        """Do one step."""
        acts: dict[str, Callable[[str, Facts], Facts]] = {
            "create": self._drafting.create,
            "new-version": self._publication.new_version,
            "edit": self._publication.edit,
            "remove": self._drafting.remove,
            "upload": self._drafting.upload,
            "describe": self._drafting.describe,
            "verify": self._drafting.verify,
            "publish": self._publication.publish,
        }
        return acts[step.action](step.subject, facts)

    def find(self, step: Step, facts: Facts) -> Facts | None:
        """Settle an effect whose answer was lost."""
        finds: dict[str, Callable[[Facts], Facts | None]] = {
            "create": self._drafting.find_created,
            "new-version": self._publication.find_complete,
            "edit": self._publication.find_edit,
            "publish": self._observing.find_published,
        }
        return finds[step.action](facts)

    def judge(self, step: Step, facts: Facts) -> str:
        """Was the metadata stored? At verify: is everything as meant? After publish: was that published?"""
        if step.action == "create":
            metadata_is_stored(self._meaning.marked(facts), self._view.deposition, facts)
        if step.action in {"describe", "verify"}:
            metadata_is_stored(self._meaning.metadata(facts), self._view.deposition, facts)
            preview_is_stored(self._meaning.wanted.preview, self._view.preview)
        if step.action == "verify":
            files_are_stored(self._meaning.goal(facts, self._view.held()), self._view.deposition)
        if step.action == "publish":
            goal, meaning = self._meaning.goal(facts, self._view.held()), self._meaning.metadata(facts)
            is_public_as_meant(goal, meaning, self._view.deposition, facts)
            return self._told(facts)
        return ""

    def _told(self, facts: Facts) -> str:
        """What became of the communities that were asked; it is published whatever became of them."""
        slugs = facts.get("communities", ())
        try:
            return told(self._communities.settled(version_ids(facts), slugs)) if slugs else ""
        except ServerError as unclear:
            return f"nobody knows what became of the communities: {unclear.message}"

    def tidy(self, facts: Facts) -> Facts:
        """See `steps.recovery`: a search, as long as a twin of what is published may still show."""
        return self._site.settling.tidied(facts) if facts.get("versions") else {}

    def communities(self, facts: Facts) -> Mapping[str, str]:
        """What became of those that were asked: no request if there are none, else two, and one for each not in yet."""
        slugs = facts.get("communities", ())
        return self._communities.fates(version_ids(facts), slugs) if slugs else {}

    def compare(self, facts: Facts, *, download: bool) -> Comparison:
        """See `compare`: at most two requests more than `observe`, and one for each file to download."""
        return self._comparing.compare(self._meaning.wanted, facts, download=download)

    def discard(self, facts: Facts) -> tuple[Discarded, Facts]:
        """Delete the draft or drop the edit, and delete twins that a lost create made."""
        return self._publication.discard(facts)
