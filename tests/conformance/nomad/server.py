"""A NOMAD as an outsider sees it, and releases to it by the program itself."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml

from tests.program import Program, program

ENTRY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: {}\n"
BROKEN = "data:\n  m_def: no.such.module.Section\n"


@dataclass(frozen=True)
class User:
    """Somebody with an account; a token that does not last is had anew each time."""

    name: str
    password: str = field(repr=False)
    email: str
    id: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Nomad:
    """A server with users; `base_url` ends with api/v1/."""

    base_url: str
    users: Mapping[str, User]

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def client(self) -> httpx.Client:
        headers = {"Accept": "application/json"}
        return httpx.Client(headers=headers, timeout=60, trust_env=False, follow_redirects=True)

    def token(self, name: str) -> str:
        user = self.users[name]
        if user.token:
            return user.token
        form = {"grant_type": "password", "username": user.name, "password": user.password}
        answer = self.client.post(f"{self.base_url}auth/token", data=form).raise_for_status()
        return str(answer.json()["access_token"])

    def ask(self, method: str, path: str, user: str = "alice", **options: Any) -> Any:
        """JSON of an answer that is no refusal."""
        headers = {"Authorization": f"Bearer {self.token(user)}"}
        for attempt in range(3):
            try:
                answer = self.client.request(method, self.base_url + path, headers=headers, **options)
                if method == "GET" and answer.status_code == 500 and attempt < 2:
                    continue  # as a list is answered while something in it is deleted
                return answer.raise_for_status().json()
            except httpx.TransportError:  # a server that has crashed cuts the connection afterwards
                if attempt == 2:
                    raise
        raise AssertionError

    def uploads(self, name: str, user: str = "alice") -> list[dict[str, Any]]:
        """The user's uploads whose names begin like this."""
        found = self.ask("GET", "uploads", user, params={"page_size": 10000})["data"]
        return [item for item in found if (item.get("upload_name") or "").startswith(name)]

    def entries(self, upload_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", f"uploads/{upload_id}/entries", params={"page_size": 100})["data"]
        return found

    def files(self, upload_id: str, folder: str = "") -> dict[str, int]:
        """Every file's size."""
        answer = self.ask("GET", f"uploads/{upload_id}/rawdir/{folder}", params={"page_size": 1000})
        found: dict[str, int] = {}
        for item in answer["directory_metadata"]["content"]:
            path = folder + item["name"]
            found |= {path: item["size"]} if item["is_file"] else self.files(upload_id, f"{path}/")
        return found

    def raw(self, upload_id: str, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self.token('alice')}"}
        url = f"{self.base_url}uploads/{upload_id}/raw/{path}"
        return self.client.get(url, headers=headers).raise_for_status().content

    def datasets(self, name: str, user: str = "alice") -> list[dict[str, Any]]:
        params = {"dataset_name": name, "user_id": self.users[user].id}
        found: list[dict[str, Any]] = self.ask("GET", "datasets/", params=params)["data"]
        return found

    def settle(self, upload_id: str) -> None:
        """Wait until nothing runs."""
        while self.ask("GET", f"uploads/{upload_id}")["data"]["process_running"]:
            time.sleep(0.2)

    def delete(self, name: str, user: str = "alice") -> None:
        """Delete the unpublished uploads whose names begin like this."""
        for item in self.uploads(name, user):
            if not item["published"]:
                self.ask("DELETE", f"uploads/{item['upload_id']}", user)
        while any(not item["published"] for item in self.uploads(name, user)):
            time.sleep(0.1)


@dataclass
class Release:
    """A manifest with files in a folder of its own; `origin` is where requests go, perhaps a proxy."""

    nomad: Nomad
    folder: Path
    origin: str
    metadata: dict[str, Any]
    user: str = "alice"
    options: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.metadata["upload_name"])

    @property
    def path(self) -> Path:
        return self.folder / "release.yaml"

    @property
    def facts(self) -> dict[str, Any]:
        lock = json.loads((self.folder / "release.lock.json").read_text("utf-8"))
        facts: dict[str, Any] = lock["releases"]["nomad/sandbox"]
        return facts

    @property
    def local(self) -> dict[str, int]:
        """Size of every file to publish, by its path."""
        paths = (path for path in (self.folder / "data").rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in paths}

    def write(self, **files: str | bytes) -> None:
        """Write files below `data`, the manifest too."""
        for name, content in files.items():
            self.file(name, content)
        self.save()

    def file(self, name: str, content: str | bytes) -> None:
        path = self.folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def save(self) -> None:
        url = self.origin + urlsplit(self.nomad.base_url).path
        value = {
            "publishpipe": 1,
            "target": {"repository": "nomad", "environment": "sandbox", "url": url},
            "files": ["data/**"],
            "metadata": self.metadata,
            "publish": True,
        }
        self.path.write_text(yaml.safe_dump({**value, **self.options}, allow_unicode=True), "utf-8")

    def start(self, *arguments: str) -> Program:
        token = self.nomad.token(self.user)
        return program(*arguments, tokens={self.origin: token}, cwd=self.folder, variables=self.variables)

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """Run `publishpipe` to its end: what it printed."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=110)
        assert process.returncode == code, f"exit code {process.returncode}\n{out}\n{err}"
        assert (self.nomad.users[self.user].token or "Bearer") not in out + err
        return out, err

    def apply(self, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
        """`publishpipe apply --json --yes`: its events."""
        out, _ = self.run("apply", self.path.name, "--json", "--yes", *arguments, code=code)
        return [json.loads(line) for line in out.splitlines()]

    def is_published_once(self) -> None:
        """The server holds one published upload of this name, as it is here, and nothing else of it."""
        found = self.nomad.uploads(self.name, self.user)
        assert [(item["upload_name"], item["published"]) for item in found] == [(self.name, True)]
        upload_id = found[0]["upload_id"]
        assert self.nomad.files(upload_id) == self.local
        for entry in self.nomad.entries(upload_id):
            metadata = entry["entry_metadata"]
            assert metadata.get("comment", "") == self.metadata.get("comment", "")
            assert metadata.get("references", []) == self.metadata.get("references", [])
            names = {item["dataset_name"] for item in metadata.get("datasets", ())}
            assert names == set(self.metadata.get("datasets", ()))
        for name in self.metadata.get("datasets", ()):
            assert len(self.nomad.datasets(name, self.user)) == 1
