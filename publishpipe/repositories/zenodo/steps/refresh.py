"""What became of what was begun: open intents settled by looking, and what others did since."""

from __future__ import annotations

from typing import Any

from publishpipe.errors import ServerError
from publishpipe.model.facts import Facts, joined, merge
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.planning import transitions
from publishpipe.repositories.zenodo.planning.state import Holding, differs, is_as_recorded, version_ids
from publishpipe.repositories.zenodo.steps.draft import Drafting
from publishpipe.repositories.zenodo.steps.observation import Site, View
from publishpipe.repositories.zenodo.steps.publish import Publication


class Observing:
    """Looks at a record without changing anything, and says what the lockfile learns from it."""

    def __init__(self, site: Site, view: View, meaning: Meaning, drafting: Drafting, publication: Publication) -> None:
        self._site = site
        self._view = view
        self._meaning = meaning
        self._drafting = drafting
        self._publication = publication

    def observe(self, facts: Facts) -> Facts:
        """See `ZenodoRelease.observe`."""
        learned: Facts = {}
        for settle in (self._create, self._draft, self._version, self._around, self._published):
            learned = joined(learned, settle(merge(facts, learned)))
        known, held = merge(facts, learned), self._view.held()
        if held and not differs(self._meaning.goal(known, held), known, held):
            return joined(learned, self._complete(known, held))
        return learned

    def _complete(self, facts: Facts, held: Holding) -> Facts:
        """What is ours and as meant: an earlier run may not have come to write down what it did last."""
        ours = held.state == "draft" or facts.get("editing")
        return self._drafting.read_back(facts) if ours else {}

    def find_published(self, facts: Facts) -> Facts | None:
        """Whether a publish without an answer took effect. An edit that is not open any more may have been dropped."""
        seen = self._site.settling.published(facts["id"])
        if seen is None:
            return None
        self._view.see(seen)
        self._around(facts)
        return None if self._dropped(facts) else self._publication.published(facts)

    def _create(self, facts: Facts) -> Facts:
        """A create without an answer, then the deposition itself."""
        learned: dict[str, Any] = {}
        if "create" in facts.get("intents", {}):
            learned = {"unanswered": True, "intents": {"create": None}}
            self._view.see(self._site.settling.created_earlier(facts))
        if not (learned and self._view.seen) and "id" in facts:
            self._view.look(facts["id"])
        return {**learned, **self._drafting.read_back(facts)} if learned and self._view.seen else learned

    def _draft(self, facts: Facts) -> Facts:
        """A draft that somebody deleted: what is left is the last version, if there is one."""
        if self._view.seen or "id" not in facts:
            return {}
        versions = version_ids(facts)
        if not versions:
            return transitions.back(facts)
        if versions[-1] != facts["id"]:
            return self._publication.back(facts)
        raise ServerError(
            f"The published record {facts['id']} is not there any more.",
            hint="Ask Zenodo's support what became of it. publishpipe publishes nothing twice by itself.",
        )

    def _version(self, facts: Facts) -> Facts:
        """A new version or an edit that was begun without an answer."""
        intents = facts.get("intents", {})
        if "new-version" in intents:
            return self._publication.find_version(facts) or self._no_version()
        if "edit" in intents:
            return self._publication.find_edit(facts) or {"intents": {"edit": None}}
        return {}

    def _no_version(self) -> Facts:
        """No new version is open. It was not begun, or somebody has published it: then the plan needs the intent."""
        self._view.look_around()
        return {} if self._view.family.newer else {"intents": {"new-version": None}}

    def _around(self, facts: Facts) -> Facts:
        """The versions beside what is published, and the file that is shown first where that matters."""
        seen, shown = self._view.seen, self._meaning.wanted.preview or facts.get("preview")
        if seen and seen.submitted:
            self._view.look_around()
        if not (seen and shown):
            return {}
        if seen.published:
            self._view.preview = self._view.family.preview
        else:
            self._view.look_at_preview()
        return {"preview": self._view.preview or None}

    def _published(self, facts: Facts) -> Facts:
        """What is public by now, though the lockfile does not know. A publish that shows nowhere is not under way."""
        seen, news = self._view.seen, False
        if seen and seen.submitted:
            news = seen.id not in version_ids(facts) or bool(facts.get("editing") and seen.published)
        if news:
            return self._dropped(facts) or self._publication.published(facts)
        return {"intents": {"publish": None}} if "publish" in facts.get("intents", {}) else {}

    def _dropped(self, facts: Facts) -> Facts:
        """What is learned if an edit of ours is over and is not what is public: somebody dropped it."""
        if not facts.get("editing") or is_as_recorded(self._view.deposition.metadata, self._view.preview, facts):
            return {}
        return {**self._drafting.read_back(facts), "editing": None, "intents": {"edit": None, "publish": None}}
