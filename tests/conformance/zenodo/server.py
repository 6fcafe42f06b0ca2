"""A Zenodo as an outsider sees it, and releases to it by the program itself."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import yaml

from tests.program import Program, program

METADATA: dict[str, Any] = {
    "upload_type": "dataset",
    "description": "<p>Made by a test.</p>",
    "creators": [{"name": "Doe, Jane", "affiliation": "CMCC", "orcid": "0000-0002-1825-0097"}],
    "access_right": "open",
    "license": "cc-by-4.0",
    "keywords": ["frost", "conformance"],
    "version": "1",
}
NATIVE = {"Accept": "application/vnd.inveniordm.v1+json"}
PATIENCE = 60  # seconds for what lags: searches, background tasks
LONGEST_RUN = 300  # seconds: servers may be busy with others


def until(done: Callable[[], bool]) -> None:
    """Wait for what comes later, however much."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.4)


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Zenodo:
    """A server with users, by name; `base_url` ends with api/."""

    base_url: str
    tokens: Mapping[str, str] = field(repr=False)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.base_url, timeout=60, trust_env=False, follow_redirects=True)

    def answer(self, method: str, path: str, user: str = "alice", **options: Any) -> httpx.Response:
        """An answer of any kind."""
        headers = {"Authorization": f"Bearer {self.tokens[user]}", **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def ask(self, method: str, path: str, user: str = "alice", **options: Any) -> Any:
        """JSON of an answer that is no refusal."""
        answer = self.answer(method, path, user, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def deposition(self, number: int | str) -> Any:
        """What is told of one; the order of its files, which Zenodo tells one way or another, is that of their names."""
        told = self.ask("GET", f"deposit/depositions/{number}")
        return {**told, "files": sorted(told["files"], key=itemgetter("filename"))}

    def native(self, number: int | str, place: str = "") -> Any:
        return self.ask("GET", f"records/{number}{place}", headers=NATIVE)

    def content(self, number: int | str, name: str) -> bytes:
        """A published file as anybody gets it."""
        answer = self.client.get(f"records/{number}/files/{name}/content")
        assert answer.is_success, answer.text
        return answer.content

    def create(self, metadata: Mapping[str, Any], **files: str) -> Any:
        """A draft, made without the program."""
        made = self.ask("POST", "deposit/depositions", json={"metadata": metadata})
        for name, text in files.items():
            self.ask("PUT", f"files/{made['links']['bucket'].rpartition('/')[2]}/{name}.txt", content=text.encode())
        return made

    def act(self, number: int | str, action: str) -> Any:
        return self.ask("POST", f"deposit/depositions/{number}/actions/{action}")

    def delete(self, number: int | str) -> None:
        """Delete a draft, or drop an edit."""
        self.ask("DELETE", f"deposit/depositions/{number}")

    def listed(self, word: str) -> list[Any]:
        """The user's depositions with this word in the title, drafts too, as a search finds them now."""
        found: list[Any] = []
        for page in range(1, 100):
            params = {"q": f'title:"{word}"', "all_versions": "true", "size": 100, "page": page}
            items = self.ask("GET", "deposit/depositions", params=params)
            found += [item for item in items if word in item["title"]]
            if len(items) < 100:
                break
        return found

    def catch_up(self) -> None:
        """Wait until searches find whatever was made before: then they find what is made now."""
        word = uuid4().hex
        witness = self.create({**METADATA, "title": f"witness {word}"})
        try:
            until(lambda: bool(self.listed(word)))
        finally:
            self.delete(witness["id"])

    def depositions(self, word: str, published: int = 0) -> list[Any]:
        """All of the user's depositions with this word in the title, oldest first; searches have caught up.

        They have when they find so many published ones, the last of which was published after all else was made.
        """
        if published:
            until(lambda: sum(item["state"] == "done" for item in self.listed(word)) >= published)
        else:
            self.catch_up()
        numbers = {int(item["id"]) for item in self.listed(word)}
        return [self.deposition(number) for number in sorted(numbers)]


@dataclass(frozen=True)
class Version:
    """What a version of a record is to hold: the md5 of files by name, and fields of its metadata."""

    files: Mapping[str, str]
    metadata: Mapping[str, Any]


@dataclass
class Release:
    """A manifest with files in a folder of its own; `origin` is where requests go, perhaps a proxy."""

    zenodo: Zenodo
    folder: Path
    origin: str
    metadata: dict[str, Any]
    files: list[Any] = field(default_factory=lambda: ["data/*"])
    publish: bool = True

    @property
    def word(self) -> str:
        """What is in the title of nothing else."""
        return str(self.metadata["title"]).split()[-1]

    @property
    def path(self) -> Path:
        return self.folder / "release.yaml"

    @property
    def version(self) -> Version:
        """What the manifest wants now."""
        paths = (path for path in (self.folder / "data").iterdir() if path.is_file())
        return Version({path.name: md5(path.read_bytes()) for path in paths}, dict(self.metadata))

    def write(self, **files: str | None) -> None:
        """Write files below `data` (None: delete), the manifest too."""
        for name, text in files.items():
            path = self.folder / "data" / name
            path.parent.mkdir(exist_ok=True)
            path.unlink() if text is None else path.write_text(text, "utf-8")
        self.save()

    def save(self) -> None:
        url = self.origin + urlsplit(self.zenodo.base_url).path
        value = {
            "publishpipe": 1,
            "target": {"repository": "zenodo", "environment": "sandbox", "url": url},
            "files": self.files,
            "metadata": self.metadata,
            "publish": self.publish,
        }
        self.path.write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")

    def describe(self, **metadata: Any) -> None:
        """Change fields of the metadata."""
        self.metadata |= metadata
        self.save()

    def start(self, *arguments: str) -> Program:
        return program(*arguments, tokens={self.origin: self.zenodo.tokens["alice"]}, cwd=self.folder)

    def run(self, command: str, *arguments: str, code: int = 0) -> str:
        """Run `publishpipe COMMAND release.yaml …` to its end: what it printed."""
        process = self.start(command, self.path.name, *arguments)
        out, err = process.communicate(timeout=LONGEST_RUN)
        assert process.returncode == code, f"exit code {process.returncode}\n{out}\n{err}"
        assert self.zenodo.tokens["alice"] not in out + err
        return out

    def apply(self, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
        """`publishpipe apply --json --yes`: its events."""
        out = self.run("apply", "--json", "--yes", *arguments, code=code)
        return [json.loads(line) for line in out.splitlines()]

    def is_published(self, *versions: Version) -> list[Any]:
        """The server holds these versions of one record, oldest first, and nothing else of it; what it tells of them."""
        found = self.zenodo.depositions(self.word, published=len(versions))
        states = {record["id"]: record["state"] for record in found}
        assert list(states.values()) == ["done"] * len(versions), states
        for record, version in zip(found, versions, strict=True):
            holds(record, version)
        assert len({record["conceptrecid"] for record in found}) == 1
        assert len({record["doi"] for record in found}) == len(versions)
        newest = self.zenodo.native(found[-1]["id"])["versions"]
        assert newest == {"index": len(versions), "is_latest": True, "is_latest_draft": True}
        return found

    def is_draft(self) -> Any:
        """The server holds one draft, as the manifest says, and nothing else of it; what it tells of it."""
        [draft] = self.zenodo.depositions(self.word)
        assert draft["state"] == "unsubmitted"
        holds(draft, self.version)
        return draft


def holds(record: Mapping[str, Any], version: Version) -> None:
    """A deposition's files are these, its metadata too, and nothing in it tells how it was made."""
    assert {file["filename"]: file["checksum"] for file in record["files"]} == version.files
    assert "urn:uuid" not in json.dumps(record)
    for name, meant in version.metadata.items():
        assert plain(record["metadata"].get(name)) == meant, name


def plain(value: Any) -> Any:
    """Without what the server adds to each person and identifier."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if inner is not None and key != "scheme"}
    return value


def statuses(events: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The last status of each step."""
    return {event["key"]: event["status"] for event in events if event["event"] == "step"}


def done(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """The steps that were done, sorted: files go up in any order."""
    return sorted(key for key, status in statuses(events).items() if status == "done")
