"""What is told once `apply` has ended well."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from publishpipe.commands.cite import citation_of
from publishpipe.model.after import After, Arguments
from publishpipe.model.facts import Facts
from publishpipe.model.target import Target
from publishpipe.workspace import recorded
from publishpipe.workspace.workspace import Workspace

VERSION_CONTROL = (".git", ".hg", ".jj", ".svn")
ONWARD = {"local": "sandbox", "sandbox": "production"}
UNDER_REVIEW = "submitted"


def after(space: Workspace, base_url: str, before: Facts, arguments: Arguments) -> After | None:
    """What follows; None if there is nothing on the server.

    Args:
        space: what was applied.
        base_url: of its server.
        before: what the lockfile knew until then.
        arguments: what the command line says.
    """
    facts, target = space.lock.facts, space.manifest.target
    if "id" not in facts:
        return None
    page = recorded.page(space.folder, facts) if target.is_embedded else None
    return After(
        arguments,
        citation_of(space.repository, target, base_url, facts),
        publish=space.manifest.publish,
        under_review=facts.get("review") == UNDER_REVIEW,
        page=str(page or ""),
        lockfile=to_commit(space, before),
        onward=_onward(target, space.repository.BASE_URLS),
    )


def to_commit(space: Workspace, before: Facts) -> str:
    """The name of the lockfile, if it does not say what it said before and version control is to have it."""
    changed = space.lock.facts != before and not space.manifest.target.is_embedded
    return str(space.lock.path) if changed and _is_versioned(space.lock.path.parent) else ""


def _is_versioned(folder: Path) -> bool:
    """Whether it, or a folder above where it really lies, is under version control."""
    real = folder.resolve()
    return any((above / name).exists() for above in (real, *real.parents) for name in VERSION_CONTROL)


def _onward(target: Target, known: Container[str]) -> str:
    """The environment after this one; of a server of somebody's own nobody knows."""
    onward = ONWARD.get(target.environment, "")
    return onward if onward in known and not target.url else ""
