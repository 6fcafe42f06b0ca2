"""A release of a user of its own, to a real server, and what must be there: read from the server's own store."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock
from uuid import uuid4

import yaml

import publishpipe
from publishpipe.repositories import REPOSITORIES
from publishpipe.state.lockfile import Lockfile
from tests.conformance.nomad.server import ENTRY
from tests.conftest import Server
from tests.fuzz.between import Between
from tests.laws.nomad.world import World as NomadWorld
from tests.laws.process import KilledError, Moment, Process
from tests.laws.workplace import VALIDATOR
from tests.laws.zenodo.world import World as ZenodoWorld


class WrongError(AssertionError):
    """A promise that was not kept: which, and how."""


def expect(what: object, kind: str, told: object = "") -> None:
    if not what:
        raise WrongError(kind, str(told))


@dataclass
class Place:
    """A manifest in a folder, for a user who has nothing else. `files` are texts by name."""

    server: Server
    folder: Path
    title: str = field(default_factory=lambda: f"Fuzz {uuid4().hex}")
    files: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    uses: int = 0
    versions: int = 0  # that are to be published

    repository: ClassVar[str]
    api: ClassVar[str]
    world: Any = field(init=False)

    def __post_init__(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nobody asks the server any more."""
        self.world._client.close()
        self.world.store.close()

    @property
    def manifest(self) -> Path:
        return self.folder / "release.yaml"

    @property
    def lock(self) -> Path:
        return self.folder / "release.lock.json"

    @property
    def url(self) -> str:
        return f"{self.server.origin}/{self.api}/"

    @property
    def tokens(self) -> dict[str, str]:
        return {self.server.origin: self.world.token}

    def write(self) -> None:
        for name, text in self.files.items():
            (self.folder / name).write_text(text)
        target = {"repository": self.repository, "environment": "sandbox", "url": self.url}
        files = [{"path": name} | self.options.get(name, {}) for name in self.files]
        value = {"publishpipe": 1, "target": target, "files": files, "metadata": self.metadata, "publish": True}
        self.manifest.write_text(yaml.safe_dump(value, sort_keys=False))

    def honestly(self, *words: str, code: int = 0) -> None:
        ended = Between().run(*words, tokens=self.tokens)
        assert ended.code == code, ended

    def publish(self) -> None:
        self.write()
        self.honestly("apply", str(self.manifest), "--yes")
        self.versions += 1
        self.settled()

    def draft(self) -> None:
        self.write()
        self.honestly("apply", str(self.manifest), "--yes", "--until", "verify")

    def die(self, moment: Moment, at: int) -> None:
        """Apply, and die at that request which changes something."""
        self.write()
        tokens = " ".join("=".join(pair) for pair in self.tokens.items())
        process = Process(moment, at)
        with mock.patch.dict(os.environ, {"PUBLISHPIPE_TOKENS": tokens}):
            ended = process.run(lambda: publishpipe.apply(self.manifest, jobs=1, confirm=publishpipe.accept))
        assert isinstance(ended, KilledError), ended

    def readable(self) -> Any:
        """The lockfile's section: valid, and read by the program."""
        if not self.lock.exists():
            return {}
        key = f"{self.repository}/sandbox"
        try:
            VALIDATOR.validate(json.loads(self.lock.read_text("utf-8")))
            return Lockfile(self.lock, key, REPOSITORIES[self.repository].LOCK).facts
        except Exception as error:
            raise WrongError("unreadable lockfile", repr(error)) from error

    def open(self) -> list[str]:
        """The drafts and open edits on the server."""
        raise NotImplementedError

    def public(self) -> list[str]:
        """What is published, oldest first."""
        raise NotImplementedError

    def state(self) -> Any:
        """All that the server holds of this user."""
        return self.world.holdings()

    def at_most(self) -> None:
        """Nothing is published twice."""
        expect(len(self.public()) <= max(self.versions, 1), "second record", self.public())

    def settled(self) -> None:
        """Published as it is meant, and nothing else there."""
        public = self.public()
        expect(
            len(public) == self.versions, "second record" if len(public) > self.versions else "not published", public
        )
        self.is_as_meant(public[-1])
        expect(not self.open(), "orphan", self.open())
        facts = self.readable()
        expect([version["id"] for version in facts["versions"]] == public, "lockfile is wrong", facts)
        expect(not facts.get("intents"), "lockfile is wrong", facts)

    def nothing(self) -> None:
        """Nothing is there, but what was published before."""
        expect(not self.open(), "orphan", self.open())
        expect(len(self.public()) == self.versions, "second record", self.public())

    def is_as_meant(self, number: str) -> None:
        raise NotImplementedError


class ZenodoPlace(Place):
    repository = "zenodo"
    api = "api"

    def __post_init__(self) -> None:
        self.world = ZenodoWorld(self.server)
        self.files = {"a.csv": "1\n", "b.csv": "2\n"}
        self.metadata = {
            "title": self.title,
            "upload_type": "dataset",
            "description": "<p>Made by a test.</p>",
            "creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1825-0097"}],
        }

    def open(self) -> list[str]:
        return sorted(number for number, one in self.state().items() if one.draft)

    def public(self) -> list[str]:
        held = [one for one in self.state().values() if one.record]
        expect(len({one.concept for one in held}) <= 1, "second record", held)
        return sorted((one.id for one in held), key=int)

    def is_as_meant(self, number: str) -> None:
        stored = self.state()[number].record.files
        meant = {
            name: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for name, text in self.files.items()
        }
        expect(stored == meant, "wrong files", stored)
        told = self.world.metadata(number)
        for name in ("title", "description", "upload_type"):
            expect(told.get(name) == self.metadata[name], "wrong metadata", told)
        expect("urn:uuid" not in str(told), "wrong metadata", told)


class NomadPlace(Place):
    repository = "nomad"
    api = "nomad/api/v1"

    def __post_init__(self) -> None:
        self.world = NomadWorld(self.server)
        self.files = {"a.archive.yaml": ENTRY.format("A"), "b.csv": "1\n"}
        self.metadata = {"upload_name": self.title, "comment": "Made by a test."}

    def open(self) -> list[str]:
        return sorted(number for number, one in self.state().items() if not one.published)

    def public(self) -> list[str]:
        return [number for number, one in self.state().items() if one.published]

    def is_as_meant(self, number: str) -> None:
        one = self.state()[number]
        meant = {name: text.encode() for name, text in self.files.items()}
        expect(one.files == meant, "wrong files", one.files)
        expect(one.upload["upload_name"] == self.title, "wrong metadata", one.upload)
        expect(
            {entry.get("comment") for entry in one.entries} == {self.metadata["comment"]}, "wrong metadata", one.entries
        )
        single = self.metadata.get("entries_metadata", {}).get("*", {})
        expect({entry.get("external_id") for entry in one.entries} == {single.get("external_id")}, "wrong metadata")
        for role in ("coauthor_groups", "reviewer_groups", "reviewers"):
            expect(len(one.upload[role]) == len(self.metadata.get(role, ())), "wrong metadata", one.upload)
        datasets = list(self.world.datasets().values())
        wanted = [item["name"] for item in self.metadata.get("datasets", ())]
        expect(sorted(dataset["dataset_name"] for dataset in datasets) == sorted(wanted), "orphan", datasets)
        expect(all(dataset.get("doi") for dataset in datasets), "wrong metadata", datasets)
