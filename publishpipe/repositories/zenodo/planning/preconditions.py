"""What a published record cannot become any more, and what is somebody else's: said before anything is begun. Pure."""

from __future__ import annotations

from dataclasses import replace

from publishpipe.errors import InputError, RefusedError
from publishpipe.repositories.lookalikes import MIXED_UP, NEWEST, copied, is_known
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.models import UNDER_REVIEW, Deposition, is_turned_down
from publishpipe.repositories.zenodo.planning.observation import Holding, Observation
from publishpipe.repositories.zenodo.planning.state import Goal, files_to_change, last_files, same_file

UNTOUCHED = "Nothing was sent; the record is as it was."


def ours(facts: Facts, there: Deposition) -> None:
    """Raise RefusedError if what the lockfile's id stands for is not what it stood for when that was written down."""
    made = facts.get("created", there.created)
    another = there.concept_id != facts.get("concept_id", there.concept_id)
    if another or (not there.submitted and made != there.created):
        raise RefusedError(
            f"{there.id} is not the lockfile's: it was made at {there.created}, as a part of {there.concept_id}.",
            state="Nothing was sent; it is as it was.",
            hint=MIXED_UP,
        )


def communities(goal: Goal) -> None:
    """Raise InputError if a community is not there: Zenodo would publish without it, and not say so."""
    if goal.unknown:
        raise InputError(
            f"There is no community {', '.join(goal.unknown)} on this server.",
            where="metadata.communities",
            hint="Write its name as in the address of its page, …/communities/NAME; the sandbox has others.",
        )


def review(goal: Goal, held: Holding, *, complete: bool) -> None:
    """Raise RefusedError if a community is to decide and nobody wants that, or has decided and nothing is new since."""
    if held.review == UNDER_REVIEW and goal.publish and (held.reviewed_elsewhere or not goal.review):
        other = "another one" if goal.review else "none"
        raise RefusedError(
            f"A community is asked to publish this draft, so that nobody else can, and the manifest names {other}.",
            state=UNTOUCHED,
            hint="Cancel the request on the draft's page, or write review: true at the community.",
        )
    turned_down = is_turned_down(held.review) and not held.reviewed_elsewhere
    if turned_down and goal.publish and goal.review and complete:
        raise RefusedError(
            f"The community {goal.review} did not publish it: the request is {held.review}.",
            state="The draft is as it was.",
            hint="Read on its page why. It is asked again once something is changed; without review: true the draft "
            "is published by yourself, and the community asked then.",
        )


def new_version(goal: Goal, facts: Facts, held: Holding) -> None:
    """Raise RefusedError if no new version can be begun."""
    if not held.concept_doi:
        raise RefusedError(
            f"The files differ from those published as {held.doi}, and Zenodo makes no new version of a record with a "
            "DOI of its own.",
            state=UNTOUCHED,
            hint="Undo the changes of files, or publish them as a record of their own: copy the manifest under "
            "another name and apply the copy.",
        )
    must_be_latest(held)
    _edit_is_ours(facts, held)
    _keeps_doi(goal, held)
    _same_release(goal, facts)
    if held.has_draft:
        raise foreign_draft(held.doi, held.draft)


def another_version(goal: Goal, facts: Facts) -> None:
    """Raise RefusedError if a new version would hold the very files of the last one, but for the DOI in them."""
    last = {name: file for name, file in last_files(facts).items() if name not in goal.restated}
    files = {name: file for name, file in goal.files.items() if name not in goal.restated}
    if not files_to_change(replace(goal, files=files), last):
        raise RefusedError(
            f"The new version would hold the same files as the last one, {facts['versions'][-1]['doi']}.",
            state=f"The draft {facts['id']} is as it was.",
            hint="Delete that draft; a change of metadata alone is then an edit, with the same DOI:\n"
            "publishpipe discard MANIFEST",
        )


def edit(goal: Goal, facts: Facts, held: Holding, fields: tuple[str, ...]) -> None:
    """Raise RefusedError if these fields cannot be changed any more, or an edit is open that is not ours."""
    must_be_latest(held)
    _edit_is_ours(facts, held)
    if "doi" in fields:
        _keeps_doi(goal, held)


def must_be_latest(held: Holding) -> None:
    """Raise RefusedError if a newer version is published: it alone can be taken over, so this is told first."""
    if held.newer:
        raise RefusedError(
            f"{held.doi} is not the latest version any more: somebody published {held.newer}.",
            state=UNTOUCHED,
            hint=f"{NEWEST} Else take the newer version over:\npublishpipe adopt MANIFEST {held.newer}",
        )


def foreign_draft(doi: str, draft: str) -> RefusedError:
    """Somebody has begun a new version, or a run of which no lockfile is left did; no search may show it yet."""
    late = "" if draft else "\nIts ID shows in publishpipe list within a minute."
    return RefusedError(
        f"A draft of a new version of {doi} is open{f', {draft}' if draft else ''}, and this lockfile does not know "
        "it: somebody else began it.",
        state=UNTOUCHED,
        hint=f"{NEWEST} Else publish or delete it on the web page, or take it over:\n"
        f"publishpipe adopt MANIFEST {draft or 'ID'}{late}",
    )


def foreign_edit(record: str, doi: str) -> RefusedError:
    """Somebody has begun an edit, or a run of which no lockfile is left did."""
    return RefusedError(
        f"An edit of {doi} is open, and this lockfile does not know it: somebody else began it.",
        state=UNTOUCHED,
        hint=f"{NEWEST} Else publish or drop it on the web page, or take it over:\npublishpipe adopt MANIFEST {record}",
    )


def nothing_foreign(facts: Facts, seen: Observation) -> None:
    """Raise RefusedError if what is open of a record is not the lockfile's: whoever discards must know of it."""
    there = seen.deposition
    if there and there.published and seen.family and seen.family.has_draft:
        raise foreign_draft(there.doi, seen.family.draft)
    if there and there.submitted and not there.published and not facts.get("editing"):
        if held := seen.held():
            must_be_latest(held)
        raise foreign_edit(there.id, there.doi)


def _same_release(goal: Goal, facts: Facts) -> None:
    """Raise CopiedError if neither the identity nor a single file is left of what was published."""
    last = last_files(facts).values()
    kept = any(same_file(local, stored) for local in goal.files.values() for stored in last)
    if not kept and not is_known((goal.identity, str(goal.metadata.get("title"))), facts, "title"):
        raise copied(
            f"The title and every file differ from those of {facts['versions'][-1].get('doi')}, which the lockfile "
            "knows: they seem to be another data set in a copied folder.",
            facts,
        )


def _edit_is_ours(facts: Facts, held: Holding) -> None:
    if held.state == "editing" and not facts.get("editing"):
        raise foreign_edit(facts["id"], held.doi)


def _keeps_doi(goal: Goal, held: Holding) -> None:
    wanted = goal.metadata.get("doi")
    if bool(wanted) == bool(held.concept_doi):  # one of Zenodo's is never named, one's own always
        cure = "leave metadata.doi out" if held.concept_doi else "set metadata.doi back"
        raise RefusedError(
            f"This is published as {held.doi}, and the manifest wants another DOI.",
            state=UNTOUCHED,
            hint=f"A published record keeps its DOI: {cure}.",
        )
