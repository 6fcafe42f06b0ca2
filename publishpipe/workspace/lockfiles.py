"""The lockfiles of a folder: what they know, and whether the manifests that they belong to are there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishpipe.errors import LookalikeError
from publishpipe.repositories.lookalikes import ids
from publishpipe.state.places import LOCK_ENDING, LOCKS
from publishpipe.state.reading import head_of

if TYPE_CHECKING:
    from publishpipe.state.lockfile import Lockfile

MANIFESTS = (".yaml", ".yml", ".json")
_FORMAT = re.compile(r"""^(?:\{\s*)?["']?publishpipe["']?\s*:\s*\d""", re.MULTILINE)
_HEAD = 65_536  # characters in which a manifest says that it is one


def known_elsewhere(path: Path, section: str) -> frozenset[str]:
    """The ids that the lockfiles of the other manifests in the folder know, with those of their records."""
    own = path.stem + LOCK_ENDING
    return frozenset().union(*(found for lock, found in known_in(path.parent, section) if lock.name != own))


def known_in(folder: Path, section: str) -> Iterator[tuple[Path, set[str]]]:
    """The ids that each lockfile of a folder knows; of a folder of manifests, if its manifest is there."""
    for lock in folder.glob(f"*{LOCK_ENDING}"):
        facts = _section(lock, section)
        if folder.suffix == LOCKS or _owner(lock, facts):
            yield lock, ids(facts)


def sharing(path: Path) -> Iterator[str]:
    """The names of other manifests that would have the same lockfile."""
    for other in sorted(path.parent.glob(f"{escape(path.stem)}.*")):
        if other.name != path.name and other.stem == path.stem and other.suffix in MANIFESTS and is_manifest(other):
            yield other.name


def left_behind(path: Path) -> Iterator[Path]:
    """The lockfiles beside a manifest whose own manifests are not there."""
    for lock in sorted(path.parent.glob(f"*{LOCK_ENDING}")):
        is_own = lock.name == f"{path.stem}{LOCK_ENDING}"
        if not is_own and not _owner(lock, {}) and _releases(lock):
            yield lock


@contextmanager
def told(path: Path, lock: Lockfile) -> Iterator[None]:
    """Where something looks like this release, and a lockfile that was left behind knows it: say so first."""
    try:
        yield
    except LookalikeError as alike:
        for other in left_behind(path):
            if ids(_section(other, lock.key)) & alike.ids:
                renamed = f"Was its manifest renamed to {path.name}?"
                rename = f"Then rename the lockfile too, to {lock.path.name}."
                alike.hint = f"{other.name} knows it, and has no manifest beside it. {renamed} {rename} {alike.hint}"
        raise


def _owner(lock: Path, facts: Mapping[str, Any]) -> Path | None:
    """The manifest of a lockfile, if it is there."""
    stem = lock.name.removesuffix(LOCK_ENDING)
    names = (str(facts.get("manifest", "")), *(stem + ending for ending in MANIFESTS))
    return next((lock.with_name(name) for name in names if name and lock.with_name(name).is_file()), None)


def _section(lock: Path, section: str) -> Mapping[str, Any]:
    """What a lockfile says; nothing if it cannot be read: its own manifest's commands tell that."""
    facts = _releases(lock).get(section, {})
    return facts if isinstance(facts, dict) else {}


def _releases(lock: Path) -> Mapping[str, Any]:
    """All its sections; none if it is another program's."""
    with suppress(OSError, ValueError, RecursionError):
        value = json.loads(lock.read_text("utf-8"))
        if isinstance(value, dict) and isinstance(value.get("lock"), int) and isinstance(value.get("releases"), dict):
            return dict(value["releases"])
    return {}


def is_manifest(path: Path) -> bool:
    """Whether a file says at its top that it is a manifest."""
    with suppress(OSError, ValueError, RecursionError):
        return _says_so(head_of(path, _HEAD), as_json=path.suffix == ".json")
    return False


def _says_so(text: str, *, as_json: bool) -> bool:
    """Whether a text says at its top that it is a manifest."""
    if not as_json:
        return _FORMAT.search(text) is not None
    value = json.loads(text)
    return isinstance(value, dict) and "publishpipe" in value
