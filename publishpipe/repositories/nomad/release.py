"""One release on one NOMAD: what is looked at, what each step does, how its answer is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from publishpipe.errors import GoneError, ServerError
from publishpipe.files.checksums import Checksums
from publishpipe.model.comparison import Comparison
from publishpipe.model.events import Emit
from publishpipe.model.facts import joined, merge
from publishpipe.model.listing import ShareLink
from publishpipe.model.page import Page
from publishpipe.model.plan import Outlook
from publishpipe.model.steps import Step
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.nomad.client.waiting import StillProcessingError
from publishpipe.repositories.nomad.facts import Facts, Patch
from publishpipe.repositories.nomad.goal import Meaning
from publishpipe.repositories.nomad.page import page
from publishpipe.repositories.nomad.planning import preconditions, readback
from publishpipe.repositories.nomad.planning.observation import Observation, files_read, remembered
from publishpipe.repositories.nomad.planning.plan import outlook
from publishpipe.repositories.nomad.steps.describe import Describing
from publishpipe.repositories.nomad.steps.failures import reasons
from publishpipe.repositories.nomad.steps.lookalikes import Lookalikes
from publishpipe.repositories.nomad.steps.publish import Publication
from publishpipe.repositories.nomad.steps.recovery import Recovery
from publishpipe.repositories.nomad.steps.site import Site, confirm_published
from publishpipe.repositories.nomad.steps.upload import Done, Transfer, emptied
from publishpipe.repositories.nomad.verify import Comparing
from publishpipe.repositories.rivals import gave_way
from publishpipe.repositories.values import Discarded, Wanted

if TYPE_CHECKING:
    from publishpipe.http.session import Session


class NomadRelease:
    """See `repositories.base.Release`."""

    def __init__(
        self,
        session: Session,
        wanted: Wanted,
        checksums: Checksums,
        emit: Emit,
        known: Observation | None = None,
    ) -> None:
        self._site = site = Site(session, known)
        self._checksums = checksums
        self._emit = emit
        self._meaning = Meaning(wanted, checksums)
        self._transfer = Transfer(site, self._meaning, checksums, emit)
        self._describing = Describing(site, self._meaning)
        self._publication = Publication(site, self._meaning)
        self._lookalikes = Lookalikes(site, self._meaning)
        self._recovery = Recovery(site, self._publication, self._lookalikes)

    def observe(self, facts: Facts) -> Done:
        """Find out what became of what went unanswered, then look: one request, and one at the files of a draft.

        One more for each dataset that somebody may have deleted, or given its DOI.
        """
        learned = self._recovery.earlier(facts)
        known = merge(facts, learned)
        seen = self._site.look(Observation(), known["id"]) if "id" in known else Observation()
        if known.get("processing") == "done":  # what runs now is not ours: it may be about to publish
            seen = self._site.at_rest(seen, known["id"])
        if seen.upload is None and known.get("versions"):
            raise GoneError(
                f"The published upload {known['id']} is not there any more.",
                hint="Ask NOMAD's support what became of it. publishpipe publishes nothing twice by itself.",
            )
        if seen.upload is None and "id" in known:
            seen = self._recovery.looked_again(known["id"])
        if seen.upload is None:
            gone: Patch = {**learned, "id": None, "created": None, **emptied(known)}
            found = self._elsewhere(merge(facts, gone), gone, seen)
            learned, seen = found.learned, found.seen
        if seen.upload is None:  # datasets may be gone with it
            known = merge(facts, learned)
            unknown = self._describing.unknown(known)
            return Outcome(joined(learned, self._datasets(known, seen)), replace(seen, unknown=unknown))
        known = merge(facts, learned)
        preconditions.ours(known, seen.upload)
        made: Patch = {**learned, "created": seen.upload.created or None}
        for look in (_unprocessed, self._datasets, self._published, self._described):
            made = joined(made, look(merge(facts, made), seen))
        return Outcome(made, seen, trouble=self._missed(facts, merge(facts, made)))

    def _missed(self, before: Facts, facts: Facts) -> ServerError | None:
        """What must be told of a loss that shows only now, as the run that published was interrupted."""
        missed = self._meaning.missed(facts) if facts.get("lost") != before.get("lost") else []
        return readback.lost(facts, missed) if missed else None

    def _elsewhere(self, facts: Facts, learned: Patch, seen: Observation) -> Done:
        """Where the lockfile knows nothing: a draft that another run of this release made, or what looks like it."""
        if self._meaning.wanted.rehearsal:
            return Outcome(learned, seen)
        unpublished, me = self._site.client.unpublished(), self._site.account.id
        found = self._lookalikes.found(facts, unpublished)
        ours = self._lookalikes.ours(found, facts)
        if ours is None:
            own = sum(upload.author == me for upload in unpublished)
            return Outcome(learned, replace(seen, alike=self._lookalikes.described(found), unpublished=own))
        number, created = ours.upload.id, ours.upload.created
        mine: Patch = {"id": number, "created": created, "marker": self._lookalikes.marker(facts)}
        if self._lookalikes.are_several(found, facts):
            mine["unanswered"] = True
        return Outcome(
            joined(learned, mine), self._site.look(replace(seen, sizes=ours.sizes, files_current=True), number)
        )

    def plan(self, facts: Facts, seen: Observation | None) -> Outlook:
        """See `planning.plan`. Files are read where a checksum decides."""
        goal = self._meaning.goal(facts)
        if seen is None:
            return outlook(goal, facts, remembered(facts))
        found = replace(goal, alike=seen.alike, unknown=seen.unknown, unpublished=seen.unpublished)
        return outlook(found, facts, seen.held(facts) if seen.upload else None)

    def page(self, facts: Facts) -> Page:
        """See `page`."""
        return page(self._meaning.wanted, facts)

    def act(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Do one step. Raises RefusedError if it would change what somebody else has published."""
        there = seen.upload
        if there and there.published and there.author and not self._site.account.may_write(there):
            raise preconditions.not_yours(there)
        acts: dict[str, Callable[[Step, Facts, Observation], Done]] = {
            "create": self._transfer.create,
            "remove": self._transfer.remove,
            "upload": self._transfer.send,
            "wait": self._transfer.process,
            "dataset": self._describing.find_dataset,
            "describe": self._describing.describe,
            "verify": self._verify,
            "publish": self._publication.publish,
            "dataset-doi": self._publication.register,
        }
        return acts[step.action](step, facts, seen)

    def find(self, step: Step, facts: Facts, seen: Observation) -> Done:
        """Look what became of an effect whose answer was lost; see `steps.recovery`."""
        return self._recovery.find(step, facts, seen)

    def judge(self, step: Step, facts: Facts, seen: Observation) -> str:
        """After a step: was it taken as it was wanted?"""
        if step.action == "publish":
            if "id" not in facts:
                raise gave_way()
            readback.check_published(facts, self._meaning.missed(facts), self._meaning.wrong(facts, seen))
        if step.action == "create":
            self._describing.rehearse(facts)
        if step.action == "wait" and seen.upload and seen.upload.running:
            raise StillProcessingError(seen.upload)
        if step.action in {"wait", "verify"}:
            goal, held = self._meaning.goal(facts), seen.held(facts)
            why = reasons(self._site.client, readback.failed(goal.entries, held))
            readback.check_upload(goal, facts, held, why)
        if step.action in {"describe", "verify"}:
            readback.check_metadata(self._meaning.wrong(facts, seen))
        return ""

    def tidy(self, facts: Facts) -> Patch:
        """Delete what a create made that came only after the publication; any other was seen before it, and deleted."""
        if facts.get("versions") and facts.get("unanswered"):
            self._publication.delete_duplicates(facts)
        return {}

    def communities(self, _facts: Facts) -> Mapping[str, str]:
        """None: NOMAD has no communities."""
        return {}

    def datasets(self, facts: Facts) -> Mapping[str, str | None]:
        """See `repositories.base.Release`."""
        return {key: dataset.get("doi") for key, dataset in facts.get("datasets", {}).items()}

    def share_links(self, _facts: Facts, _seen: Observation) -> tuple[ShareLink, ...]:
        """None: NOMAD has no such links."""
        return ()

    def compare(self, facts: Facts, seen: Observation, *, download: bool) -> Comparison:
        """See `verify`: one request more than `observe`, and one for each file to download."""
        comparing = Comparing(self._site, seen, self._checksums, self._emit)
        return comparing.compare(self._meaning.wanted, facts, download=download)

    def discard(self, facts: Facts, seen: Observation) -> tuple[Discarded, Facts]:
        """Delete the draft, duplicates of it, and datasets that this release made if they are empty."""
        published = "versions" in facts
        found = not (published and "unanswered" not in facts) and self._publication.discard(facts, seen)
        left = merge(facts, {"marker": None, "unanswered": None}) if published else Facts()
        return "draft" if found else "", left

    def _verify(self, _step: Step, facts: Facts, seen: Observation) -> Done:
        seen = self._site.look(seen, facts["id"])
        read: Patch = {"files": files_read(facts, seen.held(facts))}
        return Outcome(joined(read, self._published(facts, seen)), seen)

    def _datasets(self, facts: Facts, seen: Observation) -> Patch:
        """What became of the datasets since; and of the upload's own DOI, which may be one of theirs.

        A run that was killed as it registered that leaves the one known without the other.
        """
        return self._publication.with_doi(self._describing.datasets_now(facts, seen), facts)

    def _described(self, facts: Facts, seen: Observation) -> Patch:
        """The metadata, if it is as wanted: an earlier run may have set it and not come to write that down."""
        return {} if self._meaning.wrong(facts, seen) else self._meaning.described(facts)

    def _published(self, facts: Facts, seen: Observation) -> Patch:
        """What an upload seen to be published teaches, if that is news: somebody may have done that."""
        is_known = "versions" in facts and not facts.get("unread")
        if seen.upload is None or not seen.upload.published or is_known:
            return {}
        if "versions" not in facts:
            confirm_published(self._site.client.get(seen.upload.id), seen.upload.id)
        return self._publication.published(facts, seen).learned


def _unprocessed(facts: Facts, seen: Observation) -> Patch:
    """What was to be processed failed while nobody looked, or an operation after it did: it is processed once more."""
    failed = seen.upload is not None and seen.upload.failed
    return {"processing": None} if failed and facts.get("processing") == "started" else {}
