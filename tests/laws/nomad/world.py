"""The server's side: what it holds of one user, read from its own store when nothing runs, and what is done on the web."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.laws.account import Account

OWNED = "SELECT body FROM documents WHERE kind = ? AND json_extract(body, ?) = ? ORDER BY key"
BELOW = "SELECT body FROM documents WHERE kind = ? AND parent = ? ORDER BY key"


@dataclass(frozen=True)
class Held:
    """One upload, as it is stored."""

    upload: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
    files: Mapping[str, bytes]

    @property
    def id(self) -> str:
        return str(self.upload["upload_id"])

    @property
    def published(self) -> bool:
        return self.upload["publish_time"] is not None

    @property
    def state(self) -> str:
        """As `publishpipe status` tells it."""
        return "published" if self.published else "draft"


Holdings = Mapping[str, Held]


class World(Account):
    """A user of NOMAD."""

    api = "nomad/api/v1"
    database = "nomad/nomad.sqlite3"

    @cached_property
    def user(self) -> str:
        """The user id."""
        return str(self.ask("GET", "users/me")["user_id"])

    def holdings(self) -> Holdings:
        """All uploads that this user has there as soon as nothing runs any more, oldest first."""
        while any(self._below("job", upload["upload_id"]) for upload in self._uploads()):
            time.sleep(0.002)
        return {upload["upload_id"]: self._held(upload) for upload in self._uploads()}

    def _uploads(self) -> list[Any]:
        rows = self.store.execute(OWNED, ("upload", "$.main_author", self.user))
        return sorted((json.loads(body) for (body,) in rows), key=lambda upload: str(upload["upload_create_time"]))

    def _below(self, kind: str, parent: str) -> list[Any]:
        return [json.loads(body) for (body,) in self.store.execute(BELOW, (kind, parent))]

    def _held(self, upload: Any) -> Held:
        raw = self.server.store / "nomad" / "uploads" / upload["upload_id"] / "raw"
        files = {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*") if path.is_file()}
        return Held(upload, tuple(self._below("entry", upload["upload_id"])), files)

    def datasets(self) -> dict[str, Any]:
        """This user's datasets by id."""
        return {one["dataset_id"]: one for one in self._below("dataset", self.user)}

    def create(self, name: str) -> None:
        self.ask("POST", "uploads", params={"upload_name": name})

    def edit(self, upload_id: str, metadata: Mapping[str, Any]) -> None:
        """Change metadata, of what is published too."""
        self.ask("POST", f"uploads/{upload_id}/edit", json={"metadata": metadata})

    def put(self, upload_id: str, name: str, content: bytes) -> None:
        """Put a file into a draft."""
        folder, _, file = name.rpartition("/")
        self.ask("PUT", f"uploads/{upload_id}/raw/{folder}", params={"file_name": file}, content=content)

    def act(self, upload_id: str, action: str) -> None:
        """publish, process or lift-embargo."""
        self.ask("POST", f"uploads/{upload_id}/action/{action}")

    def remove(self, upload_id: str, name: str) -> None:
        """Take a file out of a draft."""
        self.ask("DELETE", f"uploads/{upload_id}/raw/{name}")

    def delete(self, upload_id: str) -> None:
        """Delete a draft."""
        self.ask("DELETE", f"uploads/{upload_id}")
