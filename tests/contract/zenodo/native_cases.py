"""What is tried of native metadata: each a change of `CORE`, sent with PUT to one draft. Names of cases say what it is."""

from __future__ import annotations

from typing import Any

PERSON: dict[str, Any] = {"type": "personal", "family_name": "Doe", "given_name": "Jane"}
ORGANISATION: dict[str, Any] = {"type": "organizational", "name": "CERN"}
CORE: dict[str, Any] = {
    "title": "Bench",
    "resource_type": {"id": "dataset"},
    "publication_date": "2024-01-02",
    "creators": [{"person_or_org": PERSON}],
    "publisher": "Zenodo",
}


def person(**more: object) -> dict[str, Any]:
    return {"person_or_org": PERSON | more}


def identified(scheme: str, identifier: str, about: dict[str, Any] = PERSON) -> dict[str, Any]:
    return {"person_or_org": about | {"identifiers": [{"scheme": scheme, "identifier": identifier}]}}


def many(name: str, values: dict[str, object]) -> dict[str, dict[str, Any]]:
    """A case for each value of one field."""
    return {f"{name}: {what}": {name: value} for what, value in values.items()}


EMPTY: dict[str, object] = {"null": None, "empty text": "", "empty list": [], "an object": {}, "a number": 7}
LISTS: dict[str, object] = {
    "null": None,
    "empty": [],
    "a text": "x",
    "an object": {},
    "list of null": [None],
    "list of texts": ["x"],
}

