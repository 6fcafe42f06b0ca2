"""Finding records, drafts and versions, with the refusals that come instead of what is not there."""

from __future__ import annotations

from dataclasses import dataclass

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, Json, Kind, Pid
from publishpipe.local.zenodo.services import previews
from publishpipe.local.zenodo.services.accounts import Account
from publishpipe.local.zenodo.services.communities import Communities
from publishpipe.local.zenodo.store import Store

KINDS: tuple[Kind, ...] = ("draft", "record")


@dataclass
class Reader:
    """Reads from the store; changes nothing."""

    store: Store
    communities: Communities

    def pid(self, number: int) -> Pid:
        """The record number; 404 if it was never given out, or deleted, or is a concept's."""
        pid = self.store.pid(number)
        if pid:
            return pid
        concept = self.store.concept(number)
        if concept and self.published(number):
            raise refusals.missing()
        raise refusals.missing(refusals.UNREGISTERED_PID if concept else refusals.NO_PID)

    def owned(self, number: int, caller: Account | None) -> Pid:
        """The record number, for its owner only."""
        pid = self.pid(number)
        if caller is None or caller.id != pid.owner:
            raise refusals.denied()
        return pid

    def draft(self, number: int) -> Document:
        """The draft of this number; 404 if there is none (any more)."""
        self.pid(number)
        document = self.store.document(number, "draft")
        if document is None:
            raise refusals.missing()
        return document

    def current(self, number: int) -> Document:
        """The draft if there is one, else the published record."""
        self.pid(number)
        document = self.store.document(number, "draft") or self.store.document(number, "record")
        if document is None:
            raise refusals.missing()
        return document

    def own_draft(self, number: int, caller: Account | None) -> Document:
        """The draft of this number, for its owner only."""
        document = self.draft(number)
        self.owned(number, caller)
        return document

    def check_files_readable(self, document: Document, caller: Account | None) -> None:
        """Refuse everybody but the owner, unless these are the public files of a record."""
        if document.kind == "draft" or document.body["access"]["files"] != "public":
            self.owned(document.id, caller)

    def published(self, concept: int) -> list[Pid]:
        """The published versions of a concept, oldest first."""
        return [pid for pid in self.store.pids_of(concept) if pid.status == "registered"]

    def next_draft(self, concept: int) -> Pid | None:
        """The unpublished version of a concept, if one was begun."""
        unpublished = [pid for pid in self.store.pids_of(concept) if pid.status == "new"]
        return unpublished[-1] if unpublished else None

    def family(self, concept: int) -> list[Document]:
        """All drafts and records of a concept."""
        found = (self.store.document(pid.id, kind) for pid in self.store.pids_of(concept) for kind in KINDS)
        return [document for document in found if document]

    def item(self, document: Document) -> Json:
        """All that is known of a document, in one JSON value: what serialisers and the search index work on."""
        pid = self.store.pid(document.id)
        concept = self.store.concept(pid.concept) if pid else None
        if pid is None or concept is None:
            raise refusals.missing()
        published, next_draft = self.published(pid.concept), self.next_draft(pid.concept)
        return {
            **{key: value for key, value in vars(document).items() if key != "body"},
            **document.body,
            "concept": vars(concept),
            "communities": concept.parent["communities"],
            "community_entries": self.communities.entries(concept.parent["communities"]),
            "version": pid.version,
            "is_published": pid.status == "registered",
            "is_latest": bool(published) and published[-1].id == pid.id,
            "is_latest_draft": (next_draft or published[-1]).id == pid.id,
            "files": [vars(file) for file in self.store.files_in(document.bucket)],
            "files_enabled": document.body.get("files", {}).get("enabled", True),
            "default_preview": previews.of(document),
            "doi_prefix": self.store.doi_prefix,
        }
