"""An entry that NOMAD cannot parse: the error says why, and is the same where that cannot be found out."""

from __future__ import annotations

import pytest

from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import proxied

ENTITY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: "


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("json.archive.json", '{"data": ', "json.decoder.JSONDecodeError: Expecting value: line 1 column 10 (char 9)"),
        ("yaml.archive.yaml", "data: [\n", "yaml.parser.ParserError: while parsing a flow node"),
        ("bytes.archive.json", b"\xff\xfe{}", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff"),
        ("value.archive.yaml", ENTITY + "{a: 1}\n", "ValueError: Cannot convert {'a': 1} to <class 'str'>."),
        ("text.archive.yaml", "hello\n", "AttributeError: 'str' object has no attribute "),
        (
            "where.archive.yaml",
            'data:\n  m_def: "../upload/raw/nope.archive.yaml#/definitions/section_definitions/0"\n',
            "MetainfoReferenceError: Could not load nope.archive.yaml.",
        ),
    ],
)
def test_why_an_entry_failed_is_told(release: Release, name: str, content: str | bytes, told: str) -> None:
    release.file(name, content)
    _, err = release.run("apply", release.path.name, "--yes", code=1)
    assert "NOMAD failed on 1 of 2 entries: data/" in err
    assert "parser failed with exception" in err
    assert f"\n    data/{name}: " in err
    assert told in err
    assert "where: wait" in err
    assert release.run("apply", release.path.name, "--yes", code=1)[1].count(told) == 1


@pytest.mark.sample
def test_no_more_than_three_entries_are_asked_for(nomad: Nomad, releases: Releases) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        for number in range(4):
            release.file(f"{number}.archive.json", f'{{"data{number}": ')
        _, err = release.run("apply", release.path.name, "--yes", code=1)
        asked = [path for _, path in proxy.seen if path.endswith("/archive/query")]
    assert err.count("JSONDecodeError") == len(asked) == 3
    assert "NOMAD failed on 4 of 5 entries: " in err


def test_a_look_that_fails_changes_nothing_of_the_error(nomad: Nomad, releases: Releases) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        release.file("bad.archive.json", '{"data": ')
        proxy.picks, proxy.moment = lambda _method, path: path.endswith("/archive/query"), "after"
        _, err = release.run("apply", release.path.name, "--yes", code=1)
        assert [path for _, path in proxy.seen if path.endswith("/archive/query")]
    assert "NOMAD failed on 1 of 2 entries: data/bad.archive.json: " in err
    assert "JSONDecodeError" not in err
    assert "entries: any" in err
