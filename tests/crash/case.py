"""A manifest in a folder of its own, and a user of its own who applies it: whatever that user has, it has made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self
from uuid import uuid4

import httpx
import yaml

from publishpipe.schemas.loader import validator
from tests.conftest import Server
from tests.crash.inside import Ended, called
from tests.killing import PATIENCE
from tests.program import Program, program

ROOT = Path(__file__).parents[2]
KEPT = [".publishpipe", "data", "release.lock.json", "release.yaml"]


@dataclass(frozen=True)
class Version:
    """What is to be published."""

    files: Mapping[str, bytes]
    metadata: Mapping[str, Any]


@dataclass
class Case:
    """See `tests.crash.zenodo` and `tests.crash.nomad`. Requests go to `origin`: the server, or a proxy before it."""

    server: Server
    folder: Path
    origin: str
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}", repr=False)
    metadata: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict, init=False)  # of the manifest
    beside: dict[str, Any] = field(default_factory=dict, init=False)  # what else the user has published, as it was

    forgets: bool = field(default=False, init=False)  # whether the lockfile is lost: see `tests.crash.losing`

    repository: ClassVar[str]
    api: ClassVar[str]
    uploads: ClassVar[str]  # where files are sent to

    @property
    def path(self) -> Path:
        return self.folder / "release.yaml"

    @property
    def lock(self) -> Path:
        return self.folder / "release.lock.json"

    def write(self, **files: str | None) -> None:
        """Write files below `data` (None: delete), and the manifest."""
        for name, text in files.items():
            path = self.folder / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text)
        target = {"repository": self.repository, "environment": "sandbox", "url": f"{self.origin}/{self.api}"}
        value = {"publishpipe": 1, "target": target, "files": ["data/**"], "metadata": self.metadata, "publish": True}
        self.path.write_text(yaml.safe_dump({**value, **self.options}, sort_keys=False))

    def here(self) -> Version:
        """What the manifest wants now."""
        paths = (path for path in (self.folder / "data").rglob("*") if path.is_file())
        return Version({self.stored_as(path): path.read_bytes() for path in paths}, dict(self.metadata))

    def start(self, command: str, dying: Sequence[str] = ()) -> Program:
        """A command on the manifest, as a process; `dying`: see `tests.crash.dying`."""
        return program(
            *dying,
            *self._words(command),
            module="tests.crash.dying" if dying else "publishpipe.__main__",
            tokens={self.origin: self.token},
            cwd=self.folder,
            variables={"PYTHONPATH": str(ROOT)},
        )

    def run(self, command: str, *options: str) -> str:
        """A command on the manifest to its good end, in this process; what it printed."""
        ended = self.attempt(command, *options)
        assert ended.code == 0, ended
        return ended.out

    def attempt(self, command: str, *options: str) -> Ended:
        """The same, however it ends: if not well, then with a word on what to do."""
        how = called(*self._words(command), *options, tokens={self.origin: self.token})
        assert self.token not in how.out + how.err
        assert how.code == 0 or "next: " in how.err, how
        return how

    def take_away(self) -> None:
        """Do what is refused unless somebody has seen what gets lost: by a saved plan."""
        saved = str(self.path.with_name("saved.plan"))
        for words in (("plan", str(self.path), "--out", saved), ("apply", saved, "--yes")):
            ended = called(*words, tokens={self.origin: self.token})
            assert ended.code == 0, ended

    def is_settled(self, command: str) -> bool:
        """Whether the command, run once more, changes nothing."""
        out = self.run(command)
        return "nothing to discard" in out or json.loads(out.splitlines()[-1]).get("status") == "unchanged"

    def _words(self, command: str) -> list[str]:
        return [command, str(self.path), "--yes", *(["--json"] if command == "apply" else [])]

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """What the server itself tells this user."""
        url = f"{self.server.origin}/{self.api}{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        answer = httpx.request(
            method, url, headers=headers, trust_env=False, follow_redirects=True, timeout=PATIENCE, **options
        )
        return answer.raise_for_status().json() if answer.content else None

    def locked(self, versions: Sequence[str]) -> Any:
        """The lockfile's section; it is valid, knows these published versions, and nothing is open in it or beside it."""
        kept = [name for name in KEPT if name != self.lock.name or self.lock.exists()]
        assert sorted(path.name for path in self.folder.iterdir()) == kept
        lock: Any = json.loads(self.lock.read_text("utf-8")) if self.lock.exists() else {"lock": 2, "releases": {}}
        validator("lock.v2").validate(lock)
        facts = lock["releases"].get(f"{self.repository}/sandbox", {})
        assert [version["id"] for version in facts.get("versions", ())] == list(versions), facts
        assert facts.get("id") == (versions[-1] if versions else None), facts
        assert not facts.get("intents"), facts
        assert not facts.get("editing"), facts
        return facts

    @contextmanager
    def begun(self) -> Iterator[Self]:
        """The case between its beginning and its end, which comes however it goes."""
        self.begin()
        try:
            yield self
        finally:
            self.end()

    def begin(self) -> None:
        """Files, a manifest, and a draft of this user that is none of the manifest's business."""
        raise NotImplementedError

    def publish_beside(self) -> None:
        """Have something else published, of another title and with a file of a name that the release has, too."""
        raise NotImplementedError

    def begin_twin(self) -> None:
        """Have another draft like the only one that is there, as a run from elsewhere had made that was killed, too."""
        raise NotImplementedError

    def there(self) -> Mapping[str, str]:
        """What the user has besides the foreign draft and what is published beside: state by id."""
        raise NotImplementedError

    def end(self) -> None:
        """What this case left and no other needs goes."""

    def stored_as(self, path: Path) -> str:
        """The name that the server has for a local file."""
        raise NotImplementedError

    def published(self) -> list[str]:
        """The ids of what is published of this user, oldest first; there is nothing else but the foreign draft."""
        raise NotImplementedError

    def holds(self, versions: Sequence[Version]) -> None:
        """The server has these versions published, as they are meant, and the lockfile knows it."""
        raise NotImplementedError
