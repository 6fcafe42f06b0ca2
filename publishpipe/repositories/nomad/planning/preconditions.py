"""What an upload cannot become any more, and what is somebody else's: said before anything is begun. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from publishpipe.errors import InputError, RefusedError
from publishpipe.model.quoting import some
from publishpipe.repositories.lookalikes import MIXED_UP, copied, is_known
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.metadata.fields import dataset_key
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.readback import check_patterns
from publishpipe.repositories.nomad.planning.state import Goal, extra, same_file, to_change


def ours(facts: Facts, there: Upload) -> None:
    """Raise RefusedError if what the lockfile's id stands for is not what it stood for when that was written down."""
    if there.created and facts.get("created", there.created) != there.created:
        raise RefusedError(
            f"The upload {there.id} is not the lockfile's: it was made at {there.created}.",
            state="Nothing was sent; it is as it was.",
            hint=MIXED_UP,
        )


def not_yours(there: Upload) -> RefusedError:
    """What is published is somebody else's: the lockfile was made with another token."""
    return RefusedError(
        f"The upload {there.id} belongs to somebody else.",
        state="Nothing was sent; it is as it was.",
        hint="Use the token of its main author, or of a coauthor.",
    )


def people(goal: Goal) -> None:
    """Raise InputError if NOMAD does not know somebody whom the manifest names."""
    if goal.unknown:
        raise InputError(
            f"NOMAD knows no {', '.join(goal.unknown)}.",
            where="metadata",
            hint="Ask people to log in to this NOMAD once, or correct the name in the manifest.",
        )


def datasets(goal: Goal, facts: Facts, held: Holding) -> None:
    """A dataset with a DOI gives no entry back, of an unpublished upload neither."""
    gone = fields.taken_out(fields.meant(goal.metadata, facts), facts, held.entries)
    for key, known in facts.get("datasets", {}).items():
        if known["id"] in gone and known.get("doi"):
            raise InputError(
                f"The dataset {key} has a DOI, and NOMAD takes no entry out of such a dataset.",
                hint=f"Name {key} under datasets again"
                + (
                    ". It stays."
                    if held.upload.published
                    else ", or begin again without it: publishpipe discard MANIFEST"
                ),
            )


def published(goal: Goal, facts: Facts, held: Holding) -> None:
    """Raise InputError if what is published cannot become what the manifest wants."""
    _files_stay(goal, facts, held)
    if not goal.publish and (names := to_change(goal, facts, held)):
        raise InputError(
            f"The upload {held.upload.id} is published, and NOMAD changes the metadata of such an upload at once, "
            f"without a draft; these differ: {', '.join(names)}.",
            hint="Set publish: true to change them, or undo the changes.",
        )
    check_patterns(goal, held.entries)
    _embargo(goal, held)


def _files_stay(goal: Goal, facts: Facts, held: Holding) -> None:
    changed = [name for name, local in goal.files.items() if not same_file(local, held.files.get(name), published=True)]
    removed = extra(goal, facts, held)
    changed += [f"{name} (removed)" for name in removed]
    if changed:
        _same_release(goal, facts, held)
        raise InputError(
            f"The upload {held.upload.id} is published, and NOMAD never changes files then; these differ: "
            f"{some(changed, 10)}.",
            hint="Undo the changes, or publish the files as a new upload: copy the manifest under another name "
            f"(its lockfile stays with the old one) and apply the copy; {_both(goal, facts)}."
            + _perhaps_made([name for name in removed if not held.files[name].checksum]),
        )


def _embargo(goal: Goal, held: Holding) -> None:
    embargo = goal.metadata.get("embargo_length", 0)
    if embargo and held.upload.embargo not in (0, embargo):
        raise InputError(
            f"The upload {held.upload.id} is published with an embargo of {held.upload.embargo} months, "
            f"and NOMAD can only lift it, not make it {embargo}.",
            hint=f"Set embargo_length to {held.upload.embargo}, or to 0 to lift the embargo.",
        )


def _perhaps_made(names: Sequence[str]) -> str:
    """What to do with files of which nobody knows whether they were sent: the lockfile was lost, and adopted anew."""
    if not names:
        return ""
    return (
        f" Did NOMAD make {some(names)} itself? Only the lost lockfile knew that: download what it made, and name it "
        "under files."
    )


def _both(goal: Goal, facts: Facts) -> str:
    """What it means for the datasets that another upload comes into them."""
    known = facts.get("datasets", {})
    keys = [key for item in goal.datasets if (key := dataset_key(item)) in known]
    dois = [f"{key} ({doi})" for key in keys if (doi := known[key].get("doi"))]
    if not dois:
        return "the same dataset can hold both uploads"
    return f"what has a DOI would then stand for both, {some(dois)}: name another dataset in the copy if it should not"


def _same_release(goal: Goal, facts: Facts, held: Holding) -> None:
    """Raise CopiedError if neither the identity nor a single file is left of what was published."""
    there = {
        (stored.size, stored.checksum or None) for stored in held.files.values()
    }  # `None` fits any, as in same_file
    kept = any(not there.isdisjoint({(file.size, file.checksum), (file.size, None)}) for file in goal.files.values())
    if not kept and not is_known((goal.identity, str(goal.metadata.get("upload_name"))), facts, "upload_name"):
        raise copied(
            f"The name and every file differ from those of the upload {held.upload.id}, which the lockfile knows: they "
            "seem to be another data set in a copied folder.",
            facts,
        )
