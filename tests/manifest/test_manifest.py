from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from publishpipe.errors import InputError
from publishpipe.manifest import manifest
from publishpipe.manifest.manifest import Rule
from publishpipe.workspace import workspace

GOOD = """\
publishpipe: 1
target: {repository: zenodo, environment: sandbox}
files: [a.csv]
metadata:
  title: Frost days
  upload_type: dataset
  creators: [{name: "Doe, Jane"}]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "a.csv").write_text("1,2\n")
    path = folder / "m.yaml"
    path.write_text(text)
    return path


def problems(folder: Path, text: str) -> list[str]:
    path = write(folder, text)
    with pytest.raises(InputError) as caught:
        workspace.load(path)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_good_manifest_is_read_whole(tmp_path: Path) -> None:
    read, wrong = manifest.read(write(tmp_path, GOOD))
    assert wrong == []
    assert str(read.target) == "zenodo/sandbox"
    assert read.publish is False
    assert read.root == tmp_path
    assert [rule.path for rule in read.files] == ["a.csv"]


@pytest.mark.parametrize(
    ("line", "replacement", "problem"),
    [
        ("title: Frost days", "titel: Frost days", "m.yaml:5:3: unknown key 'titel' (did you mean title?)"),
        ("upload_type: dataset", "upload_type: data", "m.yaml:6:16: upload_type: 'data' is not one of: "),
        ("environment: sandbox", "environment: test", "m.yaml:2:43: environment: 'test' is not one of: local, sandbox, production (did you mean sandbox?)"),
        ("title: Frost days", "title: 1.10", 'm.yaml:5:10: must be text, but 1.10 is a number (quote it: "1.10")'),
        ("title: Frost days", "title:", "m.yaml:5:9: is empty, but must be text (write a value, or leave the key out)"),
        ("title: Frost days", "title: ab", "m.yaml:5:10: is too short: at least 3 characters"),
        ("files: [a.csv]", "files: []", "m.yaml:3:8: is empty"),
        ("files: [a.csv]", "files: [b.csv]", "m.yaml:3:9: b.csv matches no file"),
        ("files: [a.csv]", 'files: ["*.nc"]', "m.yaml:3:9: *.nc matches no file (patterns are relative to"),
        ('name: "Doe, Jane"', "name: Doe, orcid: 0000-0002-1825-0098", "m.yaml:7:33: orcid: '0000-0002-1825-0098' is not an ORCID iD"),
        ("environment: sandbox", "environment: sandbox, url: http://example.org/api/", "m.yaml:2:57: url: 'http://example.org/api/' would send the token in the clear"),
        ("publishpipe: 1", "publishpipe: 2", "m.yaml:1:14: publishpipe: '2' must be 1"),
        ("upload_type: dataset", "upload_type: dataset\n  license: CC-BY-5.0", "m.yaml:7:12: 'CC-BY-5.0' is not a licence that Zenodo stores (which of these: cc-by-4.0, cc-by-3.0"),
        ("upload_type: dataset", "upload_type: dataset\n  embargo_date: 2030-01-01", "m.yaml:7:17: 'embargo_date' cannot be used like this (Zenodo stores it only with access_right: embargoed.)"),
        ("upload_type: dataset", "upload_type: dataset\n  publication_date: 2024-02-30", "m.yaml:7:21: publication_date: '2024-02-30' is not a day of the calendar"),
        ("upload_type: dataset", "upload_type: dataset\n  doi: 10.5281/zenodo.5", "m.yaml:7:8: 10.5281/zenodo.5 is Zenodo's own"),
        ("files: [a.csv]", "files: [{path: a.csv, template: true}]", "m.yaml:3:9: a.csv has nothing to fill in: none of ${doi}, ${conceptdoi}, ${version} stands in it"),
        ("files: [a.csv]", "files: [{path: a.csv, template: 5}]", "m.yaml:3:33: must be true or false, not a number"),
        ("files: [a.csv]", "files: [{path: a.csv, archive: a.zip, template: true}]", "m.yaml:3:39: 'archive' and 'template' do not go together (A path or pattern, or a mapping with path; archive goes with neither as nor template.)"),
        ("files: [a.csv]", "files: [{path: a.csv, archive: a.zip, as: b.zip}]", "m.yaml:3:39: 'archive' and 'as' do not go together"),
        ("files: [a.csv]", "files: [{path: a.csv, preview: yes please}]", "m.yaml:3:32: "),
        ("files: [a.csv]", "files: [{path: a.csv, preview: true}, {path: m.yaml, preview: true}]", "m.yaml:3:39: a page shows only one file first"),
        ("title: Frost days", "title: Frost days ${version}", "m.yaml:5:3: ${version} stands in metadata, but metadata has no version"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_column_and_cure(tmp_path: Path, line: str, replacement: str, problem: str) -> None:
    assert line in GOOD
    found = problems(tmp_path, GOOD.replace(line, replacement))
    assert any(told.startswith(problem) for told in found), found


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = (
        GOOD.replace("publishpipe: 1", "publishpipe: 2")
        .replace("title: Frost days", "titel: x")
        .replace("dataset", "data")
    )
    text = text.replace("[a.csv]", "[a.csv, none.csv]") + "  license: free\n"
    lines = [int(problem.split(":")[1]) for problem in problems(tmp_path, text)]
    assert lines == sorted(lines)
    assert lines == [1, 3, 5, 6, 8]


def test_an_item_of_a_wrong_form_hides_nothing_of_the_others(tmp_path: Path) -> None:
    people = "[{nam: Anna},\n{name: ', Jane'},\n{name: 'Doe, Jo', orcid: 1},\n{name: ', Ben'}]"
    told = problems(tmp_path, GOOD.replace('[{name: "Doe, Jane"}]', people))
    first = GOOD[: GOOD.index("creators:")].count("\n") + 1
    assert [int(problem.split(":")[1]) - first for problem in told] == [0, 1, 2, 3], told


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]\n", "just words\n"])
def test_a_file_that_is_no_manifest_is_told_at_its_first_line(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)[0].startswith("m.yaml:1:1: ")


def test_words_are_read_as_the_schema_types_them(tmp_path: Path) -> None:
    text = (
        GOOD.replace("title: Frost days", "title: true\n  keywords: [no, 2024-01-02, 12:30:45]\n  version: !!str 1.10")
        + "publish: yes\n"
    )
    read, _ = manifest.read(write(tmp_path, text))
    assert read.metadata["title"] == "true"
    assert read.metadata["keywords"] == ["no", "2024-01-02", "12:30:45"]
    assert read.metadata["version"] == "1.10"
    assert read.publish is True


def test_a_file_may_be_a_template(tmp_path: Path) -> None:
    entries = "[a.csv, {path: b.md, as: README.md, exclude: [c.md], template: yes}, {path: c.md, template: false}]"
    read, wrong = manifest.read(write(tmp_path, GOOD.replace("[a.csv]", entries)))
    assert wrong == []
    assert read.files == (Rule("a.csv"), Rule("b.md", "README.md", "", ("c.md",), template=True), Rule("c.md"))


def test_placeholders_are_read_as_they_stand(tmp_path: Path) -> None:
    fields = """\
  related_identifiers: [{identifier: "${doi}", relation: isDocumentedBy}]
  conference_url: https://doi.org/${conceptdoi}
  notes: "${doi} $${doi}"
  custom: {code:codeRepository: "https://example.org/v${version}"}
  version: "1"
