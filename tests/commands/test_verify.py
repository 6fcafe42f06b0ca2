"""`verify` against the embedded repository: what is there beside what is here, Zenodo's half and NOMAD's."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest

import publishpipe
from publishpipe.model.comparison import Compared, Unread, compared_files
from publishpipe.model.events import Progress
from publishpipe.model.facts import FileFact
from publishpipe.schemas import loader
from tests.commands.test_lifecycle import change, on_the_web, write
from tests.conftest import TOKEN, Release, Server
from tests.files.test_find import rewrite, settle
from tests.killing import may_change

NOMAD = """\
publishpipe: 1
target: {{repository: nomad, environment: sandbox, url: "{origin}/nomad/api/v1/"}}
files: ["*.archive.yaml", "data/*"]
metadata: {{upload_name: {title}, comment: Good., references: ["https://example.org/a"]}}
publish: true
"""
ENTRY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: A\n"


def verify(release: Release, *arguments: str, code: int = 0) -> Any:
    """What `publishpipe verify --json` says, held against its schema."""
    value = json.loads(release.run("verify", release.path.name, "--json", *arguments, code=code))
    loader.validator("verification.v1").validate(value)
    assert value["matches"] == (code == 0)
    return value


def wrong(value: Any) -> dict[str, str]:
    """The verdicts of all that does not match."""
    items = [*value["files"], *value["fields"]]
    return {item["name"]: item["verdict"] for item in items if item["verdict"] != "match"}


def named(value: Any, kind: str, name: str) -> Any:
    return next(item for item in value[kind] if item["name"] == name)


def damage(server: Server, content: bytes) -> None:
    """Other bytes of the same number in the server's store, behind its back."""
    pages = server.store / "records"  # which have links to the files
    kept = (path for path in server.store.rglob("*") if path.is_file() and not path.is_relative_to(pages))
    found = [path for path in kept if path.read_bytes() == content]
    assert len(found) == 1
    found[0].write_bytes(content[:-1] + b"!")


@pytest.fixture
def nomad(server: Server, release: Release) -> Release:
    """A release to the server's NOMAD."""
    release.path.write_text(NOMAD.format(origin=server.origin, title=release.title))
    write(release, ENTRY, "a.archive.yaml")
    (release.folder / "data").mkdir()
    write(release, f"1 {release.title}\n", "data/b.dat")
    return release


