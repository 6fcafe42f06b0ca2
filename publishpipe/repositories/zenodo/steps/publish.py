"""What comes after the first publication: publish, new versions, edits, and giving them up."""

from __future__ import annotations

from publishpipe.errors import LostAnswerError, NotFoundError, PublishPipeError, ServerError
from publishpipe.model.facts import joined, merge
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.rivals import looked_for_at, must_give_way
from publishpipe.repositories.values import Discarded
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.goal import Meaning, has_begun_version
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning import patches, preconditions
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.planning.state import communities, keeps_files
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.draft import Done
from publishpipe.repositories.zenodo.steps.lookalikes import Lookalikes
from publishpipe.repositories.zenodo.steps.site import Site, changed, now


class Publication:
    """The steps `new-version`, `edit` and `publish`, and their opposite as long as there is one."""

    def __init__(self, site: Site, meaning: Meaning) -> None:
        self._site = site
        self._meaning = meaning
        self._lookalikes = Lookalikes(site, meaning)

    def new_version(self, _: str, facts: Facts, seen: Observation) -> Done:
        """The draft of a new version, with the files of the last one if any of them is kept.

        Raises:
            LostAnswerError: unless all is sure.
        """
        last = facts["versions"][-1]
        if facts["id"] == last["id"] and not seen.begun and self._site.public(last["id"]).has_draft:
            raise preconditions.foreign_draft(str(last.get("doi")), self._site.open_draft(facts["concept_id"]))
        if facts.get("editing"):
            self._site.records.delete(facts["id"])
        draft = self._site.new_version(last["id"])
        try:
            draft = self._with_files(draft, facts)
        except PublishPipeError as unclear:  # the draft is there, whatever went wrong since
            raise LostAnswerError(unclear.message, where=unclear.where, hint=unclear.hint) from None
        learned = patches.begun(facts, draft, self._meaning.wanted.metadata)
        return Outcome(learned, changed(now(seen, draft)))  # what came with the files is not seen yet

    def find_version(self, facts: Facts, seen: Observation) -> Done:
        """The draft of a new version that was begun without an answer."""
        draft = recovery.begun_version(self._site, facts)
        if draft is None:
            return Outcome({}, seen, happened=False)
        draft = self._site.with_doi(draft)
        return Outcome(patches.begun(facts, draft, self._meaning.wanted.metadata), now(seen, draft))

    def find_complete(self, facts: Facts, seen: Observation) -> Done:
        """The same, if it has taken over the files that it keeps."""
        found = self.find_version(facts, seen)
        complete = found.happened and (found.seen.there.files or not self._keeps_files(facts))
        return found if complete else Outcome({}, seen, happened=False)

    def edit(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Open an edit, if nobody else has."""
        if not seen.begun:
            there = self._site.records.draft(facts["id"])
            if there:
                raise preconditions.foreign_edit(there.id, there.doi)
        return Outcome({"editing": True}, now(seen, self._site.edit(facts["id"])))

    def find_edit(self, facts: Facts, seen: Observation) -> Done:
        """The edit that was opened without an answer."""
        seen = self._site.look(seen, facts["id"])
        if seen.there.published:
            return Outcome({}, seen, happened=False)
        return Outcome({"editing": True, "intents": {"edit": None}}, seen)

    def publish(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Publish the draft; duplicates of it that a create without an answer left are deleted first.

        Raises:
            ChangedFileError: a file changed since the manifest was read.
            RefusedError: it is a new version, and nothing is new in it.
        """
        for file in self._meaning.wanted.files.values():
            file.check()
        if has_begun_version(facts):
            preconditions.another_version(self._meaning.goal(facts, seen.held()), facts)
        if self._is_second(facts):
            return self._give_way(facts)
        recovery.delete_duplicates(self._site, self._meaning, facts)
        try:
            seen = now(seen, self._site.publish(facts["id"], asking=bool(communities(seen.there.metadata))))
        except NotFoundError as gone:  # what a second publish is told, or one whose draft is gone
            raise LostAnswerError(gone.message, where=gone.where) from None
        return self.published(facts, seen)

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
        return Outcome(patches.published(facts, seen.there, self._meaning.wanted.metadata), seen)

    def back(self, facts: Facts, seen: Observation) -> Done:
        """The draft of the new version, or the edit, is gone: read the last version."""
        left = patches.back(facts)
        known = merge(facts, left)
        seen = self._site.look(seen, known["id"])
        return Outcome(joined(left, patches.read_back(known, seen.there, self._meaning.wanted.metadata)), seen)

    def discard(self, facts: Facts, seen: Observation) -> tuple[Discarded, Facts]:
        """Delete the draft or drop the edit, and the duplicates that a lost create made."""
        preconditions.nothing_foreign(facts, seen)
        duplicates = recovery.delete_duplicates(self._site, self._meaning, facts)
        left = merge(facts, {"marker": None, "unanswered": None})
        there = seen.deposition
        if there is None or there.published:
            return "draft" if duplicates else "", left if facts.get("versions") else {}
        self._site.records.delete(there.id)
        kept = merge(left, self.back(left, seen).learned) if facts.get("versions") else Facts()
        return "edit" if there.submitted else "draft", kept

    def _keeps_files(self, facts: Facts) -> bool:
        return keeps_files(self._meaning.goal(facts, None), facts)

    def _with_files(self, draft: Deposition, facts: Facts) -> Deposition:
        """The draft of a new version, with the files of the last one if any of them is kept, else without."""
        number, keeps = draft.id, self._keeps_files(facts)
        if keeps and not draft.files:
            self._site.files.import_last(number)
        for name in () if keeps else draft.files:  # which the deposit API brings along
            self._site.files.remove(number, name)
        found = self._site.records.get(number)  # what the second answer to a beginning shows is not all
        if found is None:
            raise ServerError(f"The draft {number} is not there.", hint="Run the same command again: it begins anew.")
        return self._site.with_doi(found)
