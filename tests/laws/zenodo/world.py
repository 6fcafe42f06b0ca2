"""The server's side: what it holds of one user, read from its own store as searches lag, and what is done on the web."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.laws.account import Account
from tests.laws.quick import LAG

OWNED = """
SELECT pid.id, pid.concept, document.kind, document.revision, document.updated, document.bucket
FROM token JOIN pid ON pid.owner = token.account JOIN document ON document.id = pid.id
WHERE token.sha256 = ? AND document.kind != 'former'
"""
CHOSEN = ("publication_date", "license", "imprint_publisher", "prereserve_doi", "doi")  # by the server


@dataclass(frozen=True)
class Copy:
    """A draft, an edit, or what is public: when it was changed last, and the md5 of its files."""

    revision: int
    modified: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Held:
    """One deposition; `draft` is an edit if it has a `record` too."""

    id: str
    concept: str
    draft: Copy | None = None
    record: Copy | None = None

    @property
    def published(self) -> bool:
        return self.record is not None

    @property
    def state(self) -> str:
        """As `publishpipe status` tells it."""
        return "draft" if self.record is None else "editing" if self.draft else "published"


Holdings = Mapping[str, Held]


class World(Account):
    """A user of Zenodo."""

    api = "api"
    database = "zenodo.sqlite"
    always = (f"search-lag={LAG}",)

    def holdings(self) -> Holdings:
        """All that this user has there now."""
        found: dict[str, dict[str, Any]] = {}
        for number, concept, kind, revision, modified, bucket in self.store.execute(OWNED, (self._digest,)):
            files = dict(self.store.execute("SELECT key, md5 FROM file WHERE bucket = ? ORDER BY key", (bucket,)))
            one = found.setdefault(str(number), {"id": str(number), "concept": str(concept)})
            one[kind] = Copy(revision, modified, files)
        return {number: Held(**one) for number, one in found.items()}

    @property
    def _digest(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()

    def read(self, number: str) -> Any:
        """A deposition: the draft if there is one, else what is public."""
        return self.ask("GET", f"deposit/depositions/{number}")

    def metadata(self, number: str) -> dict[str, Any]:
        """Its metadata, without what the server itself chooses."""
        return {name: value for name, value in self.read(number)["metadata"].items() if name not in CHOSEN}

    def act(self, number: str, action: str) -> Any:
        """publish, edit, discard or newversion."""
        return self.ask("POST", f"deposit/depositions/{number}/actions/{action}")

    def edit_metadata(self, number: str, change: Mapping[str, Any]) -> None:
        """Change fields of a draft or of an open edit."""
        left = {name: value for name, value in self.read(number)["metadata"].items() if name != "prereserve_doi"}
        self.ask("PUT", f"deposit/depositions/{number}", json={"metadata": {**left, **change}})

    def upload(self, number: str, name: str, content: bytes) -> None:
        """Put a file into a draft."""
        bucket = self.read(number)["links"]["bucket"].rpartition("/")[2]
        self.ask("PUT", f"files/{bucket}/{name}", content=content)

    def delete(self, number: str) -> None:
        """Delete a draft, or drop an edit."""
        self.ask("DELETE", f"deposit/depositions/{number}")
