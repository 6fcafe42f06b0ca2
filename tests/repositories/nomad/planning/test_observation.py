"""How an upload stands, as tables: what was seen, what is remembered, and which files and md5s follow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import ServerError
from publishpipe.model.facts import FileFact, StoredFile, merge
from publishpipe.model.plan import digest
from publishpipe.repositories.nomad.facts import Facts, Patch
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.observation import Holding, Observation, files_read, remembered

TIME = "2026-11-21T00:00:00Z"
A, B = FileFact(10, "a" * 32), FileFact(20, "b" * 32)
FILES: dict[str, StoredFile] = {"a": {"size": 10, "md5": "a" * 32}, "b": {"size": 20, "md5": "b" * 32}}
SENT: Facts = {"id": "u1", "files": FILES}
STARTED: Facts = {**SENT, "processing": "started"}
DONE: Facts = {**SENT, "processing": "done"}
DRAFT = Upload("u1", "Silicon")
AT_WORK = replace(DRAFT, running=True)
PUBLISHED = replace(DRAFT, published_at=TIME)
ENTRY = Entry("a", comment="Good.")


@dataclass(frozen=True)
class Seen:
    """An upload and the sizes of its files there, and what it is known to hold."""

    name: str
    sizes: dict[str, int]
    files: dict[str, FileFact]
    facts: Facts = field(default_factory=lambda: DONE)
    upload: Upload = DRAFT


SIZES = {"a": 10, "b": 20}
SEEN = [
    Seen("what was sent is there", SIZES, {"a": A, "b": B}),
    Seen("a file of another size has no md5 that is known", {"a": 10, "b": 21}, {"a": A, "b": FileFact(21)}),
    Seen("an empty file in its place, too", {"a": 0}, {"a": FileFact(0)}),
    Seen("a file that was not sent has none either", {**SIZES, "x": 1}, {"a": A, "b": B, "x": FileFact(1)}),
    Seen("a file that was removed is not held", {"a": 10}, {"a": A}),
    Seen("none is there", {}, {}),
    Seen("nothing was sent", SIZES, {"a": FileFact(10), "b": FileFact(20)}, facts={"id": "u1"}),
    Seen("an md5 that nobody recorded stays unknown", {"a": 10}, {"a": FileFact(10)}, facts={"id": "u1", "files": {"a": {"size": 10}}}),
    Seen("an md5 belongs to a name", {"c": 10}, {"c": FileFact(10)}),
    Seen("files that arrive are those that were sent", {}, {"a": A, "b": B}, STARTED, AT_WORK),
    Seen("whatever shows of them so far", {"a": 3, "x": 1}, {"a": A, "b": B}, STARTED, AT_WORK),
    Seen("they have arrived once nothing runs", {}, {}, STARTED, DRAFT),
    Seen("nor do they arrive if what runs was not begun by this release", {}, {}, SENT, AT_WORK),
    Seen("nor if what runs came after their processing", {"a": 10}, {"a": A}, DONE, AT_WORK),
    Seen("those of a published upload are not looked at", {}, {"a": A, "b": B}, DONE, PUBLISHED),
    Seen("and never change", {"a": 11, "x": 1}, {"a": A, "b": B}, SENT, PUBLISHED),
]  # fmt: skip


@pytest.mark.parametrize("case", SEEN, ids=lambda case: case.name)
def test_which_files_are_held_and_whose_md5_is_known(case: Seen) -> None:
    held = Observation(case.upload, (ENTRY,), case.sizes).held(case.facts)
    assert held == Holding(case.upload, (ENTRY,), case.files)


@pytest.mark.parametrize("case", SEEN, ids=lambda case: case.name)
def test_the_lockfile_learns_these_files_and_no_others(case: Seen) -> None:
    held = Observation(case.upload, (), case.sizes).held(case.facts)
    learned = merge(case.facts, Patch(files=files_read(case.facts, held)))
    known: dict[str, StoredFile] = dict(learned.get("files", {}))
    assert known == {
        name: {"size": file.size, "md5": file.checksum} if file.checksum else {"size": file.size}
        for name, file in case.files.items()
    }
    assert Observation(case.upload, (), case.sizes).held(learned).files == held.files


def test_what_is_gone_is_an_error_with_a_way_on() -> None:
    with pytest.raises(ServerError, match="is gone") as gone:
        Observation(None, (ENTRY,), SIZES).held(DONE)
    assert "Run the same command again" in gone.value.hint


@pytest.mark.parametrize("upload", [None, DRAFT, AT_WORK, PUBLISHED])
def test_there_are_neither_edits_nor_versions(upload: Upload | None) -> None:
    assert Observation(upload).editing is False
    assert Observation(upload).newer is None


def test_it_is_json_with_an_order_that_is_the_same_each_time() -> None:
    people = frozenset({"p3", "p1", "p2"})
    upload = replace(PUBLISHED, status="SUCCESS", embargo=12, author="me", coauthors=people, errors=("y", "x"))
    entries = (
        replace(ENTRY, datasets=frozenset({"d2", "d1"}), references=("https://b/", "https://a/"), id="e1"),
        Entry("b"),
    )
    assert Observation().as_json() is None
    assert json.loads(json.dumps(Observation(upload, entries, SIZES, files_current=True).as_json())) == [
        {
            "id": "u1",
            "name": "Silicon",
            "running": False,
            "status": "SUCCESS",
            "message": "",
            "errors": ["y", "x"],
            "published_at": TIME,
            "embargo": 12,
            "created": "",
            "author": "me",
            "coauthors": ["p1", "p2", "p3"],
            "reviewers": [],
            "coauthor_groups": [],
            "reviewer_groups": [],
            "description": "",
        },
        [
            {
                "mainfile": "a",
                "status": "SUCCESS",
                "errors": [],
                "comment": "Good.",
                "references": ["https://b/", "https://a/"],
                "datasets": ["d1", "d2"],
                "id": "e1",
                "external_id": "",
            },
            {
                "mainfile": "b",
                "status": "SUCCESS",
                "errors": [],
                "comment": "",
                "references": [],
                "datasets": [],
                "id": "",
                "external_id": "",
            },
        ],
        {"a": 10, "b": 20},
    ]


ids = st.frozensets(st.text(max_size=2), max_size=6)


@given(ids, ids, ids)
def test_sets_that_are_equal_are_one_json(authors: frozenset[str], readers: frozenset[str], sets: frozenset[str]) -> None:  # fmt: skip
    def seen(ordered: list[list[str]]) -> Observation:
        coauthors, reviewers, datasets = map(frozenset, ordered)
        upload = replace(DRAFT, coauthors=coauthors, reviewers=reviewers)
        return Observation(upload, (replace(ENTRY, datasets=datasets),))

    ways = [sorted(one) for one in (authors, readers, sets)]
    there, back = seen(ways), seen([one[::-1] for one in ways])
    assert json.dumps(there.as_json()) == json.dumps(back.as_json())


WHOLE = Observation(DRAFT, (ENTRY,), SIZES)
MOVED = [
    ("nothing is there", Observation()),
    ("somebody published it", replace(WHOLE, upload=PUBLISHED)),
    ("something runs", replace(WHOLE, upload=AT_WORK)),
    ("it has another name", replace(WHOLE, upload=replace(DRAFT, name="Hacked"))),
    ("somebody may write to it", replace(WHOLE, upload=replace(DRAFT, coauthors=frozenset({"p1"})))),
    ("an entry has another comment", replace(WHOLE, entries=(replace(ENTRY, comment="Hacked."),))),
    ("an entry is in a dataset", replace(WHOLE, entries=(replace(ENTRY, datasets=frozenset({"d1"})),))),
    ("an entry more", replace(WHOLE, entries=(ENTRY, ENTRY))),
    ("a file has another size", replace(WHOLE, sizes={"a": 10, "b": 21})),
    ("a file more", replace(WHOLE, sizes={**SIZES, "x": 1})),
]


@pytest.mark.parametrize("seen", [row[1] for row in MOVED], ids=[row[0] for row in MOVED])
def test_a_saved_plan_does_not_hold_any_more(seen: Observation) -> None:
    assert digest(seen.as_json()) != digest(WHOLE.as_json())


def test_a_saved_plan_still_holds_however_it_was_looked_at() -> None:
    again = replace(WHOLE, sizes=dict(reversed(SIZES.items())), files_current=True)
    assert digest(again.as_json()) == digest(WHOLE.as_json())


DESCRIBED = {
    "upload_name": "Silicon",
    "embargo_length": 12,
    "coauthors": ["p1", "p2"],
    "reviewers": ["p3"],
    "comment": "Good.",
    "references": ["https://a/"],
    "datasets": ["d1"],
}
AS_DESCRIBED = Upload("u1", "Silicon", embargo=12, coauthors=frozenset({"p1", "p2"}), reviewers=frozenset({"p3"}))
ENTRY_DESCRIBED = Entry("", comment="Good.", references=("https://a/",), datasets=frozenset({"d1"}))


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"marker": "urn:uuid:0", "intents": {"create": "x"}}, None, id="nothing but what was begun"),
        pytest.param({"id": "u1"}, Holding(Upload("u1")), id="an id alone"),
        pytest.param(SENT, Holding(Upload("u1"), (), {"a": A, "b": B}), id="files that were sent"),
        pytest.param({"id": "u1", "files": {"a": {"size": 10}}}, Holding(Upload("u1"), (), {"a": FileFact(10)}), id="a file whose md5 is not known"),
        pytest.param(STARTED, Holding(Upload("u1"), (), {"a": A, "b": B}), id="what is processed has no entries yet"),
        pytest.param(DONE, Holding(Upload("u1"), (Entry(""),), {"a": A, "b": B}), id="one entry stands for all"),
        pytest.param({**DONE, "metadata": DESCRIBED}, Holding(AS_DESCRIBED, (ENTRY_DESCRIBED,), {"a": A, "b": B}), id="the metadata"),
        pytest.param({**SENT, "metadata": DESCRIBED}, Holding(AS_DESCRIBED, (), {"a": A, "b": B}), id="not those of entries that are not there"),
        pytest.param({**DONE, "versions": [{"id": "u1", "published_at": TIME}]}, Holding(Upload("u1", published_at=TIME), (Entry(""),), {"a": A, "b": B}), id="it is published"),
        pytest.param({**DONE, "versions": []}, Holding(Upload("u1"), (Entry(""),), {"a": A, "b": B}), id="it is not"),
    ],
)  # fmt: skip
def test_what_the_lockfile_says_is_remembered(facts: Facts, held: Holding | None) -> None:
    assert remembered(facts) == held


names = st.sampled_from(["a", "b", "c"])
numbers = st.integers(0, 2)
stored = st.builds(lambda size: StoredFile(size=size, md5="1" * 32), numbers) | st.builds(lambda size: StoredFile(size=size), numbers)  # fmt: skip


@given(st.dictionaries(names, stored), st.dictionaries(names, numbers))
def test_a_draft_holds_what_was_seen_and_no_md5_but_of_what_was_sent(
    known: dict[str, StoredFile], sizes: dict[str, int]
) -> None:
    facts: Facts = {"id": "u1", "files": known}
    held = Observation(DRAFT, sizes=sizes).held(facts)
    assert {name: file.size for name, file in held.files.items()} == sizes
    for name, file in held.files.items():
        sent = known.get(name, {"size": -1})
        assert file.checksum == (sent.get("md5") if sent["size"] == file.size else None)
