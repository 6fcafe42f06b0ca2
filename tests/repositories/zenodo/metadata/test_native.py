"""A manifest's words and a record's: what a real server made of the first, laws on all that it showed, and a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.canonical import (
    canonical,
    differences,
    with_license,
    with_required,
)
from publishpipe.repositories.zenodo.metadata.custom_fields import CUSTOM
from publishpipe.repositories.zenodo.metadata.fields import FIELDS
from publishpipe.repositories.zenodo.metadata.replacing import ACCESS, NOTHING, Parts, replaced
from publishpipe.schemas.loader import load, validator
from tests.repositories.zenodo.recorded import DATE, Pair, answers, by_ids, pairs

#: What fits the schema and the real server dropped or changed all the same, by the note of the recording.
LOST = {
    "put_valid: description '<!-- c -->x'": ("description",),
    "put_valid: creator {'name': ',Jane'}": ("creators",),
    "put_valid: publication_date ''": ("publication_date",),  # which left the draft without one
    "put_invalid: related with scheme given": ("related_identifiers",),  # which is another than the identifier's
    "put_invalid: DOI with zenodo prefix, other number": ("doi",),
    "put_invalid: language xx": ("language",),
    "put_invalid: dates reversed": ("dates",),
    "put_invalid: references dicts": ("references",),
    "put_invalid: location lat 0": ("locations",),  # which the deposit API loses
}
#: The same of what the schema refuses, so that it is never sent.
NEVER_SENT = {
    "put_valid: PUT metadata {}": ("license",),  # the deposit API chooses one for what has a type only
    "put_valid: title 'ab'": ("title",),
    "put_valid: title 'a'": ("title",),
    "put_valid: creator {'name': 'Doe, Jane', 'orcid': '0000-0002-1694-233X', 'affiliation': ['a', 'b']}": (
        "creators",
    ),
    "put_valid: publication_date '2024-02-30'": ("publication_date",),
    "put_valid: publication_date '29.02.2024'": ("publication_date",),
    "put_valid: publication_date '2024-02-29T10:00:00'": ("publication_date",),
    "put_valid: publication_date 'tomorrow'": ("publication_date",),
    "put_valid: publication_date '[2024]'": ("publication_date",),
    "put_invalid: embargoed with bad date": ("access_right", "embargo_date"),
    "put_invalid: bad publication_date": ("publication_date",),
    "put_invalid: keywords ints": ("keywords",),
    "put_invalid: dates bad": ("dates",),
    "put_invalid: method": ("method",),
    "put_invalid: custom unknown": ("custom",),
    "put_invalid: journal": ("journal_volume",),  # a number
    "put_invalid: imprint isbn bad": ("imprint_isbn",),
    "put_invalid: conference url bad": ("conference_url",),
}
PAIRS = pairs()
FIT = [pair for pair in PAIRS if validator("zenodo-metadata.v1").is_valid(pair.manifest)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.note)
def test_what_was_stored_as_sent_means_the_same_and_what_was_not_is_named(pair: Pair) -> None:
    full = with_license(with_required(pair.manifest, DATE))
    expected = (LOST if pair in FIT else NEVER_SENT).get(pair.note, ())
    assert differences(full, native.manifest(pair.held)) == expected


#: What the deposit API did not give back as it was stored.
UNTOLD = {
    "put_invalid: DOI with zenodo prefix, other number": ("doi",),
    **dict.fromkeys(  # single dates
        (
            "put_invalid: dates equal",
            "put_invalid: dates open start",
            "put_valid: full metadata",
            "newversion_metadata: full",
        ),
        ("dates",),
    ),
    "put_invalid: relation isCollectedBy": ("related_identifiers",),
}


@pytest.mark.parametrize("pair", FIT, ids=lambda pair: pair.note)
def test_what_the_deposit_api_told_means_what_is_held(pair: Pair) -> None:
    """Lockfiles of an older publishpipe have its words."""
    told = {name: value for name, value in pair.told.items() if name != "prereserve_doi"}
    assert differences(told, native.manifest(pair.held)) == UNTOLD.get(pair.note, ())


ANSWERS = answers()
HELD = [pytest.param(answer, id=note) for note, answer in ANSWERS]


def test_there_are_enough_recordings_to_mean_something() -> None:
    assert len(FIT) > 145
    assert LOST.keys() | UNTOLD.keys() <= {pair.note for pair in FIT}
    assert NEVER_SENT.keys() <= {pair.note for pair in PAIRS if pair not in FIT}
    assert len(ANSWERS) > 185
    assert {name for _, answer in ANSWERS for name in answer["metadata"]} == FIELDS.keys()


@pytest.mark.parametrize("held", HELD)
def test_the_canonical_form_of_what_is_there_is_its_own_canonical_form(held: Parts) -> None:
    read = native.manifest(held)
    assert canonical(canonical(read)) == canonical(read)
    assert differences(read, read) == ()
    assert differences(canonical(read), read) == ()


@pytest.mark.parametrize("held", HELD)
def test_what_is_meant_to_stay_is_given_back_as_it_is_there(held: Parts) -> None:
    body = replaced(held, native.manifest(held))
    assert by_ids(body["metadata"]) == by_ids(held["metadata"])
    assert by_ids(body["custom_fields"]) == by_ids(held["custom_fields"])
    assert body["access"] == {name: part for name, part in held["access"].items() if name in ACCESS}
    assert "pids" not in body


@pytest.mark.parametrize("held", HELD)
def test_a_record_anew_of_what_was_read_means_the_same(held: Parts) -> None:
    read = native.manifest(held)
    assert differences(read, native.manifest(replaced(NOTHING, read))) == ()


@dataclass(frozen=True)
class Said:
    """What a manifest says, how a record holds it, and how that is read if it is shorter than it was said."""

    name: str
    said: Metadata
    metadata: Metadata = field(default_factory=dict)
    read: Metadata | None = None
    custom_fields: Metadata = field(default_factory=dict)
    access: Metadata = field(default_factory=lambda: NOTHING["access"])
    pids: Metadata = field(default_factory=dict)

    @property
    def held(self) -> Parts:
        return {part: getattr(self, part) for part in NOTHING}


DOE: dict[str, Any] = {"type": "personal", "family_name": "Doe", "given_name": "Jane"}
HU: dict[str, Any] = {"name": "HU Berlin"}
EC = "00k4n6c32"
CLOSED = {"record": "public", "files": "restricted"}
SAID = [
    Said("texts", {"title": "Frost days", "description": "<p>x</p>", "version": "1.0", "copyright": "(C)", "publication_date": "2026-11"}, {"title": "Frost days", "description": "<p>x</p>", "version": "1.0", "copyright": "(C)", "publication_date": "2026-11"}),
    Said("lists of texts", {"sizes": ["1 page"], "formats": ["text/csv"]}, {"sizes": ["1 page"], "formats": ["text/csv"]}),
    Said("a publisher", {"imprint_publisher": "Springer"}, {"publisher": "Springer"}),
    Said("a publisher in the record's own word", {"publisher": "Springer"}, {"publisher": "Springer"}, read={"imprint_publisher": "Springer"}),
    Said("a kind of resource", {"upload_type": "dataset"}, {"resource_type": {"id": "dataset"}}),
    Said("a kind of publication", {"upload_type": "publication", "publication_type": "article"}, {"resource_type": {"id": "publication-article"}}),
    Said("a kind of image", {"upload_type": "image", "image_type": "plot"}, {"resource_type": {"id": "image-plot"}}),
    Said("a kind of software", {"upload_type": "software", "software_type": "computationalnotebook"}, {"resource_type": {"id": "software-computationalnotebook"}}),
    Said("a thesis is a dissertation", {"upload_type": "publication", "publication_type": "thesis"}, {"resource_type": {"id": "publication-dissertation"}}, {"upload_type": "publication", "publication_type": "dissertation"}),
    Said("the kind of another kind is none", {"upload_type": "dataset", "publication_type": "article"}, {"resource_type": {"id": "dataset"}}, {"upload_type": "dataset"}),
    Said("a person in one text", {"creators": [{"name": "Doe, Jane"}]}, {"creators": [{"person_or_org": DOE}]}),
    Said("or in two", {"creators": [{"family_name": "Doe", "given_name": "Jane"}]}, {"creators": [{"person_or_org": DOE}]}, {"creators": [{"name": "Doe, Jane"}]}),
    Said("a person with two commas", {"creators": [{"name": "Doe, Jane, Jr"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Doe, Jane, Jr"}}]}),
    Said("a family name with a comma", {"creators": [{"family_name": "Doe, Jr", "given_name": "Jane"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Doe, Jr", "given_name": "Jane"}}]}),
    Said("one name", {"creators": [{"name": "Plato"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato"}}]}),
    Said("an organisation", {"creators": [{"name": "CERN, Geneva", "type": "organization", "ror": "01ggx4157"}]}, {"creators": [{"person_or_org": {"type": "organizational", "name": "CERN, Geneva", "identifiers": [{"scheme": "ror", "identifier": "01ggx4157"}]}}]}),
    Said("that somebody is a person goes without saying", {"creators": [{"name": "Plato", "type": "person"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato"}}]}, {"creators": [{"name": "Plato"}]}),
    Said("identifiers of a person", {"creators": [{"name": "Plato", "orcid": "0000-0002-1825-0097", "gnd": "170118215", "isni": "000000012156142X"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato", "identifiers": [{"scheme": "orcid", "identifier": "0000-0002-1825-0097"}, {"scheme": "gnd", "identifier": "170118215"}, {"scheme": "isni", "identifier": "000000012156142X"}]}}]}),
    Said("where somebody works", {"creators": [{"name": "Plato", "affiliation": "HU Berlin"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato"}, "affiliations": [HU]}]}),
    Said("the same as a list", {"creators": [{"name": "Plato", "affiliations": ["HU Berlin"]}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato"}, "affiliations": [HU]}]}, {"creators": [{"name": "Plato", "affiliation": "HU Berlin"}]}),
    Said("where else", {"creators": [{"name": "Plato", "affiliations": ["HU Berlin", {"ror": "01ggx4157"}]}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato"}, "affiliations": [HU, {"id": "01ggx4157"}]}]}),
    Said("a creator with a role", {"creators": [{"name": "Plato", "role": "Editor"}]}, {"creators": [{"person_or_org": {"type": "personal", "family_name": "Plato"}, "role": {"id": "editor"}}]}, {"creators": [{"name": "Plato", "role": "editor"}]}),
    Said("a contributor's role is called their type", {"contributors": [{"name": "Plato", "type": "DataCurator"}]}, {"contributors": [{"person_or_org": {"type": "personal", "family_name": "Plato"}, "role": {"id": "datacurator"}}]}, {"contributors": [{"name": "Plato", "role": "datacurator"}]}),
    Said("or their role", {"contributors": [{"name": "CERN", "type": "organization", "role": "HostingInstitution"}]}, {"contributors": [{"person_or_org": {"type": "organizational", "name": "CERN"}, "role": {"id": "hostinginstitution"}}]}, {"contributors": [{"name": "CERN", "type": "organization", "role": "hostinginstitution"}]}),
    Said("supervisors are contributors before all others", {"contributors": [{"name": "Plato", "type": "Editor"}], "thesis_supervisors": [{"name": "Doe, Jane"}]}, {"contributors": [{"person_or_org": DOE, "role": {"id": "supervisor"}}, {"person_or_org": {"type": "personal", "family_name": "Plato"}, "role": {"id": "editor"}}]}, {"contributors": [{"name": "Doe, Jane", "role": "supervisor"}, {"name": "Plato", "role": "editor"}]}),
    Said("a licence", {"license": "cc-by-4.0"}, {"rights": [{"id": "cc-by-4.0"}]}),
    Said("under another name", {"license": {"id": "CC-Zero"}}, {"rights": [{"id": "cc0-1.0"}]}, {"license": "cc0-1.0"}),
    Said("one that nobody knows", {"license": "Of-The-Future"}, {"rights": [{"id": "Of-The-Future"}]}),
    Said("one of one's own", {"license": {"title": "Mine", "description": "Ask.", "link": "https://a.example"}}, {"rights": [{"title": {"en": "Mine"}, "description": {"en": "Ask."}, "link": "https://a.example"}]}),
    Said("several", {"license": ["mit", {"title": "Mine"}]}, {"rights": [{"id": "mit"}, {"title": {"en": "Mine"}}]}),
    Said("keywords, and subjects of a list", {"keywords": ["frost", {"id": "mesh:D005630"}]}, {"subjects": [{"subject": "frost"}, {"id": "mesh:D005630"}]}),
    Said("more titles", {"additional_titles": [{"title": "Frosttage", "type": "translated-title", "lang": "de"}, {"title": "A table", "type": "subtitle"}]}, {"additional_titles": [{"title": "Frosttage", "type": {"id": "translated-title"}, "lang": {"id": "deu"}}, {"title": "A table", "type": {"id": "subtitle"}}]}, {"additional_titles": [{"title": "Frosttage", "type": "translated-title", "lang": "deu"}, {"title": "A table", "type": "subtitle"}]}),
    Said("notes and methods", {"notes": "cold", "method": "by day"}, {"additional_descriptions": [{"description": "cold", "type": {"id": "notes"}}, {"description": "by day", "type": {"id": "methods"}}]}),
    Said("more descriptions", {"notes": "cold", "additional_descriptions": [{"description": "kalt", "type": "notes", "lang": "deu"}, {"description": "more", "type": "notes"}, {"description": "short", "type": "abstract"}]}, {"additional_descriptions": [{"description": "cold", "type": {"id": "notes"}}, {"description": "kalt", "type": {"id": "notes"}, "lang": {"id": "deu"}}, {"description": "more", "type": {"id": "notes"}}, {"description": "short", "type": {"id": "abstract"}}]}),
    Said("notes in another language have no short form", {"additional_descriptions": [{"description": "kalt", "type": "notes", "lang": "deu"}]}, {"additional_descriptions": [{"description": "kalt", "type": {"id": "notes"}, "lang": {"id": "deu"}}]}),
    Said("a long form that has a short one", {"additional_descriptions": [{"description": "by day", "type": "methods"}]}, {"additional_descriptions": [{"description": "by day", "type": {"id": "methods"}}]}, {"method": "by day"}),
    Said("a language", {"language": "de"}, {"languages": [{"id": "deu"}]}, {"language": "deu"}),
    Said("two languages", {"languages": ["en", "deu"]}, {"languages": [{"id": "eng"}, {"id": "deu"}]}, {"languages": ["eng", "deu"]}),
    Said("one language in a list", {"languages": ["eng"]}, {"languages": [{"id": "eng"}]}, {"language": "eng"}),
    Said("a date", {"dates": [{"date": "2020-02", "type": "Collected", "description": "by hand"}]}, {"dates": [{"date": "2020-02", "type": {"id": "collected"}, "description": "by hand"}]}, {"dates": [{"date": "2020-02", "type": "collected", "description": "by hand"}]}),
    Said("from when to when", {"dates": [{"start": "2020", "end": "2021", "type": "Valid"}]}, {"dates": [{"date": "2020/2021", "type": {"id": "valid"}}]}, {"dates": [{"date": "2020/2021", "type": "valid"}]}),
    Said("from a day to the same", {"dates": [{"start": "2020-01-01", "end": "2020-01-01", "type": "Valid"}]}, {"dates": [{"date": "2020-01-01", "type": {"id": "valid"}}]}, {"dates": [{"date": "2020-01-01", "type": "valid"}]}),
    Said("a grant by its funder's DOI", {"grants": [{"id": "10.13039/501100000780::283595"}]}, {"funding": [{"funder": {"id": EC}, "award": {"id": f"{EC}::283595"}}]}, {"grants": [{"id": f"{EC}::283595"}]}),
    Said("by its number, if it is the EU's", {"grants": [{"id": "283595"}]}, {"funding": [{"funder": {"id": EC}, "award": {"id": f"{EC}::283595"}}]}, {"grants": [{"id": f"{EC}::283595"}]}),
    Said("by its funder's ROR id", {"grants": [{"id": "05a28rw58::12"}]}, {"funding": [{"funder": {"id": "05a28rw58"}, "award": {"id": "05a28rw58::12"}}]}),
    Said("an award that Zenodo knows is a grant", {"funding": [{"award": f"{EC}::283595"}]}, {"funding": [{"funder": {"id": EC}, "award": {"id": f"{EC}::283595"}}]}, {"grants": [{"id": f"{EC}::283595"}]}),
    Said("a funder alone", {"funding": [{"funder": "https://ror.org/00k4n6c32"}, {"funder": "My Foundation"}]}, {"funding": [{"funder": {"id": EC}}, {"funder": {"name": "My Foundation"}}]}, {"funding": [{"funder": EC}, {"funder": "My Foundation"}]}),
    Said("an award of one's own", {"funding": [{"funder": "My Foundation", "award": {"number": "42", "title": "Frost", "url": "https://a.example"}}]}, {"funding": [{"funder": {"name": "My Foundation"}, "award": {"number": "42", "title": {"en": "Frost"}, "identifiers": [{"identifier": "https://a.example", "scheme": "url"}]}}]}),
    Said("grants come first", {"funding": [{"funder": "My Foundation"}], "grants": [{"id": f"{EC}::1"}]}, {"funding": [{"funder": {"id": EC}, "award": {"id": f"{EC}::1"}}, {"funder": {"name": "My Foundation"}}]}),
    Said("references", {"references": ["Doe 2014", {"reference": "CERN", "identifier": "000000012156142X", "scheme": "isni"}]}, {"references": [{"reference": "Doe 2014"}, {"reference": "CERN", "identifier": "000000012156142X", "scheme": "isni"}]}),
    Said("what it has to do with", {"related_identifiers": [{"identifier": "10.1234/x", "relation": "isCitedBy", "resource_type": "dataset", "scheme": "doi"}]}, {"related_identifiers": [{"identifier": "10.1234/x", "scheme": "doi", "relation_type": {"id": "iscitedby"}, "resource_type": {"id": "dataset"}}]}, {"related_identifiers": [{"identifier": "10.1234/x", "scheme": "doi", "relation": "iscitedby", "resource_type": "dataset"}]}),
    Said("its own other identifiers", {"alternate_identifiers": [{"identifier": "10.1234/x"}]}, {"identifiers": [{"identifier": "10.1234/x"}]}),
    Said("in the words of the deposit API, among those related", {"related_identifiers": [{"identifier": "10.1234/x", "relation": "isAlternateIdentifier"}, {"identifier": "10.1234/y", "relation": "cites"}], "alternate_identifiers": [{"identifier": "10.1234/z"}]}, {"identifiers": [{"identifier": "10.1234/x"}, {"identifier": "10.1234/z"}], "related_identifiers": [{"identifier": "10.1234/y", "relation_type": {"id": "cites"}}]}, {"related_identifiers": [{"identifier": "10.1234/y", "relation": "cites"}], "alternate_identifiers": [{"identifier": "10.1234/x"}, {"identifier": "10.1234/z"}]}),
    Said("places", {"locations": [{"place": "Lecce", "lat": 40.35, "lon": 18, "description": "field"}, {"place": "Rome"}]}, {"locations": {"features": [{"place": "Lecce", "description": "field", "geometry": {"type": "Point", "coordinates": [18.0, 40.35]}}, {"place": "Rome"}]}}),
    Said("a journal", {"journal_title": "J", "journal_volume": "1", "journal_issue": "2", "journal_pages": "3-4"}, custom_fields={"journal:journal": {"title": "J", "volume": "1", "issue": "2", "pages": "3-4"}}),
    Said("a conference", {"conference_title": "C", "conference_acronym": "C24", "conference_dates": "May", "conference_place": "Berlin", "conference_url": "https://c.example", "conference_session": "VI", "conference_session_part": "1"}, custom_fields={"meeting:meeting": {"title": "C", "acronym": "C24", "dates": "May", "place": "Berlin", "url": "https://c.example", "session": "VI", "session_part": "1"}}),
    Said("a book", {"partof_title": "Book", "partof_pages": "1-10", "imprint_isbn": "9783161484100", "imprint_place": "Berlin"}, custom_fields={"imprint:imprint": {"title": "Book", "pages": "1-10", "isbn": "9783161484100", "place": "Berlin"}}),
    Said("a university", {"thesis_university": "HU"}, custom_fields={"thesis:thesis": {"university": "HU"}}),
    Said("subjects", {"subjects": [{"term": "Frost", "identifier": "https://a.example", "scheme": "url"}]}, custom_fields={"legacy:subjects": [{"term": "Frost", "identifier": "https://a.example", "scheme": "url"}]}),
    Said("communities to ask", {"communities": [{"identifier": "b"}, {"identifier": "a"}]}, custom_fields={"legacy:communities": ["b", "a"]}),
    Said("fields of one's own domain", {"custom": {"code:codeRepository": "https://a.example", "dwc:country": ["Italy"]}}, custom_fields={"code:codeRepository": "https://a.example", "dwc:country": ["Italy"]}),
    Said("open files", {"access_right": "open"}, {}),
    Said("restricted files", {"access_right": "restricted"}, access=CLOSED),
    Said("which may be called closed", {"access_right": "closed"}, {}, {"access_right": "restricted"}, access=CLOSED),
    Said("files under an embargo", {"access_right": "embargoed", "embargo_date": "2999-01-01", "embargo_reason": "law"}, access={**CLOSED, "embargo": {"active": True, "until": "2999-01-01", "reason": "law"}}),
    Said("without a reason", {"access_right": "embargoed", "embargo_date": "2999-01-01"}, access={**CLOSED, "embargo": {"active": True, "until": "2999-01-01"}}),
    Said("a DOI of one's own", {"doi": "10.1234/frost"}, pids={"doi": {"identifier": "10.1234/frost", "provider": "external"}}),
]  # fmt: skip


@pytest.mark.parametrize("case", SAID, ids=lambda case: case.name)
def test_what_a_manifest_says_is_held_so(case: Said) -> None:
    assert native.record(case.said) == case.held


@pytest.mark.parametrize("case", SAID, ids=lambda case: case.name)
def test_what_is_held_is_said_so(case: Said) -> None:
    read = case.said if case.read is None else case.read
    assert native.manifest(case.held) == {"access_right": "open", **read}
    assert native.record(read) == case.held, "which is as good as what was said first"


def test_every_field_that_the_schema_knows_is_held_somehow() -> None:
    properties = set(load("zenodo-metadata.v1")["properties"])
    assert {name for case in SAID for name in case.said} == properties
    said = {label for field in FIELDS.values() for label in field.labels}
    said |= {label for labels in CUSTOM.values() for label in labels.values()}
    others = {"access_right", "embargo_date", "embargo_reason", "doi", "subjects", "communities", "custom"}
    assert properties - said == others


@pytest.mark.parametrize(
    ("held", "read"),
    [
        pytest.param({"metadata": {"locations": {"features": [{"place": "Lecce", "geometry": {"type": "Polygon", "coordinates": []}, "identifiers": [{"scheme": "geonames", "identifier": "1"}]}]}}}, {"locations": [{"place": "Lecce"}]}, id="the shape of a place and its identifiers"),
        pytest.param({"metadata": {"creators": [{"person_or_org": {"type": "personal", "name": "Doe, Jane", "family_name": "Doe", "given_name": "Jane"}, "affiliations": [{"id": "01ggx4157", "name": "CERN", "identifiers": []}]}]}}, {"creators": [{"name": "Doe, Jane", "affiliations": [{"name": "CERN", "ror": "01ggx4157"}]}]}, id="the name of where somebody works, though its id is there"),
        pytest.param({"metadata": {"rights": [{"id": "mit", "title": {"en": "MIT"}, "props": {}}]}}, {"license": "mit"}, id="what Zenodo tells of a licence"),
        pytest.param({"metadata": {"rights": [{"title": {"de": "Meine"}}]}}, {"license": {"title": "Meine"}}, id="the language of one's own licence"),
        pytest.param({"metadata": {"of_the_future": ["x"]}}, {}, id="a field that no manifest knows"),
        pytest.param({"custom_fields": {"journal:journal": {"title": "J", "issn": "0317-8471"}, "dwc:country": [], "legacy:communities": None}}, {"journal_title": "J"}, id="a part that no manifest knows, and what is empty"),
        pytest.param({"custom_fields": {"code:developmentStatus": {"id": "active", "title": {"en": "Active"}}}}, {"custom": {"code:developmentStatus": {"id": "active"}}}, id="a word of a vocabulary is its id"),
        pytest.param({"access": {"record": "restricted", "files": "public"}}, {}, id="who sees the record"),
        pytest.param({"access": {"record": "public", "files": "restricted", "embargo": {"active": False, "until": "2020-01-01", "reason": "law"}}}, {"access_right": "restricted"}, id="an embargo that is not active"),
        pytest.param({"access": {"record": "public", "files": "public", "embargo": {"active": True, "until": "2999-01-01"}}}, {}, id="an embargo on what is open"),
        pytest.param({"pids": {"doi": {"identifier": "10.5281/zenodo.1", "provider": "datacite"}}}, {}, id="Zenodo's own DOI"),
    ],
)  # fmt: skip
def test_what_no_manifest_says_is_left_out(held: Parts, read: Metadata) -> None:
    assert native.manifest({**NOTHING, **held}) == {"access_right": "open", **read}
