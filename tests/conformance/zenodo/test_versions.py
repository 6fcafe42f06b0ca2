"""Files that change after publication are a new version, whichever server ZENODO_URL names."""

from __future__ import annotations

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import Release, Zenodo, done, md5
from tests.killing import Proxy, proxied


def sent(proxy: Proxy) -> list[str]:
    """The names of files that were sent, and of those that were removed."""
    return sorted(
        path.rsplit("/", 1)[1] for method, path in proxy.seen if method in {"PUT", "DELETE"} and "data" in path
    )


def replace_some(release: Release, number: int) -> None:
    """Give other bytes to the first so many files; the rest are as they were."""
    release.metadata["version"] = "2"
    release.write(**{f"data-{n}.csv": f"replaced {n}\n" for n in range(number)})


@pytest.mark.parametrize("replaced", [1, 2, 4, 8])
def test_files_are_replaced_beside_one_that_is_kept(zenodo: Zenodo, releases: Releases, replaced: int) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(files=replaced + 1, origin=proxy.url)
        release.apply()
        first = release.version
        replace_some(release, replaced)
        proxy.arm(0, "before", lambda: None)
        result = release.apply()[-1]
        assert set(sent(proxy)) == {f"data-{n}.csv" for n in range(replaced)}
    old, new = release.is_published(first, release.version)
    assert result["id"] == str(new["id"])
    assert zenodo.content(new["id"], "data-0.csv") == b"replaced 0\n"
    assert md5(zenodo.content(old["id"], "data-0.csv")) == first.files["data-0.csv"]


def test_all_files_are_replaced(zenodo: Zenodo, releases: Releases) -> None:
    with proxied(zenodo.origin) as proxy:
        release = releases(files=4, origin=proxy.url)
        release.apply()
        first = release.version
        replace_some(release, 4)
        proxy.arm(0, "before", lambda: None)
        release.apply()
        assert set(sent(proxy)) == {f"data-{n}.csv" for n in range(4)}
        assert release.apply()[-1]["status"] == "unchanged"
    release.is_published(first, release.version)


def test_files_are_removed_renamed_added_and_replaced_at_once(releases: Releases) -> None:
    release = releases(files=8)
    release.apply()
    first = release.version
    data = release.folder / "data"
    (data / "data-5.csv").rename(data / "renamed.csv")
    (data / "data-6.csv").rename(data / "data-0.csv")  # takes another's name, which thereby is replaced
    replaced = {"data-1.csv": "one\n", "data-2.csv": "two\n", "data-3.csv": "three\n"}
    release.write(**replaced, **{"data-7.csv": None, "added.csv": "new\n"})
    steps = done(release.apply())
    assert [key for key in steps if key.startswith("remove:")] == [f"remove:data-{n}.csv" for n in (5, 6, 7)]
    uploaded = ["added.csv", *(f"data-{n}.csv" for n in range(4)), "renamed.csv"]
    assert [key for key in steps if key.startswith("upload:")] == [f"upload:{name}" for name in uploaded]
    release.is_published(first, release.version)
    assert release.apply()[-1]["status"] == "unchanged"


def test_three_versions_and_an_edit_are_one_record(zenodo: Zenodo, release: Release) -> None:
    versions = []
    for number in range(3):
        release.metadata["version"] = str(number)
        release.write(**{"data-0.csv": f"version {number} of {release.word}\n"})
        release.apply()
        versions.append(release.version)
    release.describe(description="<p>Edited.</p>")
    result = release.apply()[-1]
    records = release.is_published(*versions[:2], release.version)
    assert result["doi"] == records[2]["doi"]
    concept = zenodo.client.get(f"records/{records[0]['conceptrecid']}").json()
    assert concept["id"] == records[2]["id"]


def test_a_draft_of_a_new_version_changes_and_is_published_later(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(files=4)
    release.apply()
    first = release.version
    release.publish = False
    replace_some(release, 2)
    number = release.apply()[-1]["id"]
    release.write(**{"data-0.csv": "once more\n", "data-2.csv": "this too\n", "data-3.csv": "and this\n"})
    assert release.apply()[-1]["id"] == number
    assert zenodo.deposition(number)["submitted"] is False
    release.publish = True
    release.save()
    assert done(release.apply()) == ["publish"]
    release.is_published(first, release.version)
