"""Finding records, drafts and versions, with the refusals that come instead of what is not there."""

from __future__ import annotations

from dataclasses import dataclass

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Concept, Document, Json, Kind, Pid
from publishpipe.local.zenodo.services import previews, requests, rights
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

    def concept(self, number: int) -> Concept:
        """What the record of this number shares with its other versions."""
        concept = self.store.concept(self.pid(number).concept)
        if concept is None:
            raise refusals.missing()
        return concept

    def managed(self, number: int, caller: Account | None) -> Concept:
        """The concept of a record, for who manages it only."""
        concept = self.concept(number)
        if not rights.manages(concept, caller, self.communities):
            raise refusals.denied()
        return concept

    def reviewed(self, number: int, caller: Account | None) -> Concept:
        """The same, for who decides on it, too."""
        concept = self.concept(number)
        if not rights.reviews(concept, caller, self.communities):
            raise refusals.denied()
        return concept

    def draft(self, number: int, absent: str = refusals.NOT_FOUND) -> Document:
        """The draft of this number; 404, in the words of `absent`, if there is none (any more)."""
        self.pid(number)
        document = self.store.document(number, "draft")
        if document is None:
            raise refusals.missing(absent)
        return document

    def current(self, number: int) -> Document:
        """The draft if there is one, else the published record."""
        self.pid(number)
        document = self.store.document(number, "draft") or self.store.document(number, "record")
        if document is None:
            raise refusals.missing()
        return document

    def own_draft(self, number: int, caller: Account | None, absent: str = refusals.NOT_FOUND) -> Document:
        """The draft of this number, for those only who may change it."""
        document = self.draft(number, absent)
        self.reviewed(number, caller)
        return document

    def check_files_readable(self, document: Document, caller: Account | None) -> None:
        """Refuse those who may not change them, unless these are the public files of a record."""
        if document.kind == "draft" or document.body["access"]["files"] != "public":
            self.reviewed(document.id, caller)

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
        pid, concept = self.pid(document.id), self.concept(document.id)
        published, next_draft = self.published(pid.concept), self.next_draft(pid.concept)
        return {
            **{key: value for key, value in vars(document).items() if key != "body"},
            **document.body,
            "concept": {"id": concept.id, "owner": concept.owner, "doi": concept.doi},
            "review": requests.review(concept),
            "share_links": [one["id"] for one in concept.parent.get("links", [])],
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
