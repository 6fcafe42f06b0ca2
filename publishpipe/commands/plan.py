"""The verb `plan`: what apply would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from publishpipe.commands.advice import copyable
from publishpipe.commands.named import Named
from publishpipe.commands.observe import Look, looked
from publishpipe.commands.whose_token import with_token
from publishpipe.errors import UsageError
from publishpipe.model.events import Emit, ignore
from publishpipe.model.plan import Plan
from publishpipe.state import saved_plan
from publishpipe.state.storage import check_name

UNSEEN = (
    "no lockfile here knows of a release. If one is published already, apply goes on with it only if it gets the "
    "lockfile of that; else it refuses. Was that lockfile committed and pushed?"
)


@copyable
def plan(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    set: Mapping[str, str] | None = None,
    offline: bool = False,
    out: Path | str | None = None,
    preview: bool = False,
    emit: Emit = ignore,
) -> Plan:
    """What `apply` would do. Changes nothing, here or on the server.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `metadata.version` → what it would say there, as text.
        offline: believe the lockfile instead of asking the server.
        out: save the plan to this file, for `apply`; every file is read then, but for those whose checksum is known.
        preview: write the record's page as it will be, to the file that the plan names as its `preview`.
        emit: told about waits, and about files that are read.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    if out is not None:
        check_name(Path(out))
    space = Named(path, environment, url, set).workspace()
    if out is not None and offline:
        raise UsageError("A plan can be saved only if the server is looked at.", hint="Leave --offline out.")
    if out is not None and space.manifest.member.locks:
        raise UsageError("A plan of one row of a campaign cannot be saved.", hint="Leave --out out.")
    with looked(space, emit, offline=offline) as seen:
        if out is None:
            made = _told(seen.plan()) if offline else seen.plan()
        else:
            made, basis = seen.plan_to_save()
            saved_plan.save(Path(out), made, basis, environment=environment, url=url, settings=set or {})
        told = with_token(made, seen.session, ask=space.repository.remote().account)
        return _previewed(seen, told) if preview else told


def _told(made: Plan) -> Plan:
    """The same plan, with what it may be wrong about as nobody looked whether the release is there."""
    begins = made.environment != "local" and any(step.action == "create" for step in made.pending)
    return replace(made, notes=(*made.notes, UNSEEN)) if begins else made


def _previewed(seen: Look, made: Plan) -> Plan:
    from publishpipe.commands import preview  # noqa: PLC0415  # few plans need it

    return replace(made, preview=str(preview.write(seen, made)))
