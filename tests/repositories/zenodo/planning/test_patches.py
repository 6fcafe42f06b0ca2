"""How a record goes on, as a table: (facts, what was read) → facts. No network, no files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishpipe.model.facts import Metadata, StoredFile, merge, told
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import canonical, with_marker
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING as NOTHING_HELD
from publishpipe.repositories.zenodo.models import Deposition, Stored
from publishpipe.repositories.zenodo.planning.patches import back, begun, published, read_back
from publishpipe.repositories.zenodo.planning.state import stated

METADATA: Metadata = {"title": "Frost days", "upload_type": "dataset"}
CHOSEN = {"publication_date": "2026-11-21", "license": "cc-zero", "imprint_publisher": "Zenodo"}
READ = {**METADATA, **CHOSEN, "access_right": "open"}
A: StoredFile = {"size": 10, "md5": "a" * 32}
B: StoredFile = {"size": 20, "md5": "b" * 32}
STORED_A, STORED_C = Stored(10, "a" * 32), Stored(30, "c" * 32)
DOI, NEXT_DOI, CONCEPT_DOI = "10.5281/zenodo.1", "10.5281/zenodo.2", "10.5281/zenodo.0"
DRAFT = Deposition("1", "0", "draft", DOI, "", {"a": STORED_A}, READ, NOTHING_HELD, "2026-11-20T10:00:00Z")
RECORD = replace(DRAFT, state="published", concept_doi=CONCEPT_DOI)
NEXT = replace(DRAFT, id="2", doi=NEXT_DOI, concept_doi=CONCEPT_DOI, metadata={**READ, "publication_date": "2027-01-01"}, created="2027-01-01T10:00:00Z")  # fmt: skip
SAID = stated(METADATA)
KNOWN: Facts = {"id": "1", "concept_id": "0", "doi": DOI, "files": {"a": A}, "metadata": canonical(READ), "said": SAID, "pinned": CHOSEN}  # fmt: skip
DRAFTED: Facts = {**KNOWN, "created": DRAFT.created}
FIRST: Version = {"id": "1", "doi": DOI, "version": None, "published_at": "2026-11-20T10:00:00Z"}
ONCE: Facts = {**KNOWN, "concept_doi": CONCEPT_DOI, "versions": [FIRST]}
BEGUN: Facts = {
    **ONCE,
    "id": "2",
    "created": NEXT.created,
    "doi": NEXT_DOI,
    "metadata": canonical(NEXT.metadata),
    "pinned": {**CHOSEN, "publication_date": "2027-01-01"},
    "versions": [{**FIRST, "files": {"a": A}}],
}
JOINING = [{"identifier": "x"}]
OPEN = dict.fromkeys(("create", "new-version", "edit", "publish"), "2026-11-21T00:00:00Z")


@dataclass(frozen=True)
class Case:
    """Which facts change by what was read, and how: None means that the fact is gone."""

    name: str
    facts: Facts
    seen: Deposition
    after: dict[str, Any]
    metadata: Metadata = field(default_factory=lambda: METADATA)


READINGS = [
    Case("the first time", {}, DRAFT, dict(DRAFTED)),
    Case("nothing is new", DRAFTED, DRAFT, {}),
    Case("a file went", {**DRAFTED, "files": {"a": A, "b": B}}, DRAFT, {"files": {"a": A}}),
    Case("a file came", DRAFTED, replace(DRAFT, files={"a": STORED_A, "c": STORED_C}), {"files": {"a": A, "c": {"size": 30, "md5": "c" * 32}}}),
    Case("a file was replaced", {**DRAFTED, "files": {"a": B}}, DRAFT, {"files": {"a": A}}),
    Case("all files went", DRAFTED, replace(DRAFT, files={}), {"files": None}),
    Case("a field went, and is not kept beside the others", {**DRAFTED, "metadata": {**canonical(READ), "notes": "x"}}, DRAFT, {"metadata": canonical(READ)}),
    Case("what the server chose once stays, whatever it shows now", DRAFTED, replace(DRAFT, metadata={**READ, "license": "cc-by-4.0"}), {"metadata": canonical({**READ, "license": "cc-by-4.0"})}),
    Case("what the manifest names is not pinned", {}, DRAFT, {**DRAFTED, "pinned": {"publication_date": "2026-11-21", "imprint_publisher": "Zenodo"}, "said": {**SAID, "license": "cc0-1.0"}}, metadata={**METADATA, "license": "CC0-1.0"}),
    Case("what the manifest said is known by name, each of one's own domain and each supervisor as they are held", {}, DRAFT, {**DRAFTED, "said": {"contributors": [{"name": "Doe", "role": "supervisor"}], "custom code:x": "y", "title": "x"}}, metadata={"title": "x", "custom": {"code:x": "y"}, "thesis_supervisors": [{"name": "Doe"}]}),
    Case("what it said before is forgotten", {**DRAFTED, "said": {"notes": "x"}}, DRAFT, {"said": SAID}),
    Case("an older publishpipe did not write that down", {name: value for name, value in DRAFTED.items() if name != "said"}, DRAFT, {"said": SAID}),  # type: ignore[arg-type]  # a fact less
    Case("a draft of which the DOI is not told keeps the one that is known", DRAFTED, replace(DRAFT, doi=""), {}),
    Case("the intents and the mark are not touched", {**DRAFTED, "marker": "urn:uuid:0", "intents": {"publish": "x"}}, DRAFT, {}),
]  # fmt: skip
PUBLICATIONS = [
    Case("a first release", {**DRAFTED, "marker": "urn:uuid:0"}, RECORD, {"concept_doi": CONCEPT_DOI, "versions": [FIRST], "marker": None}),
    Case("its mark stays while what a lost create made may still show", {**DRAFTED, "marker": "urn:uuid:0", "unanswered": True}, RECORD, {"concept_doi": CONCEPT_DOI, "versions": [FIRST]}),
    Case("nothing is under way any more", {**DRAFTED, "intents": {**OPEN}}, RECORD, {"concept_doi": CONCEPT_DOI, "versions": [FIRST], "intents": None}),
    Case("with a DOI of its own there is none of its concept", {**DRAFTED, "concept_doi": CONCEPT_DOI}, replace(RECORD, concept_doi=""), {"concept_doi": None, "versions": [FIRST]}),
    Case("without a DOI", DRAFTED, replace(RECORD, doi=""), {"concept_doi": CONCEPT_DOI, "versions": [{**FIRST, "doi": None}]}),
    Case("the version that the metadata name is kept", DRAFTED, replace(RECORD, metadata={**READ, "version": "1.2"}), {"concept_doi": CONCEPT_DOI, "metadata": canonical({**READ, "version": "1.2"}), "versions": [{**FIRST, "version": "1.2"}]}),
    Case("the file that is shown first is kept with the version", {**DRAFTED, "preview": "a"}, RECORD, {"concept_doi": CONCEPT_DOI, "versions": [{**FIRST, "preview": "a"}]}),
    Case("an edit: the version is when it was", {**ONCE, "editing": True}, replace(RECORD, created="2027-05-05T00:00:00Z", metadata={**READ, "title": "Days of frost"}), {"editing": None, "metadata": canonical({**READ, "title": "Days of frost"})}),
    Case("an edit takes the file shown first away", {**ONCE, "versions": [{**FIRST, "preview": "a"}]}, RECORD, {"versions": [FIRST]}),
    Case("a new version stands behind the last one, whose files are kept", BEGUN, replace(NEXT, state="published"), {"versions": [*BEGUN["versions"], {**FIRST, "id": "2", "doi": NEXT_DOI, "published_at": "2027-01-01T10:00:00Z"}]}),
    Case("communities that its draft named were asked", {**DRAFTED, "metadata": {**canonical(READ), "communities": JOINING}}, RECORD, {"concept_doi": CONCEPT_DOI, "versions": [FIRST], "metadata": canonical(READ), "communities": ["x"]}),
    Case("as an older publishpipe wrote them down, too", {**DRAFTED, "metadata": {**canonical(READ), "communities": ["x"]}}, RECORD, {"concept_doi": CONCEPT_DOI, "versions": [FIRST], "metadata": canonical(READ), "communities": ["x"]}),
    Case("communities asked before, asked now, and those it is in are one list", {**ONCE, "communities": ["z", "x"], "metadata": {**canonical(READ), "communities": [{"identifier": "y"}, *JOINING]}}, replace(RECORD, metadata={**READ, "communities": [{"identifier": "w"}]}), {"metadata": {**canonical(READ), "communities": [{"identifier": "w"}]}, "communities": ["w", "x", "y", "z"]}),
]  # fmt: skip
BEGINNINGS = [
    Case("the date is another one, the licence the same", ONCE, NEXT, dict(BEGUN)),
    Case("the date is the manifest's", ONCE, NEXT, {**BEGUN, "pinned": {"license": "cc-zero", "imprint_publisher": "Zenodo"}}, metadata={**METADATA, "publication_date": "2027-01-01"}),
    Case("no file is taken over", ONCE, replace(NEXT, files={}), {**BEGUN, "files": None}),
    Case("files that are there already are in place of those before", ONCE, replace(NEXT, files={"c": STORED_C}), {**BEGUN, "files": {"c": {"size": 30, "md5": "c" * 32}}}),
    Case("it shows first what the last version does, not what an edit chose", {**ONCE, "preview": "b", "versions": [{**FIRST, "preview": "a"}]}, NEXT, {**BEGUN, "preview": "a", "versions": [{**BEGUN["versions"][0], "preview": "a"}]}),
    Case("what an edit chose to show first goes where the last version shows nothing", {**ONCE, "preview": "b"}, NEXT, {**BEGUN, "preview": None}),
    Case("an open edit is dropped", {**ONCE, "editing": True}, NEXT, {**BEGUN, "editing": None}),
    Case("only what was begun here is over", {**ONCE, "intents": {**OPEN}}, NEXT, {**BEGUN, "intents": {"create": OPEN["create"], "publish": OPEN["publish"]}}),
    Case("when it is looked at again, the files of the last version are not the draft's", {**BEGUN, "files": {"c": B}}, NEXT, {"files": {"a": A}}),
    Case("a third version: the first keeps its files", {**ONCE, "id": "9", "versions": [{**FIRST, "files": {"a": B}}, {**FIRST, "id": "9"}]}, NEXT, {**BEGUN, "versions": [{**FIRST, "files": {"a": B}}, {**FIRST, "id": "9", "files": {"a": A}}]}),
]  # fmt: skip


def changed(facts: Facts, after: dict[str, Any]) -> Facts:
    known: dict[str, Any] = {**facts, **after}
    return cast("Facts", {name: value for name, value in known.items() if value is not None})


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in READINGS])
def test_what_was_read_replaces_what_was_known(case: Case) -> None:
    assert merge(case.facts, read_back(case.facts, case.seen, case.metadata)) == changed(case.facts, case.after)


@pytest.mark.parametrize(("facts", "kept"), [(DRAFTED, None), (ONCE, "0")])
def test_of_two_concepts_the_next_answer_decides_until_one_is_published(facts: Facts, kept: str | None) -> None:
    other = replace(DRAFT, concept_id="5")
    known = merge(facts, read_back(facts, other, METADATA))
    assert known.get("concept_id") == kept
    assert merge(known, read_back(known, DRAFT, METADATA))["concept_id"] == DRAFT.concept_id


@pytest.mark.parametrize("case", PUBLICATIONS, ids=lambda case: case.name)
def test_what_is_public_is_one_version_more_or_the_same_one_edited(case: Case) -> None:
    assert merge(case.facts, published(case.facts, case.seen, case.metadata)) == changed(
        case.facts, {"created": None, **case.after}
    )


@pytest.mark.parametrize("case", BEGINNINGS, ids=lambda case: case.name)
def test_a_new_version_begins_with_what_the_last_one_leaves(case: Case) -> None:
    assert merge(case.facts, begun(case.facts, case.seen, case.metadata)) == changed(case.facts, case.after)


LEFT: dict[str, Any] = {
    "created": None,
    "metadata": None,
    "pinned": None,
    "editing": None,
    "intents": None,
    "preview": None,
}
NOTHING: dict[str, Any] = {**LEFT, "id": None, "doi": None, "concept_id": None, "files": None}


@pytest.mark.parametrize(
    ("facts", "after"),
    [
        pytest.param({}, {}, id="nothing was there"),
        pytest.param(DRAFTED, NOTHING, id="a first draft leaves nothing"),
        pytest.param({**DRAFTED, "preview": "a", "intents": {**OPEN}}, NOTHING, id="nor what it shows or was begun"),
        pytest.param({**DRAFTED, "marker": "urn:uuid:0", "unanswered": True}, NOTHING, id="but the mark, and what went unanswered"),
        pytest.param({**DRAFTED, "base_url": "https://zenodo.org/api/"}, NOTHING, id="and where it was"),
        pytest.param(BEGUN, {**LEFT, "id": "1", "doi": DOI, "versions": [FIRST]}, id="a new version leaves the last one"),
        pytest.param({**BEGUN, "files": {"c": B}, "preview": "c"}, {**LEFT, "id": "1", "doi": DOI, "files": {"a": A}, "versions": [FIRST]}, id="with its files, and none of the draft's"),
        pytest.param({**BEGUN, "files": {"a": B}}, {**LEFT, "id": "1", "doi": DOI, "files": {"a": A}, "versions": [FIRST]}, id="and with its bytes"),
        pytest.param({**BEGUN, "versions": [{**FIRST, "files": {"a": A}, "preview": "a"}]}, {**LEFT, "id": "1", "doi": DOI, "preview": "a", "versions": [{**FIRST, "preview": "a"}]}, id="and with what it shows first"),
        pytest.param({**BEGUN, "versions": [{**FIRST, "doi": None, "files": {"a": A}}]}, {**LEFT, "id": "1", "doi": None, "versions": [{**FIRST, "doi": None}]}, id="and without a DOI if it has none"),
        pytest.param({**BEGUN, "versions": [{**FIRST, "id": "0", "files": {"a": B}}, {**FIRST, "files": {"a": A}}]}, {**LEFT, "id": "1", "doi": DOI, "versions": [{**FIRST, "id": "0", "files": {"a": B}}, FIRST]}, id="versions before it keep their files"),
        pytest.param({**BEGUN, "communities": ["x"]}, {**LEFT, "id": "1", "doi": DOI, "versions": [FIRST]}, id="communities stay asked"),
        pytest.param({**ONCE, "editing": True}, {**LEFT, "files": None}, id="an edit leaves the record, to be read again"),
    ],
)  # fmt: skip
def test_what_is_left_when_the_draft_is_gone(facts: Facts, after: dict[str, Any]) -> None:
    left = merge(facts, back(facts))
    assert {**left, "said": None} == {**changed(facts, after), "said": None}


@pytest.mark.parametrize("facts", [DRAFTED, BEGUN], ids=["a first draft", "a new version"])
def test_what_was_said_of_a_draft_that_is_gone_is_not_said_any_more(facts: Facts) -> None:
    assert "said" not in merge(facts, back(facts))


def test_the_mark_of_a_create_is_read_like_any_other_field() -> None:
    marked = replace(DRAFT, metadata=with_marker(READ, "urn:uuid:0"))
    known = merge(Facts(), read_back({}, marked, METADATA))
    assert known["metadata"]["alternate_identifiers"] == [{"identifier": "urn:uuid:0"}]
    assert "alternate_identifiers" not in known["said"]
    assert "alternate_identifiers" not in merge(known, read_back(known, DRAFT, METADATA))["metadata"]


names = st.sampled_from(["a", "b", "c"])
sums = st.sampled_from(["1" * 32, "2" * 32])
listings = st.dictionaries(names, st.builds(lambda md5: StoredFile(size=1, md5=md5), sums))
fields = st.fixed_dictionaries(
    {"title": st.sampled_from(["Frost days", "Days of frost"])},
    optional={
        "license": st.sampled_from(["cc-zero", "cc-by-4.0"]),
        "publication_date": st.sampled_from(["2026-11-21", "2027-01-01"]),
        "communities": st.lists(st.builds(lambda slug: {"identifier": slug}, names), max_size=2),
        "version": st.sampled_from(["1.0", "2.0"]),
    },
)


@st.composite
def histories(draw: st.DrawFn) -> Facts:
    """The facts of a record that is published, with no draft beside it."""
    files = draw(listings)
    first = draw(st.sampled_from(["", *files]))
    last: Version = {**FIRST, "version": draw(st.sampled_from([None, "1.0"]))}
    older: list[Version] = [{**FIRST, "id": "0", "files": draw(listings)}] if draw(st.booleans()) else []
    if first:
        last["preview"] = first
    facts: Facts = {**ONCE, "pinned": CHOSEN if draw(st.booleans()) else {}, "versions": [*older, last]}
    return told(Facts({**facts, "files": files, "preview": first}))


@st.composite
def drafts(draw: st.DrawFn) -> Deposition:
    """The draft of a new version, as it may be shown."""
    files = {name: Stored(file["size"], file["md5"]) for name, file in draw(listings).items()}
    return replace(NEXT, files=files, metadata={**READ, **draw(fields)})


@settings(deadline=None)
@given(histories(), drafts(), fields, listings)
def test_giving_up_a_new_version_leaves_the_record_as_it_was(
    facts: Facts, draft: Deposition, metadata: Metadata, sent: dict[str, StoredFile]
) -> None:
    drafted = merge(facts, begun(facts, draft, metadata))
    worked_on: Facts = {**drafted, "preview": "of the draft", "files": {**drafted.get("files", {}), **sent}}
    for known in (drafted, worked_on):
        left = merge(known, back(known))
        kept = ("id", "doi", "concept_id", "concept_doi", "files", "preview", "versions")
        assert {name: left.get(name) for name in kept} == {name: facts.get(name) for name in kept}
        assert "metadata" not in left, "what the draft said is not said of the record"


@settings(deadline=None)
@given(histories(), drafts(), fields)
def test_to_learn_the_same_twice_is_to_learn_it_once(facts: Facts, draft: Deposition, metadata: Metadata) -> None:
    for learn in (read_back, begun, published):
        once = merge(facts, learn(facts, draft, metadata))
        assert merge(once, learn(once, draft, metadata)) == once, learn.__name__


@settings(deadline=None)
@given(histories(), drafts(), fields)
def test_no_version_is_forgotten_and_none_is_kept_twice(facts: Facts, draft: Deposition, metadata: Metadata) -> None:
    known = merge(facts, begun(facts, draft, metadata))
    after = merge(known, published(known, draft, metadata))["versions"]
    before = [(version["id"], version["published_at"]) for version in facts["versions"]]
    assert [(version["id"], version["published_at"]) for version in after] == [*before, (draft.id, draft.created)]
    assert all("files" in version for version in after[:-1])
