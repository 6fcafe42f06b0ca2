"""What NOMAD does not keep: the potentials of VASP's POTCAR files, which nobody may publish, and whatever else it drops."""

from __future__ import annotations

import gzip
import json
from uuid import uuid4

import pytest

from publishpipe.repositories.nomad import potcar
from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import PATIENCE, proxied
from tests.program import kill
from tests.repositories.nomad.test_potcar import element

WHOLE = element("Si") + element("O")


@pytest.mark.parametrize("name", ["POTCAR", "POTCAR.gz"])
@pytest.mark.sample
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
    assert kept == potcar.header(WHOLE)
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
    assert nomad.raw(number, "POTCAR.stripped") == potcar.header(WHOLE)


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


@pytest.mark.sample
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
        notes = release.apply()[0].get("notes", ())
        assert [note for note in notes if "the token in" not in note] == []  # it may end soon
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


def take_out(nomad: Nomad, release: Release, path: str) -> None:
    """Somebody deletes a file."""
    number = release.facts["id"]
    nomad.ask("DELETE", f"uploads/{number}/raw/{path}")
    nomad.settle(number)


def is_publishing(method: str, path: str) -> bool:
    return method == "POST" and "/action/publish" in path


def test_a_loss_that_only_the_next_run_sees_is_told_by_that(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url, metadata={"datasets": [{"name": name, "doi": True}]})
        release.save()
        release.apply("--until", "verify")
        process = release.start("apply", release.path.name, "--yes")
        proxy.meanwhile = lambda method, path: (
            take_out(nomad, release, "data/run/table.csv") if is_publishing(method, path) else None
        )
        proxy.moment, proxy.picks, proxy.strike = "after", is_publishing, lambda: kill(process)
        process.communicate(timeout=PATIENCE)
        proxy.picks = lambda _method, _path: False
        nomad.settle(release.facts["id"])
        ended = release.apply(code=1)[-1]
        assert (ended["status"], ended["published"]) == ("failed", True)
        assert "it has not kept these files as they are here: data/run/table.csv" in ended["error"]
        again = release.apply()
        assert again[-1]["status"] == "unchanged"
        assert any("no dataset gets a DOI before allow_loss: names them" in note for note in again[0]["notes"])
        release.options["allow_loss"] = ["data/run/*.csv"]
        release.save()
        assert release.apply()[-1]["doi"] == nomad.datasets(name)[0]["doi"]


def test_what_cannot_be_listed_is_published_all_the_same(nomad: Nomad, releases: Releases) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        began: list[str] = []

        def picks(method: str, path: str) -> bool:
            began.extend([path] if is_publishing(method, path) else [])
            return bool(began) and ("/graph/query" in path or "/rawdir/" in path)

        proxy.picks, proxy.status = picks, 404
        proxy.strike = lambda: None
        ended = release.apply(code=1)[-1]
        assert (ended["status"], ended["published"]) == ("failed", True)
        assert "does not list its files" in ended["error"]
        assert release.facts["unread"] is True
        proxy.picks = lambda _method, _path: False
        assert release.apply()[-1]["status"] == "unchanged"
        assert "unread" not in release.facts
        release.is_published_once()


def test_what_processing_made_of_an_adopted_draft_stays(nomad: Nomad, releases: Releases) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url)
        release.apply("--until", "verify")
        number = release.facts["id"]
        (release.folder / "release.lock.json").unlink()
        release.run("adopt", "--yes", "--", release.path.name, number)
        release.file("run/table.csv", "x,y\n1,2\n3,4\n")
        made: list[str] = []

        def meanwhile(method: str, path: str) -> None:
            if method == "POST" and path.endswith("/action/process") and not made:
                made.append("output.nxs")
                options = {"file_name": made[0], "trigger_processing": "false"}
                nomad.ask("PUT", f"uploads/{number}/raw/", params=options, content=b"made")
                nomad.settle(number)

        proxy.meanwhile = meanwhile
        release.apply()
        assert release.facts["generated"] == ["output.nxs"]
        release.metadata["comment"] = "Later."
        release.save()
        assert release.apply()[-1]["status"] == "done"
        assert set(nomad.files(number)) == {*release.local, "output.nxs"}


def test_a_lockfile_of_before_this_rule_can_be_gone_on_with(releases: Releases) -> None:
    """It says that the upload holds a file that NOMAD dropped."""
    release = releases()
    release.apply()
    lock = release.folder / "release.lock.json"
    value = json.loads(lock.read_text())
    value["releases"]["nomad/sandbox"]["files"]["data/run/POTCAR.spec"] = {"size": 5}
    lock.write_text(json.dumps(value))
    release.file("run/POTCAR.spec", "PBE\n\n")
    release.options["allow_loss"] = ["**/POTCAR.spec"]
    release.metadata["comment"] = "Later."
    release.save()
    assert release.apply()[-1]["status"] == "done"
    release.run("verify", release.path.name)