METADATA: dict[str, dict[str, Any]] = {
    "nothing more": {},
    "unknown key": {"no_such_key": "x"},
    **many("title", EMPTY | {"blanks": "   ", "two letters": "ab", "html": "a <b>b</b>", "long": "x" * 300}),
    **many(
        "resource_type",
        {
            "null": None,
            "a text": "dataset",
            "unknown": {"id": "nothing"},
            "subtype": {"id": "publication-article"},
            "general": {"id": "publication"},
            "with title": {"id": "dataset", "title": {"en": "Other"}},
            "without id": {},
        },
    ),
    **many(
        "publication_date",
        {
            "null": None,
            "empty": "",
            "year": "2024",
            "month": "2024-05",
            "interval": "2024-01/2024-03",
            "years": "2019/2020",
            "bad": "soon",
            "future": "2999-01-01",
            "no such day": "2024-02-30",
            "with time": "2024-01-02T10:00:00",
            "open interval": "2024-01/..",
        },
    ),
    **many("publisher", {"null": None, "empty": "", "other": "Some Press", "a number": 3}),
    **many("description", EMPTY | {"script": "<p>a</p><script>x</script>", "link": '<a href="https://a.b">c</a>'}),
    **many(
        "creators",
        LISTS
        | {
            "organisation": [{"person_or_org": ORGANISATION}],
            "organisation with ROR": [identified("ror", "https://ror.org/01ggx4157", ORGANISATION)],
            "organisation with bare ROR": [identified("ror", "01ggx4157", ORGANISATION)],
            "organisation with bad ROR": [identified("ror", "01ggx4158", ORGANISATION)],
            "organisation with ISNI": [identified("isni", "0000 0001 2156 142X", ORGANISATION)],
            "organisation with GND": [identified("gnd", "gnd:4079154-3", ORGANISATION)],
            "organisation with given name": [{"person_or_org": ORGANISATION | {"given_name": "A"}}],
            "organisation without name": [{"person_or_org": {"type": "organizational"}}],
            "person with ORCID": [identified("orcid", "0000-0002-1694-233X")],
            "person with ORCID as URL": [identified("orcid", "https://orcid.org/0000-0002-1694-233X")],
            "person with bad ORCID": [identified("orcid", "0000-0002-1694-2330")],
            "person with ISNI": [identified("isni", "0000000121561420")],
            "person with ISNI in parts": [identified("isni", "0000-0001-2156-142X")],
            "person with bad ISNI": [identified("isni", "0000000121561421")],
            "person with GND": [identified("gnd", "gnd:118540238")],
            "person with ROR": [identified("ror", "01ggx4157")],
            "person with unknown scheme": [identified("nothing", "x")],
            "person with empty identifier": [identified("orcid", "")],
            "person with two of a scheme": [
                person(
                    identifiers=[
                        {"scheme": "orcid", "identifier": "0000-0002-1694-233X"},
                        {"scheme": "orcid", "identifier": "0000-0002-1825-0097"},
                    ]
                )
            ],
            "person with identifier without scheme": [person(identifiers=[{"identifier": "0000-0002-1694-233X"}])],
            "person with name only": [{"person_or_org": {"type": "personal", "name": "Doe, Jane"}}],
            "person with family name only": [{"person_or_org": {"type": "personal", "family_name": "Plato"}}],
            "person with given name only": [{"person_or_org": {"type": "personal", "given_name": "Jane"}}],
            "person with another name": [person(name="Other, Name")],
            "unknown type": [person(type="robot")],
            "no type": [{"person_or_org": {"family_name": "Doe", "given_name": "Jane"}}],
            "unknown key": [person(nickname="J")],
            "role": [person() | {"role": {"id": "datacollector"}}],
            "role in another case": [person() | {"role": {"id": "DataCollector"}}],
            "unknown role": [person() | {"role": {"id": "chief"}}],
            "role as text": [person() | {"role": "datacollector"}],
            "affiliations": [person() | {"affiliations": [{"name": "CMCC"}, {"name": "HU Berlin"}]}],
            "affiliation by id": [person() | {"affiliations": [{"id": "01ggx4157"}]}],
            "affiliation by id and name": [person() | {"affiliations": [{"id": "01ggx4157", "name": "Ours"}]}],
            "affiliation by unknown id": [person() | {"affiliations": [{"id": "000000000"}]}],
            "affiliation as text": [person() | {"affiliations": ["CMCC"]}],
            "affiliation without name": [person() | {"affiliations": [{}]}],
            "affiliation with identifiers": [
                person()
                | {"affiliations": [{"name": "A", "identifiers": [{"scheme": "ror", "identifier": "01ggx4157"}]}]}
            ],
            "affiliations twice": [person() | {"affiliations": [{"name": "CMCC"}, {"name": "CMCC"}]}],
            "the same twice": [person(), person()],
        },
    ),
    **many(
        "contributors",
        LISTS
        | {
            "with role": [person() | {"role": {"id": "editor"}}],
            "without role": [person()],
            "translator": [person() | {"role": {"id": "translator"}}],
            "organisation": [{"person_or_org": ORGANISATION, "role": {"id": "hostinginstitution"}}],
            "unknown role": [person() | {"role": {"id": "chief"}}],
        },
    ),
    **many(
        "rights",
        LISTS
        | {
            "one": [{"id": "cc-by-4.0"}],
            "two": [{"id": "cc-by-4.0"}, {"id": "mit"}],
            "twice": [{"id": "mit"}, {"id": "mit"}],
            "in another case": [{"id": "CC-BY-4.0"}],
            "unknown": [{"id": "mine"}],
            "own": [{"title": {"en": "My licence"}, "description": {"en": "Do good."}, "link": "https://a.example/l"}],
            "own with title only": [{"title": {"en": "My licence"}}],
            "own in German": [{"title": {"de": "Meine Lizenz"}}],
            "own in no language": [{"title": "My licence"}],
            "own in an unknown language": [{"title": {"xx": "My licence"}}],
            "own with bad link": [{"title": {"en": "My licence"}, "link": "nowhere"}],
            "own and another": [{"title": {"en": "My licence"}}, {"id": "mit"}],
            "id with title": [{"id": "mit", "title": {"en": "Other"}}],
            "nothing in it": [{}],
            "copyright": [{"id": "cc-by-4.0"}, {"description": {"en": "Mine."}}],
        },
    ),
    "copyright": {"copyright": "Copyright (C) 2024. The Authors."},
    **many(
        "additional_titles",
        LISTS
        | {
            "subtitle": [{"title": "More", "type": {"id": "subtitle"}}],
            "with language": [{"title": "Mehr", "type": {"id": "translated-title"}, "lang": {"id": "deu"}}],
            "without type": [{"title": "More"}],
            "unknown type": [{"title": "More", "type": {"id": "nothing"}}],
            "unknown language": [{"title": "More", "type": {"id": "subtitle"}, "lang": {"id": "xxx"}}],
            "too short": [{"title": "ab", "type": {"id": "subtitle"}}],
            "without title": [{"type": {"id": "subtitle"}}],
        },
    ),
    **many(
        "additional_descriptions",
        LISTS
        | {
            "notes": [{"description": "<p>Note.</p>", "type": {"id": "notes"}}],
            "methods": [{"description": "<p>How.</p>", "type": {"id": "methods"}}],
            "two notes": [
                {"description": "One.", "type": {"id": "notes"}},
                {"description": "2", "type": {"id": "notes"}},
            ],
            "abstract with language": [
                {"description": "<p>Kurz.</p>", "type": {"id": "abstract"}, "lang": {"id": "deu"}}
            ],
            "script": [{"description": "a<script>b</script>", "type": {"id": "notes"}}],
            "without type": [{"description": "Note."}],
            "unknown type": [{"description": "Note.", "type": {"id": "nothing"}}],
            "without description": [{"type": {"id": "notes"}}],
        },
    ),
    **many(
        "languages",
        LISTS
        | {
            "two": [{"id": "eng"}, {"id": "deu"}],
            "twice": [{"id": "eng"}, {"id": "eng"}],
            "two letters": [{"id": "en"}],
            "in another case": [{"id": "ENG"}],
            "unknown": [{"id": "xxx"}],
            "with title": [{"id": "eng", "title": {"en": "Other"}}],
        },
    ),
    **many(
        "dates",
        LISTS
        | {
            "day": [{"date": "2024-01-02", "type": {"id": "collected"}}],
            "month": [{"date": "2024-01", "type": {"id": "collected"}}],
            "year": [{"date": "2024", "type": {"id": "valid"}, "description": "About."}],
            "interval": [{"date": "2024-01-02/2024-02-03", "type": {"id": "collected"}}],
            "interval of years": [{"date": "2019/2020", "type": {"id": "other"}}],
            "backwards": [{"date": "2024-02/2024-01", "type": {"id": "other"}}],
            "open end": [{"date": "2024-01-02/..", "type": {"id": "other"}}],
            "open begin": [{"date": "../2024-01-02", "type": {"id": "other"}}],
            "bad": [{"date": "soon", "type": {"id": "collected"}}],
            "unknown type": [{"date": "2024", "type": {"id": "nothing"}}],
            "without type": [{"date": "2024"}],
            "without date": [{"type": {"id": "collected"}}],
            "twice": [{"date": "2024", "type": {"id": "other"}}, {"date": "2024", "type": {"id": "other"}}],
        },
    ),
    **many(
        "funding",
        LISTS
        | {
            "funder by id": [{"funder": {"id": "00k4n6c32"}}],
            "funder by other id": [{"funder": {"id": "10.13039/501100000780"}}],
            "funder by name": [{"funder": {"name": "My Foundation"}}],
            "funder by id and name": [{"funder": {"id": "00k4n6c32", "name": "Other"}}],
            "unknown funder": [{"funder": {"id": "000000000"}}],
            "award by id": [{"funder": {"id": "00k4n6c32"}, "award": {"id": "00k4n6c32::283595"}}],
            "award by id only": [{"award": {"id": "00k4n6c32::283595"}}],
            "unknown award": [{"funder": {"id": "00k4n6c32"}, "award": {"id": "00k4n6c32::999999999"}}],
            "own award": [
                {
                    "funder": {"name": "My Foundation"},
                    "award": {
                        "title": {"en": "My project"},
                        "number": "42",
                        "identifiers": [{"identifier": "https://a.example/p", "scheme": "url"}],
                    },
                }
            ],
            "own award of known funder": [
                {"funder": {"id": "00k4n6c32"}, "award": {"title": {"en": "P"}, "number": "7"}}
            ],
            "own award without number": [{"funder": {"name": "F"}, "award": {"title": {"en": "My project"}}}],
            "own award without title": [{"funder": {"name": "F"}, "award": {"number": "42"}}],
            "own award without funder": [{"award": {"title": {"en": "My project"}, "number": "42"}}],
            "own award with bad url": [
                {
                    "funder": {"name": "F"},
                    "award": {
                        "title": {"en": "P"},
                        "number": "1",
                        "identifiers": [{"identifier": "no", "scheme": "url"}],
                    },
                }
            ],
            "nothing in it": [{}],
            "twice": [{"funder": {"id": "00k4n6c32"}}, {"funder": {"id": "00k4n6c32"}}],
        },
    ),
    **many(
        "references",
        LISTS
        | {
            "text": [{"reference": "Doe, J. (2020). On things."}],
            "identifier": [{"reference": "Doe (2020).", "scheme": "isni", "identifier": "0000000121561420"}],
            "crossreffunderid": [
                {"reference": "D.", "scheme": "crossreffunderid", "identifier": "10.13039/501100000780"}
            ],
            "doi": [{"reference": "D.", "scheme": "doi", "identifier": "10.1234/abc"}],
            "other": [{"reference": "D.", "scheme": "other", "identifier": "anything"}],
            "without scheme": [{"reference": "D.", "identifier": "0000000121561420"}],
            "without text": [{"scheme": "isni", "identifier": "0000000121561420"}],
        },
    ),
    **many(
        "related_identifiers",
        LISTS
        | {
            "doi": [{"identifier": "10.1234/abc", "scheme": "doi", "relation_type": {"id": "cites"}}],
            "doi as URL": [
                {"identifier": "https://doi.org/10.1234/abc", "scheme": "doi", "relation_type": {"id": "cites"}}
            ],
            "scheme left out": [{"identifier": "10.1234/abc", "relation_type": {"id": "cites"}}],
            "wrong scheme": [{"identifier": "10.1234/abc", "scheme": "isbn", "relation_type": {"id": "cites"}}],
            "with type": [
                {
                    "identifier": "10.1234/abc",
                    "scheme": "doi",
                    "relation_type": {"id": "issupplementto"},
                    "resource_type": {"id": "publication-article"},
                }
            ],
            "translation": [
                {"identifier": "https://a.example", "scheme": "url", "relation_type": {"id": "istranslationof"}}
            ],
            "relation in another case": [
                {"identifier": "10.1234/abc", "scheme": "doi", "relation_type": {"id": "isSupplementTo"}}
            ],
            "unknown relation": [{"identifier": "10.1234/abc", "scheme": "doi", "relation_type": {"id": "nothing"}}],
            "without relation": [{"identifier": "10.1234/abc", "scheme": "doi"}],
            "without identifier": [{"scheme": "doi", "relation_type": {"id": "cites"}}],
            "empty identifier": [{"identifier": "", "scheme": "doi", "relation_type": {"id": "cites"}}],
            "unrecognised": [{"identifier": "abc def", "relation_type": {"id": "cites"}}],
            "arxiv": [{"identifier": "arXiv:2101.00001", "relation_type": {"id": "cites"}}],
            "twice": [{"identifier": "10.1234/abc", "scheme": "doi", "relation_type": {"id": "cites"}}] * 2,
        },
    ),
    **many(
        "identifiers",
        LISTS
        | {
            "url": [{"identifier": "https://a.example/x", "scheme": "url"}],
            "doi": [{"identifier": "10.1234/abc", "scheme": "doi"}],
            "urn": [{"identifier": "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427", "scheme": "urn"}],
            "scheme left out": [{"identifier": "https://a.example/x"}],
            "unknown scheme": [{"identifier": "x", "scheme": "nothing"}],
            "two of a scheme": [
                {"identifier": "https://a.example/x", "scheme": "url"},
                {"identifier": "https://a.example/y", "scheme": "url"},
            ],
        },
    ),
    **many(
        "subjects",
        LISTS
        | {
            "keyword": [{"subject": "frost"}],
            "two": [{"subject": "frost"}, {"subject": "ice"}],
            "twice": [{"subject": "frost"}, {"subject": "frost"}],
            "empty": [{"subject": ""}],
            "unknown id": [{"id": "http://a.example/s"}],
            "id and subject": [{"id": "http://a.example/s", "subject": "frost"}],
            "nothing in it": [{}],
            "scheme": [{"subject": "frost", "scheme": "EuroSciVoc"}],
        },
    ),
    **many("version", {"null": None, "empty": "", "text": "v1", "number": 1}),
    **many("sizes", LISTS | {"two": ["11 pages", "2 MB"], "empty text": [""]}),
    **many("formats", LISTS | {"two": ["text/csv", "application/pdf"], "empty text": [""]}),
    **many(
        "locations",
        {
            "null": None,
            "a list": [],
            "empty": {},
            "no features": {"features": []},
            "place": {"features": [{"place": "Lecce"}]},
            "point": {"features": [{"geometry": {"type": "Point", "coordinates": [18.2, 40.35]}, "place": "Lecce"}]},
            "description": {"features": [{"place": "Lecce", "description": "A town."}]},
            "identifiers": {
                "features": [{"place": "L", "identifiers": [{"scheme": "geonames", "identifier": "3174953"}]}]
            },
            "bad identifier": {
                "features": [{"place": "L", "identifiers": [{"scheme": "wikidata", "identifier": "x"}]}]
            },
            "nothing in it": {"features": [{}]},
            "bad point": {"features": [{"geometry": {"type": "Point", "coordinates": ["a"]}, "place": "L"}]},
            "polygon": {
                "features": [
                    {
                        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]},
                        "place": "Box",
                    }
                ]
            },
        },
    ),
}

