"""The steps on a draft: create, remove, upload, describe, verify."""

from __future__ import annotations

from publishpipe.errors import LostAnswerError, PublishPipeError
from publishpipe.files.checksums import Checksums
from publishpipe.model.events import Emit
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.zenodo.facts import Facts, Patch
from publishpipe.repositories.zenodo.goal import Meaning, filled
from publishpipe.repositories.zenodo.metadata.canonical import pinned, with_license, with_required
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING, replaced
from publishpipe.repositories.zenodo.models import Deposition, today
from publishpipe.repositories.zenodo.planning import patches
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.planning.readback import refusals_placed
from publishpipe.repositories.zenodo.planning.state import said_before
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.site import Site, changed, now
from publishpipe.repositories.zenodo.steps.upload import send

Done = Outcome[Patch, Observation]


class Drafting:
    """What is done to a draft before it is published."""

    def __init__(self, site: Site, meaning: Meaning, checksums: Checksums, emit: Emit) -> None:
        self._site = site
        self._meaning = meaning
        self._checksums = checksums
        self._emit = emit

    def create(self, _: str, facts: Facts, seen: Observation) -> Done:
        """A new deposition with the metadata and the release's own mark."""
        meant = with_license(with_required(self._meaning.marked(facts), today()))
        with refusals_placed(meant):
            made = self._site.records.create(replaced(NOTHING, meant))
        return self.placed(facts, now(seen, made))

    def find_created(self, facts: Facts, seen: Observation) -> Done:
        """What a create without an answer made."""
        found = recovery.created(self._site, self._meaning, facts["marker"])
        return self.placed(facts, now(seen, found)) if found else Outcome({}, seen, happened=False)

    def remove(self, name: str, facts: Facts, seen: Observation) -> Done:
        """Take a file off the draft."""
        self._begin_again(seen)
        self._site.files.remove(facts["id"], name)
        return Outcome({"files": {name: None}}, changed(seen))

    def upload(self, name: str, facts: Facts, seen: Observation) -> Done:
        """Send a file, over one of its name."""
        self._begin_again(seen)
        file = filled(self._meaning.wanted, facts).files[name]
        md5 = send(self._site, facts["id"], file, self._emit)
        self._checksums.learn(file, md5)
        return Outcome({"files": {name: {"size": file.size, "md5": md5}}}, changed(seen))

    def describe(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Set the metadata, without the mark that create sent, and the file that is shown first. All else stays."""
        self._begin_again(seen)
        meant, there = self._meaning.metadata(facts), seen.there
        full = with_required({**pinned(meant, there.metadata), **meant}, today())
        body = replaced(there.held, full, said_before(facts))
        body["files"]["default_preview"] = self._shown_first(facts, there) or None
        with refusals_placed(meant):
            described = self._site.records.replace(facts["id"], body)
        return self.read_back(facts, now(seen, described))

    def verify(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Read the draft back, unless nothing was changed since it was read."""
        if not seen.current:
            seen = self._site.look(seen, facts["id"])
        return self.read_back(facts, seen)

    def read_back(self, facts: Facts, seen: Observation) -> Done:
        """What the lockfile learns from the deposition that was just read."""
        learned = patches.read_back(facts, seen.there, self._meaning.said_of(seen.there, facts))
        return Outcome({**learned, "preview": (self._meaning.wanted.preview and seen.there.preview) or None}, seen)

    def placed(self, facts: Facts, seen: Observation) -> Done:
        """The same of a draft of which the reserved DOI is not known yet: one request. Raises LostAnswerError."""
        try:
            draft = self._site.with_doi(seen.there)
        except PublishPipeError as unclear:  # the draft is there, whatever went wrong since
            raise LostAnswerError(unclear.message, where=unclear.where, hint=unclear.hint) from None
        return self.read_back(facts, now(seen, draft))

    def _begin_again(self, seen: Observation) -> None:
        """What a community turned down is another thing once it is changed: from then on it may be asked again."""
        if seen.there.was_turned_down:
            self._site.reviews.forget(seen.there.id)

    def _shown_first(self, facts: Facts, there: Deposition) -> str:
        """The file that the page is to show first; one that somebody chose on the web stays as long as it is there."""
        wanted = self._meaning.wanted
        left = there.preview if there.preview in wanted.files and not facts.get("preview") else ""
        return wanted.preview or left
