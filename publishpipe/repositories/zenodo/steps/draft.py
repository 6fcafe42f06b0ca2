"""The steps on a draft: create, remove, upload, describe, verify."""

from __future__ import annotations

from dataclasses import replace

from publishpipe.files.checksums import Checksums
from publishpipe.model.events import Emit
from publishpipe.repositories.base import Outcome
from publishpipe.repositories.zenodo.facts import Facts, Patch
from publishpipe.repositories.zenodo.goal import Meaning, filled
from publishpipe.repositories.zenodo.planning import patches
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.steps import recovery
from publishpipe.repositories.zenodo.steps.preview import PutBackError, show_first
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
        return self.read_back(facts, now(seen, self._site.client.create(self._meaning.marked(facts))))

    def find_created(self, facts: Facts, seen: Observation) -> Done:
        """What a create without an answer made."""
        found = recovery.created(self._site, self._meaning, facts["marker"])
        return self.read_back(facts, now(seen, found)) if found else Outcome({}, seen, happened=False)

    def remove(self, name: str, facts: Facts, seen: Observation) -> Done:
        """Take a file off the draft."""
        self._site.client.remove(facts["id"], name)
        return Outcome({"files": {name: None}}, changed(seen))

    def upload(self, name: str, facts: Facts, seen: Observation) -> Done:
        """Send a file, over one of its name."""
        file = filled(self._meaning.wanted, facts).files[name]
        md5 = send(self._site.client, seen.there, file, self._emit)
        self._checksums.learn(file, md5)
        return Outcome({"files": {name: {"size": file.size, "md5": md5}}}, changed(seen))

    def describe(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Set the metadata, without the mark that create sent, and then the file that is shown first."""
        seen = now(seen, self._site.client.describe(facts["id"], self._meaning.metadata(facts)))
        seen = replace(seen, preview="")  # which that took back
        wanted = self._meaning.wanted.preview
        return self.read_back(facts, self._show_first(wanted, facts, seen) if wanted else seen)

    def verify(self, _: str, facts: Facts, seen: Observation) -> Done:
        """Read the draft back, unless nothing was changed since it was read."""
        if not seen.current:
            seen = self._site.look(seen, facts["id"])
            seen = self._site.look_at_preview(seen) if self._meaning.wanted.preview else seen
        return self.read_back(facts, seen)

    def read_back(self, facts: Facts, seen: Observation) -> Done:
        """What the lockfile learns from the deposition that was just read."""
        learned = patches.read_back(facts, seen.there, self._meaning.wanted.metadata)
        return Outcome({**learned, "preview": seen.preview or None}, seen)

    def _show_first(self, name: str, facts: Facts, seen: Observation) -> Observation:
        try:
            shown = show_first(self._site.native, facts["id"], name)
        except PutBackError:  # what it took from the draft is back with another describe
            self._site.client.describe(facts["id"], self._meaning.metadata(facts))
            raise
        return self._site.look(replace(seen, preview=shown), facts["id"])
