"""A record made on the web is taken over, and one field of it edited: all else stays as it is, whatever it holds."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from tests.conformance.zenodo import web_records
from tests.conformance.zenodo.server import Release, Zenodo

SAMPLE = (1, 2, 5, 13)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(0, marks=pytest.mark.sample),
        *(
            pytest.param(kind, marks=[] if kind in SAMPLE else pytest.mark.torture)
            for kind in range(1, web_records.KINDS)
        ),
    ],
)
def test_an_edit_of_one_field_leaves_all_else_of_a_record_made_on_the_web(
    zenodo: Zenodo, tmp_path: Path, kind: int
) -> None:
    title = f"Made on the web {uuid4().hex[:12]}"  # not found with others: the deposit API cannot list a polygon
    number = web_records.publish(zenodo, kind, title)
    before = web_records.told(zenodo, number)
    release = Release(zenodo, tmp_path, zenodo.origin, {"title": title})
    where = ("--repository", "zenodo", "--environment", "sandbox", "--url", zenodo.base_url)
    release.run("adopt", number, "--write-manifest", "--download", *where)
    assert release.apply()[-1]["status"] == "unchanged"
    manifest = yaml.safe_load(release.path.read_text("utf-8"))
    manifest["metadata"]["version"] = "edited"
    release.path.write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
    plan, *_, result = release.apply()
    assert (result["status"], result["id"]) == ("done", number)
    assert "losses" not in plan
    before["metadata"]["version"] = "edited"
    assert web_records.told(zenodo, number) == before
    assert release.apply()[-1]["status"] == "unchanged"
