"""Days on which one of Zenodo's two APIs fails at some call: the other does the same."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from tests.conformance.zenodo import web_records
from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import Release, Zenodo
from tests.killing import Proxy, proxied

SHAPE = {"type": "Polygon", "coordinates": [[[8.0, 47.0], [9.0, 47.0], [9.0, 48.0], [8.0, 47.0]]]}
POLYGON = {"geometry": SHAPE, "place": "The Alps"}


def fails_at(proxy: Proxy, pattern: str) -> list[str]:
    """Answer 500 to such requests, which never arrive; which these were."""
    struck: list[str] = []

    def picks(method: str, path: str) -> bool:
        about = f"{method} {path}"
        hit = re.search(pattern, about) is not None
        struck.extend([about] if hit else ())
        return hit

    proxy.moment, proxy.status, proxy.picks = "before", 500, picks
    return struck


@pytest.mark.timeout(300)
def test_the_deposit_api_begins_and_publishes_where_the_native_one_fails(zenodo: Zenodo, releases: Releases) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(origin=proxy.url)
        struck = fails_at(proxy, r"POST /api/records/\d+/(versions|draft|draft/actions/publish)$")
        release.apply()
        first = release.version
        release.write(**{"data-0.csv": "replaced\n", "data-1.csv": None, "new.csv": "new\n"})
        release.apply()
        release.describe(keywords=["edited"])
        release.apply()
        assert {about.rpartition("/")[2] for about in struck} == {"versions", "draft", "publish"}
        assert release.apply()[-1]["status"] == "unchanged"
    release.is_published(first, release.version)


@pytest.mark.torture
@pytest.mark.timeout(300)
def test_all_is_done_natively_where_the_deposit_api_fails(zenodo: Zenodo, releases: Releases) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(origin=proxy.url)
        struck = fails_at(proxy, "/deposit/")
        release.apply()
        first = release.version
        release.write(**{"data-0.csv": "replaced\n", "data-1.csv": None, "new file.csv": "new\n"})
        release.apply()
        assert struck
    release.is_published(first, release.version)


@pytest.mark.timeout(300)
def test_a_record_with_a_polygon_gets_a_new_version_and_keeps_it(zenodo: Zenodo, tmp_path: Path) -> None:
    """The deposit API of a real Zenodo answers 500 wherever it is to show a polygon."""
    word = f"polygon{uuid4().hex[:12]}"
    number = web_records.publish(zenodo, 0, f"Of the web {word}", locations={"features": [POLYGON]})
    before = zenodo.native(number)["metadata"]
    release = Release(zenodo, tmp_path, zenodo.origin, {"title": word})
    where = ("--repository", "zenodo", "--environment", "sandbox", "--url", zenodo.base_url)
    release.run("adopt", number, "--write-manifest", "--download", *where)
    manifest = yaml.safe_load(release.path.read_text("utf-8"))
    (tmp_path / "a.txt").write_text("replaced\n", "utf-8")
    manifest["metadata"]["version"] = "2"
    release.path.write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
    result = release.apply()[-1]
    after = zenodo.native(result["id"])["metadata"]
    assert result["published"]
    assert after["locations"] == before["locations"]
    assert {**after, "version": "", "publication_date": ""} == {**before, "version": "", "publication_date": ""}
    assert release.apply()[-1]["status"] == "unchanged"
    listed, _ = release.start("list", "--query", f'title:"{word}"', *where).communicate()
    assert listed.count(word) == 2