#: Custom fields that are lists of texts, as Zenodo's configuration names them (zenodo-rdm 25.2.5).
TEXTS = """
dwc:basisOfRecord dwc:catalogNumber dwc:class dwc:collectionCode dwc:country dwc:county dwc:family dwc:genus
dwc:identifiedBy dwc:individualCount dwc:institutionCode dwc:kingdom dwc:lifeStage dwc:locality dwc:materialSampleID
dwc:namePublishedInID dwc:namePublishedInYear dwc:order dwc:otherCatalogNumbers dwc:phylum dwc:preparations
dwc:recordedBy dwc:scientificName dwc:scientificNameAuthorship dwc:scientificNameID dwc:sex dwc:specificEpithet
dwc:stateProvince dwc:taxonID dwc:taxonRank dwc:taxonomicStatus dwc:typeStatus dwc:verbatimElevation
dwc:verbatimEventDate dwc:sampleSizeValue dwc:sampleSizeUnit dwc:associatedSequences dwc:eventID dwc:samplingProtocol
dwc:locationID dwc:habitat dwc:countryCode dwc:samplingEffort dwc:geodeticDatum dwc:occurrenceID dwc:occurrenceStatus
dwc:organismQuantityType dwc:parentEventID dwc:datasetID gbif-dwc:identifiedByID gbif-dwc:recordedByID
gbif:DNA_sequence gbif:pcr_primer_forward gbif:pcr_primer_reverse gbif:pcr_primer_name_forward
gbif:pcr_primer_name_reverse dc:creator dc:rightsHolder openbiodiv:TaxonomicConceptLabel mixs:0000090 mixs:0000044
mixs:0000045 mixs:0000050 mixs:0000049 mixs:0000058 mixs:0000012 mixs:0000013 mixs:0000014
ac:associatedSpecimenReference ac:captureDevice ac:physicalSetting ac:resourceCreationTechnique ac:subjectOrientation
ac:subjectPart legacy:communities
""".split()
RELATION = "obo:RO_0002453"

