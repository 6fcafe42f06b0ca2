"""Whose a lockfile is: when manifests are copied, renamed or left behind."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.model import identity
from publishpipe.model.facts import Patch
from publishpipe.repositories.lookalikes import copied
from publishpipe.workspace import lockfiles
from publishpipe.workspace.workspace import Workspace


def binding(space: Workspace) -> Patch:
    """What a section says of the manifest that it belongs to. An identity stays as it was when the release began."""
    bound = anew(space)
    return {**bound, "identity": space.lock.facts.get("identity", bound["identity"])}


def anew(space: Workspace) -> Patch:
    """The same for a section that begins here. In a rehearsal, of which no clone knows, no identity means anything."""
    wanted = space.wanted
    bound: Patch = {
        "base_url": space.base_url,
        "manifest": space.manifest.path.name,
        "identity": identity.another() if wanted.rehearsal else wanted.identity,
    }
    return {**bound, "manifest_id": wanted.manifest_id} if wanted.manifest_id else bound


def check(space: Workspace) -> None:
    """Raise CopiedError if the section belongs to another manifest, or to a release with another id."""
    facts, name, where = space.lock.facts, space.manifest.path.name, str(space.lock.path)
    owner = facts.get("manifest", name)
    if owner != name and (space.folder / owner).exists():
        raise copied(f"The lockfile belongs to {owner}, of which {name} seems to be a copy.", facts, where)
    recorded, now = facts.get("manifest_id"), space.wanted.manifest_id
    if recorded and now and recorded != now:
        raise copied(f"The lockfile is of the release '{recorded}', and the manifest's id is '{now}'.", facts, where)


def notes(space: Workspace) -> Iterator[str]:
    """What somebody should know: the manifest was renamed, or a lockfile was left behind."""
    owner = space.lock.facts.get("manifest", space.manifest.path.name)
    if owner != space.manifest.path.name:
        yield f"the lockfile was {owner}'s, which is not there any more: it is taken over as this manifest's"
    for lock in lockfiles.left_behind(space.manifest.path):
        yield f"{lock.name} has no manifest beside it: was that renamed? Then rename the lockfile too"
