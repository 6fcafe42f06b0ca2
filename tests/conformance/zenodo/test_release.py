"""A first release to Zenodo from end to end, on whichever server ZENODO_URL names."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import Release, Zenodo, done, holds
from tests.killing import proxied

RICH: dict[str, Any] = {
    "contributors": [{"name": "Roe, Ann", "type": "Editor"}],
    "language": "eng",
    "notes": "<p>Nothing <em>special</em>.</p>",
    "related_identifiers": [
        {"identifier": "10.1371/journal.pone.0090081", "relation": "isSupplementTo"},
        {"identifier": "https://example.org/frost", "relation": "isDocumentedBy"},
    ],
    "references": ["Gorman KB, Williams TD, Fraser WR (2014). PLoS ONE 9(3): e90081."],
    "dates": [{"start": "2007-11-09", "end": "2009-12-01", "type": "Collected"}],
    "locations": [{"place": "Palmer Station", "lat": -64.774, "lon": -64.053}],
    "publication_date": "2020-07-23",
}


def test_twenty_files_take_twenty_four_requests_and_two_looks(zenodo: Zenodo, releases: Releases) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(files=20, origin=proxy.url)
        result = release.apply()[-1]
        looks = [path for method, path in proxy.seen if method == "GET"]
        assert len(proxy.seen) - len(looks) == 23
        assert len(set(looks)) <= 3, looks  # where files go; and a look that is repeated until the search has settled
        assert result["requests"] == len(proxy.seen)
    [record] = release.is_published(release.version)
    assert (result["id"], result["doi"]) == (str(record["id"]), record["doi"])
    assert zenodo.content(record["id"], "data-7.csv") == (release.folder / "data/data-7.csv").read_bytes()
    assert "urn:uuid" not in json.dumps(zenodo.native(record["id"]))


def test_metadata_of_many_kinds_arrive_and_stay(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**RICH)
    release.apply()
    meant = release.version
    dates = [{**RICH["dates"][0], "type": "collected"}]  # which is how Zenodo tells it
    [record] = release.is_published(replace(meant, metadata={**meant.metadata, "dates": dates}))
    assert release.apply()[-1]["status"] == "unchanged"
    assert zenodo.deposition(record["id"]) == record


def test_names_of_files_may_have_blanks_and_letters_of_all_kinds(zenodo: Zenodo, release: Release) -> None:
    word = release.word
    release.write(**{"größe 1 (a+b).csv": f"x {word}\n", "100%25.txt": f"y {word}\n", "a#b?c.txt": f"z {word}\n"})
    release.apply()
    [record] = release.is_published(release.version)
    assert zenodo.content(record["id"], "100%2525.txt") == f"y {word}\n".encode()


def test_a_second_apply_changes_nothing(zenodo: Zenodo, releases: Releases) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(origin=proxy.url)
        first = release.apply()[-1]
        before = zenodo.deposition(first["id"])
        already = len(proxy.seen)
        second = release.apply()[-1]
        asked = proxy.seen[already:]
    assert (second["status"], second["id"], second["doi"]) == ("unchanged", first["id"], first["doi"])
    assert {method for method, _ in asked} == {"GET"}
    assert second["requests"] == len(asked) <= 2
    after = zenodo.deposition(first["id"])
    assert after["modified"] == before["modified"]
    assert after == before


def test_a_draft_is_complete_and_can_be_published_later(release: Release) -> None:
    release.publish = False
    release.save()
    result = release.apply()[-1]
    draft = release.is_draft()
    assert (result["id"], result["published"], draft["submitted"]) == (str(draft["id"]), False, False)
    assert release.apply()[-1]["status"] == "unchanged"
    release.publish = True
    release.save()
    assert done(release.apply()) == ["publish"]
    release.is_published(release.version)


def test_files_of_a_draft_that_changed_after_they_were_sent_are_sent_again(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(files=5)
    release.publish = False
    release.save()
    number = release.apply()[-1]["id"]
    changed = ["data-0.csv", "data-2.csv", "data-4.csv"]
    release.write(**{name: f"another {name} of {release.word}\n" for name in changed})
    steps = done(release.apply())
    assert [key for key in steps if key.startswith("upload:")] == [f"upload:{name}" for name in changed]
    holds(zenodo.deposition(number), release.version)
    assert str(release.is_draft()["id"]) == number
    release.publish = True
    release.save()
    release.apply()
    release.is_published(release.version)


def test_what_somebody_changed_in_a_draft_is_mended(zenodo: Zenodo, release: Release) -> None:
    release.publish = False
    release.save()
    number = release.apply()[-1]["id"]
    draft = zenodo.deposition(number)
    bucket = draft["links"]["bucket"].rpartition("/")[2]
    zenodo.ask("PUT", f"files/{bucket}/stranger.txt", content=b"hello")
    zenodo.ask("PUT", f"files/{bucket}/data-0.csv", content=b"other")
    kept = {name: draft["metadata"][name] for name in ("upload_type", "creators", "publication_date")}
    zenodo.ask("PUT", f"deposit/depositions/{number}", json={"metadata": {**kept, "title": f"Theirs {release.word}"}})
    assert {"remove:stranger.txt", "upload:data-0.csv", "describe"} <= set(done(release.apply()))
    release.is_draft()
