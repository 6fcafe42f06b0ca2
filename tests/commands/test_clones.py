"""A second machine, which has the manifest and not the lockfile: after the first was killed, and at the same time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from tests.commands.desk import ZENODO, Desk, Ended
from tests.conftest import Server
from tests.killing import PATIENCE, Proxy, may_change, proxied
from tests.program import kill

Desks = Callable[..., Desk]
OFTEN, MORE = range(5), range(5, 50)  # how often two clones meet: in make test, and what make torture adds
LOOKS = 3  # before the create; before the publication, where our own draft shows; and once more a moment later
SLOW = 0.15  # seconds that a request takes longer, at most


@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_a_clone_goes_on_with_what_a_killed_machine_began(
    server: Server, desks: Desks, repository: str, after: int
) -> None:
    """It is killed once so many requests that write have been answered; the first makes the draft."""
    with proxied(server.origin) as proxy:
        first = desks(repository, origin=proxy.url)
        clone = first.clone()
        process = first.start("apply", first.path.name, "--yes")
        strike_after_writes(proxy, after, lambda: kill(process))
        process.communicate(timeout=PATIENCE)
        assert process.returncode != 0
        proxy.picks = lambda _method, _path: False
        (draft,) = first.account()
        assert clone.apply().result["id"] == draft.id
        clone.has_published(draft.id)
        again = first.ended(first.start("apply", first.path.name, "--json", "--yes"))
        says_what_it_found(again, draft.id)
        assert again.result["status"] in {"unchanged", "refused"}
        first.has_published(draft.id)


def strike_after_writes(proxy: Proxy, count: int, strike: Callable[[], None]) -> None:
    """Strike once so many requests that are no GET were done."""
    left = [count]

    def picks(method: str, path: str) -> bool:
        left[0] -= may_change(method, path) and not path.endswith("auth/token")
        return left[0] == 0

    proxy.moment, proxy.strike, proxy.picks = "after", strike, picks


@pytest.mark.parametrize("seed", OFTEN)
@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_two_clones_at_once_publish_once(server: Server, desks: Desks, repository: str, seed: int) -> None:
    met(server, desks, repository, random.Random(seed))  # noqa: S311  # no secret


@pytest.mark.torture
@pytest.mark.parametrize("seed", MORE)
@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_two_clones_at_once_publish_once_each_time(server: Server, desks: Desks, repository: str, seed: int) -> None:
    met(server, desks, repository, random.Random(seed))  # noqa: S311  # no secret


def test_what_shows_only_at_the_second_look_is_seen(server: Server, desks: Desks) -> None:
    """An index may take what was made within a second in any order: one look at our own draft is not enough."""
    with proxied(server.origin) as proxy:
        desk = desks("zenodo", origin=proxy.url)
        looks: list[str] = []

        def meanwhile(method: str, path: str) -> None:
            looks.extend([path] if method == "GET" and "metadata.identifiers" in path else [])
            if len(looks) == LOOKS and "rival" not in looks:
                looks.append("rival")
                desk.ask("POST", f"deposit/depositions/{theirs(desk)}/actions/publish")

        proxy.meanwhile = meanwhile
        ended = desk.ended(desk.start("apply", desk.path.name, "--json", "--yes"))
    mine, rival = desk.account()
    assert (mine.published, rival.published) == (False, True)
    assert (ended.code, rival.id in ended.err) == (5, True), ended
    assert f"The draft {mine.id} is complete, and not published." in ended.err


@pytest.mark.parametrize("repository", ["zenodo"])
def test_the_draft_of_another_release_is_not_taken_for_a_lost_one(
    server: Server, desks: Desks, repository: str
) -> None:
    """Both have one title and were begun in one moment, so both have one mark; the files tell."""
    with proxied(server.origin) as proxy:
        desk = desks(repository, origin=proxy.url)
        twins: list[str] = []

        def picks(method: str, path: str) -> bool:
            return method == "POST" and path.endswith("/records") and len(twins) == 1

        def meanwhile(method: str, path: str) -> None:
            if method == "POST" and path.endswith("/records") and not twins:
                twins.append(theirs(desk, mark=desk.facts["marker"]))

        proxy.moment, proxy.picks, proxy.meanwhile = "after", picks, meanwhile
        ended = desk.ended(desk.start("apply", desk.path.name, "--json", "--yes"))
        assert (ended.code, twins[0] in ended.err) == (6, True), ended
    (twin,) = desk.account()
    assert twin.id == twins[0]
    assert [file["filename"] for file in desk.state(twin.id)["files"]] == ["theirs.csv"]


def theirs(desk: Desk, mark: str = "") -> str:
    """The id of a draft of this title with a file of its own, as by hand."""
    marked = [{"identifier": mark, "relation": "isAlternateIdentifier", "scheme": "urn"}] if mark else []
    metadata = {"title": desk.title, **ZENODO, "related_identifiers": marked}
    made = desk.ask("POST", "deposit/depositions", json={"metadata": metadata})
    bucket = made["links"]["bucket"].rpartition("/")[2]
    desk.ask("PUT", f"files/{bucket}/theirs.csv", content=f"theirs of {desk.title}".encode())
    return str(made["id"])


def met(server: Server, desks: Desks, repository: str, dice: random.Random) -> None:
    """Two clones apply at once, and once more each: one thing is published, and nothing else is left."""
    with proxied(server.origin) as proxy:
        first = desks(repository, origin=proxy.url)
        second = first.clone()
        server.fault()  # the search lags as usual
        proxy.meanwhile = lambda _method, _path: time.sleep(dice.uniform(0, SLOW))
        one = first.start("apply", first.path.name, "--json", "--yes")
        time.sleep(dice.uniform(0, dice.choice([0.1, 2])))
        other = second.start("apply", second.path.name, "--json", "--yes")
        told = [first.ended(one), second.ended(other)]
        print([ended.code for ended in told])  # noqa: T201  # see -rP
        proxy.meanwhile = lambda _method, _path: None
        server.fault("search-lag=0")
        again = [clone.ended(clone.start("apply", clone.path.name, "--json", "--yes")) for clone in (first, second)]
    (published,) = first.account()
    assert published.published
    assert 0 in {ended.code for ended in told}, told
    for ended in (*told, *again):
        says_what_it_found(ended, published.id)


def says_what_it_found(ended: Ended, number: str) -> None:
    """It published that, or found it; or it names what it found, which may have been a draft then."""
    assert ended.code in {0, 5, 6}, ended
    if ended.code == 0:
        assert (ended.result["id"], ended.result["published"]) == (number, True)
    else:
        assert number in ended.err
