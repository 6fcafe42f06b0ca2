"""Access to files: embargoes, how they end, and who sees what is not public."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.local.conftest import NATIVE, Zenodo, connected
from tests.local.running import Running, running

ALICE = "--token=alice=alice's"


@pytest.fixture
def embargoed(tmp_path: Path) -> Iterator[tuple[Running, Zenodo, int]]:
    """A record with an embargo that has ended, but that the server has not lifted yet."""
    with running(tmp_path, ALICE, "--search-lag=0") as server, connected(server) as client:
        zenodo = Zenodo(client)
        number = zenodo.publish(access_right="embargoed", embargo_date="2099-01-01")["id"]
        end_embargo(tmp_path, number)
        yield server, zenodo, number


def end_embargo(store: Path, number: int) -> None:
    database = sqlite3.connect(store / "zenodo.sqlite")
    (body,) = database.execute("SELECT body FROM document WHERE id = ? AND kind = 'record'", (number,)).fetchone()
    changed = json.loads(body)
    changed["access"]["embargo"]["until"] = "2020-01-01"
    database.execute("UPDATE document SET body = ? WHERE id = ? AND kind = 'record'", (json.dumps(changed), number))
    database.commit()
    database.close()


def access(record: dict[str, Any]) -> tuple[str, str | None]:
    return record["metadata"]["access_right"], record["metadata"].get("embargo_date")


def test_an_ended_embargo_holds_until_it_is_lifted(embargoed: tuple[Running, Zenodo, int]) -> None:
    _, zenodo, number = embargoed
    assert access(zenodo.act(number, "edit")) == ("embargoed", "2020-01-01")
    refused = zenodo.client.post(f"/deposit/depositions/{number}/actions/publish")
    assert [one["field"] for one in refused.json()["errors"]] == ["access.embargo.until"]
    assert access(zenodo.put(number, access_right="open", embargo_date="2020-01-01")) == ("open", None)
    assert access(zenodo.act(number, "publish")) == ("open", None)


def test_a_lifted_embargo_opens_the_files_of_the_record_and_of_an_untouched_edit(
    embargoed: tuple[Running, Zenodo, int], tmp_path: Path
) -> None:
    server, zenodo, number = embargoed
    zenodo.act(number, "edit")
    before = zenodo.client.get(f"/records/{number}").json()
    server.process.terminate()
    server.process.wait(10)
    with running(tmp_path, ALICE, "--search-lag=0") as again, connected(again) as client:
        zenodo = Zenodo(client)
        lifted = client.get(f"/records/{number}").json()
        assert access(lifted) == access(zenodo.get(number).json()) == ("open", "2020-01-01")
        assert lifted["modified"] > before["modified"]
        native = client.get(f"/records/{number}", headers=NATIVE).json()["access"]
        assert native["embargo"] == {"active": False, "until": "2020-01-01", "reason": None}
        assert (native["files"], native["status"]) == ("public", "open")
        assert access(zenodo.act(number, "publish")) == ("open", "2020-01-01")
        zenodo.act(number, "edit")
        zenodo.put(number, access_right="embargoed", embargo_date="2020-01-01")
        assert client.post(f"/deposit/depositions/{number}/actions/publish").status_code == 400


def test_files_that_are_not_public_are_listed_for_their_owner_only(zenodo: Zenodo) -> None:
    path = f"/records/{zenodo.publish(access_right='restricted')['id']}"
    stranger = httpx.Client(base_url=zenodo.client.base_url, trust_env=False)
    for client, names, native in ((zenodo.client, ["data.csv"], {"data.csv"}), (stranger, [], set())):
        assert [file["key"] for file in client.get(path).json()["files"]] == names
        assert client.get(path, headers=NATIVE).json()["files"].get("entries", {}).keys() == native
    stranger.close()


def test_an_edit_may_close_open_and_move_what_is_published(zenodo: Zenodo) -> None:
    number = zenodo.publish()["id"]
    for wanted in (("restricted", None), ("embargoed", "2099-01-01"), ("embargoed", "2098-01-01"), ("open", None)):
        zenodo.act(number, "edit")
        right, until = wanted
        zenodo.put(number, access_right=right, **({"embargo_date": until} if until else {}))
        assert access(zenodo.act(number, "publish")) == wanted