"""
    (tmp_path / "b.md").write_text("${doi}")
    text = GOOD.replace("[a.csv]", "[a.csv, {path: b.md, template: true}]") + fields
    wanted = workspace.load(write(tmp_path, text)).wanted
    assert wanted.metadata["related_identifiers"] == [{"identifier": "${doi}", "relation": "isDocumentedBy"}]
    assert wanted.metadata["notes"] == "${doi} $${doi}"
    assert {name: file.text for name, file in wanted.files.items()} == {"a.csv": None, "b.md": "${doi}"}


def test_the_manifests_url_belongs_to_its_own_environment(tmp_path: Path) -> None:
    path = write(
        tmp_path, GOOD.replace("environment: sandbox", "environment: sandbox, url: https://oasis.example.org/api/")
    )
    assert manifest.read(path)[0].target.url == "https://oasis.example.org/api/"
    assert manifest.read(path, environment="production")[0].target.url == ""
    assert manifest.read(path, environment="sandbox")[0].target.url == "https://oasis.example.org/api/"


def test_a_url_on_the_command_line_is_checked_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in the clear"):
        manifest.read(write(tmp_path, GOOD), url="http://example.org/api/")


def test_a_local_release_stays_on_this_machine(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="local"):
        manifest.read(write(tmp_path, GOOD), environment="local", url="https://zenodo.org/api/")


def test_a_manifest_that_is_not_utf8_or_not_there_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"title: \xff\n")
    for broken in (path, tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError):
            manifest.read(broken)


def many(folder: Path, number: int) -> Path:
    """A manifest that lists so many files."""
    names = [f"data/f{each:05}.csv" for each in range(number)]
    (folder / "data").mkdir(parents=True)
    for name in names:
        (folder / name).touch()
    return write(folder, GOOD.replace(" [a.csv]", "".join(f"\n  - {name}" for name in names)))


def lines_run(path: Path) -> int:
    """How many lines of Python run while a manifest is read: on any machine the same."""
    run = 0

    def count(*_event: object) -> Any:
        nonlocal run
        run += 1
        return count

    sys.settrace(count)
    try:
        with pytest.raises(InputError, match="not a valid manifest"):  # Zenodo takes a hundred
            workspace.load(path)
    finally:
        sys.settrace(None)
    return run


def test_reading_many_files_takes_steps_linear_in_their_number(tmp_path: Path) -> None:
    """Each file costs what the one before it cost: even one line for each pair of files would be seen."""
    lines_run(many(tmp_path / "first", 101))  # imports what is needed
    few, more, most = (lines_run(many(tmp_path / f"{number}", number)) for number in (125, 250, 500))
    assert 1.9 < (most - more) / (more - few) < 2.1


@pytest.mark.torture
def test_ten_thousand_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a valid manifest"):
        workspace.load(many(tmp_path, 10_000))
