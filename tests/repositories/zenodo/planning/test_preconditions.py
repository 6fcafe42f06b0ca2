"""What is refused before it begins, as a table: (manifest, recorded, observed) → an error that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import pytest

from publishpipe.errors import InputError, PublishPipeError, RefusedError
from publishpipe.model.facts import FileFact
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning import preconditions
from publishpipe.repositories.zenodo.planning.observation import Family, Holding, Observation
from publishpipe.repositories.zenodo.planning.state import Goal

DOI, OWN, NEWER = "10.5281/zenodo.1", "10.1234/frost", "10.5281/zenodo.2"
METADATA = {"title": "Frost days"}
A, B = FileFact(10, "a" * 32), FileFact(20, "b" * 32)
GOAL = Goal({"a": A, "b": B}, METADATA, publish=True)
WITH_DOI = replace(GOAL, metadata={**METADATA, "doi": OWN})
DRAFT = Holding(doi=DOI, metadata=METADATA)
RECORD = Holding("published", doi=DOI, concept_doi="10.5281/zenodo.0", metadata=METADATA)
OF_ONES_OWN = Holding("published", doi=OWN, metadata={**METADATA, "doi": OWN})
MADE = "2026-11-21T00:00:00Z"
PUBLIC = Deposition("1", "0", "published", DOI, "10.5281/zenodo.0", {}, METADATA, NOTHING, MADE)
BEGUN_DRAFT = replace(PUBLIC, state="draft", concept_doi="")
EDITED = replace(RECORD, state="editing")
ONCE: Facts = {
    "id": "1",
    "files": {"a": {"size": 10, "md5": "a" * 32}, "b": {"size": 20, "md5": "b" * 32}},
    "versions": [{"id": "1", "doi": DOI, "published_at": "2026-11-21T00:00:00Z"}],
}
OURS: Facts = {**ONCE, "editing": True}
BEGUN: Facts = {**ONCE, "id": "2", "files": {}, "versions": [{**ONCE["versions"][0], "files": ONCE["files"]}]}

new_version = partial(preconditions.new_version, GOAL, ONCE)


def edit(*fields: str, goal: Goal = GOAL, facts: Facts = ONCE, held: Holding = RECORD) -> Callable[[], None]:
    return partial(preconditions.edit, goal, facts, held, fields)


def another(facts: Facts = BEGUN, restated: str = "", **files: FileFact) -> Callable[[], None]:
    return partial(preconditions.another_version, replace(GOAL, files=files, restated=frozenset(restated)), facts)


def check(name: str, *args: object) -> Callable[[], None]:
    return partial(getattr(preconditions, name), *args)


@dataclass(frozen=True)
class Refused:
    """What is looked at, and what the error has to tell: what happened, how things stand, the way out."""

    name: str
    look: Callable[[], None]
    message: str
    state: str
    hint: str
    kind: type[PublishPipeError] = field(default=RefusedError)


UNTOUCHED = "Nothing was sent; the record is as it was."
REFUSED = [
    Refused("a community is not there", check("communities", replace(GOAL, unknown=("x",))), "no community x on", "Nothing was sent.", "communities/NAME", InputError),
    Refused("two are not", check("communities", replace(GOAL, unknown=("x", "y"))), "no community x, y on", "Nothing was sent.", "communities/NAME", InputError),
    Refused("what the id stands for is of another record", check("ours", {"concept_id": "5"}, PUBLIC), f"1 is not the lockfile's: it was made at {MADE}, as a part of 0", "Nothing was sent; it is as it was.", "lockfile"),
    Refused("the draft of that id is another one", check("ours", {"concept_id": "0", "created": "2026-11-20T00:00:00Z"}, BEGUN_DRAFT), "1 is not the lockfile's", "Nothing was sent; it is as it was.", "lockfile"),
    Refused("files of a record with a DOI of its own", partial(new_version, OF_ONES_OWN), f"published as {OWN}.*no new version", UNTOUCHED, "a record of their own"),
    Refused("and whatever else speaks against it", partial(new_version, replace(OF_ONES_OWN, state="editing", newer=NEWER)), "DOI of its own", UNTOUCHED, "a record of their own"),
    Refused("a new version while somebody edits", partial(new_version, EDITED), f"edit of {DOI} is open", UNTOUCHED, "adopt MANIFEST 1"),
    Refused("a new version with another DOI", check("new_version", WITH_DOI, ONCE, RECORD), f"published as {DOI}.*another DOI", UNTOUCHED, "leave metadata.doi out"),
    Refused("a new version of what is not the latest", partial(new_version, replace(RECORD, newer=NEWER)), f"{DOI} is not the latest.*published {NEWER}", UNTOUCHED, f"adopt MANIFEST {NEWER}"),
    Refused("a newer one is told before the draft of the next", partial(new_version, replace(RECORD, newer=NEWER, has_draft=True)), "not the latest", UNTOUCHED, NEWER),
    Refused("somebody has begun a new version", partial(new_version, replace(RECORD, has_draft=True)), f"draft of a new version of {DOI} is open", UNTOUCHED, "adopt MANIFEST ID\nIts ID shows in publishpipe list"),
    Refused("and a search shows it", partial(new_version, replace(RECORD, has_draft=True, draft="2")), f"draft of a new version of {DOI} is open, 2,", UNTOUCHED, "adopt MANIFEST 2"),
    Refused("to discard what somebody has begun", check("nothing_foreign", ONCE, Observation(PUBLIC, family=Family(has_draft=True, draft="2"))), f"draft of a new version of {DOI} is open, 2,", UNTOUCHED, "adopt MANIFEST 2"),
    Refused("to drop what somebody edits", check("nothing_foreign", ONCE, Observation(replace(PUBLIC, state="editing"))), f"edit of {DOI} is open", UNTOUCHED, "adopt MANIFEST 1"),
    Refused("an edit that somebody has open of what is not the latest", edit("title", held=replace(EDITED, newer=NEWER)), "not the latest", UNTOUCHED, f"adopt MANIFEST {NEWER}"),
    Refused("a new version while somebody edits what is not the latest", partial(new_version, replace(EDITED, newer=NEWER)), "not the latest", UNTOUCHED, f"adopt MANIFEST {NEWER}"),
    Refused("to drop what somebody edits of what is not the latest", check("nothing_foreign", ONCE, Observation(replace(PUBLIC, state="editing"), family=Family(newer={"id": "2", "doi": NEWER, "version": None, "published_at": ""}))), "not the latest", UNTOUCHED, f"adopt MANIFEST {NEWER}"),
    Refused("the version that was begun is over before it was ours", check("must_be_latest", replace(DRAFT, newer=NEWER)), "not the latest", UNTOUCHED, f"adopt MANIFEST {NEWER}"),
    Refused("an edit of what is not the latest", edit("title", held=replace(RECORD, newer=NEWER)), f"{DOI} is not the latest.*published {NEWER}", UNTOUCHED, f"adopt MANIFEST {NEWER}"),
    Refused("an edit while somebody edits", edit("title", held=EDITED), f"edit of {DOI} is open", UNTOUCHED, "publish or drop it"),
    Refused("an edit gives Zenodo's DOI up for another one", edit("doi", "title", goal=WITH_DOI), f"published as {DOI}.*another DOI", UNTOUCHED, "leave metadata.doi out"),
    Refused("an edit takes a DOI of one's own away", edit("doi", held=OF_ONES_OWN), f"published as {OWN}.*another DOI", UNTOUCHED, "set metadata.doi back"),
    Refused("the same though the edit is ours", edit("doi", facts=OURS, held=replace(OF_ONES_OWN, state="editing")), "another DOI", UNTOUCHED, "set metadata.doi back"),
    Refused("the same files again", another(a=A, b=B), f"same files as the last one, {DOI}", "The draft 2 is as it was.", "publishpipe discard"),
    Refused("but for the DOI in one", another(restated="a", a=FileFact(10, "c" * 32), b=B), "same files", "The draft 2 is as it was.", "publishpipe discard"),
    Refused("but for the DOI in each", another(restated="ab", a=FileFact(10, "c" * 32), b=A), "same files", "The draft 2 is as it was.", "publishpipe discard"),
]  # fmt: skip
ALLOWED = [
    pytest.param(check("nothing_foreign", ONCE, Observation(PUBLIC, family=Family())), id="nothing is open"),
    pytest.param(check("nothing_foreign", OURS, Observation(replace(PUBLIC, state="editing"))), id="our edit is to be dropped"),
    pytest.param(check("communities", GOAL), id="all communities are there"),
    pytest.param(check("ours", {"concept_id": "0", "created": MADE}, BEGUN_DRAFT), id="the draft is the lockfile's"),
    pytest.param(check("ours", {}, BEGUN_DRAFT), id="the lockfile does not know of whom it is"),
    pytest.param(check("ours", {"concept_id": "0", "created": "2026-11-20T00:00:00Z"}, PUBLIC), id="what is published may be told to be made at another time"),
    pytest.param(partial(new_version, RECORD), id="a new version of what is published"),
    pytest.param(check("new_version", GOAL, OURS, EDITED), id="a new version while our edit is open"),
    pytest.param(check("must_be_latest", RECORD), id="the latest version"),
    pytest.param(edit("title"), id="an edit of what is published"),
    pytest.param(edit("title", facts=OURS, held=EDITED), id="our edit goes on"),
    pytest.param(edit("title", held=replace(RECORD, has_draft=True)), id="an edit beside the draft of a new version"),
    pytest.param(edit("title", goal=WITH_DOI, held=OF_ONES_OWN), id="an edit under a DOI of one's own"),
    pytest.param(edit("doi", goal=replace(GOAL, metadata={"doi": "10.1234/ice"}), held=OF_ONES_OWN), id="another DOI of one's own"),
    pytest.param(another(a=FileFact(10, "c" * 32), b=B), id="another file"),
    pytest.param(another(a=A), id="a file less"),
    pytest.param(another(a=A, b=B, c=A), id="a file more"),
    pytest.param(another(restated="a", a=FileFact(10, "c" * 32), b=FileFact(20, "c" * 32)), id="another file beside one with the DOI in it"),
    pytest.param(another({**BEGUN, "files": ONCE["files"]}, a=FileFact(10, "c" * 32), b=B), id="another file, the draft has those of the last version"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_an_error_says_what_happened_how_things_stand_and_the_way_out(case: Refused) -> None:
    with pytest.raises(case.kind, match=case.message) as refused:
        case.look()
    assert type(refused.value) is case.kind
    assert refused.value.state == case.state
    assert case.hint in refused.value.hint


@pytest.mark.parametrize("held", [replace(RECORD, newer=NEWER), replace(RECORD, has_draft=True), EDITED])
def test_what_a_newer_lockfile_may_know_is_adopted_only_if_there_is_none(held: Holding) -> None:
    with pytest.raises(RefusedError) as refused:
        new_version(held)
    first, _, then = refused.value.hint.partition("publishpipe adopt MANIFEST")
    assert "newest lockfile first (git pull)" in first
    assert then


@pytest.mark.parametrize("look", ALLOWED)
def test_the_rest_may_begin(look: Callable[[], None]) -> None:
    look()
