"""A community that looks at a release first, and publishes it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import NATIVE, Release, Zenodo, done
from tests.conformance.zenodo.test_lost_answers import first_of_each_kind
from tests.killing import Moment, proxied

THEIRS, OWN = "bench-bob-closed", "bench-open"


def asking(slug: str) -> dict[str, Any]:
    return {"communities": [{"identifier": slug, "review": True}]}


def draft_of(release: Release) -> str:
    """The id that the lockfile knows."""
    lock = json.loads(release.path.with_name("release.lock.json").read_text("utf-8"))
    [facts] = [known for known in lock["releases"].values() if "id" in known]
    return str(facts["id"])


def decide(zenodo: Zenodo, release: Release, what: str) -> None:
    """A curator accepts or declines."""
    review = zenodo.native(draft_of(release), "/draft")["parent"]["review"]
    assert review["status"] == "submitted"
    zenodo.ask("POST", f"requests/{review['id']}/actions/{what}", "bob", json={}, headers=NATIVE)


def is_in(zenodo: Zenodo, number: str, slug: str) -> bool:
    hits = zenodo.ask("GET", f"records/{number}/communities", headers=NATIVE)["hits"]["hits"]
    return slug in [hit["slug"] for hit in hits]


def without(release: Release) -> Any:
    """What a record is to hold: that its community was to look at it is nothing that it holds."""
    slugs = [{"identifier": one["identifier"]} for one in release.metadata["communities"]]
    version = release.version
    return type(version)(version.files, {**version.metadata, "communities": slugs})


@pytest.mark.sample
def test_a_community_publishes_what_it_was_asked_to(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(THEIRS))
    events = release.apply()
    assert done(events)[-1] == "verify" or "review" in done(events)
    assert (events[-1]["status"], events[-1]["published"]) == ("done", False)
    number = events[-1]["id"]
    assert f"{THEIRS}: requested" in release.run("status")
    assert release.apply()[-1]["status"] == "unchanged"
    release.describe(description="<p>Changed while they decide.</p>")
    release.write(**{"data-0.csv": "changed, too\n", "more.csv": "more\n"})
    assert "review" not in done(release.apply())
    decide(zenodo, release, "accept")
    result = release.apply()[-1]
    assert (result["status"], result["published"], result["id"]) == ("unchanged", True, number)
    assert is_in(zenodo, number, THEIRS)
    assert f"{THEIRS}: accepted" in release.run("status")
    first = without(release)
    release.write(**{"data-0.csv": "a new version\n"})
    assert release.apply()[-1]["published"]
    release.is_published(first, without(release))


def test_what_was_declined_is_asked_again_when_something_is_new(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(THEIRS))
    release.apply()
    decide(zenodo, release, "decline")
    assert release.apply(code=5)[-1]["status"] == "refused"
    assert f"{THEIRS}: declined" in release.run("status")
    release.describe(description="<p>Better.</p>")
    assert "review" in done(release.apply())
    decide(zenodo, release, "accept")
    assert release.apply()[-1]["published"]
    release.is_published(without(release))


def test_a_run_that_ends_before_it_asks_again_is_gone_on_with(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(THEIRS))
    release.apply()
    decide(zenodo, release, "decline")
    release.describe(description="<p>Better.</p>")
    release.apply("--until", "verify")
    assert done(release.apply()) == ["review"]
    release.run("discard", "--yes")


def test_another_community_that_was_asked_on_the_web_is_not_the_manifests(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(THEIRS))
    release.apply("--until", "verify")
    number = draft_of(release)
    other = zenodo.ask("GET", "communities/bench-bob-open", headers=NATIVE)["id"]
    wanted = {"receiver": {"community": other}, "type": "community-submission"}
    zenodo.ask("PUT", f"records/{number}/draft/review", json=wanted, headers=NATIVE)
    zenodo.ask("POST", f"records/{number}/draft/actions/submit-review", json={}, headers=NATIVE)
    assert "names another one" in release.apply(code=5)[-1]["error"]
    assert "requested" not in release.run("status")
    release.run("discard", "--yes")


def test_what_was_declined_can_be_published_by_oneself_and_accepted_later(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(THEIRS))
    release.apply()
    decide(zenodo, release, "decline")
    release.describe(communities=[{"identifier": THEIRS}])
    result = release.apply()[-1]
    assert result["published"]
    [request] = [
        one
        for one in zenodo.ask("GET", f"records/{result['id']}/requests", headers=NATIVE)["hits"]["hits"]
        if one["is_open"]
    ]
    zenodo.ask("POST", f"requests/{request['id']}/actions/accept", "bob", json={}, headers=NATIVE)
    assert is_in(zenodo, result["id"], THEIRS)
    release.is_published(release.version)


@pytest.mark.sample
def test_nobody_publishes_what_a_community_decides_on(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(THEIRS))
    release.apply()
    release.describe(communities=[{"identifier": THEIRS}])
    assert release.apply(code=5)[-1]["status"] == "refused"
    number = draft_of(release)
    release.run("discard", "--yes")
    assert zenodo.answer("GET", f"records/{number}/draft", headers=NATIVE).status_code == 404


def test_ones_own_community_publishes_at_once(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(**asking(OWN))
    result = release.apply()[-1]
    assert (result["status"], result["published"]) == ("done", True)
    assert is_in(zenodo, result["id"], OWN)
    assert release.apply()[-1]["status"] == "unchanged"
    release.is_published(without(release))


@pytest.mark.parametrize(
    ("moment", "slug"),
    [
        ("after", THEIRS),
        *(
            pytest.param(*case, marks=pytest.mark.torture)
            for case in [("before", THEIRS), ("before", OWN), ("after", OWN)]
        ),
    ],
)
def test_each_change_of_a_release_under_review_is_lost_once(
    zenodo: Zenodo, releases: Releases, moment: Moment, slug: str
) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(origin=proxy.url, **asking(slug))
        struck: set[str] = set()
        proxy.moment, proxy.picks = moment, first_of_each_kind(struck)
        assert release.apply()[-1]["published"] == (slug == OWN)
        assert {"PUT records/draft/review", "POST records/draft/actions/submit-review"} <= struck
        if slug == THEIRS:
            decide(zenodo, release, "accept")
            assert release.apply()[-1]["published"]
    release.is_published(without(release))
