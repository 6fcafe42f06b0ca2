"""One release of a campaign by its name, `campaign.yaml#NAME`: all commands about one release take it."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.campaign.many import Many


def alone(many: Many, name: str) -> Many:
    return replace(many, name=f"{many.name}#{name}")


def test_a_row_whose_lockfile_was_lost_is_found_refused_and_adopted_as_the_advice_says(many: Many) -> None:
    many.rows("A 1", "A2")
    many.apply()
    lock = many.folder / "campaign.locks" / "A 1.lock.json"
    number = json.loads(lock.read_text("utf-8"))["releases"]["zenodo/sandbox"]["id"]
    lock.unlink()
    told = many.run("apply", "--yes", code=5)
    assert f"publishpipe adopt 'campaign.yaml#A 1' {number}\n" in told
    alone(many, "A 1").run("adopt", number)
    assert many.counts()["unchanged"] == 2
    assert len(many.titles()) == 2


def test_one_row_is_planned_applied_looked_at_cited_and_discarded(many: Many) -> None:
    many.rows("A1", "A2")
    row = alone(many, "A1")
    assert len(json.loads(row.run("plan", "--json"))["steps"]) == 5
    row.run("apply", "--until", "describe")
    assert len(many.titles()) == 1
    assert json.loads(row.run("status", "--json"))["state"] == "draft"
    row.run("discard", "--yes")
    assert many.titles() == []
    row.run("apply", "--yes")
    row.run("verify")
    assert f"Specimen A1: Plantago {many.mark}" in row.run("cite")
    assert row.run("open", "--print").startswith(many.origin)
    assert many.counts()["unchanged"] == 1


def test_one_of_two_that_name_each_other_knows_the_doi_of_the_other(many: Many) -> None:
    many.pair()
    assert "structures.doi} is the DOI of no release here, or not known yet" in alone(many, "data").run("plan", code=3)
    text = (many.folder / "data.yaml").read_text("utf-8")
    (many.folder / "data.yaml").write_text(text.replace("Beside", "${structures} beside"), "utf-8")
    assert "${structures} stands for nothing" in alone(many, "data").run("plan", code=3)
    (many.folder / "data.yaml").write_text(text, "utf-8")
    many.apply()
    assert json.loads(alone(many, "data").run("status", "--json"))["changes"] is False


def test_what_no_release_is_called_is_told(many: Many) -> None:
    many.rows("Alpha1", "A2")
    assert "did you mean Alpha1?" in alone(many, "Alpa1").run("status", code=2)
    assert "campaign.yaml#Alpha1" in many.run("cite", code=2)
    assert "cannot be saved" in alone(many, "A2").run("plan", "--out", "a.plan", code=2)