CUSTOM: dict[str, dict[str, Any]] = {
    "all lists of texts": {name: ["a", "b"] for name in TEXTS},
    "texts for lists": dict.fromkeys(TEXTS, "a"),
    "null for lists": dict.fromkeys(TEXTS),
    "empty lists": {name: [] for name in TEXTS},
    "numbers in lists": {name: [1] for name in TEXTS},
    "empty texts in lists": {name: [""] for name in TEXTS},
    "unknown field": {"dwc:unknown": ["x"]},
    "unknown namespace": {"mine:field": "x"},
    **many("dwc:dateIdentified", LISTS | {"day": ["2024-01-02"], "month": ["2024-01"], "interval": ["2024/2025"]}),
    **many("dwc:eventDate", LISTS | {"two": ["2024-01-02", "2024-01-03"], "time": ["2024-01-02T10:00:00"]}),
    **many("dwc:decimalLatitude", LISTS | {"number": [40.5], "whole": [40], "text": ["40.5"], "too large": [400]}),
    **many("dwc:decimalLongitude", {"number": [18.2], "alone": 18.2}),
    **many("dwc:organismQuantity", {"number": [3], "text": ["many"]}),
    **many("gbif:ampliconSize", LISTS | {"number": [120], "fraction": [1.5], "whole fraction": [2.0], "text": ["7"]}),
    **many("ac:digitizationDate", LISTS | {"interval": ["2019/2020"], "day": ["2024-01-02"], "bad": ["soon"]}),
    **many(
        RELATION,
        LISTS
        | {
            "pair": [{"subject": ["a"], "object": ["b"]}],
            "subject only": [{"subject": ["a"]}],
            "unknown key": [{"subject": ["a"], "other": ["b"]}],
            "texts": [{"subject": "a", "object": "b"}],
        },
    ),
    **many("code:codeRepository", EMPTY | {"url": "https://github.com/a/b", "bad": "nowhere", "ssh": "git@a.b:c"}),
    **many(
        "code:programmingLanguage",
        LISTS | {"one": [{"id": "python"}], "two": [{"id": "python"}, {"id": "c"}], "unknown": [{"id": "nothing"}]},
    ),
    **many("code:developmentStatus", EMPTY | {"active": {"id": "active"}, "unknown": {"id": "nothing"}}),
    **many(
        "journal:journal",
        EMPTY
        | {
            "all": {"title": "J", "issue": "1", "volume": "2", "pages": "3-4", "issn": "2049-3630"},
            "bad issn": {"title": "J", "issn": "2049-3631"},
            "number": {"title": "J", "volume": 2},
            "null in it": {"title": None},
            "unknown key": {"title": "J", "editor": "E"},
        },
    ),
    **many(
        "meeting:meeting",
        EMPTY
        | {
            "all": {
                "acronym": "M",
                "dates": "1-2 May 2024",
                "place": "Lecce",
                "session_part": "a",
                "session": "IV",
                "title": "Meeting",
                "url": "https://a.example",
                "identifiers": [{"scheme": "url", "identifier": "https://a.example"}],
            },
            "bad url": {"title": "M", "url": "nowhere"},
            "identifier without scheme": {"title": "M", "identifiers": [{"identifier": "https://a.example"}]},
        },
    ),
    **many(
        "imprint:imprint",
        EMPTY
        | {
            "all": {"title": "B", "pages": "1", "place": "P", "isbn": "978-3-16-148410-0", "edition": "2"},
            "bad isbn": {"title": "B", "isbn": "978-3-16-148410-1"},
        },
    ),
    **many(
        "thesis:thesis",
        EMPTY
        | {
            "all": {
                "university": "U",
                "department": "D",
                "type": "PhD",
                "date_submitted": "2024-01-02",
                "date_defended": "2024-02-03",
            },
            "bad date": {"university": "U", "date_submitted": "soon"},
        },
    ),
    **many("legacy:subjects", LISTS | {"one": [{"term": "t", "identifier": "https://a.b", "scheme": "url"}]}),
}

