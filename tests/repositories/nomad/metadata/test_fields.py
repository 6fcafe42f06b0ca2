"""What is meant, what is read, and the edit between them."""

from __future__ import annotations

from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata.fields import differences, edit, marked, meant, sign, taken_out
from publishpipe.repositories.nomad.models import Entry, Upload

FACTS: Facts = {"datasets": {"Study": {"id": "d1"}}, "people": {"bob@example.org": {"id": "p1"}}}


def test_names_become_ids_and_order_does_not_matter() -> None:
    given = {"upload_name": "x", "datasets": [{"name": "Study", "doi": True}], "coauthors": ["bob@example.org"]}
    assert meant(given, FACTS) == {"upload_name": "x", "datasets": ["d1"], "coauthors": ["p1"]}
    two = {"upload_name": "x", "references": ["https://b.org/", "https://a.org/", "https://b.org/"]}
    assert meant(two, {})["references"] == ["https://a.org/", "https://b.org/"]


def test_a_name_that_is_not_resolved_yet_differs() -> None:
    meaning = meant({"upload_name": "x", "datasets": ["New"], "coauthors": ["bob"]}, {})
    assert differences(meaning, {}, Upload("u", "x"), [Entry("a")]) == ("coauthors", "datasets")


def test_the_embargo_is_sent_as_an_integer() -> None:
    value = meant({"upload_name": "x", "embargo_length": 12.0}, {})["embargo_length"]
    assert isinstance(value, int)


def test_what_this_release_set_once_is_emptied_and_what_others_set_is_not() -> None:
    facts: Facts = {
        "metadata": {"upload_name": "x", "comment": "old", "references": ["https://a.org/"], "datasets": ["d1"]}
    }
    meaning = meant({"upload_name": "x"}, facts)
    entry = Entry("a", comment="old", references=("https://a.org/",), datasets=frozenset({"d1", "d2"}))
    names = differences(meaning, facts, Upload("u", "x"), [entry])
    assert names == ("comment", "datasets", "references")
    sent = edit(meaning, facts, names, [entry])
    assert sent.metadata == {"comment": "", "datasets": {"remove": ["d1"]}, "references": []}
    assert not sent.entries
    assert taken_out(meaning, facts, [entry]) == {"d1"}
    assert not differences(meant({"upload_name": "x"}, {}), {}, Upload("u", "x"), [entry])


def test_datasets_are_added_as_a_plain_list_would_be_ambiguous() -> None:
    assert edit({"datasets": ["d1"]}, {}, ["datasets"], []).metadata == {"datasets": {"add": ["d1"]}}


def test_entry_fields_of_an_upload_without_entries_are_never_as_meant() -> None:
    assert differences({"comment": "x"}, {}, Upload("u"), []) == ("comment",)


def test_the_marker_is_short_and_of_this_release() -> None:
    assert marked("Silicon", "urn:uuid:0123abcd-0000-4000-8000-000000000000") == "Silicon [pp:0123abcd]"
    assert sign("urn:uuid:0123abcd-0000-4000-8000-000000000000") == "[pp:0123abcd]"
