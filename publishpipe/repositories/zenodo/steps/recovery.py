"""What lost requests made: looked for in this run, or in a later one, and deleted where it is one too many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from publishpipe.errors import ServerError
from publishpipe.http.polling import LOOK_EVERY, awaited
from publishpipe.repositories.rivals import LATEST
from publishpipe.repositories.zenodo.facts import Facts, Patch
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.steps.site import Site


def created(site: Site, meaning: Meaning, marker: str, began: str = "") -> Deposition | None:
    """What a lost create of this release made; `began` is the time of that create, now if left out."""
    reason = "looking for the deposition whose answer was lost"
    return awaited(site.session, lambda: oldest(site, meaning, site.searches.marked(marker)), reason, began=began)


def oldest(site: Site, meaning: Meaning, marked: Iterable[str]) -> Deposition | None:
    """The first of these drafts that has no file that the manifest has not: another release may have this title."""
    drafts = (draft for number in marked if (draft := site.records.get(number)))
    return next((draft for draft in drafts if meaning.has_all(draft)), None)


def begun_version(site: Site, facts: Facts) -> Deposition | None:
    """The draft of a new version of what is published last; None if there certainly is none.

    Raises:
        ServerError: there is one, and it does not show.
    """
    last = site.records.public(facts["versions"][-1]["id"])
    if last is not None and not last.has_draft:
        return None
    reason = "looking for the draft of the new version"
    found = awaited(site.session, lambda: site.searches.drafts(facts["concept_id"]), reason)
    if not found:
        raise ServerError(
            "There is a draft of a new version, but the search does not find it yet.",
            hint="Run the same command again in a minute.",
        )
    if draft := site.records.get(found[0]):
        return draft
    raise ServerError(
        f"There is a draft of a new version, {found[0]}, and Zenodo says that it is gone.",
        hint="Run the same command again: it looks anew, and begins nothing before all that Zenodo says agrees.",
    )


def looked_again(site: Site, facts: Facts) -> Deposition | None:
    """The draft that Zenodo said is gone; None if it is: a second look and the search must agree on that.

    Raises:
        ServerError: they do not.
    """
    draft_id, session = facts["id"], site.session
    session.sleep(LOOK_EVERY, "looking once more for the draft")
    if found := site.records.get(draft_id):
        return found
    reason = "looking whether the search still knows the draft"
    if draft_id in awaited(
        session, lambda: site.searches.listed(facts["concept_id"]), reason, until=lambda ids: draft_id not in ids
    ):
        raise ServerError(
            f"Zenodo says that the draft {draft_id} is gone, and its search still finds it.",
            hint="Run the same command again in some minutes: it begins nothing anew before both say the same.",
        )
    return None


def published(site: Site, deposition_id: str) -> Deposition | None:
    """The deposition if it is published as it is, looked at for a while; None if it still is not."""
    seen = awaited(
        site.session,
        lambda: site.records.get(deposition_id),
        "looking whether it was published",
        until=lambda seen: seen is None or seen.published,
    )
    return seen if seen and seen.published else None


def delete_duplicates(site: Site, meaning: Meaning, facts: Facts) -> bool:
    """Delete drafts that an unanswered create of this very release made besides its own; whether there were any.

    One that is older than our own draft is another run's as well as ours: see `Lookalikes.rivals`.
    """
    if not facts.get("unanswered"):
        return False
    deleted = False
    for found in site.searches.marked(facts["marker"]):
        there = site.records.get(found)  # the search lags, so it may be something else by now
        if there and _is_duplicate(there, facts) and meaning.has_all(there):
            site.records.delete(found)
            deleted = True
    return deleted


def _is_duplicate(there: Deposition, facts: Facts) -> bool:
    if there.submitted or there.concept_id == facts.get("concept_id") or facts["marker"] not in str(there.metadata):
        return False
    return bool(facts.get("versions")) or int(there.id) > int(facts.get("id", "0"))


def tidied(site: Site, meaning: Meaning, facts: Facts) -> Patch:
    """Delete duplicates of what is published, and forget that there may be any once that is long ago."""
    if not facts.get("unanswered"):
        return {}
    delete_duplicates(site, meaning, facts)
    age = datetime.now(UTC) - datetime.fromisoformat(facts["versions"][-1]["published_at"])
    return {"marker": None, "unanswered": None} if age > LATEST else {}
