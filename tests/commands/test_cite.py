"""After `apply`: what it tells, how the release is cited, and where it is looked at; all that without the server."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Desks
from tests.commands.desk import Desk
from tests.killing import PATIENCE
from tests.program import program


def said(desk: Desk, command: str, *options: str, code: int = 0) -> tuple[str, str]:
    """Without a token, and so without the server."""
    process = program(command, *options, desk.path.name, cwd=desk.folder)
    out, err = process.communicate(PATIENCE)
    assert process.returncode == code, err
    return out.strip(), err


def test_what_is_published_is_cited_and_opened_without_a_token(zenodo: Desk) -> None:
    (zenodo.folder / ".git").mkdir()
    ended = zenodo.run("apply", "--yes")
    doi = zenodo.facts["doi"]
    text, _ = said(zenodo, "cite")
    assert f"Doe, J. ({zenodo.facts['metadata']['publication_date'][:4]}). {zenodo.title} [Dataset]. Zenodo." in text
    assert f"  cite as       {text}\n" in ended.out
    assert "next: commit release.lock.json\n" in ended.out
    assert doi in said(zenodo, "cite", "--format", "bibtex")[0]
    assert f"/badge/DOI/{zenodo.facts['concept_doi']}.svg" in said(zenodo, "cite", "--format", "badge")[0]
    assert said(zenodo, "open", "--print")[0] == f"{zenodo.server.origin}/records/{zenodo.facts['id']}"
    assert zenodo.run("apply", "--yes", "--quiet").out.count("\n") == 1


def test_the_lockfile_is_to_be_committed_where_a_link_leads_into_what_is_versioned(
    zenodo: Desk, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    (clone / ".git").mkdir(parents=True)
    zenodo.folder.rename(clone / "data")
    zenodo.folder.symlink_to(clone / "data")
    process = program(
        "apply",
        "--yes",
        f"{zenodo.folder.name}/release.yaml",
        cwd=tmp_path,
        tokens={zenodo.server.origin: zenodo.token},
    )
    out, err = process.communicate(PATIENCE)
    assert process.returncode == 0, err
    assert f"next: commit {zenodo.folder.name}/release.lock.json\n" in out


def test_the_lockfile_is_not_to_be_committed_where_nothing_is_versioned(zenodo: Desk) -> None:
    assert "commit" not in zenodo.run("apply", "--yes").out


def test_the_result_for_programs_has_the_doi_of_all_versions(zenodo: Desk) -> None:
    assert zenodo.apply().result["concept_doi"] == zenodo.facts["concept_doi"]


def test_a_draft_is_cited_as_one(zenodo: Desk) -> None:
    ended = zenodo.run("apply", "--until", "verify")
    assert f"its DOI {zenodo.facts['doi']} is reserved" in ended.out
    assert "next: publishpipe apply release.yaml\n" in ended.out
    text, note = said(zenodo, "cite")
    assert zenodo.facts["doi"] in text
    assert "tests" in note or "reserved" in note
    assert said(zenodo, "open", "--print")[0] == f"{zenodo.server.origin}/deposit/{zenodo.facts['id']}"


def test_beside_a_draft_of_a_new_version_the_published_one_is_cited(zenodo: Desk) -> None:
    zenodo.changed(more=(("version", "1"),)).apply()
    published = zenodo.facts["doi"]
    zenodo.changed(more=(("version", "2"),)).fill().apply("--until", "verify")
    text, note = said(zenodo, "cite")
    assert published in text
    assert "(Version 1)" in text
    assert "what was published last" in note


def test_a_dataset_of_nomad_is_cited_by_its_doi_and_who_registered_it(nomad: Desk) -> None:
    desk = nomad.changed(more=(("datasets", [{"name": nomad.title, "doi": True}]),))
    desk.apply()
    text, _ = said(desk, "cite")
    assert text.startswith(f"{desk.facts['author']}. (")
    assert f"NOMAD dataset: {desk.title} [Dataset]. NOMAD Repository." in text
    assert desk.facts["doi"] in text
    assert f"/gui/user/uploads/upload/id/{desk.facts['id']}" in said(desk, "open", "--print")[0]


def test_nothing_released_is_exit_4_and_says_where_to_look(zenodo: Desk) -> None:
    for command in ("cite", "open"):
        _, err = said(zenodo, command, code=4)
        assert "--environment" in err


def test_files_that_are_gone_are_no_matter(zenodo: Desk) -> None:
    zenodo.apply()
    (zenodo.folder / "data" / "b.csv").unlink()
    assert zenodo.title in said(zenodo, "cite")[0]


def test_open_follows_no_address_that_a_lockfile_made_up(zenodo: Desk) -> None:
    zenodo.apply()
    zenodo.learn(base_url="file:///etc/")
    assert "file:" in said(zenodo, "open", "--print", code=5)[1]


def test_a_rehearsals_page_is_opened_by_the_browser_that_is_named(desks: Desks, tmp_path: Path) -> None:
    desk = desks("zenodo", environment="local")
    desk.run("apply")
    told = tmp_path / "told"
    variables = {"BROWSER": f"sh -c 'printf %s \"$0\" > {told}' %s"}
    process = program("open", desk.path.name, cwd=desk.folder, variables=variables)
    out, _ = process.communicate(PATIENCE)
    page = desk.folder / out.strip()
    assert page.is_file()
    assert told.read_text("utf-8") == page.as_uri()
    assert "10.5072/" in said(desk, "cite")[0]


def test_csl_is_json(zenodo: Desk) -> None:
    zenodo.apply()
    (item,) = json.loads(said(zenodo, "cite", "--format", "csl")[0])
    assert item["title"] == zenodo.title
