"""What a manifest says once the command line, files of texts, and the environment have had their say."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.commands.validate import validate
from publishpipe.manifest import manifest
from publishpipe.workspace import workspace
from tests.manifest.test_manifest import GOOD, problems, write


def with_listed(*names: str, **metadata: str) -> str:
    fields = "".join(f"  {name}: {text}\n" for name, text in metadata.items())
    return GOOD + fields + f"environment_variables: [{', '.join(names)}]\n"


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("version", "1.10", "1.10"),
        ("version", '"2"', "2"),
        ("title", "true", "true"),
        ("title", "Frost: a study #2", "Frost: a study #2"),
        ("keywords", "[frost, ice]", ["frost", "ice"]),
        ("creators[0].name", "Roe, Max", [{"name": "Roe, Max"}]),
        ("publication_date", "2024-01-02", "2024-01-02"),
    ],
)
def test_the_command_line_wins(tmp_path: Path, path: str, text: str, value: object) -> None:
    read, wrong = manifest.read(write(tmp_path, GOOD), settings={f"metadata.{path}": text})
    assert wrong == []
    assert read.metadata[path.partition("[")[0]] == value


def test_not_only_metadata_can_be_set(tmp_path: Path) -> None:
    settings = {"publish": "true", "target.environment": "production", "files[0]": "a.csv"}
    read, wrong = manifest.read(write(tmp_path, GOOD), settings=settings)
    assert (wrong, read.publish, read.target.environment) == ([], True, "production")


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("metadata.versoin", "1", "--set metadata.versoin=1: unknown key 'versoin' (did you mean version?)"),
        ("metadata.title", "ab", "--set metadata.title=ab: is too short: at least 3 characters"),
        ("metadata.creators[1].name", "x", "--set metadata.creators[1].name=x: there is no item [1]"),
        ("metadata.title.x", "x", "--set metadata.title.x=x: x cannot be set: it is not in a mapping"),
        ("metadata..x", "x", "--set metadata..x=x: 'metadata..x' is not a path in a manifest"),
        ("metadata.keywords", "[a", "--set metadata.keywords=[a: not valid YAML"),
        ("publish", "perhaps", "--set publish=perhaps: must be true or false, not text"),
        ("metadata.title", "${dio}", "--set metadata.title=${dio}: ${dio} stands for nothing"),
        ("files[0]", "b.csv", "--set files[0]=b.csv: b.csv matches no file"),
    ],
)
def test_what_cannot_be_set_is_a_problem_of_the_command_line(
    tmp_path: Path, path: str, text: str, problem: str
) -> None:
    found = validate(write(tmp_path, GOOD), set={path: text})
    assert any(str(one).startswith(problem) for one in found), found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("${dio}", "m.yaml:5:10: ${dio} stands for nothing (did you mean ${doi}? for that very text write $${dio})"),
        ("${DOI} a", "m.yaml:5:10: ${DOI} stands for nothing (did you mean ${doi}? for that very text write $${DOI})"),
        ("'${ doi }'", "m.yaml:5:10: ${ doi } stands for nothing (did you mean ${doi}? for that very text write $${ doi })"),
        ("${HOME}/x", "m.yaml:5:10: ${HOME} stands for nothing (for that very text write $${HOME})"),
        ("${env:HOME}", "m.yaml:5:10: ${env:HOME} is not allowed here (list HOME under environment_variables:)"),
    ],
)  # fmt: skip
def test_an_unknown_placeholder_is_told(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(tmp_path, GOOD.replace("Frost days", text)) == [problem]


@pytest.mark.parametrize("text", [r"$${HOME} $x^2$ ${\alpha} ${} $5", "$${dio}"])
def test_dollars_that_are_no_placeholders_stay(tmp_path: Path, text: str) -> None:
    assert validate(write(tmp_path, GOOD.replace("Frost days", f"'{text}'"))) == ()


def test_variables_that_are_listed_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUN", "7 ${doi}")
    read, wrong = manifest.read(write(tmp_path, with_listed("RUN", notes="run ${env:RUN} of $${env:RUN}")))
    assert wrong == []
    assert read.metadata["notes"] == "run 7 $${doi} of $${env:RUN}"  # what was filled in is not filled again


def test_variables_stand_in_templates_too_and_on_nomad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUN", "7")
    head = "publishpipe: 1\ntarget: {repository: nomad, environment: sandbox}\nenvironment_variables: [RUN]\n"
    rest = "files: [{path: a.csv, template: true}]\nmetadata: {upload_name: 'Run ${env:RUN}'}\n"
    path = write(tmp_path, head + rest)
    (tmp_path / "a.csv").write_text("run ${env:RUN}")
    wanted = workspace.load(path).wanted
    assert wanted.metadata["upload_name"] == "Run 7"
    assert wanted.files["a.csv"].text == "run 7"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ZENODO_TOKEN", "abc", "has the name of a secret"),
        ("NOMAD_USERNAME", "abc", "has the name of a secret"),
        ("PUBLISHPIPE_LOGINS", "abc", "has the name of a secret"),
        ("my_api_key", "abc", "has the name of a secret"),
        ("RUN", None, "RUN is not set"),
        ("RUN", "very-secret", "holds a token or a password"),
        ("RUN", "Bearer oasis-secret", "holds a token or a password"),
        ("RUN", "pass word", "holds a token or a password"),
    ],
)
def test_no_secret_is_ever_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, told: str
) -> None:
    monkeypatch.setenv("ZENODO_SANDBOX_TOKEN", "very-secret")
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", "https://oasis.example.org=oasis-secret")
    monkeypatch.setenv("PUBLISHPIPE_LOGINS", "https://oasis.example.org=me:pass%20word")
    monkeypatch.delenv(name, raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)
    [problem] = problems(tmp_path, with_listed(name, notes=f"made by ${{env:{name}}}"))
    assert told in problem
    assert value is None or value not in problem


MARKDOWN = """\
# Frost

