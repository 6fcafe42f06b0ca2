"""The life of a record: draft, published, edited, versioned. All rules about what may follow what."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Concept, Document, Json, Pid, new_uuid, now
from publishpipe.local.zenodo.schemas import record, terms
from publishpipe.local.zenodo.services import editions, previews, publishing, requests
from publishpipe.local.zenodo.services.accounts import Account
from publishpipe.local.zenodo.services.communities import Communities
from publishpipe.local.zenodo.services.indexing import Index
from publishpipe.local.zenodo.services.reading import Reader
from publishpipe.local.zenodo.store import Store


class Service(Reader):
    """Creates, changes and publishes records; every method is one transaction.

    Args:
        store: The state.
        communities: Those that there are.
        search_lag: Seconds until searches notice a change.
        on_change: Told the number of each record or draft that changed, or is gone.
    """

    def __init__(
        self,
        store: Store,
        communities: Communities,
        search_lag: float,
        on_change: Callable[[Reader, int], object] = lambda _reader, _number: None,
    ) -> None:
        super().__init__(store, communities)
        self.index = Index(self, search_lag)
        self.uploading: set[tuple[str, str]] = set()
        self.writing: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)  # by the number of a draft
        self._on_change = on_change

    def changed(self, document: Document) -> Document:
        """Tell of a change, once it is stored."""
        self._on_change(self, document.id)
        return document

    def create(self, owner: Account, native: Json) -> Document:
        """A first draft, with a number and a concept of its own."""
        with self.store.transaction():
            concept = Concept(self.store.next_id(), owner.id, None, {"communities": []})
            self.store.save_concept(concept)
            draft = self._first_draft(concept, native)
        return self.changed(draft)

    def _first_draft(self, concept: Concept, native: Json) -> Document:
        version = len(self.published(concept.id)) + 1
        pid = Pid(self.store.next_id(), concept.id, concept.owner, version, "new")
        self.store.save_pid(pid)
        time_ = now()
        document = Document(pid.id, "draft", {}, 2, time_, time_, new_uuid())
        self._write(document, native)
        if terms.any_in(document.body):  # resolving them costs the real server one revision more
            document.revision += 1
            self.store.save(document)
        self.index.add_family(concept.id)
        return document

    def update(self, document: Document, native: Json) -> Document:
        """Replace the metadata of a draft; two revisions further, as the real server counts."""
        with self.store.transaction():
            self._write(document, native)
        return self.changed(document)

    def _write(self, document: Document, native: Json) -> None:
        """Store what survives of the input; identifiers stay unless others are given."""
        kept = {"pids": document.body.get("pids", {})}
        preview = previews.chosen(self.store, document, native)
        document.body = record.load({**kept, **native}, document.body).data
        previews.keep(document, preview)
        document.revision += 2
        document.updated = now()
        self.store.save(document)
        self.index.add(document)

    def delete(self, document: Document) -> None:
        """Delete a draft: for good if it was never published, else only the edit is dropped."""
        pid = self.pid(document.id)
        with self.store.transaction():
            concept = self.concept(document.id)
            requests.abandoned(concept)
            self.store.save_concept(concept)
            gone = [file.id for file in self.store.files_in(document.bucket)]
            self._drop_draft(document)
            if pid.status == "new":
                self.store.drop_pid(pid.id)
            self.index.add_family(pid.concept)
            self.index.refresh()
        self.store.collect(*gone)
        self.changed(document)

    def _drop_draft(self, document: Document) -> None:
        self.store.drop(document)
        record = self.store.document(document.id, "record")
        if record:
            self.store.save(replace(document, kind="former", body={}))
        if record is None or record.bucket != document.bucket:
            for file in self.store.files_in(document.bucket):
                self.store.drop_file(file)
        self.index.drop(document)

    def edit(self, number: int) -> Document:
        """Open a published record for editing, or return the draft that is already there."""
        self.pid(number)
        draft = self.store.document(number, "draft")
        record = self.store.document(number, "record")
        if draft or record is None:
            return draft or self.draft(number)
        with self.store.transaction():
            draft = editions.reopened(record, self.store.document(number, "former"))
            self.store.save(draft)
            self._link_files(record.bucket, draft.bucket)
            self.index.add(draft)
        return draft

    def publish(
        self, document: Document, caller: Account, decide: Callable[[Concept], None] = requests.undecided
    ) -> Document:
        """Publish a draft, if nothing is missing.

        Args:
            document: The draft.
            caller: Who does it.
            decide: Changes the concept before, or refuses: by itself, as long as a review is open.

        Raises:
            Refusal: 400 with all that is missing or wrong; the draft stays as it was.
        """
        pid = self.pid(document.id)
        publishing.check(self.store, document)
        with self.store.transaction():
            concept = self.concept(document.id)
            decide(concept)
            publishing.mint(self.store.doi_prefix, document, concept)
            self.store.save_pid(Pid(pid.id, pid.concept, pid.owner, pid.version, "registered"))
            record = editions.as_record(document, self.store.document(document.id, "record"))
            before = list(concept.parent["communities"])
            included = self.communities.include(record, concept, caller)
            if included:
                record.revision += 1
                record.body["custom_fields"].pop("legacy:communities")
            self.store.save_concept(concept)
            self.store.save(record)
            self._drop_draft(document)
            self.index.add_family(pid.concept)
            self.index.refresh()
            if included:
                self.index.delay_communities(record, before)
        return self.changed(record)

    def share(self, number: int, change: Callable[[Concept], None]) -> None:
        """Change what all versions of a record share; that it is in other communities is found later."""
        with self.store.transaction():
            concept = self.concept(number)
            before = list(concept.parent["communities"])
            change(concept)
            self.store.save_concept(concept)
            for document in self.family(concept.id):
                if document.kind == "record" and before != concept.parent["communities"]:
                    self.index.delay_communities(document, before)
                else:
                    self.index.add(document)
        self.changed(self.current(number))

    def new_version(self, number: int) -> Document:
        """The draft of the next version, begun now or before, without files and version-specific metadata.

        The latest version is continued, whichever is named; but the DOI of the one named decides whether it may be.
        """
        pid = self.pid(number)
        published = self.published(pid.concept)
        named = self.store.document(number, "record")
        if named is None:
            raise refusals.missing(refusals.UNREGISTERED_PID)
        if named.body["pids"]["doi"]["provider"] == "external":
            raise refusals.denied()
        begun = self.next_draft(pid.concept)
        if begun:
            return self.draft(begun.id)
        latest, concept = self.store.document(published[-1].id, "record"), self.concept(number)
        if latest is None:
            raise refusals.missing()
        with self.store.transaction():
            draft = self._first_draft(concept, editions.next_version_of(latest.body))
        return self.changed(draft)

    def import_files(self, document: Document) -> None:
        """Carry the latest published version's files over, by reference."""
        pid = self.pid(document.id)
        if self.store.files_in(document.bucket):
            raise refusals.invalid_field("files.enabled", "Please remove all files first.")
        latest = self.store.document(self.published(pid.concept)[-1].id, "record")
        with self.store.transaction():
            if latest:
                self._link_files(latest.bucket, document.bucket)
                previews.keep(document, previews.of(latest))
            document.revision += 2
            self.store.save(document)
        self.changed(document)

    def _link_files(self, source: str, target: str) -> None:
        for file in self.store.files_in(source):
            file.bucket, file.version = target, new_uuid()
            self.store.save_file(file)

    def reserve_doi(self, document: Document) -> None:
        """Give a draft its DOI before it is published."""
        if "doi" in document.body["pids"]:
            raise refusals.invalid_field("pids.doi", "A PID already exists for type doi")
        given = publishing.managed_doi(self.store.doi_prefix, document.id)
        self._set_pids(document, {**document.body["pids"], "doi": given})

    def drop_doi(self, document: Document) -> None:
        """Take the DOI away from a draft."""
        self._set_pids(document, {name: pid for name, pid in document.body["pids"].items() if name != "doi"})

    def _set_pids(self, document: Document, pids: Json) -> None:
        document.body["pids"] = pids
        document.revision += 2
        document.updated = now()
        with self.store.transaction():
            self.store.save(document)
            self.index.add(document)
        self.changed(document)
