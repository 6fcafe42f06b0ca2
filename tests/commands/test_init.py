"""A first manifest, and `validate` of what it can begin from."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import publishpipe
from publishpipe.errors import InputError, RefusedError, UsageError
from publishpipe.manifest import manifest
from publishpipe.model.begun import Begun
from publishpipe.repositories.zenodo.metadata.canonical import differences
from tests.killing import PATIENCE
from tests.program import program

FULL = {
    "title": "Frost days",
    "upload_type": "dataset",
    "creators": [{"name": "Doe, Jane"}],
    "description": "<p>Days below zero.</p>",
    "license": "cc-by-4.0",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.csv").write_text("1\n")
    return tmp_path


def begin(folder: Path, told: Any = None, **options: Any) -> Begun:
    if told is not None:
        (folder / ".zenodo.json").write_text(json.dumps(told))
    return publishpipe.init(folder / "publish.yaml", **options)


def written(folder: Path) -> Any:
    return yaml.safe_load((folder / "publish.yaml").read_text("utf-8"))


def told(path: Path) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in publishpipe.validate(path)]


def test_a_zenodo_json_is_a_manifest_that_is_valid_and_begins_with_a_rehearsal(folder: Path) -> None:
    begun = begin(folder, FULL)
    assert publishpipe.validate(folder / "publish.yaml") == ()
    assert written(folder) == {
        "publishpipe": 1,
        "target": {"repository": "zenodo", "environment": "local"},
        "files": ["data.csv"],
        "metadata": FULL,
    }
    assert begun.open == ()
    assert "# publish: true" in (folder / "publish.yaml").read_text()


def test_nothing_is_ever_replaced(folder: Path) -> None:
    begin(folder, FULL)
    before = (folder / "publish.yaml").read_text()
    with pytest.raises(RefusedError, match="exists already"):
        begin(folder)
    assert (folder / "publish.yaml").read_text() == before


def test_what_one_file_lacks_another_says_and_that_is_told(folder: Path) -> None:
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: Other\nkeywords: [ice]\nlicense: MIT\n")
    (folder / "codemeta.json").write_text(json.dumps({"@context": "x", "name": "Third", "description": "Text."}))
    begun = begin(folder, {"title": "Frost days", "creators": [{"name": "Doe, Jane"}]})
    metadata = written(folder)["metadata"]
    assert (metadata["title"], metadata["license"], metadata["description"]) == ("Frost days", "MIT", "<p>Text.</p>")
    assert begun.origins == {
        "title": ".zenodo.json",
        "creators": ".zenodo.json",
        "upload_type": ".zenodo.json",
        "license": "CITATION.cff",
        "keywords": "CITATION.cff",
        "description": "codemeta.json",
    }
    assert "# From CITATION.cff: license, keywords" in (folder / "publish.yaml").read_text()


def test_from_takes_that_file_alone(folder: Path) -> None:
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: Other\nauthors: [{family-names: Doe}]\n")
    (folder / ".zenodo.json").write_text(json.dumps(FULL))
    begun = begin(folder, source=folder / "CITATION.cff")
    assert written(folder)["metadata"]["title"] == "Other"
    assert set(begun.origins.values()) == {"CITATION.cff"}


def test_from_must_be_one_of_the_kinds_and_readable(folder: Path) -> None:
    with pytest.raises(UsageError, match="is no "):
        begin(folder, source=folder / "data.csv")
    (folder / ".zenodo.json").write_text("{,}")
    with pytest.raises(InputError):
        begin(folder)
    assert not (folder / "publish.yaml").exists()
    with pytest.raises(UsageError, match="no folder"):
        publishpipe.init(folder / "nowhere/publish.yaml")


def test_what_may_not_be_said_is_left_out_with_its_reason_and_the_rest_stays(folder: Path) -> None:
    people = [{"name": "Doe, Jane", "orcid": "0000-0000-0000-0000"}, {"affiliation": "nobody"}, {"name": "Roe, Bob"}]
    begun = begin(folder, {**FULL, "creators": people, "keyword": "typo", "publication_date": "yesterday"})
    assert written(folder)["metadata"] == {**FULL, "creators": [{"name": "Doe, Jane"}, {"name": "Roe, Bob"}]}
    assert publishpipe.validate(folder / "publish.yaml") == ()
    assert len(begun.remarks) == 4
    assert all("left out" in remark for remark in begun.remarks)
    assert "creators[0].orcid: left out: '0000-0000-0000-0000'" in " ".join(begun.remarks)
    assert "0000-0000-0000-0000" in (folder / "publish.yaml").read_text()


def test_what_must_be_written_stands_as_a_todo_where_validate_points(folder: Path) -> None:
    begin(folder)
    lines = (folder / "publish.yaml").read_text().splitlines()
    todo = [number for number, line in enumerate(lines, 1) if ":  # TODO:" in line]
    assert {problem.line for problem in publishpipe.validate(folder / "publish.yaml")} == set(todo)


def test_without_files_there_is_a_todo_for_them(tmp_path: Path) -> None:
    (tmp_path / ".source").mkdir()
    (tmp_path / ".source/.zenodo.json").write_text(json.dumps(FULL))
    begun = publishpipe.init(tmp_path / "publish.yaml", source=tmp_path / ".source/.zenodo.json")
    assert begun.open == ("files",)
    assert "files:  # TODO:" in (tmp_path / "publish.yaml").read_text()


def test_a_title_comes_from_the_readme_or_for_github_from_the_folder(folder: Path) -> None:
    begun = begin(folder, {"creators": FULL["creators"]})
    assert begun.origins["title"] == "the folder's name"
    (folder / "publish.yaml").unlink()
    (folder / "README.md").write_text("# Frost days\n")
    begun = begin(folder)
    assert (written(folder)["metadata"]["title"], begun.origins["title"]) == ("Frost days", "README.md")


def test_a_doi_of_zenodo_is_not_written_but_offered_to_adopt(folder: Path) -> None:
    begun = begin(folder, {**FULL, "doi": "10.5281/zenodo.7"})
    assert begun.dois == ("10.5281/zenodo.7",)
    assert "doi" not in written(folder)["metadata"]
    assert "publishpipe adopt publish.yaml 10.5281/zenodo.7" in (folder / "publish.yaml").read_text()


def test_only_what_is_not_known_is_asked(folder: Path) -> None:
    asked = []

    def ask(field: str, _known: object) -> object:
        asked.append(field)
        return {"upload_type": "dataset", "license": "https://spdx.org/licenses/MIT"}.get(field)

    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: Frost\n")
    begin(folder, None, ask=ask)
    assert asked == ["creators", "description", "license"]
    assert written(folder)["metadata"]["license"] == "mit"


def test_nomad_has_its_own_words_and_keeps_folders(folder: Path) -> None:
    (folder / "raw").mkdir()
    (folder / "raw/a.out").write_text("1")
    begin(folder, {**FULL, "description": "<p>Text</p>"}, repository="nomad", environment="sandbox")
    assert publishpipe.validate(folder / "publish.yaml") == ()
    assert written(folder)["files"] == ["data.csv", "raw/**"]
    assert written(folder)["metadata"] == {"upload_name": "Frost days", "comment": "Text"}


def test_what_it_makes_is_published_in_a_rehearsal(folder: Path) -> None:
    (folder / "CITATION.cff").write_text(
        "cff-version: 1.2.0\ntitle: Frost\nabstract: a < b\nlicense: MIT\nversion: 1.0\n"
        "authors: [{family-names: Doe, given-names: Jane}, {name: The Group}]\n"
        "repository-code: https://github.com/x/y\ndoi: 10.1234/abc\n"
    )
    begin(folder)
    with (folder / "publish.yaml").open("a") as file:
        file.write("publish: true\n")
    assert publishpipe.apply(folder / "publish.yaml").published
    assert publishpipe.apply(folder / "publish.yaml").status == "unchanged"


TEXTS = st.text("abcdefgh äöü<&\U0001f600:#-'\"\n", min_size=3, max_size=30).filter(lambda text: len(text.strip()) > 2)
WORDS = st.text("abcdefgh", min_size=3, max_size=8)
PEOPLE = st.lists(
    st.fixed_dictionaries({"name": WORDS.map("{0}, A".format)}, optional={"affiliation": WORDS, "orcid": st.just("0000-0002-1825-0097")}),
    min_size=1,
    max_size=3,
)  # fmt: skip
VALID = st.fixed_dictionaries(
    {"title": TEXTS, "upload_type": st.sampled_from(["dataset", "software"]), "creators": PEOPLE},
    optional={
        "description": TEXTS.map("<p>{0}x</p>".format),
        "license": st.sampled_from(["cc-by-4.0", "MIT", "cc-zero"]),
        "keywords": st.lists(WORDS, min_size=1, max_size=3, unique=True),
        "version": st.sampled_from(["1.0", "no", "2026-01-01", "0x1f", "1e5"]),
        "publication_date": st.dates().map(str),
        "access_right": st.sampled_from(["open", "restricted"]),
        "notes": TEXTS.map("{0}xyz".format),
        "related_identifiers": st.just([{"identifier": "10.1234/abc", "relation": "cites"}]),
        "communities": st.just([{"identifier": "ice"}]),
        "grants": st.just([{"id": "10.13039/501100000780::283595"}]),
        "language": st.sampled_from(["en", "eng"]),
        "references": st.lists(WORDS, min_size=1, max_size=2, unique=True),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALID)
@example({"title": ":\n:\n\n", "upload_type": "dataset", "creators": [{"name": "aaa, A"}]})  # YAML's end of a document
def test_what_a_valid_zenodo_json_says_comes_back_with_the_same_meaning(said: dict[str, Any]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data.csv").write_text("1\n")
        begin(folder, said)
        read, problems = manifest.read(folder / "publish.yaml")
    assert not problems
    assert read.metadata.keys() == said.keys()
    assert differences(said, read.metadata) == ()


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (".zenodo.json", '{"upload_type": "software",\n\t"keyword": "x"}', "2: unknown key 'keyword'"),
        (".zenodo.json", '{"metadata": {\n "license": "CC-BY-5.0"}}', "2: 'CC-BY-5.0' is not a licence"),
        (".zenodo.json", '{"title": "One",\n "title": "Two"}', "2: duplicate key 'title'"),
        (".zenodo.json", '{"title": "One",}', "1: not valid JSON"),
        ("CITATION.cff", "cff-version: 1.2.0\nauthors:\n- family-names: Doe\n  orcid: https://orcid.org/0000-0000-0000-0000", "4: orcid:"),
        ("CITATION.cff", "cff-version: 1.2.0\ndate-released: yesterday", "2: publication_date:"),
        ("CITATION.cff", "title: a\ntitle: b", "2: duplicate key 'title'"),
        ("codemeta.json", '{"@context": "x",\n "datePublished": "May"}', "2: publication_date:"),
    ],
)  # fmt: skip
def test_validate_tells_what_zenodo_would_not_take_at_its_line(
    tmp_path: Path, name: str, text: str, problem: str
) -> None:
    (tmp_path / name).write_text(text)
    found = told(tmp_path / name)
    assert any(one.startswith(problem) for one in found), found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".zenodo.json", "{}"),
        (".zenodo.json", json.dumps({"creators": FULL["creators"], "license": {"id": "MIT"}, "grants": [{"id": "283595"}]})),
        ("CITATION.cff", "cff-version: 1.2.0\ntitle: Frost\nauthors: [{name: Group}]\nmessage: Cite.\nlicense: LicenseRef-own"),
        ("codemeta.json", '{"@context": "x", "name": "Frost", "softwareRequirements": {"1": {"name": "R"}}}'),
    ],
)  # fmt: skip
def test_validate_takes_what_is_right_though_it_is_not_all(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert told(tmp_path / name) == []


def test_a_manifest_may_be_json_too(folder: Path) -> None:
    value = {"publishpipe": 1, "target": {"repository": "zenodo", "environment": "local"}, "files": ["data.csv"]}
    (folder / "release.json").write_text(json.dumps({**value, "metadata": FULL}))
    assert told(folder / "release.json") == []


def test_without_a_terminal_it_says_what_is_left_to_write(folder: Path) -> None:
    process = program("init", "--repository", "zenodo", cwd=folder)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert "Still to write, where TODO stands: title, upload_type, creators, license" in out
    process = program("init", cwd=folder)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 5


def test_a_kind_is_chosen_of_all_that_there_are_and_a_mainfile_is_explained(folder: Path) -> None:
    begin(folder)
    assert "# TODO: one of publication, poster, " in (folder / "publish.yaml").read_text()
    assert "workflow, model" in (folder / "publish.yaml").read_text()
    publishpipe.init(folder / "nomad.yaml", repository="nomad")
    assert "a mainfile, which NOMAD recognises" in (folder / "nomad.yaml").read_text()


def test_a_wrong_answer_is_told_at_once_and_asked_for_again(folder: Path) -> None:
    answers = ["ab", "Frost days", "datset", "Dataset", "Doe, Jane", "0000-0002-1825-0098", "0000-0002-1825-0097"]
    code, shown = typed(folder, [*answers, "", "", "<p>Text</p>", "cc-by-9", "CC-BY-4.0"])
    assert code == 0
    for reason in (
        "at least 3 characters",
        "'datset'",
        "0000-0002-1825-0098",
        "cc-by-9 names none of Zenodo's licences for certain",
    ):
        assert reason in " ".join(shown.split())
    assert written(folder)["metadata"] == {
        "title": "Frost days",
        "upload_type": "dataset",
        "creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1825-0097"}],
        "description": "<p>Text</p>",
        "license": "CC-BY-4.0",
    }


def test_each_question_says_what_it_is_about(folder: Path) -> None:
    code, shown = typed(folder, ["Silicon", "Supplement"], "--repository", "nomad")
    assert code == 0
    assert "Name of the upload. Such as: Silicon phonons" in shown
    assert "About the entries, as text. Such as: Supplement to the article." in shown
    assert "::" not in shown


def typed(folder: Path, answers: list[str], *options: str) -> tuple[int, str]:
    """How init ends on a terminal where somebody answers so."""
    terminal, its_end = pty.openpty()
    command = [sys.executable, "-m", "publishpipe", "init", *options]
    with subprocess.Popen(command, cwd=folder, stdin=its_end, stdout=its_end, stderr=its_end) as process:
        os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
        code = process.wait(PATIENCE)
    os.close(its_end)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    return code, shown


def test_on_a_terminal_it_asks(folder: Path) -> None:
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: Frost\nabstract: Text\n")
    code, shown = typed(folder, ["Doe, Jane", "0000-0002-1825-0097", "CMCC", "", "mit"])
    assert code == 0
    assert "The licence says what others may do with it." in shown
    assert written(folder)["metadata"] == {
        "title": "Frost",
        "upload_type": "software",
        "creators": [{"name": "Doe, Jane", "affiliation": "CMCC", "orcid": "0000-0002-1825-0097"}],
        "description": "<p>Text</p>",
        "license": "mit",
    }


def test_an_answer_that_is_perhaps_not_meant_is_asked_for_again_and_taken_if_it_stays(folder: Path) -> None:
    people = ["Rossi Maria", "Rossi, Maria", "", "", "I do not know", "I do not know", "", "", ""]
    code, shown = typed(folder, ["Frost days in Europe", "dataset", *people, "", "cc by"])
    assert code == 0
    assert 'which is the family name? write "Maria, Rossi" or "Rossi, Maria"' in shown.replace("\r\n", " ")
    metadata = written(folder)["metadata"]
    assert metadata["creators"] == [{"name": "Rossi, Maria"}, {"name": "I do not know"}]
    assert metadata["license"] == "cc-by-4.0"


def test_what_a_first_manifest_should_say_is_left_to_write(folder: Path) -> None:
    assert begin(folder).open == ("title", "upload_type", "creators", "license", "description")
    text = (folder / "publish.yaml").read_text()
    assert "# TODO: license: none is given." in text
    assert "# TODO: description: none is given." in text


def test_a_manifest_for_another_server_says_where_that_is(folder: Path) -> None:
    url = "https://oasis.example.org/nomad-oasis/api/v1/"
    begin(folder, repository="nomad", url=url)
    assert written(folder)["target"] == {"repository": "nomad", "environment": "production", "url": url}
    assert all(" target" not in problem for problem in told(folder / "publish.yaml"))
    assert "apply --environment local" in (folder / "publish.yaml").read_text()


@pytest.mark.parametrize(
    ("url", "environment", "why"),
    [
        ("http://oasis.example.org/api/v1/", None, "would send the token in the clear"),
        ("https://user:pass-word@oasis.example.org/", None, "may hold no user name"),
        ("https://oasis.example.org/api/v1/", "local", "the local environment is on this machine"),
    ],
)
def test_no_manifest_leads_to_where_no_token_may_go(folder: Path, url: str, environment: Any, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        begin(folder, repository="nomad", url=url, environment=environment)
    assert not (folder / "publish.yaml").exists()
