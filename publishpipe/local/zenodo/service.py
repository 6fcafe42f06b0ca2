"""The life of a record: draft, published, edited, versioned. All rules about what may follow what."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from publishpipe.local.zenodo import identifiers, refusals, schema
from publishpipe.local.zenodo.accounts import Account
from publishpipe.local.zenodo.communities import Communities
from publishpipe.local.zenodo.models import Concept, Document, Json, Kind, Pid, new_uuid, now
from publishpipe.local.zenodo.store import Store

DOI_PREFIX = "10.5281"
#: How many times longer than other changes a new community takes to be found (zenodo-rdm, observed 2026-11).
COMMUNITY_LAG = 10
KINDS: tuple[Kind, ...] = ("draft", "record")
NO_FILES = "Missing uploaded files. To disable files for this record please mark it as metadata-only."

NO_PUBLISHER = "Missing publisher field required for DOI registration."
PENDING = "One or more files have not completed their transfer, please wait."


def own_doi(number: int) -> str:
    """The DOI that a record of this number gets."""
    return f"{DOI_PREFIX}/zenodo.{number}"


@dataclass
class Service:
    """Creates, changes and publishes records; every method is one transaction."""

    store: Store
    communities: Communities
    search_lag: float
    on_publish: Callable[[Service, Document], object] = lambda _service, _record: None
    uploading: set[tuple[str, str]] = field(default_factory=set)

    # Reading

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

    def published(self, concept: int) -> list[Pid]:
        """The published versions of a concept, oldest first."""
        return [pid for pid in self.store.pids_of(concept) if pid.status == "registered"]

    def next_draft(self, concept: int) -> Pid | None:
        """The unpublished version of a concept, if one was begun."""
        unpublished = [pid for pid in self.store.pids_of(concept) if pid.status == "new"]
        return unpublished[-1] if unpublished else None

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
        }

    # Changing

    def create(self, owner: Account, native: Json) -> Document:
        """A first draft, with a number and a concept of its own."""
        with self.store.transaction():
            concept = Concept(self.store.next_id(), owner.id, None, {"communities": []}, 0)
            return self._first_draft(concept, owner.id, native)

    def _first_draft(self, concept: Concept, owner: int, native: Json) -> Document:
        concept.versions += 1
        self.store.save_concept(concept)
        pid = Pid(self.store.next_id(), concept.id, owner, concept.versions, "new")
        self.store.save_pid(pid)
        time_ = now()
        document = Document(pid.id, "draft", {}, 2, time_, time_, new_uuid())
        self._write(document, native)
        if schema.has_terms(document.body):  # resolving them costs the real server one revision more
            document.revision += 1
            self.store.save(document)
        self.index_family(concept.id)
        return document

    def update(self, document: Document, native: Json) -> Document:
        """Replace the metadata of a draft; two revisions further, as the real server counts."""
        with self.store.transaction():
            self._write(document, native)
        return document

    def _write(self, document: Document, native: Json) -> None:
        """Store what survives of the input; identifiers stay unless others are given."""
        kept = {"pids": document.body.get("pids", {})}
        document.body = schema.load({**kept, **native}).data
        document.revision += 2
        document.updated = now()
        self.store.save(document)
        self.index(document)

    def delete(self, document: Document) -> None:
        """Delete a draft: for good if it was never published, else only the edit is dropped."""
        pid = self.pid(document.id)
        with self.store.transaction():
            gone = [file.id for file in self.store.files_in(document.bucket)]
            self._drop_draft(document)
            if pid.status == "new":
                self.store.drop_pid(pid.id)
            self.index_family(pid.concept)
            self._refresh()
        self.store.collect(*gone)

    def _drop_draft(self, document: Document) -> None:
        self.store.drop(document)
        record = self.store.document(document.id, "record")
        if record is None or record.bucket != document.bucket:
            for file in self.store.files_in(document.bucket):
                self.store.drop_file(file)
        self.store.index(document.id, "draft", None, time.time())

    def edit(self, number: int) -> Document:
        """Open a published record for editing, or return the draft that is already there."""
        self.pid(number)
        draft = self.store.document(number, "draft")
        record = self.store.document(number, "record")
        if draft or record is None:
            return draft or self.draft(number)
        with self.store.transaction():
            time_ = now()
            draft = Document(number, "draft", record.body, record.revision + 4, time_, time_, new_uuid())
            self.store.save(draft)
            self._link_files(record.bucket, draft.bucket)
            self.index(draft)
        return draft

    def publish(self, document: Document, caller: Account) -> Document:
        """Publish a draft, if nothing is missing.

        Raises:
            Refusal: 400 with all that is missing or wrong; the draft stays as it was.
        """
        pid = self.pid(document.id)
        self.check_publishable(document)
        with self.store.transaction():
            concept = self.store.concept(pid.concept)
            if concept is None:
                raise refusals.missing()
            self._mint(document, concept)
            self.store.save_pid(Pid(pid.id, pid.concept, pid.owner, pid.version, "registered"))
            record = self._as_record(document)
            before = list(concept.parent["communities"])
            included = self.communities.include(record, concept, caller)
            if included:
                record.revision += 1
                record.body["custom_fields"].pop("legacy:communities")
            self.store.save_concept(concept)
            self.store.save(record)
            self._drop_draft(document)
            self.index_family(pid.concept)
            self._refresh()
            if included:
                self._index_communities(record, before)
        self.on_publish(self, record)
        return record

    def check_publishable(self, document: Document) -> None:
        """Refuse to publish with all reasons at once."""
        errors = schema.load(document.body).errors
        if errors:
            raise refusals.invalid(errors)
        files = self.store.files_in(document.bucket)
        if not files and document.body["files"]["enabled"]:
            raise refusals.invalid_field("files.enabled", NO_FILES)
        if any(file.status != "completed" for file in files):
            raise refusals.invalid_field("files", PENDING)
        errors = list(self._doi_problems(document))
        if errors:
            raise refusals.invalid(errors)

    def _doi_problems(self, document: Document) -> Iterator[Json]:
        given = document.body["pids"].get("doi", {})
        doi, managed = given.get("identifier"), given.get("provider", "datacite") == "datacite"
        if doi and not identifiers.is_doi(doi):
            yield {"field": "pids.doi", "messages": ["Invalid DOI"]}
        if doi and any(number != document.id for number in self.store.dois(doi)):
            yield {"field": "pids.doi", "messages": [f"doi:{doi} already exists."]}
        if managed and not document.body["metadata"].get("publisher"):
            yield {"field": "metadata.publisher", "messages": [NO_PUBLISHER]}
        record = self.store.document(document.id, "record")
        old = record.body["pids"]["doi"] if record else given
        if old.get("provider") == "datacite" and old.get("identifier") != doi:
            message = "Cannot discard a reserved or registered persistent identifier."
            yield {"field": "pids.doi", "messages": [message]}

    def _mint(self, document: Document, concept: Concept) -> None:
        """Give the record its DOI; only records with a DOI of Zenodo's own get one for all versions."""
        pids = document.body["pids"]
        managed = {"provider": "datacite", "client": "datacite", "identifier": own_doi(document.id)}
        if pids.setdefault("doi", managed)["provider"] == "datacite" and concept.doi is None:
            concept.doi = own_doi(concept.id)
        pids["oai"] = {"identifier": f"oai:zenodo.org:{document.id}", "provider": "oai"}

    def _as_record(self, draft: Document) -> Document:
        old = self.store.document(draft.id, "record")
        time_ = now()
        if old:
            return Document(draft.id, "record", draft.body, old.revision + 1, old.created, time_, old.bucket)
        return Document(draft.id, "record", draft.body, 3, time_, time_, draft.bucket)

    def new_version(self, number: int) -> Document:
        """The draft of the next version, begun now or before, without files and version-specific metadata."""
        pid = self.pid(number)
        published = self.published(pid.concept)
        if not published or pid.status == "new":
            raise refusals.missing(refusals.UNREGISTERED_PID)
        begun = self.next_draft(pid.concept)
        if begun:
            return self.draft(begun.id)
        latest = self.store.document(published[-1].id, "record")
        concept = self.store.concept(pid.concept)
        if latest is None or concept is None:
            raise refusals.missing()
        if latest.body["pids"]["doi"]["provider"] == "external":
            raise refusals.denied()
        with self.store.transaction():
            return self._first_draft(concept, pid.owner, _next_version_of(latest.body))

    def import_files(self, document: Document) -> None:
        """Carry the latest published version's files over, by reference."""
        pid = self.pid(document.id)
        if self.store.files_in(document.bucket):
            raise refusals.invalid_field("files.enabled", "Please remove all files first.")
        latest = self.store.document(self.published(pid.concept)[-1].id, "record")
        with self.store.transaction():
            if latest:
                self._link_files(latest.bucket, document.bucket)
            document.revision += 2
            self.store.save(document)

    def _link_files(self, source: str, target: str) -> None:
        for file in self.store.files_in(source):
            file.bucket, file.version = target, new_uuid()
            self.store.save_file(file)

    def reserve_doi(self, document: Document) -> None:
        """Give a draft its DOI before it is published."""
        if "doi" in document.body["pids"]:
            raise refusals.invalid_field("pids.doi", "A PID already exists for type doi")
        managed = {"identifier": own_doi(document.id), "provider": "datacite", "client": "datacite"}
        self._set_pids(document, {**document.body["pids"], "doi": managed})

    def drop_doi(self, document: Document) -> None:
        """Take the DOI away from a draft."""
        self._set_pids(document, {name: pid for name, pid in document.body["pids"].items() if name != "doi"})

    def _set_pids(self, document: Document, pids: Json) -> None:
        document.body["pids"] = pids
        document.revision += 2
        document.updated = now()
        with self.store.transaction():
            self.store.save(document)
            self.index(document)

    # The search index

    def index(self, document: Document) -> None:
        """Make a document searchable, after the lag of the index."""
        item = self.item(document)
        if document.kind == "draft":
            item["files"] = []
        self.store.index(document.id, document.kind, item, time.time() + self.search_lag)

    def _refresh(self) -> None:
        moment = time.time()
        self.store.refresh(moment, moment + self.search_lag)

    def _index_communities(self, record: Document, before: list[str]) -> None:
        """Searches learn of new communities later than of everything else: there is a queue in between."""
        item, moment = self.item(record), time.time()
        entries = self.communities.entries(before)
        self.store.index(record.id, "record", {**item, "communities": before, "community_entries": entries}, moment)
        self.store.index(record.id, "record", item, moment + self.search_lag * COMMUNITY_LAG)

    def index_family(self, concept: int) -> None:
        """Index all versions anew: which of them is the latest has changed."""
        for pid in self.store.pids_of(concept):
            for kind in KINDS:
                document = self.store.document(pid.id, kind)
                if document:
                    self.index(document)


def _next_version_of(body: Json) -> Json:
    metadata: dict[str, Any] = {**body["metadata"], "publication_date": datetime.now(UTC).date().isoformat()}
    metadata.pop("version", None)
    return {**body, "metadata": metadata, "pids": {}}
