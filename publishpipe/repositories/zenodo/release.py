"""One record on one Zenodo: what is looked at, what each step does, how its answer is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from publishpipe.checksums import Checksums
from publishpipe.comparison import Comparison
from publishpipe.errors import ServerError
from publishpipe.events import Emit
from publishpipe.facts import Facts, FileFact, joined, merge
from publishpipe.http import Session
from publishpipe.repositories.base import Discarded, Wanted
from publishpipe.repositories.zenodo import history
from publishpipe.repositories.zenodo.communities import Communities, told
from publishpipe.repositories.zenodo.comparing import Comparing
from publishpipe.repositories.zenodo.filling import filled, naming_doi
from publishpipe.repositories.zenodo.holding import (
    Goal,
    Holding,
    differs,
    meant,
    metadata_to_change,
    remembered,
    version_ids,
)
from publishpipe.repositories.zenodo.judgement import files_are_stored, metadata_is_stored, preview_is_stored
from publishpipe.repositories.zenodo.metadata import canonical, with_marker
from publishpipe.repositories.zenodo.plan import outlook
from publishpipe.repositories.zenodo.preview import PutBackError, show_first
from publishpipe.repositories.zenodo.publication import Publication
from publishpipe.repositories.zenodo.sending import send
from publishpipe.repositories.zenodo.view import Site, View
from publishpipe.steps import Outlook, Step


class ZenodoRelease:
    """See `repositories.base.Release`."""

    def __init__(self, session: Session, wanted: Wanted, checksums: Checksums, emit: Emit) -> None:
        self._site = Site(session)
        self._view = View(self._site)
        self._communities = Communities(self._site.client)
        self._publication = Publication(self._site, self._view, wanted)
        self._wanted = wanted
        self._checksums = checksums
        self._emit = emit
        self._observed = False

    @property
    def editing(self) -> bool:
        """Whether an edit of the published record is open, whoever opened it."""
        return self._view.seen is not None and self._view.seen.state == "inprogress"

    def observe(self, facts: Facts) -> Facts:
        """Settle what went unanswered, then read the deposition: one request, none if nothing was begun.

        One more where something is to be changed that is published: at the versions beside it. One more where a file
        is to be shown first, or was: at which one is.
        """
        self._observed = True
        learned: Facts = {}
        begun = (self._settle_create, self._settle_draft, self._settle_version)
        for settle in (*begun, self._settle_preview, self._settle_publication):
            learned = joined(learned, settle(merge(facts, learned)))
        held = self._view.held()
        known = merge(facts, learned)
        if held and held.state != "draft" and differs(self._goal(known, held), known, held):
            self._view.look_around()
        return learned

    def seen(self) -> Any:
        """What the deposition and the versions beside it were seen to be."""
        held = self._view.held()
        return asdict(held) | {"metadata": canonical(held.metadata)} if held else None

    def plan(self, facts: Facts) -> Outlook:
        """See `zenodo.plan`."""
        held = self._view.held() if self._observed else remembered(facts)
        return outlook(self._goal(facts, held), facts, held)

    def act(self, step: Step, facts: Facts) -> Facts:
        """Do one step."""
        acts: dict[str, Callable[[str, Facts], Facts]] = {
            "create": self._create,
            "new-version": self._publication.new_version,
            "edit": self._publication.edit,
            "remove": self._remove,
            "upload": self._upload,
            "describe": self._describe,
            "verify": self._verify,
            "publish": self._publication.publish,
        }
        return acts[step.action](step.subject, facts)

    def find(self, step: Step, facts: Facts) -> Facts | None:
        """Settle an effect whose answer was lost."""
        finds: dict[str, Callable[[Facts], Facts | None]] = {
            "create": self._find_created,
            "new-version": self._publication.find_complete,
            "edit": self._publication.find_edit,
            "publish": self._find_published,
        }
        return finds[step.action](facts)

    def judge(self, step: Step, facts: Facts) -> str:
        """After create and describe: was the metadata stored? At verify: is everything as meant?"""
        if step.action == "create":
            metadata_is_stored(self._marked(facts), self._view.deposition, facts)
        if step.action in {"describe", "verify"}:
            metadata_is_stored(self._meant(facts), self._view.deposition, facts)
            preview_is_stored(self._wanted.preview, self._view.preview)
        if step.action == "verify":
            files_are_stored(self._goal(facts, self._view.held()), self._view.deposition)
        return self._told(facts) if step.action == "publish" else ""

    def _told(self, facts: Facts) -> str:
        """What became of the communities that were asked; it is published whatever became of them."""
        slugs = facts.get("communities", ())
        try:
            return told(self._communities.settled(version_ids(facts), slugs)) if slugs else ""
        except ServerError as unclear:
            return f"nobody knows what became of the communities: {unclear.message}"

    def communities(self, facts: Facts) -> Mapping[str, str]:
        """What became of those that were asked: no request if there are none, else two, and one for each not in yet."""
        slugs = facts.get("communities", ())
        return self._communities.fates(version_ids(facts), slugs) if slugs else {}

    def compare(self, facts: Facts, *, download: bool) -> Comparison:
        """See `zenodo.comparing`: at most two requests more than `observe`, and one for each file to download."""
        comparing = Comparing(self._site, self._view, self._checksums, self._emit)
        return comparing.compare(self._wanted, facts, download=download)

    def discard(self, facts: Facts) -> tuple[Discarded, Facts]:
        """Delete the draft or drop the edit, and delete twins that a lost create made."""
        return self._publication.discard(facts)

    def _settle_create(self, facts: Facts) -> Facts:
        """A create without an answer, then the deposition itself."""
        learned: dict[str, Any] = {}
        if "create" in facts.get("intents", {}):
            learned = {"unanswered": True, "intents": {"create": None}}
            self._view.see(self._site.settling.created_earlier(facts))
        if self._view.seen is None and "id" in facts:
            self._view.look(facts["id"])
        return {**learned, **self._read_back(facts)} if learned and self._view.seen else learned

    def _settle_draft(self, facts: Facts) -> Facts:
        """A draft that somebody deleted: what is left is the last version, if there is one."""
        if self._view.seen or "id" not in facts:
            return {}
        versions = facts.get("versions")
        if not versions:
            return history.back(facts)
        if versions[-1]["id"] != facts["id"]:
            return self._publication.back(facts)
        raise ServerError(
            f"The published record {facts['id']} is not there any more.",
            hint="Ask Zenodo's support what became of it. publishpipe publishes nothing twice by itself.",
        )

    def _settle_version(self, facts: Facts) -> Facts:
        """A new version or an edit that was begun without an answer."""
        intents = facts.get("intents", {})
        if "new-version" in intents:
            return self._publication.find_version(facts) or {"intents": {"new-version": None}}
        if "edit" in intents:
            return self._publication.find_edit(facts) or {"intents": {"edit": None}}
        return {}

    def _settle_preview(self, facts: Facts) -> Facts:
        """The file that is shown first, where that matters."""
        if self._view.seen is None or not (self._wanted.preview or facts.get("preview")):
            return {}
        self._view.look_at_preview()
        return {"preview": self._view.preview or None}

    def _settle_publication(self, facts: Facts) -> Facts:
        """What is public by now, though the lockfile does not know."""
        if self._view.seen is None or not self._view.seen.submitted:
            return {}
        if all(version["id"] != self._view.seen.id for version in facts.get("versions", ())):
            return self._publication.published(facts)
        if not (facts.get("editing") and self._view.seen.published):
            return {}
        return self._dropped(facts) or self._publication.published(facts)

    def _find_created(self, facts: Facts) -> Facts | None:
        self._view.see(self._site.settling.created(facts["marker"]))
        return self._read_back(facts) if self._view.seen else None

    def _find_published(self, facts: Facts) -> Facts | None:
        """Whether it is public. An edit that is not open any more may have been dropped by somebody."""
        seen = self._site.settling.published(facts["id"])
        if seen is None:
            return None
        self._view.see(seen)
        self._settle_preview(facts)
        return None if self._dropped(facts) else self._publication.published(facts)

    def _dropped(self, facts: Facts) -> Facts:
        """What is learned if an edit of ours is over without having been published: somebody dropped it."""
        held = self._view.held()
        if held and facts.get("editing") and metadata_to_change(self._goal(facts, held), facts, held):
            return {**self._read_back(facts), "editing": None, "intents": {"edit": None, "publish": None}}
        return {}

    def _create(self, _: str, facts: Facts) -> Facts:
        self._view.see(self._site.client.create(self._marked(facts)))
        return self._read_back(facts)

    def _remove(self, name: str, facts: Facts) -> Facts:
        self._view.current = False
        self._site.client.remove(facts["id"], name)
        return {"files": {name: None}}

    def _upload(self, name: str, facts: Facts) -> Facts:
        self._view.current = False
        file = filled(self._wanted, facts).files[name]
        md5 = send(self._site.client, self._view.deposition.bucket, file, self._emit)
        self._checksums.learn(file, md5)
        return {"files": {name: {"size": file.size, "md5": md5}}}

    def _describe(self, _: str, facts: Facts) -> Facts:
        self._view.see(self._site.client.describe(facts["id"], self._meant(facts)))
        self._view.preview = ""  # which that took back
        if self._wanted.preview:
            self._show_first(self._wanted.preview, facts)
        return self._read_back(facts)

    def _show_first(self, name: str, facts: Facts) -> None:
        try:
            self._view.preview = show_first(self._site.native, facts["id"], name)
        except PutBackError:
            self._site.client.describe(facts["id"], self._meant(facts))  # what it took from the draft is back with that
            raise
        self._view.look(facts["id"])

    def _verify(self, _: str, facts: Facts) -> Facts:
        if not self._view.current:
            self._view.look(facts["id"])
            self._settle_preview(facts)
        return self._read_back(facts)

    def _meant(self, facts: Facts) -> dict[str, Any]:
        return meant(filled(self._wanted, facts).metadata, facts)

    def _marked(self, facts: Facts) -> dict[str, Any]:
        """What create sends, while no DOI is known."""
        return with_marker(meant(filled(self._wanted, {}).metadata, facts), facts["marker"])

    def _goal(self, facts: Facts, held: Holding | None) -> Goal:
        """What is wanted. A file is read only to compare it with one of the same size there."""
        wanted, stored = filled(self._wanted, facts), held.files if held else {}
        unnamed = {other.size for name, other in stored.items() if name not in wanted.files}
        files = {}
        for name, file in wanted.files.items():
            comparable = file.size in ({stored[name].size} if name in stored else unnamed)
            files[name] = FileFact(file.size, self._checksums.of(file) if comparable else self._checksums.known(file))
        return Goal(files, wanted.metadata, wanted.publish, naming_doi(self._wanted), wanted.preview)

    def _read_back(self, facts: Facts) -> Facts:
        learned = history.read_back(facts, self._view.deposition, self._wanted.metadata)
        return {**learned, "preview": self._view.preview or None}
