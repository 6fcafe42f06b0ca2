"""`list --orphans`: drafts of a campaign that no lockfile knows, whoever made them; nothing is done with them."""

from __future__ import annotations

import json
from shutil import move, rmtree

import httpx
import pytest

from tests.campaign.many import Many
from tests.conftest import refresh
from tests.killing import PATIENCE
from tests.program import program


def orphans(many: Many, *options: str) -> list[str]:
    """The titles of what is listed."""
    refresh(many.server.origin, many.token)
    words = ("list", "--orphans", many.name, *options, "--json")
    process = program(*words, tokens={many.origin: many.token}, cwd=many.folder)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    (listing,) = json.loads(out)["listings"]
    return sorted(item["title"].partition(":")[0] for item in listing["items"])


def begun_on_the_web(many: Many, title: str) -> None:
    headers = {"Authorization": f"Bearer {many.token}"}
    value = {"metadata": {"title": title, "upload_type": "dataset"}}
    url = f"{many.server.origin}/api/deposit/depositions"
    httpx.post(url, json=value, headers=headers, trust_env=False, timeout=PATIENCE).raise_for_status()


def test_drafts_are_listed_that_are_called_like_a_release_and_are_in_no_lockfile(many: Many) -> None:
    many.rows("A1", "A2", "A3")
    many.apply("--until", "verify")
    begun_on_the_web(many, f"SPECIMEN A3 - Plantago {many.mark}")
    begun_on_the_web(many, f"Something else {many.mark}")
    assert orphans(many) == ["SPECIMEN A3 - Plantago " + many.mark]
    move(many.folder / "campaign.locks" / "A2.lock.json", many.folder / "away.json")
    before = many.titles()
    assert orphans(many) == ["SPECIMEN A3 - Plantago " + many.mark, "Specimen A2"]
    assert many.titles() == before
    move(many.folder / "away.json", many.folder / "campaign.locks" / "A2.lock.json")
    many.apply()
    assert orphans(many) == ["SPECIMEN A3 - Plantago " + many.mark]


def test_what_other_processes_know_is_no_orphan(many: Many) -> None:
    many.rows("A1", "A2")
    many.apply("--join", "state", "--until", "verify")
    rmtree(many.folder / "campaign.locks")
    assert orphans(many) == ["Specimen A1", "Specimen A2"]
    assert orphans(many, "--join", "state") == []
    told = program("list", "--orphans", many.name, "--join", "data", cwd=many.folder)
    _, err = told.communicate(timeout=PATIENCE)
    assert (told.returncode, "data is no folder that apply --join shared" in err) == (2, True)


@pytest.mark.parametrize(
    "options",
    [["-q", "words"], ["-n", "3"], ["--datasets"], ["-r", "nomad"]],
)
def test_what_it_would_not_heed_is_refused_and_another_environment_is_asked(many: Many, options: list[str]) -> None:
    many.rows("A1")
    process = program("list", "--orphans", many.name, *options, cwd=many.folder)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "it does not go with --orphans" in err) == (2, True)
    process = program("list", "--orphans", many.name, "-e", "local", "--json", cwd=many.folder)
    out, err = process.communicate(timeout=PATIENCE)
    assert [one["environment"] for one in json.loads(out)["listings"]] == ["local"], err
