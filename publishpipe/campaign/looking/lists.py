"""What lists tell of many releases at once: only used to see that nothing is to be done with one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from publishpipe.campaign.running.connections import Connections
from publishpipe.errors import ServerError
from publishpipe.model.events import ignore
from publishpipe.model.facts import Facts
from publishpipe.model.target import Target
from publishpipe.workspace.workspace import Workspace

FEW = 3  # releases; for so many their own looks are as cheap


def listed(spaces: Mapping[str, Workspace], connections: Connections) -> Mapping[str, Any]:
    """What is known of each release, as far as a list tells it; see `repositories.base.Remote.listed`.

    Raises:
        CredentialsError: the token is not accepted.
    """
    found: dict[str, Any] = {}
    for target, names in _by_target(spaces).items():
        some = spaces[names[0]]
        ids = {str(spaces[name].lock.facts["id"]): name for name in names}
        with suppress(ServerError), connections.connected(target, some.folder, ignore) as session:
            told = some.repository.remote().listed(session, list(ids))
            found |= {ids[number]: known for number, known in told.items()}
    return found


def _by_target(spaces: Mapping[str, Workspace]) -> Mapping[Target, list[str]]:
    """The releases that are settled as far as their lockfiles know, by where they are."""
    found: dict[Target, list[str]] = defaultdict(list)
    for name, space in spaces.items():
        if _is_settled(space.lock.facts):
            found[space.manifest.target].append(name)
    return {target: names for target, names in found.items() if len(names) >= FEW}


def _is_settled(facts: Facts) -> bool:
    """Whether it is published, and nothing is known to be under way."""
    versions = facts.get("versions", ())
    begun: Iterable[str] = {"intents", "editing", "unanswered", "review", "unread"} & facts.keys()
    return bool(versions) and versions[-1]["id"] == facts.get("id") and not any(facts.get(name) for name in begun)
