"""The steps that make something public: publish, or ask a community whose curators then do."""

from __future__ import annotations

from publishpipe.errors import LostAnswerError, NotFoundError
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.rivals import looked_for_at, must_give_way
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.goal import Meaning, has_begun_version
from publishpipe.repositories.zenodo.planning import patches, preconditions
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.planning.readback import refusals_placed
from publishpipe.repositories.zenodo.planning.state import communities, reviewer
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.draft import Done
from publishpipe.repositories.zenodo.steps.lookalikes import Lookalikes
from publishpipe.repositories.zenodo.steps.site import Site, now


class Publication:
    """The steps `publish` and `review`: nothing of what they do can be taken back."""

    def __init__(self, site: Site, meaning: Meaning) -> None:
        self._site = site
        self._meaning = meaning
        self._lookalikes = Lookalikes(site, meaning)

    def publish(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Publish the draft; duplicates of it that a create without an answer left are deleted first.

        Raises:
            ChangedFileError: a file changed since the manifest was read.
            RefusedError: it is a new version, and nothing is new in it.
        """
        if given_way := self._prepared(facts, seen):
            return given_way
        if seen.there.review and not seen.there.submitted:
            self._site.reviews.forget(facts["id"])
        try:
            with refusals_placed(self._meaning.metadata(facts)):
                seen = now(seen, self._site.publish(facts["id"], asking=bool(communities(seen.there.metadata))))
        except NotFoundError as gone:  # what a second publish is told, or one whose draft is gone
            raise LostAnswerError(gone.message, where=gone.where) from None
        return self.published(facts, seen)

    def review(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Ask a community to publish the draft, which one's own does at once. See `publish`."""
        if given_way := self._prepared(facts, seen):
            return given_way
        slug = reviewer(self._meaning.wanted.metadata)
        with refusals_placed(self._meaning.metadata(facts)):
            self._site.reviews.ask(facts["id"], self._site.communities.known(slug))
        return self.asked(facts, self._site.look(seen, facts["id"]))

    def find_review(self, facts: Facts, seen: Observation) -> Done:
        """What became of a community that was asked without an answer."""
        seen = self._site.look(seen, facts["id"])
        asked = seen.there.submitted or seen.there.under_review
        return self.asked(facts, seen) if asked else Outcome({}, seen, happened=False)

    def asked(self, facts: Facts, seen: Observation) -> Done:
        """What a draft that is under review teaches, or was published by that."""
        if seen.there.submitted:
            return self.published(facts, seen)
        learned = patches.read_back(facts, seen.there, self._meaning.said_of(seen.there, facts))
        return Outcome({**learned, "intents": {"review": None}}, seen)

    def _prepared(self, facts: Facts, seen: Observation) -> Done | None:
        """Look at all once more before it is public; what is left to do if another run was first."""
        for file in self._meaning.wanted.files.values():
            file.check()
        if has_begun_version(facts):
            preconditions.another_version(self._meaning.goal(facts, seen.held()), facts)
        if self._is_second(facts):
            return self._give_way(facts)
        recovery.delete_duplicates(self._site, self._meaning, facts)
        return None

    def _is_second(self, facts: Facts) -> bool:
        """Whether another run of this release was first. Raises LookalikeError: see `rivals.must_give_way`."""
        wanted = self._meaning.wanted
        if facts.get("versions") or wanted.rehearsal:
            return False
        return must_give_way(
            self._lookalikes.described(self._lookalikes.rivals(facts)),
            since=looked_for_at(self._site.session.base_url, wanted, facts),
            files=len(wanted.files),
            state=f"The draft {facts['id']} is complete, and not published.",
        )

    def _give_way(self, facts: Facts) -> Done:
        """Another run of this release began before this one: this one's draft goes."""
        self._site.records.delete(facts["id"])
        return Outcome({**patches.back(facts), "marker": None, "unanswered": None}, Observation())

    def published(self, facts: Facts, seen: Observation) -> Done:
        """What a record seen to be public teaches."""
        return Outcome(patches.published(facts, seen.there, self._meaning.said_of(seen.there, facts)), seen)
