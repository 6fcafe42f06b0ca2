"""The verb `adopt`: what exists already gets a lockfile; see `write_manifest` where it has no manifest yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from publishpipe.commands.advice import copyable
from publishpipe.commands.after import to_commit
from publishpipe.commands.locate import check_place, reference_to
from publishpipe.commands.named import Named
from publishpipe.model.events import Emit, ignore
from publishpipe.model.facts import Facts, Patch, merge, told
from publishpipe.workspace import belonging, workspace


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was taken over.

    Attributes:
        id: of the draft, record or upload.
        missing: the files of it that are not here, by the names that a manifest gives them.
        lockfile: the name of the lockfile, if it changed and version control is to have it.
    """

    id: str
    missing: tuple[str, ...] = ()
    lockfile: str = ""


@copyable
def adopt(
    path: Path | str,
    what: str,
    *,
    environment: str | None = None,
    url: str | None = None,
    set: Mapping[str, str] | None = None,
    confirm: Callable[[str], None],
    emit: Emit = ignore,
) -> Adoption:
    """Write a lockfile for a draft, record or upload that exists already.

    Args:
        path: the manifest that describes it.
        what: its id, DOI or address.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `metadata.version` → what it would say there, as text.
        confirm: told what would be forgotten, if the lockfile knows another; raises RefusedError to keep that.
        emit: told about waits.

    Raises:
        UsageError: `what` is none of those.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    space = Named(path, environment, url, set).workspace()
    target = space.manifest.target
    wanted = reference_to(target, what)
    with workspace.applying(space), workspace.connected(space, space.checksums(emit), emit) as connection:
        check_place(wanted, connection.base_url)
        found = space.repository.remote().adopt(connection.session, wanted, space.wanted.metadata)
        known = space.lock.facts
        number, history = found.facts["id"], {version["id"] for version in found.facts.get("versions", ())}
        if known.get("id", number) != number and not {known["id"], number} <= history:
            forgotten = f"{known['id']}, which stays on the server as it is"
            confirm(f"what the lockfile knows of {forgotten}, and adopt {number} instead")
        space.lock.replace(bound(found.facts, known, belonging.anew(space)))
    return Adoption(number, lockfile=to_commit(space, known))


def bound(facts: Facts, known: Facts, binding: Patch) -> Facts:
    """The facts of a section; what was begun and went unanswered is not forgotten with what it was of."""
    begun = known.get("intents", {})
    unanswered = known.get("unanswered", False) or "create" in begun
    kept: Facts = {
        "marker": known.get("marker", "") if unanswered else "",
        "unanswered": unanswered,
        "intents": begun if known.get("id") == facts["id"] else {},
        "others": [other for other in known.get("others", ()) if other != facts["id"]],
    }
    return merge(merge(merge(told(kept), cast("Patch", facts)), _said(facts, known)), binding)


def _said(facts: Facts, known: Facts) -> Patch:
    """What the manifest said when it was applied last, if that was to this very record: what it says now is later."""
    before, now = cast("Mapping[str, object]", known), cast("Mapping[str, object]", facts)
    same = before.get("concept_id") is not None and before["concept_id"] == now.get("concept_id")
    return cast("Patch", {"said": before["said"]} if same and "said" in before else {})
