"""What searches see, and when."""

from __future__ import annotations

import time
from dataclasses import dataclass

from publishpipe.local.zenodo.models import Document
from publishpipe.local.zenodo.services.reading import Reader

#: How many times longer than other changes a new community takes to be found (zenodo-rdm, observed 2026-11).
COMMUNITY_LAG = 10


@dataclass
class Index:
    """Puts documents into the search index, where they are found after a lag.

    Attributes:
        reader: Knows the documents.
        lag: The lag in seconds; may be changed at any time.
    """

    reader: Reader
    lag: float

    def add(self, document: Document) -> None:
        """Let a document be found as it is now. A draft's files are not."""
        item = self.reader.item(document)
        if document.kind == "draft":
            item["files"] = []
        self.reader.store.index(document.id, document.kind, item, time.time() + self.lag)

    def fill(self) -> None:
        """Index all that there is, if nothing is: an older store is taken over without its index."""
        store = self.reader.store
        if not store.is_indexed():
            with store.transaction():
                for document in store.documents():
                    self.add(document)
                self.refresh()

    def add_family(self, concept: int) -> None:
        """Index all versions anew: which of them is the latest has changed."""
        for document in self.reader.family(concept):
            self.add(document)

    def drop(self, document: Document) -> None:
        """Let a document not be found any more, at once."""
        self.reader.store.index(document.id, document.kind, None, time.time())

    def refresh(self) -> None:
        """Let everything be found at once, as publishing and deleting do."""
        moment = time.time()
        self.reader.store.refresh(moment, moment + self.lag)

    def delay_communities(self, record: Document, before: list[str]) -> None:
        """Let a record be found in its new communities later: there is a queue in between."""
        store, item, moment = self.reader.store, self.reader.item(record), time.time()
        old = {"communities": before, "community_entries": self.reader.communities.entries(before)}
        store.index(record.id, "record", {**item, **old}, moment)
        store.index(record.id, "record", item, moment + self.lag * COMMUNITY_LAG)
