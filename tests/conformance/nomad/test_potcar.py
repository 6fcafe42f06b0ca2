"""VASP's POTCAR files: nobody may publish their potentials, so NOMAD keeps their headers and drops the rest."""

from __future__ import annotations

import gzip

import pytest

from publishpipe.repositories.nomad import potcar
from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad
from tests.killing import proxied
from tests.repositories.nomad.test_potcar import element

WHOLE = element("Si") + element("O")


@pytest.mark.parametrize("name", ["POTCAR", "POTCAR.gz"])
def test_a_calculation_is_published_with_its_headers(nomad: Nomad, releases: Releases, name: str) -> None:
    release = releases()
    release.file(f"run/{name}", gzip.compress(WHOLE) if name.endswith("gz") else WHOLE)
    out, _ = release.run("validate", release.path.name)
    assert f"only the header of data/run/{name} is sent" in " ".join(out.split())
    plan = release.apply()[0]
    assert any(f"made of data/run/{name}" in step["summary"] for step in plan["steps"])
    held = nomad.files(release.facts["id"])
    assert {path for path in held if "POTCAR" in path} == {f"data/run/{name}.stripped"}
    kept = nomad.raw(release.facts["id"], f"data/run/{name}.stripped")
    assert kept == potcar.header(WHOLE.splitlines(keepends=True))
    assert release.apply()[-1]["status"] == "unchanged"
    release.run("verify", release.path.name, "--download")


def test_it_is_what_the_server_itself_would_make(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    release.apply("--until", "upload:part-1")
    number = release.facts["id"]
    nomad.settle(number)
    nomad.ask("PUT", f"uploads/{number}/raw/", params={"file_name": "POTCAR"}, content=WHOLE)
    nomad.settle(number)
    nomad.ask("POST", f"uploads/{number}/action/process")
    nomad.settle(number)
    assert nomad.raw(number, "POTCAR.stripped") == potcar.header(WHOLE.splitlines(keepends=True))


@pytest.mark.parametrize("name", ["POTCAR.spec", "POTCAR.stripped.stripped", "POTCAR"])
def test_what_would_be_dropped_is_refused_unless_it_may_be(nomad: Nomad, releases: Releases, name: str) -> None:
    release = releases()
    release.file(f"run/{name}", "PBE Si\n")
    for command in ("validate", "plan", "apply"):
        told = "".join(release.run(command, release.path.name, code=3))
        assert f"data/run/{name} would not be published" in told
        assert "allow_loss" in told
    release.options["allow_loss"] = ["data/**/POTCAR*"]
    release.save()
    events = release.apply()
    assert any(f"not sent, as NOMAD would drop it while publishing (allow_loss): data/run/{name}" in note for note in events[0]["notes"])  # fmt: skip
    assert not [path for path in nomad.files(release.facts["id"]) if "POTCAR" in path]
    release.run("verify", release.path.name)


def test_a_header_that_is_there_already_is_not_overwritten(releases: Releases) -> None:
    release = releases()
    release.file("run/POTCAR", WHOLE)
    release.file("run/POTCAR.stripped", "of somebody else\n")
    told = "".join(release.run("validate", release.path.name, code=3))
    assert "data/run/POTCAR and data/run/POTCAR.stripped would both be published as data/run/POTCAR.stripped" in told


def test_what_is_gone_after_publishing_is_told_once_and_never_forgotten(nomad: Nomad, releases: Releases) -> None:
    """NOMAD may drop more than anybody knows of: here somebody takes a file out in the last moment."""
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)

        def meanwhile(method: str, path: str) -> None:
            if method == "POST" and "/action/publish" in path:
                number = release.facts["id"]
                nomad.ask("DELETE", f"uploads/{number}/raw/data/run/table.csv")
                nomad.settle(number)

        proxy.meanwhile = meanwhile
        ended = release.apply(code=1)[-1]
        assert (ended["status"], ended["published"], ended["id"]) == ("failed", True, release.facts["id"])
        assert "it has not kept these files as they are here: data/run/table.csv" in ended["error"]
        assert release.facts["lost"] == ["data/run/table.csv"]
        again = release.apply()
        assert again[-1]["status"] == "unchanged"
        assert any(
            "did not keep these files when it published: data/run/table.csv" in note for note in again[0]["notes"]
        )
        out, _ = release.run("verify", release.path.name, code=4)
        assert "data/run/table.csv" in out
        release.options["allow_loss"] = ["data/run/*.csv"]
        release.save()
        assert "notes" not in release.apply()[0]
        release.run("verify", release.path.name)


def test_what_was_changed_here_and_never_sent_is_no_loss(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    release.apply("--until", "verify")
    number = release.facts["id"]
    nomad.ask("POST", f"uploads/{number}/action/publish")
    nomad.settle(number)
    release.file("run/table.csv", "x,y\n1,2\n3,4\n")
    told = "".join(release.run("apply", release.path.name, "--yes", code=3))
    assert "these differ: data/run/table.csv" in told
    assert "lost" not in release.facts
