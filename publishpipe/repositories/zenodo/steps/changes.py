"""What comes after the first publication: new versions and edits; and giving up what is open."""

from __future__ import annotations

from publishpipe.errors import LostAnswerError, PublishPipeError, ServerError
from publishpipe.model.facts import joined, merge
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.values import Discarded
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning import patches, preconditions
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.planning.state import keeps_files
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.draft import Done
from publishpipe.repositories.zenodo.steps.site import Site, changed, now


class Changes:
    """The steps `new-version` and `edit`, and their opposite as long as there is one."""

    def __init__(self, site: Site, meaning: Meaning) -> None:
        self._site = site
        self._meaning = meaning

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
        learned = patches.begun(facts, draft, self._meaning.said_of(draft, facts))
        return Outcome(learned, changed(now(seen, draft)))  # what came with the files is not seen yet

    def find_version(self, facts: Facts, seen: Observation) -> Done:
        """The draft of a new version that was begun without an answer."""
        draft = recovery.begun_version(self._site, facts)
        if draft is None:
            return Outcome({}, seen, happened=False)
        draft = self._site.with_doi(draft)
        return Outcome(patches.begun(facts, draft, self._meaning.said_of(draft, facts)), now(seen, draft))

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

    def back(self, facts: Facts, seen: Observation) -> Done:
        """The draft of the new version, or the edit, is gone: read the last version."""
        left = patches.back(facts)
        known = merge(facts, left)
        seen = self._site.look(seen, known["id"])
        return Outcome(
            joined(left, patches.read_back(known, seen.there, self._meaning.said_of(seen.there, known))), seen
        )

    def discard(self, facts: Facts, seen: Observation) -> tuple[Discarded, Facts]:
        """Delete the draft or drop the edit, and the duplicates that a lost create made."""
        preconditions.nothing_foreign(facts, seen)
        duplicates = recovery.delete_duplicates(self._site, self._meaning, facts)
        left = merge(facts, {"marker": None, "unanswered": None})
        there = seen.deposition
        if there is None or there.published:
            return "draft" if duplicates else "", left if facts.get("versions") else {}
        if there.under_review:
            self._site.reviews.withdraw(there.review_id)
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
