"""What of the manifest is perhaps not meant for a new version: what it says as it said of the last one. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import Doubt
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import Goal, files_to_change, recorded


def of_new_version(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Doubt]:
    """Version and date of the last version, where a new one is to be published or is begun."""
    begun = held is not None and held.state == "draft"
    if held is None or not facts.get("versions") or not (begun or files_to_change(goal, held.files)):
        return
    last = facts["versions"][-1]
    number, day = goal.metadata.get("version"), goal.metadata.get("publication_date")
    if number and number == last.get("version"):
        told = f"a new version, and version is still {number}, as of the one published on {last['published_at'][:10]}"
        yield ("metadata", "version"), told, "give it its own"
    # What is recorded may be of the new version already: a date after the last publication was chosen for it.
    if (
        day
        and day == recorded(facts).get("publication_date")
        and not (begun and day > last["published_at"][: len(day)])
    ):
        told = f"a new version, and publication_date is still {day}, that of the one before"
        yield ("metadata", "publication_date"), told, "leave it out for the day of the new version, or write another"
