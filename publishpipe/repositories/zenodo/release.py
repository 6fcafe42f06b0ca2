"""One record on one Zenodo: what is looked at, what each step does, how its answer is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from publishpipe.errors import ServerError
from publishpipe.files.checksums import Checksums
from publishpipe.model.comparison import Comparison
from publishpipe.model.events import Emit
from publishpipe.model.facts import merge
from publishpipe.model.listing import ShareLink
from publishpipe.model.page import Page
from publishpipe.model.plan import Outlook
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.rivals import gave_way
from publishpipe.repositories.values import Discarded, Wanted
from publishpipe.repositories.zenodo.client.communities import TOLD, told
from publishpipe.repositories.zenodo.facts import Facts, Patch, version_ids
from publishpipe.repositories.zenodo.goal import Meaning, filled
from publishpipe.repositories.zenodo.metadata.canonical import lifted
from publishpipe.repositories.zenodo.models import Deposition, today
from publishpipe.repositories.zenodo.page import page
from publishpipe.repositories.zenodo.planning.observation import Observation, remembered
from publishpipe.repositories.zenodo.planning.plan import outlook
from publishpipe.repositories.zenodo.planning.readback import (
    files_are_stored,
    is_public_as_meant,
    metadata_is_stored,
    preview_is_stored,
)
from publishpipe.repositories.zenodo.planning.state import communities, reviewer
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.changes import Changes
from publishpipe.repositories.zenodo.steps.draft import Done, Drafting
from publishpipe.repositories.zenodo.steps.observing import Observing
from publishpipe.repositories.zenodo.steps.publish import Publication
from publishpipe.repositories.zenodo.steps.site import Site
from publishpipe.repositories.zenodo.verify import Comparing

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class ZenodoRelease:
    """See `repositories.base.Release`."""

    def __init__(
        self,
        session: Session,
        wanted: Wanted,
        checksums: Checksums,
        emit: Emit,
        known: Deposition | None = None,
    ) -> None:
        wanted = replace(wanted, metadata=lifted(wanted.metadata, today()))
        self._site = site = Site(session, known)
        self._checksums = checksums
        self._emit = emit
        self._meaning = Meaning(wanted, checksums)
        self._drafting = Drafting(site, self._meaning, checksums, emit)
        self._publication = Publication(site, self._meaning)
        self._changes = Changes(site, self._meaning)
        self._observing = Observing(site, self._meaning, self._drafting, self._publication, self._changes)

    def observe(self, facts: Facts) -> Done:
        """Find out what became of what went unanswered, then read the deposition: one request, none if none was begun.

        One more of what is published: at the versions beside it. One more where a draft is to show a file first, or
        did: at which one. One for each community that is to be asked and was not known to be there before.
        """
        found = self._observing.observe(facts)
        missing = self._site.communities.missing(self._meaning.unconfirmed(merge(facts, found.learned)))
        elsewhere = self._is_reviewed_elsewhere(found.seen)
        learned: Patch = {**found.learned, "review": None} if elsewhere else found.learned
        return Outcome(learned, replace(found.seen, missing=missing, reviewed_elsewhere=elsewhere))

    def _is_reviewed_elsewhere(self, seen: Observation) -> bool:
        """Whether another community than the manifest's was asked to publish the draft: one request if one was."""
        slug, asked = reviewer(self._meaning.wanted.metadata), seen.deposition.reviewer if seen.deposition else ""
        return bool(slug and asked) and asked != self._site.communities.id(slug)

    def plan(self, facts: Facts, seen: Observation | None) -> Outlook:
        """See `planning.plan`. Files are read where a checksum decides."""
        if seen is None:
            held = remembered(facts)
            return outlook(self._meaning.goal(facts, held), facts, held)
        held = seen.held()
        return outlook(replace(self._meaning.goal(facts, held), unknown=seen.missing, alike=seen.alike), facts, held)

    def page(self, facts: Facts) -> Page:
        """See `page`; the metadata as the manifest says it."""
        return page(filled(self._meaning.wanted, facts), facts)

    def act(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Do one step."""
        acts: dict[str, Callable[[str, Facts, Observation], Done]] = {
            "create": self._drafting.create,
            "new-version": self._changes.new_version,
            "edit": self._changes.edit,
            "remove": self._drafting.remove,
            "upload": self._drafting.upload,
            "describe": self._drafting.describe,
            "verify": self._drafting.verify,
            "review": self._publication.review,
            "publish": self._publication.publish,
        }
        return acts[step.action](step.subject, facts, seen)

    def find(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Look what became of an effect whose answer was lost. It was asked for: what is open since is ours."""
        finds: dict[str, Callable[[Facts, Observation], Done]] = {
            "create": self._drafting.find_created,
            "new-version": self._changes.find_complete,
            "edit": self._changes.find_edit,
            "review": self._publication.find_review,
            "publish": self._observing.find_published,
        }
        found = finds[step.action](facts, seen)
        return replace(found, seen=replace(found.seen, begun=True))

    def judge(self, step: Step, facts: Facts, seen: Observation) -> str:
        """Was the metadata stored? At verify: is everything as wanted? After publish: was that published?"""
        if step.action == "create":
            metadata_is_stored(self._meaning.marked(facts), seen.there, facts)
        if step.action in {"describe", "verify"}:
            metadata_is_stored(self._meaning.metadata(facts), seen.there, facts)
            if self._meaning.wanted.preview:
                preview_is_stored(self._meaning.wanted.preview, seen.there.preview)
        if step.action == "verify":
            files_are_stored(self._meaning.goal(facts, seen.held()), seen.there)
        if step.action in {"publish", "review"}:
            if "id" not in facts:
                raise gave_way()
            if seen.there.under_review:
                return told(self.communities(facts))
            goal, meaning = self._meaning.goal(facts, seen.held()), self._meaning.metadata(facts)
            is_public_as_meant(goal, meaning, seen.there, facts)
            return self._told(facts)
        return ""

    def _told(self, facts: Facts) -> str:
        """What became of the communities that were asked; it is published whatever became of them."""
        slugs = facts.get("communities", ())
        try:
            return told(self._site.communities.shortly(version_ids(facts), slugs)) if slugs else ""
        except ServerError as unclear:
            return f"nobody knows what became of the communities: {unclear.message}"

    def tidy(self, facts: Facts) -> Patch:
        """See `steps.recovery`: a search, as long as a duplicate of what is published may still show."""
        return recovery.tidied(self._site, self._meaning, facts) if facts.get("versions") else {}

    def communities(self, facts: Facts) -> Mapping[str, str]:
        """What became of those that were asked: no request if there are none, else two, and one for each not in yet."""
        if review := facts.get("review"):
            return dict.fromkeys(communities(facts.get("metadata", {})), TOLD.get(review, review))
        slugs = facts.get("communities", ())
        return self._site.communities.fates(version_ids(facts), slugs) if slugs else {}

    def datasets(self, _facts: Facts) -> Mapping[str, str | None]:
        """None: what Zenodo calls a dataset is a record."""
        return {}

    def share_links(self, facts: Facts, seen: Observation) -> tuple[ShareLink, ...]:
        """Those of all versions, drafts too: one request, none if nothing is there."""
        return self._site.share_links.of(facts["id"]) if seen.deposition else ()

    def compare(self, facts: Facts, seen: Observation, *, download: bool) -> Comparison:
        """See `verify`: at most two requests more than `observe`, and one for each file to download."""
        comparing = Comparing(self._site, seen, self._checksums, self._emit)
        return comparing.compare(self._meaning.wanted, facts, download=download)

    def discard(self, facts: Facts, seen: Observation) -> tuple[Discarded, Facts]:
        """Delete the draft or drop the edit, and the duplicates that a lost create made."""
        return self._changes.discard(facts, seen)
