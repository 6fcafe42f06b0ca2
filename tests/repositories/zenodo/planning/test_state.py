"""What goes of what is there, as tables: (manifest, recorded, observed) → fields that are taken away, said or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical, with_marker
from publishpipe.repositories.zenodo.models import State
from publishpipe.repositories.zenodo.planning.losses import never_said, overwritten, removed, told
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import (
    Goal,
    is_as_recorded,
    recorded,
    stated,
)

METADATA: Metadata = {"title": "Frost days", "upload_type": "dataset"}
CHOSEN: Metadata = {"publication_date": "2026-11-21", "license": "cc-zero", "imprint_publisher": "Zenodo"}
READ: Metadata = {**METADATA, **CHOSEN, "access_right": "open"}
MARK = "urn:uuid:00000000-0000-4000-8000-000000000000"
SAID: Metadata = {"title": "Frost days", "upload_type": "dataset"}
ORCID = "0000-0002-1825-0097"
DOE, ROE = {"name": "Doe, Jane"}, {"name": "Roe, Rick"}
CITES = {"identifier": "10.1/x", "relation": "cites"}
VERSIONS: Facts = {"versions": [{"id": "1", "published_at": "2026-11-21"}]}


@dataclass(frozen=True)
class Loss:
    """What the manifest says and the record holds beyond what both have, and which fields go by that.

    `lost` are those of them that the manifest never said; `said` is what it said when they were last read.
    """

    name: str
    said_now: dict[str, Any]
    there: dict[str, Any]
    gone: dict[str, object]
    lost: tuple[str, ...] = ()
    facts: Facts = field(default_factory=lambda: Facts(said=SAID))
    state: State = "draft"


def saying(**more: Any) -> Facts:
    return Facts(said={**SAID, **more})


def by_hand(name: str, value: Any) -> Facts:
    """The same of a field whose name is no name in Python."""
    return Facts(said={**SAID, name: value})


LOSSES = [
    Loss("nothing", {}, {}, {}),
    Loss("what was set on the web", {}, {"notes": "by hand"}, {"notes": "by hand"}, ("notes",)),
    Loss("what the manifest said before", {}, {"notes": "cold"}, {"notes": "cold"}, facts=saying(notes="cold")),
    Loss("of both, only one was said", {}, {"notes": "cold", "method": "x"}, {"notes": "cold", "method": "x"}, ("method",), saying(notes="cold")),
    Loss("what is said in other words", {"notes": "warm"}, {"notes": "cold"}, {}),
    Loss("a shorter list", {"keywords": ["a"]}, {"keywords": ["a", "b"]}, {"keywords": ["b"]}, ("keywords",)),
    Loss("a list that became shorter", {"keywords": ["a"]}, {"keywords": ["a", "b"]}, {"keywords": ["b"]}, facts=saying(keywords=["b", "a"])),
    Loss("another order", {"keywords": ["b", "a"]}, {"keywords": ["a", "b"]}, {}),
    Loss("a person of two", {"creators": [DOE]}, {"creators": [DOE, ROE]}, {"creators": [ROE]}, ("creators",)),
    Loss("what a short form cannot say", {"creators": [DOE]}, {"creators": [{**DOE, "role": "editor"}]}, {}),
    Loss("an ORCID iD of somebody", {"creators": [DOE]}, {"creators": [{**DOE, "orcid": ORCID}]}, {"creators": [{**DOE, "orcid": ORCID}]}, ("creators",)),
    Loss("one that was said", {"creators": [DOE]}, {"creators": [{**DOE, "orcid": ORCID}]}, {"creators": [{**DOE, "orcid": ORCID}]}, facts=saying(creators=[{**DOE, "orcid": ORCID}])),
    Loss("a second affiliation", {"creators": [{**DOE, "affiliation": "HU"}]}, {"creators": [{**DOE, "affiliations": ["HU", "TU"]}]}, {"creators": [{**DOE, "affiliations": ["HU", "TU"]}]}, ("creators",)),
    Loss("a role that was said", {"creators": [DOE]}, {"creators": [{**DOE, "role": "editor"}]}, {"creators": [{**DOE, "role": "editor"}]}, facts=saying(creators=[{**DOE, "role": "editor"}])),
    Loss("a licence beside another", {"license": "mit"}, {"license": ["mit", {"title": "Mine"}]}, {"license": [{"title": "Mine"}]}, ("license",)),
    Loss("a licence of one's own for one of the list", {"license": "mit"}, {"license": {"title": "Mine"}}, {"license": {"title": "Mine"}}, ("license",)),
    Loss("one licence for another", {"license": "mit"}, {"license": "cc-by-4.0"}, {}),
    Loss("the kind of a related identifier", {"related_identifiers": [CITES]}, {"related_identifiers": [{**CITES, "scheme": "doi", "resource_type": "dataset"}]}, {"related_identifiers": [{"identifier": "10.1/x", "resource_type": "dataset"}]}, ("related_identifiers",)),
    Loss("what the manifest says and is not there", {"notes": "cold"}, {}, {}),
    Loss("what was chosen, and nobody said", {}, {"license": "mit", "publication_date": "1999", "imprint_publisher": "Springer"}, {}),
    Loss("one's own licence, which is a mapping", {}, {"license": {"title": "Mine"}}, {}),
    Loss("what was chosen once, and is not there", {}, {}, {}, facts={**saying(), "pinned": {"license": "mit"}}),
    Loss("communities, which no edit leaves", {}, {"communities": [{"identifier": "x"}]}, {}),
    Loss("a mark, which nobody said", {}, with_marker({}, MARK), {}),  # type: ignore[arg-type]  # it is a dict
    Loss("an alternate identifier beside the mark", {}, with_marker({"alternate_identifiers": [{"identifier": "10.1/x"}]}, MARK), {"alternate_identifiers": [{"identifier": "10.1/x"}]}, ("alternate_identifiers",)),  # type: ignore[arg-type]  # it is a dict
    Loss("what looks like a mark on what is published", {}, with_marker({}, MARK), {"alternate_identifiers": [{"identifier": MARK}]}, ("alternate_identifiers",), state="published"),  # type: ignore[arg-type]  # it is a dict
    Loss("and in an edit of that", {}, with_marker({}, MARK), {"alternate_identifiers": [{"identifier": MARK}]}, facts=saying(alternate_identifiers=[{"identifier": MARK}]), state="editing"),  # type: ignore[arg-type]  # it is a dict
    Loss("a DOI of one's own", {}, {"doi": "10.1234/x"}, {"doi": "10.1234/x"}, facts=saying(doi="10.1234/x")),
    Loss("an embargo that was set on the web", {}, {"access_right": "embargoed", "embargo_date": "2999-01-01"}, {"access_right": "embargoed", "embargo_date": "2999-01-01"}, ("access_right", "embargo_date")),
    Loss("restricted files", {}, {"access_right": "restricted"}, {"access_right": "restricted"}, ("access_right",)),
    Loss("restricted files, as was said before", {}, {"access_right": "restricted"}, {"access_right": "restricted"}, facts=saying(access_right="restricted")),
    Loss("restricted files, which are to be open", {"access_right": "open"}, {"access_right": "restricted"}, {}),
    Loss("supervisors are contributors", {"thesis_supervisors": [{"name": "Doe"}]}, {"contributors": [{"name": "Doe", "role": "supervisor"}]}, {}),
    Loss("contributors that were said as supervisors", {}, {"contributors": [{"name": "Doe", "role": "supervisor"}]}, {"contributors": [{"name": "Doe", "role": "supervisor"}]}, facts=saying(contributors=[{"name": "Doe", "role": "supervisor"}])),
    Loss("a field of one's own domain beside another", {"custom": {"code:x": "1"}}, {"custom": {"code:x": "1", "code:y": "2"}}, {"custom code:y": "2"}, ("custom code:y",), by_hand("custom code:x", "1")),
    Loss("one that was said before", {"custom": {"code:x": "1"}}, {"custom": {"code:x": "1", "code:y": "2"}}, {"custom code:y": "2"}, facts=Facts(said={**SAID, "custom code:x": "1", "custom code:y": "2"})),
    Loss("all fields of one's own domain", {}, {"custom": {"code:x": "1", "code:y": "2"}}, {"custom code:x": "1", "custom code:y": "2"}, ("custom code:y",), by_hand("custom code:x", "1")),
    Loss("another value of one", {"custom": {"code:x": "1"}}, {"custom": {"code:x": "2"}}, {}),
    Loss("what is no more than another way to say it", {"license": "cc-zero", "method": "x", "language": "en"}, {"additional_descriptions": [{"description": "x", "type": "methods"}], "languages": ["eng"]}, {}),
    Loss("of what is published, too", {}, {"notes": "by hand"}, {"notes": "by hand"}, ("notes",), {**saying(), **VERSIONS}),
    Loss("what is recorded, of a lockfile that does not know what was said", {}, {"notes": "cold", "method": "x"}, {"notes": "cold", "method": "x"}, ("method",), {"metadata": {**READ, "notes": "cold"}}),
    Loss("nothing is known", {}, {"notes": "cold"}, {"notes": "cold"}, ("notes",), {}),
]  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in LOSSES])
def test_what_is_there_and_not_said_goes_and_is_a_loss_if_it_never_was(case: Loss) -> None:
    goal = Goal({}, {**METADATA, **case.said_now})
    held = Holding(case.state, metadata={**READ, **case.there})
    gone = removed(goal, case.facts, held)
    assert told(gone, case.facts, held) == case.gone
    assert told(never_said(gone, case.facts, held), case.facts, held) == {name: case.gone[name] for name in case.lost}


def test_fields_of_ones_own_domain_that_are_recorded_are_no_loss() -> None:
    there = {**READ, "custom": {"code:x": "1"}}
    facts, held = Facts(metadata=canonical(there)), Holding(metadata=there)
    gone = removed(Goal({}, METADATA), facts, held)
    assert gone
    assert never_said(gone, facts, held) == []


def test_fields_are_told_one_by_one_and_in_canonical_form() -> None:
    assert stated({"title": " x ", "custom": {"code:x": "1", "dwc:y": ["2"]}, "method": ""}) == {
        "title": "x",
        "custom code:x": "1",
        "custom dwc:y": ["2"],
    }
    assert stated({}) == {}
    assert stated({"access_right": "open"}) == {"access_right": "open"}


def test_a_text_that_nobody_said_is_told_before_it_gets_another() -> None:
    goal, held = (
        Goal({}, {**METADATA, "notes": "mine"}),
        Holding(metadata={**READ, "title": "Hacked", "notes": "theirs"}),
    )
    assert overwritten(goal, Facts(said=SAID), held) == {"title": "Hacked", "notes": "theirs"}
    assert overwritten(goal, saying(notes="theirs"), held) == {"title": "Hacked"}
    assert overwritten(goal, Facts(said=SAID), Holding(metadata={**READ, "notes": "mine"})) == {}


#: What an older publishpipe wrote down, in the words of the deposit API, and the same in those of now.
OLDER = {"access_right": "open", "license": "cc-zero", "communities": ["x"], "grants": ["10.13039/501100000780::5"], "publication_type": "thesis", "upload_type": "publication", "dates": [{"start": "2020", "end": "2021", "type": "valid"}], "contributors": [{"name": "Doe", "type": "Editor"}], "related_identifiers": [{"identifier": "10.1/x", "relation": "isAlternateIdentifier"}]}  # fmt: skip
NOW = {"access_right": "open", "license": "cc0-1.0", "communities": [{"identifier": "x"}], "grants": [{"id": "00k4n6c32::5"}], "publication_type": "dissertation", "upload_type": "publication", "dates": [{"date": "2020/2021", "type": "valid"}], "contributors": [{"name": "Doe", "role": "editor"}], "alternate_identifiers": [{"identifier": "10.1/x"}]}  # fmt: skip


def test_what_an_older_publishpipe_wrote_down_is_read_in_the_words_of_now() -> None:
    assert recorded({"metadata": OLDER}) == NOW
    assert recorded({"metadata": NOW}) == NOW
    assert recorded({}) == {}


@pytest.mark.parametrize(
    ("read", "preview", "facts", "same"),
    [
        pytest.param(NOW, "", {"metadata": NOW}, True, id="the same"),
        pytest.param(NOW, "", {"metadata": OLDER}, True, id="in older words"),
        pytest.param({**NOW, "language": "de"}, "", {"metadata": {**NOW, "language": "deu"}}, True, id="in other words"),
        pytest.param({**NOW, "title": "Hacked"}, "", {"metadata": NOW}, False, id="a field more"),
        pytest.param(NOW, "", {"metadata": {**NOW, "title": "x"}}, False, id="a field less"),
        pytest.param({**NOW, "communities": []}, "", {"metadata": NOW}, True, id="communities that were asked"),
        pytest.param(NOW, "a", {"metadata": NOW}, True, id="a file that somebody chose to be shown first"),
        pytest.param(NOW, "a", {"metadata": NOW, "preview": "a"}, True, id="the file that was chosen here"),
        pytest.param(NOW, "b", {"metadata": NOW, "preview": "a"}, False, id="another one"),
        pytest.param(NOW, "", {"metadata": NOW, "preview": "a"}, False, id="none any more"),
        pytest.param({}, "", {}, False, id="nothing is recorded"),
    ],
)  # fmt: skip
def test_what_was_read_is_what_was_described_last(read: Metadata, preview: str, facts: Facts, same: bool) -> None:  # noqa: FBT001
    assert is_as_recorded(read, preview, facts) is same