def test_what_was_published_matches_and_is_only_read(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    record, lock, already = (
        server.get(f"deposit/depositions/{first['id']}"),
        release.lock.read_bytes(),
        len(server.log()),
    )
    value = verify(release)
    assert [(item["name"], item["verdict"]) for item in value["files"]] == [
        ("data-0.csv", "match"),
        ("data-1.csv", "match"),
    ]
    assert value["files"][0]["here"] == value["files"][0]["there"]
    assert (value["state"], value["published"], value["id"], value["doi"]) == (
        "published",
        True,
        first["id"],
        first["doi"],
    )
    assert value["record_url"] == first["record_url"]
    assert {"title", "license", "publication_date"} <= {field["name"] for field in value["fields"]}
    verify(release, "--download")
    asked = server.log()[already:]
    assert {line.split()[0] for line in asked} == {"GET"}
    assert len(asked) == 2 + 2 + 2
    assert release.lock.read_bytes() == lock
    assert server.get(f"deposit/depositions/{first['id']}")["modified"] == record["modified"]


def test_files_that_changed_came_or_went(release: Release) -> None:
    release.apply()
    write(release, "x,y\n7,7\n")
    (release.folder / "data-1.csv").rename(release.folder / "new.csv")
    value = verify(release, code=4)
    assert wrong(value) == {"data-0.csv": "differ", "new.csv": "missing", "data-1.csv": "missing"}
    assert named(value, "files", "new.csv")["there"] is None
    assert named(value, "files", "data-1.csv")["here"] is None
    changed = named(value, "files", "data-0.csv")
    assert changed["here"]["size"] == changed["there"]["size"] == 8
    assert changed["here"]["md5"] != changed["there"]["md5"]


def test_metadata_changed_here_or_on_the_web(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    edited = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/edit")["metadata"]
    kept = {name: edited[name] for name in ("upload_type", "description", "creators", "publication_date")}
    on_the_web(server, "PUT", f"deposit/depositions/{first['id']}", {**kept, "title": "Hacked", "notes": "by hand"})
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/publish")
    change(release, "  upload_type", "  keywords: [frost]\n  upload_type")
    value = verify(release, code=4)
    assert wrong(value) == {"title": "differ", "keywords": "missing", "notes": "missing"}
    assert named(value, "fields", "title") == {
        "name": "title", "verdict": "differ", "here": release.title, "there": "Hacked"
    }  # fmt: skip
    assert named(value, "fields", "keywords")["there"] is None
    told = release.run("verify", release.path.name, code=4)
    assert "field title" in told
    assert 'there "Hacked"' in told
    assert "2 of 2 files" in told
    assert "description" not in told


def test_an_open_edit_is_not_what_is_published(server: Server, release: Release) -> None:
    change(
        release, "  upload_type", "  journal_title: Weather\n  partof_title: Book\n  notes: <p>Nice.</p>\n  upload_type"
    )
    change(release, "  upload_type", "  related_identifiers: [{identifier: 10.1/abc, relation: cites}]\n  upload_type")
    first = release.apply()[-1]
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/edit")
    assert verify(release)["state"] == "editing"
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/discard")
    change(release, "Made by a test.", "Edited.")
    release.apply("--until", "verify")
    value = verify(release, code=4)
    assert (value["state"], value["published"]) == ("editing", True)
    assert wrong(value) == {"description": "differ"}
    assert named(value, "fields", "description")["there"] == "<p>Made by a test.</p>"


def test_the_draft_of_a_new_version_is_not_what_is_published(release: Release) -> None:
    first = release.apply()[-1]
    change(release, "  upload_type", '  version: "2"\n  upload_type')
    write(release, "other\n")
    release.apply("--until", "verify")
    value = verify(release, "--download", code=4)
    assert (value["state"], value["published"]) == ("draft", True)
    assert (value["id"], value["doi"], value["record_url"]) == (first["id"], first["doi"], first["record_url"])
    assert wrong(value) == {"data-0.csv": "differ", "version": "missing"}
    release.apply()
    assert verify(release)["id"] != first["id"]


def test_nothing_and_a_draft_are_not_what_the_manifest_says(release: Release) -> None:
    value = verify(release, code=4)
    assert (value["state"], value["id"], value["published"]) == ("absent", None, False)
    assert {item["verdict"] for item in (*value["files"], *value["fields"])} == {"missing"}
    assert "Nothing is there." in release.run("verify", release.path.name, code=4)
    release.apply("--until", "verify")
    value = verify(release, "--download", code=4)
    assert (value["state"], value["doi"], wrong(value)) == ("draft", None, {})
    assert "publish: true, and this is a draft" in release.run("verify", release.path.name, code=4)
    change(release, "publish: true", "publish: false")
    assert verify(release)["state"] == "draft"


def test_a_template_names_the_doi_of_the_version_it_is_in(release: Release) -> None:
    write(release, "doi: ${doi}\nall: ${conceptdoi}\n", "CITATION.cff")
    change(release, 'files: ["*.csv"]', 'files: ["*.csv", {path: CITATION.cff, template: true}]')
    change(release, "Made by a test.", "Cite as ${doi}.")
    release.apply()
    verify(release, "--download")
    write(release, "other\n")
    release.apply("--until", "verify")
    assert wrong(verify(release, code=4)) == {"data-0.csv": "differ"}


def test_bytes_that_the_list_hides_are_found_by_reading_them(server: Server, release: Release) -> None:
    content = f"1,{release.title}\n".encode()
    write(release, content.decode(), "strange näme #1?.csv")
    release.apply()
    verify(release, "--download")
    damage(server, content)
    verify(release)
    value = verify(release, "--download", code=4)
    assert wrong(value) == {"strange näme #1?.csv": "differ"}
    found = named(value, "files", "strange näme #1?.csv")
    assert found["here"]["md5"] != found["there"]["md5"]
    assert found["here"]["size"] == found["there"]["size"] == len(content)


@pytest.mark.parametrize("options", [(), ("--download",)], ids=["list", "download"])
def test_local_files_are_read_whatever_was_known_of_them(release: Release, options: tuple[str, ...]) -> None:
    release.apply()
    data, cache = release.folder / "data-0.csv", release.folder / ".publishpipe" / "release.checksums.json"
    before = data.read_bytes()
    rewrite(data, "x,y\n9,9\n")
    settle(data)
    release.run("plan", release.path.name)
    known = json.loads(cache.read_text())
    stored = hashlib.md5(before).hexdigest()  # noqa: S324
    cache.write_text(json.dumps(dict.fromkeys(known, stored)))  # as if nobody had noticed
    assert wrong(verify(release, *options, code=4))["data-0.csv"] == "differ"


@pytest.mark.parametrize("fault", ["cut=3", "drop-before", "status=503"])
def test_a_download_that_fails_once_is_tried_again(server: Server, release: Release, fault: str) -> None:
    release.apply()
    server.fault(f"{fault} GET /api/records/*/data-0.csv/content times=1")
    verify(release, "--download")
    assert httpx.get(f"{server.origin}/_faults").json()[0]["matched"] == 2


def test_what_goes_wrong_has_its_exit_code(release: Release, server: Server) -> None:
    release.apply()
    server.fault("status=403 GET /api/records/*/content times=0")
    release.run("verify", release.path.name, "--download", code=1)
    server.fault("status=401 GET /api/records/* times=0")
    release.run("verify", release.path.name, code=7)
    change(release, "upload_type: dataset", "upload_type: nonsense")
    value = json.loads(release.run("verify", release.path.name, "--json", code=3))
    loader.validator("verification.v1").validate(value)
    assert [problem["path"] for problem in value["problems"]] == ["metadata.upload_type"]


def test_people_are_told_of_downloads_and_programs_are_not(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    release.apply()
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{release.origin}={TOKEN}")
    events: list[Any] = []
    found = publishpipe.verify(release.path, download=True, emit=events.append)
    assert found.matches
    assert [event.key for event in events if isinstance(event, Progress)] == [
        "download:data-0.csv",
        "download:data-1.csv",
    ]
    loader.validator("verification.v1").validate(found.as_json())  # as it is, before JSON turns tuples into lists


def test_nomad_matches_and_is_only_read(server: Server, nomad: Release) -> None:
    first = nomad.apply()[-1]
    lock, already = nomad.lock.read_bytes(), len(server.log())
    value = verify(nomad, "--download")
    assert [item["name"] for item in value["files"]] == ["a.archive.yaml", "data/b.dat"]
    assert all(item["here"] == item["there"] for item in value["files"])
    assert {field["name"] for field in value["fields"]} == {"upload_name", "comment", "references"}
    assert (value["state"], value["id"], value["record_url"]) == ("published", first["id"], first["record_url"])
    assert not any(may_change(*line.split()[:2]) for line in server.log()[already:])
    assert nomad.lock.read_bytes() == lock


def test_nomad_tells_what_differs(server: Server, nomad: Release) -> None:
    value = verify(nomad, code=4)
    assert (value["state"], set(wrong(value).values())) == ("absent", {"missing"})
    upload = nomad.apply()[-1]["id"]
    write(nomad, ENTRY.replace("A", "B"), "a.archive.yaml")
    (nomad.folder / "data/b.dat").rename(nomad.folder / "data/c.dat")
    body = {"metadata": {"comment": "Hacked."}}
    address = f"{server.origin}/nomad/api/v1/uploads/{upload}/edit"
    httpx.post(address, json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60).raise_for_status()
    value = verify(nomad, "--download", code=4)
    assert wrong(value) == {
        "a.archive.yaml": "differ", "data/c.dat": "missing", "data/b.dat": "missing", "comment": "differ"
    }  # fmt: skip
    assert named(value, "fields", "comment")["there"] == "Hacked."


def test_nomad_reads_back_what_only_has_the_right_size(server: Server, nomad: Release) -> None:
    nomad.apply()
    damage(server, (nomad.folder / "data/b.dat").read_bytes())
    verify(nomad)
    assert wrong(verify(nomad, "--download", code=4)) == {"data/b.dat": "differ"}


def test_files_are_looked_at_only_where_the_list_says_the_same() -> None:
    here = {"a": FileFact(1, "x"), "b": FileFact(2, "y"), "c": FileFact(3, "z"), "d": FileFact(4, "w")}
    listed = {"a": FileFact(1, "x"), "b": FileFact(2), "c": FileFact(3, "other"), "e": FileFact(5)}
    here["f"] = listed["f"] = FileFact(6, "v")
    asked = []

    def look(name: str) -> FileFact | Unread | None:
        asked.append(name)
        found: dict[str, FileFact | Unread] = {"b": FileFact(2, "Y"), "f": Unread("it fell over")}
        return found.get(name)

    assert compared_files(here, listed, look) == (
        Compared("a", "missing", here["a"], None),
        Compared("b", "differ", here["b"], FileFact(2, "Y")),
        Compared("c", "differ", here["c"], listed["c"]),
        Compared("d", "missing", here["d"], None),
        Compared("f", "unknown", here["f"], listed["f"], "it fell over"),
        Compared("e", "missing", None, listed["e"]),
    )
    assert asked == ["a", "b", "f"]
