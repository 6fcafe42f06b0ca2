"""The server's side: what it holds of one user, read from its own store as searches lag, and what is done on the web."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.conftest import Server
from tests.laws.quick import LAG, unencrypted

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


@dataclass
class World:
    """A user of the server, with a token of their own: all that they have was made by publishpipe, or on the web."""

    server: Server
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}", repr=False)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        url, context = f"{self.server.origin}/api/", unencrypted()
        self._client = httpx.Client(base_url=url, headers=headers, trust_env=False, verify=context)
        self._store = sqlite3.connect(
            f"file:{self.server.store}/zenodo.sqlite?mode=ro", uri=True, check_same_thread=False
        )
        self.fault()

    def close(self) -> None:
        self.fault()
        self._client.close()
        self._store.close()

    def fault(self, *rules: str) -> None:
        """Have the server fail, and nothing but these."""
        self.server.fault(f"search-lag={LAG}", *rules)

    def holdings(self) -> Holdings:
        """All that this user has there now."""
        found: dict[str, dict[str, Any]] = {}
        for number, concept, kind, revision, modified, bucket in self._store.execute(OWNED, (self._digest,)):
            files = dict(self._store.execute("SELECT key, md5 FROM file WHERE bucket = ? ORDER BY key", (bucket,)))
            one = found.setdefault(str(number), {"id": str(number), "concept": str(concept)})
            one[kind] = Copy(revision, modified, files)
        return {number: Held(**one) for number, one in found.items()}

    @property
    def _digest(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """A plain request, as the web page or another tool would send it; None if it is refused."""
        answer = self._client.request(method, path, **options)
        assert answer.status_code < 500, answer.text
        return (answer.json() if answer.content else {}) if answer.is_success else None

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
