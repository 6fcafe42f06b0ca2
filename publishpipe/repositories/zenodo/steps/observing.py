"""What became of what was begun: open intents, and what others did since, found out by looking."""

from __future__ import annotations

from dataclasses import replace

from publishpipe.errors import GoneError
from publishpipe.model.facts import joined, merge
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.zenodo.facts import Facts, Patch, version_ids
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.metadata.canonical import without_marker
from publishpipe.repositories.zenodo.planning import patches, preconditions
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.planning.state import differs, is_as_recorded, stated
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.changes import Changes
from publishpipe.repositories.zenodo.steps.draft import Done, Drafting
from publishpipe.repositories.zenodo.steps.lookalikes import Lookalikes
from publishpipe.repositories.zenodo.steps.publish import Publication
from publishpipe.repositories.zenodo.steps.site import Site, now


class Observing:
    """Looks at a record without changing anything, and says what the lockfile learns from it."""

    def __init__(
        self, site: Site, meaning: Meaning, drafting: Drafting, publication: Publication, changes: Changes
    ) -> None:
        self._site = site
        self._meaning = meaning
        self._drafting = drafting
        self._publication = publication
        self._changes = changes
        self._lookalikes = Lookalikes(site, meaning)

    def observe(self, facts: Facts) -> Done:
        """See `ZenodoRelease.observe`."""
        found: Done = Outcome({}, Observation())
        begun = (self._create, self._draft, self._elsewhere, self._version)
        for look in (*begun, self._around, self._published, self._complete):
            more = look(merge(facts, found.learned), found.seen)
            found = Outcome(joined(found.learned, more.learned), more.seen)
        return found

    def find_published(self, facts: Facts, seen: Observation) -> Done:
        """Whether a publish without an answer took effect. An edit that is not open any more may have been dropped."""
        public = recovery.published(self._site, facts["id"])
        if public is None:
            return Outcome({}, seen, happened=False)
        seen = self._around(facts, replace(now(seen, public), family=None)).seen
        if _is_dropped(facts, seen):
            return Outcome({}, seen, happened=False)
        return self._publication.published(facts, seen)

    def _create(self, facts: Facts, seen: Observation) -> Done:
        """A create without an answer, then the deposition itself.

        What it holds the manifest said then, and may not say now: the DOI of another release was not known yet.
        """
        if "create" not in facts.get("intents", {}):
            return Outcome({}, self._site.look(seen, facts["id"]) if "id" in facts else seen)
        lost: Done = Outcome({"unanswered": True, "intents": {"create": None}}, seen)
        found = recovery.created(self._site, self._meaning, facts["marker"], facts["intents"]["create"])
        if found is None and "id" in facts:
            found = self._site.records.get(facts["id"])
        if found is None:
            return lost
        read = self._drafting.placed(facts, now(seen, found))
        return Outcome({**lost.learned, **read.learned, "said": stated(without_marker(found.metadata))}, read.seen)

    def _draft(self, facts: Facts, seen: Observation) -> Done:
        """A draft that somebody deleted: what is left is the last version, if there is one. One look does not do."""
        if seen.deposition and "id" in facts:
            preconditions.ours(facts, seen.deposition)
        if seen.deposition or "id" not in facts:
            return Outcome({}, seen)
        versions = version_ids(facts)
        if versions and versions[-1] == facts["id"]:
            raise GoneError(
                f"The published record {facts['id']} is not there any more.",
                hint="Ask Zenodo's support what became of it. publishpipe publishes nothing twice by itself.",
            )
        if found := recovery.looked_again(self._site, facts):
            return Outcome({}, now(seen, found))
        if versions:
            return self._changes.back(facts, seen)
        # What has another id than we were told may be there all the same, and is looked for before publishing.
        return Outcome({**patches.back(facts), "unanswered": "marker" in facts or None}, seen)

    def _elsewhere(self, facts: Facts, seen: Observation) -> Done:
        """Where the lockfile knows nothing: a draft that another run of this release made, or what looks like it."""
        if seen.deposition or facts.get("versions") or self._meaning.wanted.rehearsal:
            return Outcome({}, seen)
        items = self._lookalikes.found(facts)
        marked = self._lookalikes.marked(items, facts)
        if draft := recovery.oldest(self._site, self._meaning, marked):
            read = self._drafting.placed(facts, now(seen, draft))
            twins: Patch = {"unanswered": True} if len(marked) > 1 else {}
            return Outcome({**read.learned, "marker": self._lookalikes.marker(facts), **twins}, read.seen)
        return Outcome({}, replace(seen, alike=self._lookalikes.described(items)))

    def _version(self, facts: Facts, seen: Observation) -> Done:
        """A new version or an edit that was begun without an answer."""
        intents = facts.get("intents", {})
        if "new-version" in intents:
            found = self._changes.find_version(facts, seen)
            return found if found.happened else self._no_version(seen)
        if "edit" in intents:
            found = self._changes.find_edit(facts, seen)
            return found if found.happened else Outcome({"intents": {"edit": None}}, found.seen)
        return Outcome({}, seen)

    def _no_version(self, seen: Observation) -> Done:
        """No new version is open. It was not begun, or somebody has published it: then the plan needs the intent."""
        seen = self._site.look_around(seen)
        return Outcome({} if seen.newer else {"intents": {"new-version": None}}, seen)

    def _around(self, facts: Facts, seen: Observation) -> Done:
        """The versions beside what is published, and the file that is shown first where that matters."""
        shown = self._meaning.wanted.preview or facts.get("preview")
        if seen.deposition and seen.deposition.submitted and seen.family is None:
            seen = self._site.look_at_draft(self._site.look_around(seen))
            seen = replace(seen, hidden=seen.editing and not facts.get("editing") and self._is_unknown(facts, seen))
        if not (seen.deposition and shown):
            return Outcome({}, seen)
        return Outcome({"preview": seen.deposition.preview or None}, seen)

    def _is_unknown(self, facts: Facts, seen: Observation) -> bool:
        """Whether what is public is not what the lockfile says; an edit lies over it: one request."""
        public = self._site.public(seen.there.id)
        return not is_as_recorded(public.metadata, public.preview, facts)

    def _published(self, facts: Facts, seen: Observation) -> Done:
        """What is public by now, though the lockfile does not know. A publish that shows nowhere is not under way."""
        there = seen.deposition
        if there and there.submitted:
            news = there.id not in version_ids(facts) or bool(facts.get("editing") and there.published)
            if news and _is_dropped(facts, seen):
                read = self._drafting.read_back(facts, seen)
                return Outcome({**read.learned, "editing": None, "intents": {"edit": None, "publish": None}}, seen)
            if news:
                return self._publication.published(facts, seen)
        over: Patch = {"intents": dict.fromkeys({"publish", "review"} & facts.get("intents", {}).keys())}
        return Outcome(over if over["intents"] else {}, seen)

    def _complete(self, facts: Facts, seen: Observation) -> Done:
        """What is ours and as wanted: an earlier run may not have come to write down what it did last."""
        held = seen.held()
        if held is None or (held.state == "editing" and not facts.get("editing")):
            return Outcome({}, seen)
        if differs(self._meaning.goal(facts, held), facts, held):
            return Outcome({}, seen)
        return self._drafting.read_back(facts, seen)


def _is_dropped(facts: Facts, seen: Observation) -> bool:
    """Whether an edit of ours is over and is not what is public: somebody dropped it."""
    return bool(facts.get("editing")) and not is_as_recorded(seen.there.metadata, seen.there.preview, facts)