Days *below* zero, see [the record](https://doi.org/${doi}) and $${x}.

| a | b |
|---|---|
| 1 | 2 |

![A picture](map.png)
"""
HTML = '<h1>Frost</h1>\n<p>Days <em>below</em> zero, see <a href="https://doi.org/${doi}">the record</a> and $${x}.</p>\n<table>'


def test_a_description_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "abstract.md").write_text(MARKDOWN)
    (tmp_path / "more.html").write_text("<p>More.</p>\n")
    more = "[{type: abstract, description: {file: more.html}}]"
    fields = f"  description: {{file: abstract.md}}\n  additional_descriptions: {more}\n"
    read, wrong = manifest.read(write(tmp_path, GOOD + fields))
    assert wrong == []
    assert read.metadata["description"].startswith(HTML)
    assert "<img" not in read.metadata["description"]
    assert read.metadata["additional_descriptions"][0]["description"] == "<p>More.</p>\n"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("t.md", None, "t.md does not exist"),
        ("../t.md", b"x", "../t.md lies outside the manifest's folder"),
        ("t.md", b"\xff", "t.md is not UTF-8 text (byte 0)"),
        ("t.md", b" \n", "t.md is empty"),
        ("t.md", b"x" * ((1 << 20) + 1), "t.md is larger than 1 MiB"),
        ("t.md", b"a\n\nb ${dio}\n", "t.md:3: ${dio} stands for nothing"),
        (".", None, ". is not a regular file"),
    ],
)
def test_what_is_wrong_with_such_a_file_is_told_with_the_manifests_line(
    tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    if content is not None:
        (home / name).write_bytes(content)
    [told] = problems(home, GOOD + f"  description: {{file: {name}}}\n")
    assert told.startswith(f"m.yaml:8:16: {problem}")


def test_a_text_outside_is_not_read_through_a_link_either(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (home / "t.md").symlink_to(tmp_path / "secret.md")
    [told] = problems(home, GOOD + "  notes: {file: t.md}\n")
    assert "lies outside" in told


def test_only_texts_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("Title")
    found = problems(tmp_path, GOOD.replace("Frost days", "{file: t.md}"))
    assert found == ["m.yaml:5:10: must be text, not a mapping (Title, at least 3 characters.)"]
