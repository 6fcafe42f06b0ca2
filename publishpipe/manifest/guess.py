"""Where a manifest most likely goes whose target says so wrongly or not at all: only to find out what else is wrong."""

from __future__ import annotations

from publishpipe.model.facts import Metadata
from publishpipe.model.similar import nearest
from publishpipe.repositories import REPOSITORIES

ENVIRONMENTS = ("local", "sandbox", "production")


def repository(value: object) -> str:
    """The repository that a manifest names or seems to mean, or else that whose fields it has; empty if none is."""
    target = _mapping(value, "target")
    named = str(target.get("repository", ""))
    if named in REPOSITORIES:
        return named
    wrong_place = _mapping(value).get("repository", "")  # beside target: instead of below it
    return nearest(named, REPOSITORIES) or nearest(wrong_place, REPOSITORIES) or _of_fields(value)


def target(value: object, name: str) -> Metadata:
    """What a target would say, but for an address: of that nothing is guessed."""
    wrong = _mapping(value, "target").get("environment", "")
    return {"repository": name, "environment": nearest(wrong, ENVIRONMENTS) or "sandbox"}


def _of_fields(value: object) -> str:
    """The same by the fields below metadata, or by those that stand at the top instead."""
    return _by_fields(_mapping(value, "metadata")) or _by_fields(_mapping(value))


def _by_fields(metadata: Metadata) -> str:
    """The one repository that has a title of the name that stands there."""
    fitting = [name for name, repository in REPOSITORIES.items() if repository.NAMING in metadata]
    return fitting[0] if len(fitting) == 1 else ""


def _mapping(value: object, key: str | None = None) -> Metadata:
    found = value.get(key) if key is not None and isinstance(value, dict) else value
    return found if isinstance(found, dict) else {}
