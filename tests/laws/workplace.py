"""The manifest, its files, its lockfile and a saved plan, in a folder of their own; and what may be changed there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from publishpipe.schemas.loader import validator

VALIDATOR = validator("lock.v2")


@lru_cache(maxsize=4)
def _read(lockfile: bytes) -> dict[str, Any]:
    """It is looked at several times after each command; to hold it against its schema once is enough."""
    value: dict[str, Any] = json.loads(lockfile)
    VALIDATOR.validate(value)
    return value


@dataclass
class Workplace:
    """What is on this side. `origin` is the server's."""

    folder: Path
    origin: str
    title: str
    files: dict[str, str] = field(default_factory=dict)
    publish: bool = True
    metadata: dict[str, Any] = field(default_factory=dict)

    section: ClassVar[str]  # of the lockfile

    @property
    def manifest(self) -> Path:
        return self.folder / "release.yaml"

    @property
    def plan(self) -> Path:
        return self.folder / "saved.plan.json"

    @property
    def lock(self) -> Path:
        return self.folder / "release.lock.json"

    @property
    def facts(self) -> dict[str, Any]:
        """The lockfile's section; the lockfile is valid."""
        if not self.lock.exists():
            return {}
        facts: dict[str, Any] = _read(self.lock.read_bytes())["releases"].get(self.section, {})
        return facts

    @property
    def is_clear(self) -> bool:
        """Whether nothing is open in the lockfile."""
        return not self.facts.keys() & {"intents", "unanswered"}

    def sources(self) -> dict[str, str]:
        """The files to publish, as they are here."""
        return dict(self.files)

    def write(self) -> None:
        """Have it all on disk."""
        raise NotImplementedError

    def put(self, name: str, text: str) -> None:
        self.files[name] = text

    def remove(self, name: str) -> None:
        if len(self.files) > 1:
            self.files.pop(name, None)

    def rename(self, name: str, to: str) -> None:
        if name in self.files:
            self.files[to] = self.files.pop(name)

    def describe(self, name: str, value: Any) -> None:
        """Set a field of the metadata, or leave it out (None)."""
        changed = {**self.metadata, name: value}
        self.metadata = {name: value for name, value in changed.items() if value is not None}

    def toggle(self, name: str) -> None:
        """Switch `publish` or the like."""
        setattr(self, name, not getattr(self, name))

    def state(self) -> Any:
        """All that a plan follows from, on this side."""
        return self.manifest.read_bytes(), self.sources(), self.facts
