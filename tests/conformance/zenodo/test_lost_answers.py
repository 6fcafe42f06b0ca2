"""Answers that do not arrive although the server did what was asked: it gets through by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from _pytest.mark import ParameterSet

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import Zenodo
from tests.killing import Moment, proxied

Picks = Callable[[str, str], bool]
Case = tuple[int | Moment, int]
CUT, GATEWAY_TIMEOUT = 0, 504
PUBLISH = "POST records/draft/actions/publish"
ALL: list[Case] = [(lost, status) for lost in (2, 3, 4) for status in (CUT, GATEWAY_TIMEOUT)]
EACH: list[Case] = [(moment, status) for moment in ("before", "after") for status in (CUT, GATEWAY_TIMEOUT)]


def some(all_cases: list[Case], *chosen: Case) -> list[ParameterSet]:
    """These cases; `make torture` tries all."""
    return [pytest.param(*each, marks=[] if each in chosen else pytest.mark.torture) for each in all_cases]


def first_uploads(number: int) -> Picks:
    """The first so many files that are sent, each once."""
    struck: set[str] = set()

    def picks(method: str, path: str) -> bool:
        fresh = method == "PUT" and "/files/" in path and path not in struck and len(struck) < number
        struck.update({path} if fresh else ())
        return fresh

    return picks


def first_of_each_kind(struck: set[str]) -> Picks:
    """The first change of each kind."""

    def picks(method: str, path: str) -> bool:
        about = f"{method} {kind(path)}"
        fresh = method != "GET" and about not in struck
        struck.update({about} if fresh else ())
        return fresh

    return picks


def kind(path: str) -> str:
    """What a request is about, without ids and names."""
    return re.sub(r"/api/|\?.*$", "", re.sub(r"files/[^/]+/[^/]+$", "file", re.sub(r"/\d+(?=[/?]|$)", "", path)))


@pytest.mark.parametrize(("lost", "status"), some(ALL, (4, CUT), (4, GATEWAY_TIMEOUT)))
def test_lost_answers_to_uploads_of_a_first_release(zenodo: Zenodo, releases: Releases, lost: int, status: int) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(files=8, origin=proxy.url)
        proxy.moment, proxy.status, proxy.picks = "after", status, first_uploads(lost)
        assert release.apply()[-1]["published"]
    release.is_published(release.version)


@pytest.mark.parametrize(("lost", "status"), some(ALL, (3, CUT), (4, GATEWAY_TIMEOUT)))
def test_lost_answers_to_uploads_of_a_new_version(zenodo: Zenodo, releases: Releases, lost: int, status: int) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(files=8, origin=proxy.url)
        release.apply()
        first = release.version
        replaced = {f"data-{number}.csv": f"replaced {number}\n" for number in range(4)}
        release.write(**replaced, **{"new-1.csv": "new\n", "new-2.csv": "newer\n", "data-7.csv": None})
        proxy.moment, proxy.status, proxy.picks = "after", status, first_uploads(lost)
        assert release.apply()[-1]["published"]
    release.is_published(first, release.version)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("moment", "status"), some(EACH, ("before", GATEWAY_TIMEOUT), ("after", CUT)))
def test_each_change_of_a_release_and_of_a_version_is_lost_once(
    zenodo: Zenodo, releases: Releases, moment: Moment, status: int
) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(files=3, origin=proxy.url)
        struck: set[str] = set()
        proxy.moment, proxy.status, proxy.picks = moment, status, first_of_each_kind(struck)
        assert release.apply()[-1]["published"]
        assert {"POST records", "PUT file", "PUT records/draft", PUBLISH} <= struck
        first = release.version
        struck.clear()
        release.write(**{"data-0.csv": "replaced\n", "data-1.csv": None})
        assert release.apply()[-1]["published"]
        assert {"PUT file", "PUT records/draft", PUBLISH} <= struck
        assert len(struck) >= 5, struck
    release.is_published(first, release.version)
