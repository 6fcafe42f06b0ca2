"""A plan in a file: applied exactly as it was made, or refused, telling what moved since."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from publishpipe.errors import InputError, RefusedError
from publishpipe.model.plan import Plan, as_json, digest
from publishpipe.model.target import Environment
from publishpipe.schemas import loader, words
from publishpipe.state.plan_files import is_saved_plan, remember
from publishpipe.state.reading import text_of
from publishpipe.state.storage import remove_leftovers, write_atomically


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a plan follows from. `files` are checksums by name; the others but the URL are sha256s."""

    manifest: str
    files: Mapping[str, str]
    base_url: str
    lock: str
    server: str
    steps: str

    @property
    def digest(self) -> str:
        """One sha256 of it all."""
        return digest(asdict(self))

    def moved(self, now: Basis) -> Iterator[str]:
        """What is not as it was, in words."""
        if self.manifest != now.manifest:
            yield "the manifest"
        for name in sorted(self.files.keys() | now.files.keys()):
            if self.files.get(name) != now.files.get(name):
                yield f"the file {name}"
        if self.base_url != now.base_url:
            yield f"the URL (it was {self.base_url})"
        if self.lock != now.lock:
            yield "the lockfile"
        if self.server != now.server:
            yield "what the server holds"


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan read from a file; `environment`, `url` and `settings` are what its command line said, if anything."""

    path: Path
    manifest: Path
    environment: Environment | None
    url: str | None
    settings: Mapping[str, str]
    basis: Basis

    def check(self, now: Basis) -> None:
        """Raise RefusedError, naming what moved, unless everything is as it was."""
        if self.basis != now:
            moved = ", ".join(self.basis.moved(now)) or "the steps that follow from it"
            raise stale(self.path, f"changed since: {moved}")


def save(
    path: Path, plan: Plan, basis: Basis, *, environment: str | None, url: str | None, settings: Mapping[str, str]
) -> None:
    """Write a plan to a file. Raises PublishPipeError if it cannot be written."""
    manifest = os.path.relpath(plan.manifest, path.parent)
    remember(Path(plan.manifest).parent, path)
    origin = {"manifest": manifest, "environment": environment, "url": url, "basis": asdict(basis)}
    origin |= {"set": dict(settings)} if settings else {}
    value = {"plan": 1, "saved": origin, **as_json(plan)}
    remove_leftovers(path)
    write_atomically(path, json.dumps(value, indent=2) + "\n")


def read(path: Path) -> SavedPlan | None:
    """The plan in a file; None if it is something else. Raises InputError if it is damaged."""
    if not is_saved_plan(path):
        return None
    try:
        value = json.loads(text_of(path))
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from None
    for wrong in loader.validator("plan.v1").iter_errors(value):
        raise _damaged(path, words.told(wrong))
    origin: Mapping[str, Any] = value["saved"]
    environment = cast("Environment | None", origin["environment"])
    return SavedPlan(
        path,
        path.parent / origin["manifest"],
        environment,
        origin["url"],
        origin.get("set", {}),
        Basis(**origin["basis"]),
    )


def stale(path: Path, why: str) -> RefusedError:
    """The refusal to apply a plan that may not be what would be done now."""
    return RefusedError(
        f"The plan {path} is stale: {why}.",
        where=str(path),
        state="Nothing was sent.",
        hint=f"Make it again, and look at what is new:\npublishpipe plan MANIFEST --out {shlex.quote(str(path))}",
    )


def _damaged(path: Path, why: str) -> InputError:
    return InputError(f"The plan {path} is damaged: {why}", where=str(path), hint="Make it again with plan --out.")
