"""What comes after the first publication: publish, new versions, edits, and giving them up."""

from __future__ import annotations

from publishpipe.errors import LostAnswerError, NotFoundError, PublishPipeError, ServerError
from publishpipe.model.facts import Facts, joined, merge
from publishpipe.repositories.base import Discarded
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning import preconditions, transitions
from publishpipe.repositories.zenodo.planning.state import keeps_files
from publishpipe.repositories.zenodo.steps.observation import Site, View


class Publication:
    """The steps `new-version`, `edit` and `publish`, and their opposite as long as there is one."""

    def __init__(self, site: Site, view: View, meaning: Meaning) -> None:
        self._site = site
        self._view = view
        self._meaning = meaning
        self._begun = False  # this run has asked for a new version or an edit: what is open since is ours

    def new_version(self, _: str, facts: Facts) -> Facts:
        """The draft of a new version, with the files of the last one if any of them is kept.

        Raises:
            LostAnswerError: unless all is sure.
        """
        last = facts["versions"][-1]
        if facts["id"] == last["id"] and not self._begun and self._site.native.family(last["id"]).has_draft:
            raise preconditions.foreign_draft(last["doi"])
        if facts.get("editing"):
            self._site.client.delete(facts["id"])
        self._begun = True
        draft_id = self._site.native.new_version(last["id"])
        try:
            self._view.see(self._with_files(draft_id, facts))
        except PublishPipeError as unclear:  # the draft is there, whatever went wrong since
            raise LostAnswerError(unclear.message, where=unclear.where, hint=unclear.hint) from None
        self._view.current = False  # what came with the files is not seen yet
        return transitions.begun(facts, self._view.deposition, self._meaning.wanted.metadata)

    def find_version(self, facts: Facts) -> Facts | None:
        """The draft of a new version that was begun without an answer."""
        draft = self._site.settling.begun_version(facts)
        if draft is None:
            return None
        self._view.see(draft)
        return transitions.begun(facts, draft, self._meaning.wanted.metadata)

    def find_complete(self, facts: Facts) -> Facts | None:
        """The same, if it has taken over the files that it keeps."""
        found = self.find_version(facts)
        return found if found and (self._view.deposition.files or not self._keeps_files(facts)) else None

    def edit(self, _: str, facts: Facts) -> Facts:
        """Open an edit, if nobody else has."""
        if not self._begun:
            self._view.look(facts["id"])
            if not self._view.deposition.published:
                raise preconditions.foreign_edit(self._view.deposition.doi)
        self._begun = True
        self._view.see(self._site.client.edit(facts["id"]))
        return {"editing": True}

    def find_edit(self, facts: Facts) -> Facts | None:
        """The edit that was opened without an answer."""
        self._view.look(facts["id"])
        return {"editing": True, "intents": {"edit": None}} if not self._view.deposition.published else None

    def publish(self, _: str, facts: Facts) -> Facts:
        """Publish the draft; twins of it that an unanswered create left are deleted first."""
        for file in self._meaning.wanted.files.values():
            file.check()
        self._site.settling.delete_twins(facts)
        try:
            self._view.see(self._site.client.publish(facts["id"]))
        except NotFoundError as gone:  # what a second publish is told, or one whose draft is gone
            raise LostAnswerError(gone.message, where=gone.where) from None
        return self.published(facts)

    def published(self, facts: Facts) -> Facts:
        """What a record seen to be public teaches."""
        return transitions.published(facts, self._view.deposition, self._meaning.wanted.metadata)

    def back(self, facts: Facts) -> Facts:
        """The draft of the new version, or the edit, is gone: read the last version."""
        left = transitions.back(facts)
        known = merge(facts, left)
        self._view.look(known["id"])
        return joined(left, transitions.read_back(known, self._view.deposition, self._meaning.wanted.metadata))

    def discard(self, facts: Facts) -> tuple[Discarded, Facts]:
        """Delete the draft or drop the edit, and delete twins that a lost create made."""
        twins = self._site.settling.delete_twins(facts)
        left = merge(facts, {"marker": None, "unanswered": None})
        seen = self._view.seen
        if seen is None or seen.published:
            return "draft" if twins else "", left if facts.get("versions") else {}
        if seen.submitted and not facts.get("editing"):
            raise preconditions.foreign_edit(seen.doi)
        self._site.client.delete(seen.id)
        return "edit" if seen.submitted else "draft", merge(left, self.back(left)) if facts.get("versions") else {}

    def _keeps_files(self, facts: Facts) -> bool:
        return keeps_files(self._meaning.goal(facts, None), facts)

    def _with_files(self, draft_id: str, facts: Facts) -> Deposition:
        """The draft of a new version; the files of the last one are taken over if it has none yet and any is kept."""
        draft = self._site.client.get(draft_id)
        if draft and not draft.files and self._keeps_files(facts):
            self._site.native.import_files(draft_id)
            draft = self._site.client.get(draft_id)
        if draft is None:
            raise ServerError(f"The draft {draft_id} is not there.", hint="Run the same command again: it begins anew.")
        return draft
