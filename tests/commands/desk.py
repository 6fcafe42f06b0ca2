"""Somebody's folder with a manifest, and what their account holds: for situations where lockfiles are lost or mixed up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4

import httpx
import yaml

from tests.conformance.nomad.server import ENTRY
from tests.conftest import Server, refresh
from tests.killing import PATIENCE, may_change
from tests.program import Program, program

ZENODO = {"upload_type": "dataset", "description": "<p>Made by a test.</p>", "creators": [{"name": "Doe, Jane"}]}
API = {"zenodo": "api/", "nomad": "nomad/api/v1/"}
NAMING = {"zenodo": "title", "nomad": "upload_name"}


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def result(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def notes(self) -> list[str]:
        """Those of the plan."""
        return list(self.events[0].get("notes", []))


class Held(NamedTuple):
    """What an account holds."""

    id: str
    published: bool
    title: str


@dataclass(frozen=True)
class Desk:
    """A manifest of some release, in a folder; each account has its own token, and a release its own title."""

    server: Server
    folder: Path
    repository: str
    origin: str = ""
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}", repr=False)
    title: str = field(default_factory=lambda: f"Frost days {uuid4().hex}")
    name: str = "release"
    suffix: str = ".yaml"
    environment: str = "sandbox"
    top: tuple[tuple[str, Any], ...] = ()
    more: tuple[tuple[str, Any], ...] = ()

    FILES: ClassVar = ("data/a.archive.yaml", "data/b.csv")

    @property
    def path(self) -> Path:
        return self.folder / f"{self.name}{self.suffix}"

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.name}.lock.json"

    @property
    def section(self) -> str:
        return f"{self.repository}/{self.environment}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the lockfile says."""
        return dict(json.loads(self.lock.read_text("utf-8"))["releases"].get(self.section, {}))

    def learn(self, **facts: Any) -> None:
        """Have the lockfile say so (None: not say so)."""
        value = json.loads(self.lock.read_text("utf-8"))
        known = {**value["releases"][self.section], **facts}
        value["releases"][self.section] = {name: fact for name, fact in known.items() if fact is not None}
        self.lock.write_text(json.dumps(value), "utf-8")

    def write(self) -> Desk:
        """Write the manifest."""
        metadata = {NAMING[self.repository]: self.title} | (ZENODO if self.repository == "zenodo" else {})
        target = {"repository": self.repository, "environment": self.environment}
        if self.environment != "local":
            target["url"] = f"{self.origin or self.server.origin}/{API[self.repository]}"
        value = {"publishpipe": 1, "target": target, "files": ["data/**"], "metadata": metadata | dict(self.more)}
        value |= {"publish": True, **dict(self.top)}
        self.folder.mkdir(exist_ok=True)
        dumped = json.dumps(value) if self.suffix == ".json" else yaml.safe_dump(value, sort_keys=False)
        self.path.write_text(dumped, "utf-8")
        return self

    def put(self, **texts: str) -> Desk:
        """Write files below `data`, with these texts."""
        (self.folder / "data").mkdir(exist_ok=True)
        for name, text in texts.items():
            (self.folder / "data" / name).write_text(text, "utf-8")
        return self

    def fill(self, token: str = "") -> Desk:
        """Write two files that no other release has."""
        token = token or uuid4().hex
        return self.put(**{"a.archive.yaml": ENTRY.format(token), "b.csv": f"{token}\n" * (2 + int(token[:3], 16))})

    def changed(self, **changes: Any) -> Desk:
        """The same with another manifest, which is written."""
        return replace(self, **changes).write()

    def lose(self) -> None:
        """The lockfile was never shared."""
        self.lock.unlink()

    def clone(self, name: str = "clone") -> Desk:
        """Another working copy, without lockfile and what is not versioned."""
        there = self.folder.with_name(name)
        shutil.copytree(self.folder, there, ignore=shutil.ignore_patterns("*.lock.json", ".publishpipe"))
        return replace(self, folder=there)

    def start(self, command: str, *words: str) -> Program:
        return program(command, *words, tokens={self.origin or self.server.origin: self.token}, cwd=self.folder)

    def ended(self, process: Program) -> Ended:
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode is not None
        assert "Traceback" not in err, err
        assert self.token not in out + err
        return Ended(process.returncode, out, err)

    def run(self, command: str, *options: str, code: int = 0) -> Ended:
        """A command on the manifest, to this exit code."""
        words = (*options, self.path.name)
        if command == "adopt":
            *rest, what = options
            words = (*rest, "--yes", "--", self.path.name, what)
        ended = self.ended(self.start(command, *words))
        assert ended.code == code, ended
        return ended

    def apply(self, *options: str, code: int = 0) -> Ended:
        return self.run("apply", "--json", "--yes", *options, code=code)

    def refused(self, command: str, *options: str) -> str:
        """What it says where it ends with 5, and nothing was changed, here or there."""
        before, lock = len(self.server.log()), self.lock.read_text("utf-8") if self.lock.exists() else None
        words = ("--yes",) if command in {"apply", "discard"} else ()
        said = self.run(command, *words, *options, code=5).err
        changes = [line for line in self.server.log()[before:] if may_change(*line.split()[:2])]
        assert not [line for line in changes if "auth/token" not in line and not self._is_anothers(line)], changes
        assert lock == (self.lock.read_text("utf-8") if self.lock.exists() else None)
        return " ".join(said.split())

    def _is_anothers(self, line: str) -> bool:
        """Whether it is a file of another test, of which a program was killed: its last request may come late."""
        names = {file.name for file in (self.folder / "data").glob("*")}
        return " /api/files/" in line and line.rpartition("/")[2] not in names

    def status(self) -> dict[str, Any]:
        return dict(json.loads(self.run("status", "--json").out))

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """What the server tells this user."""
        url = f"{self.server.origin}/{API[self.repository]}{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        answer = httpx.request(method, url, headers=headers, follow_redirects=True, timeout=PATIENCE, **options)
        return answer.raise_for_status().json() if answer.content else None

    def account(self) -> list[Held]:
        """All that it holds, oldest first."""
        if self.repository == "nomad":
            listed = self.ask("GET", "uploads", params={"page_size": 1000, "order_by": "upload_create_time"})["data"]
            return [Held(one["upload_id"], one["published"], one["upload_name"] or "") for one in listed]
        refresh(self.server.origin, self.token)
        listed = self.ask("GET", "deposit/depositions", params={"all_versions": "true", "size": 100})
        return [
            Held(str(one["id"]), one["submitted"], one["title"]) for one in sorted(listed, key=lambda one: one["id"])
        ]

    def has_published(self, *numbers: str) -> None:
        """It holds these, published, and nothing else."""
        assert [(one.id, one.published) for one in self.account()] == [(number, True) for number in numbers]

    def state(self, number: str) -> Any:
        """All that the server tells of something."""
        return self.ask("GET", f"uploads/{number}" if self.repository == "nomad" else f"deposit/depositions/{number}")

    @contextmanager
    def untouched(self, number: str) -> Iterator[None]:
        """What the server tells of it stays the same meanwhile."""
        before = self.state(number)
        yield
        assert self.state(number) == before
