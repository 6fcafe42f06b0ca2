"""The steps on a draft: create, remove, upload, describe, verify."""

from __future__ import annotations

from publishpipe.files.checksums import Checksums
from publishpipe.model.events import Emit
from publishpipe.model.facts import Facts
from publishpipe.repositories.zenodo.goal import Meaning, filled
from publishpipe.repositories.zenodo.planning import transitions
from publishpipe.repositories.zenodo.steps.observation import Site, View
from publishpipe.repositories.zenodo.steps.preview import PutBackError, show_first
from publishpipe.repositories.zenodo.steps.upload import send


class Drafting:
    """What is done to a draft before it is published."""

    def __init__(self, site: Site, view: View, meaning: Meaning, checksums: Checksums, emit: Emit) -> None:
        self._site = site
        self._view = view
        self._meaning = meaning
        self._checksums = checksums
        self._emit = emit

    def create(self, _: str, facts: Facts) -> Facts:
        """A new deposition with the metadata and the marker."""
        self._view.see(self._site.client.create(self._meaning.marked(facts)))
        return self.read_back(facts)

    def find_created(self, facts: Facts) -> Facts | None:
        """What a create without an answer made."""
        self._view.see(self._site.settling.created(facts["marker"]))
        return self.read_back(facts) if self._view.seen else None

    def remove(self, name: str, facts: Facts) -> Facts:
        """Take a file off the draft."""
        self._view.current = False
        self._site.client.remove(facts["id"], name)
        return {"files": {name: None}}

    def upload(self, name: str, facts: Facts) -> Facts:
        """Send a file, over one of its name."""
        self._view.current = False
        file = filled(self._meaning.wanted, facts).files[name]
        md5 = send(self._site.client, self._view.deposition, file, self._emit)
        self._checksums.learn(file, md5)
        return {"files": {name: {"size": file.size, "md5": md5}}}

    def describe(self, _: str, facts: Facts) -> Facts:
        """Set the metadata, without the marker that create sent, and then the file that is shown first."""
        self._view.see(self._site.client.describe(facts["id"], self._meaning.metadata(facts)))
        self._view.preview = ""  # which that took back
        if self._meaning.wanted.preview:
            self._show_first(self._meaning.wanted.preview, facts)
        return self.read_back(facts)

    def verify(self, _: str, facts: Facts) -> Facts:
        """Read the draft back, unless nothing was changed since it was read."""
        if not self._view.current:
            self._view.look(facts["id"])
            if self._meaning.wanted.preview:
                self._view.look_at_preview()
        return self.read_back(facts)

    def read_back(self, facts: Facts) -> Facts:
        """What the lockfile learns from the deposition that was just read."""
        learned = transitions.read_back(facts, self._view.deposition, self._meaning.wanted.metadata)
        return {**learned, "preview": self._view.preview or None}

    def _show_first(self, name: str, facts: Facts) -> None:
        try:
            self._view.preview = show_first(self._site.native, facts["id"], name)
        except PutBackError:  # what it took from the draft is back with another describe
            self._site.client.describe(facts["id"], self._meaning.metadata(facts))
            raise
        self._view.look(facts["id"])