ACCESS: dict[str, dict[str, Any]] = {
    "public": {"record": "public", "files": "public"},
    "restricted files": {"record": "public", "files": "restricted"},
    "restricted record": {"record": "restricted", "files": "restricted"},
    "restricted record with public files": {"record": "restricted", "files": "public"},
    "embargo": {
        "record": "public",
        "files": "restricted",
        "embargo": {"active": True, "until": "2999-01-01", "reason": "Not yet."},
    },
    "embargo without reason": {
        "record": "public",
        "files": "restricted",
        "embargo": {"active": True, "until": "2999-01-01"},
    },
    "embargo without date": {"record": "public", "files": "restricted", "embargo": {"active": True}},
    "embargo in the past": {
        "record": "public",
        "files": "restricted",
        "embargo": {"active": True, "until": "2001-01-01"},
    },
    "embargo of public files": {
        "record": "public",
        "files": "public",
        "embargo": {"active": True, "until": "2999-01-01"},
    },
    "embargo that is not active": {
        "record": "public",
        "files": "public",
        "embargo": {"active": False, "until": "2999-01-01", "reason": "x"},
    },
    "embargo null": {"record": "public", "files": "public", "embargo": None},
    "bad date": {"record": "public", "files": "restricted", "embargo": {"active": True, "until": "soon"}},
    "unknown word": {"record": "public", "files": "secret"},
    "null": {"record": None, "files": None},
    "nothing": {},
    "unknown key": {"record": "public", "files": "public", "other": True},
}
