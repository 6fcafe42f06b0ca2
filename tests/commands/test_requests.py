"""The requests that a plan tells are those that apply then makes, whatever was done before."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.commands.desk import Desk, Ended
from tests.conftest import Server
from tests.killing import proxied

Desks = Callable[..., Desk]


def totals(desk: Desk, *options: str) -> Any:
    return json.loads(desk.run("plan", "--json", *options).out)["totals"]


def applied(desk: Desk, *options: str) -> tuple[Any, Ended]:
    """What the plan told before, which apply told again, and how that ended."""
    told = totals(desk)
    ended = desk.apply(*options)
    assert ended.events[0]["totals"] == told
    return told, ended


def told_truly(desk: Desk) -> None:
    told, ended = applied(desk)
    assert (told["requests"], told.get("at_least")) == (ended.result["requests"], None)


def with_keywords(desk: Desk, *keywords: str) -> Desk:
    return desk.changed(more=(("keywords", list(keywords)),))


@pytest.mark.parametrize("files", [1, 20])
def test_a_first_release_its_edit_and_nothing_to_do(desks: Desks, files: int) -> None:
    desk = desks("zenodo").put(**{f"more-{number}.csv": f"{number}" for number in range(files)})
    told_truly(desk)
    told_truly(with_keywords(desk, "frost"))
    told_truly(with_keywords(desk, "frost"))


def test_new_versions(zenodo: Desk) -> None:
    zenodo.apply()
    told_truly(zenodo.put(**{"b.csv": "one changed file"}))
    (zenodo.folder / "data" / "a.archive.yaml").unlink()
    told_truly(zenodo.put(**{"b.csv": "changed", "c.csv": "new", "d.csv": "new, too"}))
    told_truly(zenodo.put(**{"b.csv": "none", "c.csv": "is", "d.csv": "kept"}))


@pytest.mark.parametrize("until", ["create", "upload", "describe", "verify"])
def test_what_is_left_of_a_first_release(zenodo: Desk, until: str) -> None:
    zenodo.apply("--until", until)
    told_truly(zenodo)


@pytest.mark.parametrize("until", ["new-version", "upload", "describe"])
def test_what_is_left_of_a_new_version(zenodo: Desk, until: str) -> None:
    zenodo.apply()
    zenodo.put(**{"b.csv": "changed"}).apply("--until", until)
    told_truly(zenodo)


def test_an_open_edit_goes_on_or_is_dropped_for_a_new_version(zenodo: Desk) -> None:
    zenodo.apply()
    for keyword, text in (("frost", ""), ("ice", "changed")):
        edited = with_keywords(zenodo, keyword)
        edited.apply("--until", "edit")
        told_truly(edited.put(**{"b.csv": text}) if text else edited)


def test_what_becomes_of_communities_takes_more(desks: Desks) -> None:
    desk = desks("zenodo", more=(("communities", [{"identifier": "bench-open"}]),))
    for text in ("first", "changed"):
        desk.put(**{"c.csv": text})
        assert " to send, at least " in desk.run("plan").out
        told, ended = applied(desk)
        assert told["at_least"]
        assert told["requests"] <= ended.result["requests"]


def test_without_a_look_there_may_be_more(zenodo: Desk) -> None:
    told, ended = totals(zenodo, "--offline"), zenodo.apply()
    assert told["at_least"]
    assert told["requests"] <= ended.result["requests"]


def without_waits(seen: list[tuple[str, str]]) -> int:
    """How many requests these are, where one that waits looks at the progress once."""
    return sum(
        request != before or not request[1].endswith("?page_size=1") for before, request in pairwise([("", ""), *seen])
    )


@pytest.mark.parametrize("until", ["", "create", "upload", "wait", "describe", "verify"])
def test_on_nomad_only_waits_take_more(server: Server, desks: Desks, until: str) -> None:
    with proxied(server.origin) as proxy:
        desk = desks("nomad", origin=proxy.url)
        if until:
            desk.apply("--until", until)
        proxy.seen.clear()
        told = totals(desk)
        proxy.seen.clear()
        made = desk.apply().result["requests"]
        assert told["at_least"]
        assert made == len(proxy.seen)
        assert told["requests"] == without_waits(proxy.seen)


def test_on_nomad_changed_files_edits_and_nothing_to_do(server: Server, desks: Desks) -> None:
    with proxied(server.origin) as proxy:
        desk = desks("nomad", origin=proxy.url)
        desk.apply("--until", "verify")
        for changed in (desk.put(**{"b.csv": "changed"}), desk.changed(more=(("comment", "Edited."),)), desk):
            told = totals(changed)
            proxy.seen.clear()
            changed.apply()
            assert told["requests"] == without_waits(proxy.seen)


def test_on_nomad_nothing_to_do_and_a_doi_of_a_dataset(desks: Desks) -> None:
    desk = desks("nomad", more=(("datasets", ["Silicon study"]),))
    told, ended = applied(desk)
    assert told["requests"] <= ended.result["requests"]
    told_truly(desk)
    told_truly(desk.changed(more=(("datasets", [{"name": "Silicon study", "doi": True}]),)))


def test_nomad_tells_whose_account_it_is_where_it_was_asked_anyway(nomad: Desk) -> None:
    assert nomad.apply().events[0]["outline"]["account"]
