"""A release to NOMAD, and what an outsider sees of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from publishpipe.repositories.nomad import potcar
from tests.conformance.nomad import tables
from tests.conformance.nomad.conftest import URL, nomad_at, warm_up
from tests.conformance.nomad.server import ENTRY
from tests.crash.case import Case, Version
from tests.killing import PATIENCE
from tests.repositories.nomad.test_potcar import element

METADATA: dict[str, Any] = {
    "comment": "Made to be killed.",
    "references": ["https://doi.org/10.1063/5.0104914"],
}
USER = "bob"
POTENTIALS = element("Si") + element("O")


@cache
def token() -> str:
    """Of the one user that all cases share, at the NOMAD at NOMAD_URL, which is ready."""
    nomad = nomad_at(URL)
    warm_up(nomad)
    return nomad.token(USER)


@dataclass
class NomadCase(Case):
    """Released to the embedded repository, or to the NOMAD at NOMAD_URL: there its name tells what is of this case."""

    name: str = field(default_factory=lambda: f"Silicon {uuid4().hex}", init=False)
    foreign: Any = field(default=None, init=False)

    repository = "nomad"
    api = urlsplit(URL).path.lstrip("/") or "nomad/api/v1/"
    uploads = "*/raw/*"

    def begin(self) -> None:
        if URL:
            self.token = token()
        named = {"upload_name": self.name, "datasets": [{"name": self.name, "doi": True}]}
        self.metadata = {**METADATA, **named}
        self.write(**{"a.archive.yaml": ENTRY.format("A"), "run/table.csv": "x,y\n1,2\n"})
        made = self.ask("POST", "uploads", params={"upload_name": "By hand"})
        self.foreign = self.ask("GET", f"uploads/{made['upload_id']}")["data"]

    def stored_as(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def publish_beside(self) -> None:
        made = self.ask("POST", "uploads", params={"upload_name": "By hand, and published"})["upload_id"]
        path, content = f"uploads/{made}", ENTRY.format("By hand").encode()
        self.ask("PUT", f"{path}/raw/data", params={"file_name": "a.archive.yaml"}, content=content)
        self._when_idle(path)
        self.ask("POST", f"{path}/action/publish")
        self.beside = {made: self._when_idle(path)}

    def _when_idle(self, path: str) -> Any:
        while (upload := self.ask("GET", path)["data"])["process_running"]:
            pass
        return upload, self.ask("GET", f"{path}/entries")["data"]

    def begin_twin(self) -> None:
        (first,) = self.there()
        name = self.ask("GET", f"uploads/{first}")["data"]["upload_name"]
        self.ask("POST", "uploads", params={"upload_name": name})

    def there(self) -> Mapping[str, str]:
        uploads = self.ask("GET", "uploads", params={"page_size": 10000})["data"]
        ours = [one for one in uploads if one["upload_id"] not in {self.foreign["upload_id"], *self.beside}]
        ours = [upload for upload in ours if self._is_ours(upload["upload_name"])]
        return {upload["upload_id"]: "published" if upload["published"] else "draft" for upload in ours}

    def published(self) -> list[str]:
        states = self.there()
        assert set(states.values()) <= {"published"}, states
        assert states or self.forgets or not self._datasets()
        assert self.ask("GET", f"uploads/{self.foreign['upload_id']}")["data"] == self.foreign
        for number, was in self.beside.items():
            assert self._when_idle(f"uploads/{number}") == was
        return list(states)

    def holds(self, versions: Sequence[Version]) -> None:
        ids, datasets = self.published(), self._datasets()
        datasets = [] if self.forgets and not ids else datasets  # that it made them, only the lockfile knew
        for version, number in zip(versions, ids, strict=True):
            self._is_like(version, number)
        wanted = [item["name"] for version in versions for item in version.metadata["datasets"]]
        assert [dataset["dataset_name"] for dataset in datasets] == wanted
        facts = self.locked(ids)
        assert facts.get("metadata", {}).keys() == {name for version in versions for name in version.metadata}
        registered = {dataset["dataset_id"]: dataset["doi"] for dataset in datasets}
        assert all(registered.values()), datasets
        assert {known["id"]: known.get("doi") for known in facts.get("datasets", {}).values()} == registered
        assert not registered or facts["doi"] in registered.values()

    def end(self) -> None:
        for upload in self.ask("GET", "uploads", params={"is_published": False, "page_size": 10000})["data"]:
            if upload["upload_id"] == self.foreign["upload_id"] or self._is_ours(upload["upload_name"]):
                self._delete(f"uploads/{upload['upload_id']}")

    def _delete(self, path: str) -> None:
        """Delete a draft, unless what a killed command had begun publishes or deletes it meanwhile."""
        with suppress(httpx.HTTPStatusError):
            if not self._when_idle(path)[0]["published"]:
                self.ask("DELETE", path)

    def _is_ours(self, name: str | None) -> bool:
        return not URL or self.name in (name or "")

    def _datasets(self) -> list[dict[str, Any]]:
        asked = {"user_id": self.foreign["main_author"], "page_size": 10000}
        found = self.ask("GET", "datasets/", params=asked)["data"]
        return [dataset for dataset in found if self._is_ours(dataset["dataset_name"])]

    def _is_like(self, version: Version, number: str) -> None:
        upload = self.ask("GET", f"uploads/{number}")["data"]
        assert upload["upload_name"] == version.metadata["upload_name"]
        assert not upload["process_running"], upload
        assert not upload["errors"], upload
        assert {name: self._raw(number, name) for name in version.files} == version.files
        assert self._names(number) == version.files.keys()
        entries = self.ask("GET", f"uploads/{number}/entries", params={"page_size": 100})["data"]
        assert len(entries) == sum(".archive." in name for name in version.files)
        for entry in entries:
            metadata = entry["entry_metadata"]
            assert {name: metadata.get(name) for name in ("comment", "references")} == {
                name: version.metadata[name] for name in ("comment", "references")
            }
            names = [dataset["dataset_name"] for dataset in metadata["datasets"]]
            assert names == [item["name"] for item in version.metadata["datasets"]]

    def _names(self, number: str, folder: str = "") -> set[str]:
        listed = self.ask("GET", f"uploads/{number}/rawdir/{folder}", params={"page_size": 100})
        found: set[str] = set()
        for item in listed["directory_metadata"]["content"]:
            path = folder + item["name"]
            found |= {path} if item["is_file"] else self._names(number, f"{path}/")
        return found

    def _raw(self, number: str, name: str) -> bytes:
        url = f"{self.server.origin}/{self.api}uploads/{number}/raw/{name}"
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE).raise_for_status().content


@dataclass
class CalculationCase(NomadCase):
    """A calculation with VASP, in a dataset that somebody else's manifest has made.

    NOMAD keeps the header of its POTCAR, drops what of it has none, and makes entries of the rows of a table.
    """

    def begin(self) -> None:
        super().begin()
        self.options = {"allow_loss": ["**/POTCAR.spec"]}
        self.write(**{"run/POTCAR": POTENTIALS.decode(), "run/POTCAR.spec": "PBE Si\n"})
        self.ask("POST", "datasets/", json={"dataset_name": self.name, "dataset_type": "owned"})

    def here(self) -> Version:
        whole = super().here()
        kept = {name: content for name, content in whole.files.items() if "POTCAR" not in name}
        return Version({**kept, "data/run/POTCAR.stripped": potcar.header(POTENTIALS) or b""}, whole.metadata)

    def _is_like(self, version: Version, number: str) -> None:
        made = {} if self.forgets else {name: self._raw(number, name) for name in tables.MADE}
        super()._is_like(Version({**version.files, **made}, version.metadata), number)

    def _datasets(self) -> list[dict[str, Any]]:
        found = super()._datasets()
        assert found, "the dataset is gone, which this release has not made"
        return found if self.there() else []
