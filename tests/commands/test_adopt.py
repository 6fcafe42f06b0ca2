"""What exists already is taken over, and from then on it is as if this manifest had made it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from publishpipe.state.storage import temporary
from tests.conftest import TOKEN, Release, Server
from tests.killing import PATIENCE
from tests.program import program

RICH: dict[str, Any] = {
    "title": "Dollars: ${doi}, and $5",
    "upload_type": "publication",
    "publication_type": "article",
    "description": "<p>First line</p>\n<p>0.1 &lt; x</p>",
    "creators": [{"name": "Doe, Jane", "affiliation": "CMCC", "orcid": "0000-0002-1825-0097"}, {"name": "Plato"}],
    "contributors": [{"name": "Roe, Ann", "type": "Editor"}],
    "access_right": "open",
    "license": "mit",
    "version": "1.10",
    "keywords": ["no", "2024-01-02", "12:30", "~"],
    "language": "en",
    "publication_date": "2020-02-02",
    "related_identifiers": [{"identifier": "10.1234/abc", "relation": "cites"}],
    "journal_title": "Nature",
    "notes": "1e3",
}


class Web:
    """The same user at work with another tool."""

    def __init__(self, server: Server) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        self.client = httpx.Client(base_url=f"{server.origin}/api", headers=headers, timeout=PATIENCE)

    def draft(self, metadata: dict[str, Any], **files: str) -> dict[str, Any]:
        made = self.client.post("/deposit/depositions", json={"metadata": metadata}).raise_for_status().json()
        for name, text in files.items():
            self.client.put(f"{made['links']['bucket']}/{name}.txt", content=text.encode()).raise_for_status()
        return dict(made)

    def act(self, number: Any, action: str) -> dict[str, Any]:
        answer = self.client.post(f"/deposit/depositions/{number}/actions/{action}").raise_for_status()
        return dict(answer.json())


@pytest.fixture
def web(server: Server) -> Iterator[Web]:
    web = Web(server)
    yield web
    web.client.close()


Adopt = Callable[..., str]


@pytest.fixture
def adopt(server: Server, tmp_path: Path) -> Adopt:
    """`publishpipe COMMAND release.yaml …` for the server in a folder of its own; what it prints."""

    def run(*arguments: str, code: int = 0) -> str:
        command, *rest = arguments
        process = program(command, "release.yaml", *rest, tokens={server.origin: TOKEN}, cwd=tmp_path)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, out + err
        return out + err

    return run


def target(server: Server) -> tuple[str, ...]:
    return ("--write-manifest", "--environment", "sandbox", "--url", f"{server.origin}/api/")


def applied(run: Adopt) -> dict[str, Any]:
    return dict(json.loads(run("apply", "--json", "--yes").splitlines()[-1]))


def test_a_published_record_gets_a_manifest_that_applies_as_unchanged(
    server: Server, web: Web, adopt: Adopt, tmp_path: Path
) -> None:
    record = web.act(web.draft(RICH, a="a\n", b="b\n")["id"], "publish")
    assert "2 files not here: a.txt, b.txt" in adopt("adopt", str(record["id"]), *target(server))
    (tmp_path / "release.yaml").unlink()
    told = adopt("adopt", record["doi"], *target(server), "--download")
    assert "published" in told
    assert "Nothing to apply" in told
    assert (tmp_path / "a.txt").read_text() == "a\n"
    already = len(server.log())
    result = applied(adopt)
    assert (result["status"], result["doi"]) == ("unchanged", record["doi"])
    assert all(line.startswith("GET ") for line in server.log()[already:])
    (tmp_path / "a.txt").write_text("other\n")
    after = applied(adopt)
    assert after["status"] == "done"
    second = web.client.get(f"/deposit/depositions/{after['id']}").json()
    assert second["conceptrecid"] == record["conceptrecid"]
    assert second["metadata"]["title"] == RICH["title"]


def test_a_file_with_a_hidden_name_is_taken_over_too(server: Server, web: Web, adopt: Adopt, tmp_path: Path) -> None:
    draft = web.draft(RICH, a="a\n")
    web.client.put(f"{draft['links']['bucket']}/.zenodo.json", content=b"{}\n").raise_for_status()
    record = web.act(draft["id"], "publish")
    adopt("adopt", record["doi"], *target(server), "--download")
    assert (tmp_path / ".zenodo.json").read_text() == "{}\n"
    assert applied(adopt)["status"] == "unchanged"


def test_a_download_is_not_written_through_a_link(server: Server, web: Web, adopt: Adopt, tmp_path: Path) -> None:
    record = web.act(web.draft(RICH, a="a\n")["id"], "publish")
    (tmp_path / "victim").write_text("precious")
    (tmp_path / ".publishpipe.part").symlink_to("victim")
    lefts = [temporary(tmp_path / name) for name in ("a.txt", "release.yaml", "release.lock.json")]
    for left in lefts:
        left.write_text("half")
    adopt("adopt", record["doi"], *target(server), "--download")
    assert (tmp_path / "a.txt").read_text() == "a\n"
    assert (tmp_path / "victim").read_text() == "precious"
    assert not any(left.exists() for left in lefts)


@pytest.mark.parametrize("command", ["apply", "discard", "adopt"])
def test_a_scratch_folder_that_is_a_link_is_refused_before_anything_is_sent(
    server: Server, release: Release, command: str
) -> None:
    (release.folder / "elsewhere").mkdir()
    (release.folder / ".publishpipe").symlink_to("elsewhere")
    already = len(server.log())
    err = release.error(command, *(["1"] if command == "adopt" else ["--yes"]), code=3)
    assert ".publishpipe is a link" in err
    assert "Remove the link" in err
    assert len(server.log()) == already
    assert not [*(release.folder / "elsewhere").iterdir()]


@pytest.mark.parametrize("name", [".publishpipe", ".git", "release.lock.json"])
def test_a_file_that_would_stand_for_something_else_here_is_refused(
    server: Server, web: Web, adopt: Adopt, tmp_path: Path, name: str
) -> None:
    draft = web.draft(RICH, a="a\n")
    web.client.put(f"{draft['links']['bucket']}/{name}", content=b"{}\n").raise_for_status()
    assert "cannot be put beside" in adopt("adopt", str(draft["id"]), *target(server), "--download", code=5)
    assert not (tmp_path / "a.txt").exists()


@pytest.mark.parametrize(
    "form", ["{id}", "{conceptrecid}", "doi:{doi}", "https://doi.org/{conceptdoi}", "{origin}/records/{id}"]
)
def test_a_record_is_found_by_any_of_its_names(
    server: Server, web: Web, releases: Callable[..., Release], form: str
) -> None:
    release = releases("here")
    for path in release.folder.glob("*.csv"):
        path.unlink()
    (release.folder / "data-0.csv").write_text(f"{release.title[-7:]}\n")
    first = release.apply()[-1]
    record = web.client.get(f"/deposit/depositions/{first['id']}").json()
    before = json.loads(release.lock.read_text())
    release.lock.unlink()
    out = release.run("adopt", release.path.name, form.format(**record, origin=server.origin))
    assert "Nothing to apply" in out
    after = json.loads(release.lock.read_text())
    assert after == before
    assert release.apply()[-1]["status"] == "unchanged"


def test_a_draft_is_gone_on_with(server: Server, web: Web, adopt: Adopt, tmp_path: Path) -> None:
    draft = web.draft({**RICH, "title": f"Begun on the web {uuid4().hex}"}, a=uuid4().hex)
    adopt("adopt", f"{server.origin}/deposit/{draft['id']}", *target(server), "--download")
    assert applied(adopt)["status"] == "unchanged"
    path = tmp_path / "release.yaml"
    path.write_text(path.read_text().replace("publish: false", "publish: true"))
    result = applied(adopt)
    assert (result["id"], result["published"]) == (str(draft["id"]), True)


def test_a_new_version_that_somebody_began_is_taken_over(server: Server, web: Web, release: Release) -> None:
    first = release.apply()[-1]
    (release.folder / ".git").mkdir()
    theirs = web.act(first["id"], "newversion")
    (release.folder / "data-0.csv").write_text("other\n")
    release.apply(code=5)
    release.run("adopt", release.path.name, str(theirs["id"]), code=5)
    told = release.run("adopt", release.path.name, str(theirs["id"]), "--yes")
    assert told.endswith("next: commit release.lock.json\n")
    result = release.apply()[-1]
    assert result["id"] == str(theirs["id"])
    found = json.loads(release.run("status", release.path.name, "--json"))
    assert [version["id"] for version in found["versions"]] == [first["id"], result["id"]]
    release.run("adopt", release.path.name, first["id"], "--yes", code=5)
    assert server.get(f"deposit/depositions/{first['id']}")["state"] == "done"


def test_an_edit_that_somebody_opened_is_taken_over(web: Web, release: Release) -> None:
    first = release.apply()[-1]
    web.act(first["id"], "edit")
    text = release.path.read_text()
    release.path.write_text(text.replace("Made by a test.", "Edited."))
    release.run("apply", release.path.name, "--yes", code=5)
    release.run("adopt", release.path.name, first["id"])
    assert release.apply()[-1]["status"] == "done"
    assert "Edited." in web.client.get(f"/records/{first['id']}").text


def test_a_record_with_a_doi_of_its_own_is_found_by_it(server: Server, web: Web, adopt: Adopt) -> None:
    own = f"10.1234/{server.store.name}.{len(server.log())}"
    record = web.act(web.draft({**RICH, "doi": own}, a="a\n")["id"], "publish")
    assert record["doi"] == own
    adopt("adopt", own, "--repository", "zenodo", *target(server), "--download")
    assert applied(adopt)["status"] == "unchanged"


@pytest.mark.parametrize(
    ("what", "code", "words"),
    [
        ("no-such-thing", 2, "neither an id nor a DOI nor an address"),
        ("https://zenodo.org/records/1", 5, "That is on https://zenodo.org"),
        ("999999999", 1, "has no deposition of yours with 999999999"),
        ("10.9999/nothing", 1, "has no deposition of yours with 10.9999/nothing"),
    ],
)
def test_what_cannot_be_adopted_is_told_and_nothing_is_written(
    release: Release, what: str, code: int, words: str
) -> None:
    process = release.start("adopt", release.path.name, what)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, err
    assert words in err
    assert not release.lock.exists()


def test_a_manifest_is_never_overwritten(server: Server, release: Release) -> None:
    text = release.path.read_text()
    release.run("adopt", release.path.name, "1", *target(server), code=5)
    release.run("adopt", release.path.name, "1", "--download", code=2)
    assert release.path.read_text() == text


def test_where_nothing_tells_the_environment_it_is_asked_for(adopt: Adopt) -> None:
    assert "--environment" in adopt("adopt", "123", "--write-manifest", code=2)


def test_a_community_that_has_not_decided_is_not_asked_again(server: Server, release: Release) -> None:
    text = release.path.read_text("utf-8")
    release.path.write_text(
        text.replace("  upload_type", "  communities: [{identifier: bench-bob-open}]\n  upload_type")
    )
    first = release.apply()[-1]
    release.lock.unlink()
    release.run("adopt", release.path.name, first["id"], "--yes")
    assert release.apply()[-1]["status"] == "unchanged"
    asked = server.get(f"records/{first['id']}/requests")["hits"]["total"]
    assert asked == 1
