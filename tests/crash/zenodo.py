"""A release to Zenodo, and what an outsider sees of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import refresh
from tests.crash.case import Case, Version

METADATA = {
    "title": "Frost days",
    "upload_type": "dataset",
    "description": "<p>Made to be killed.</p>",
    "creators": [{"name": "Doe, Jane"}],
    "keywords": ["frost", "torture"],
    "version": "1",
}
FOREIGN = {"title": "By hand", "upload_type": "dataset", "description": "Mine.", "creators": [{"name": "Doe, Jane"}]}


@dataclass
class ZenodoCase(Case):
    foreign: Any = field(default=None, init=False)

    repository = "zenodo"
    api = "api/"
    uploads = "/api/files/*"

    def begin(self) -> None:
        self.metadata = {**METADATA}
        self.write(**{"a.csv": "x,y\n1,2\n", "b.csv": "x,y\n3,4\n", "c.csv": "x,y\n5,6\n"})
        made = self.ask("POST", "deposit/depositions", json={"metadata": FOREIGN})
        self.foreign = self.ask("GET", f"deposit/depositions/{made['id']}")

    def stored_as(self, path: Path) -> str:
        return path.name

    def publish_beside(self) -> None:
        title = "By hand, and published"
        made = self.ask("POST", "deposit/depositions", json={"metadata": FOREIGN | {"title": title}})
        bucket = made["links"]["bucket"].rpartition("/")[2]
        self.ask("PUT", f"files/{bucket}/a.csv", content=b"by hand\n")
        self.ask("POST", f"deposit/depositions/{made['id']}/actions/publish")
        self.beside = {str(made["id"]): self.ask("GET", f"deposit/depositions/{made['id']}")}

    def begin_twin(self) -> None:
        (first,) = self.there()
        metadata = self.ask("GET", f"deposit/depositions/{first}")["metadata"]
        del metadata["prereserve_doi"]
        self.ask("POST", "deposit/depositions", json={"metadata": metadata})

    def there(self) -> Mapping[str, str]:
        refresh(self.server.origin)
        listed = self.ask("GET", "deposit/depositions", params={"all_versions": "true", "size": 100})
        others = {str(self.foreign["id"]), *self.beside}
        return {str(item["id"]): item["state"] for item in listed if str(item["id"]) not in others}

    def published(self) -> list[str]:
        states = self.there()
        assert set(states.values()) <= {"done"}, states
        for was in (self.foreign, *self.beside.values()):
            assert self.ask("GET", f"deposit/depositions/{was['id']}") == was
        return sorted(states, key=int)

    def holds(self, versions: Sequence[Version]) -> None:
        ids = self.published()
        records = [self.ask("GET", f"deposit/depositions/{number}") for number in ids]
        for version, record in zip(versions, records, strict=True):
            stored = {file["filename"]: file["checksum"] for file in record["files"]}
            assert stored == {name: _md5(content) for name, content in version.files.items()}
            metadata = record["metadata"] | {
                "creators": [{"name": who["name"]} for who in record["metadata"]["creators"]]
            }
            assert {name: metadata.get(name) for name in METADATA} == version.metadata
            assert record["state"] == "done"
            assert "urn:uuid:" not in json.dumps(record)
        facts = self.locked(ids)
        assert {facts["metadata"]["description"] for _ in ids[:1]} == {
            version.metadata["description"] for version in versions[-1:]
        }
        assert {record["conceptrecid"] for record in records} == ({facts["concept_id"]} if ids else set())
        assert [version["doi"] for version in facts.get("versions", ())] == [record["doi"] for record in records]


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
