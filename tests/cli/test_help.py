"""What people are told before they have done anything: help, examples, completion."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

import publishpipe
from publishpipe.cli.completion import STEPS
from publishpipe.cli.main import app
from tests.killing import PATIENCE
from tests.program import program


def commands(group: object, *names: str) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """Every command below a group, with the words that call it."""
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, *names, name)
        else:
            assert isinstance(command, TyperCommand)
            yield (*names, name), command


PROGRAM = typer.main.get_command(app)
ALL = dict(commands(PROGRAM))


def helped(*words: str, columns: str = "80") -> str:
    out, err = program(*words, variables={"COLUMNS": columns}).communicate(timeout=PATIENCE)
    return out + err


def parsed(line: str) -> None:
    """Read a command line as the program does. Raises SystemExit if it is wrong."""
    _, *words = shlex.split(re.split(" [<>]+ ", line)[0])
    names = max((names for names in ALL if words[: len(names)] == list(names)), key=len)
    ALL[names].make_context(names[-1], words[len(names) :], resilient_parsing=False).close()


@pytest.mark.parametrize("words", [("--help",), ("apply", "-h"), ("ci", "--help"), ("ci", "save", "--help")])
def test_a_help_is_that_of_the_whole_program_though_only_what_is_needed_is_built(words: tuple[str, ...]) -> None:
    whole = CliRunner().invoke(app, [*words], prog_name="publishpipe", env={"COLUMNS": "80"}).output
    assert "".join(helped(*words).split()) == "".join(whole.split())


@pytest.mark.parametrize("words", [("plan",), ("status",), ("ci", "apply")])
def test_the_only_manifest_of_a_folder_is_named_where_none_was_given(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "other.yaml").write_text("a: 1\n")
    for name, meant in (("a.yaml", " Did you mean a.yaml?"), ("b.yaml", "")):
        (tmp_path / name).write_text("publishpipe: 1\n")
        process = program(*words, cwd=tmp_path)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert " ".join(err.split()).replace("...", "").endswith(f"'MANIFEST'.{meant}")


def test_the_program_alone_says_how_to_begin_and_cuts_no_sentence() -> None:
    told = helped()
    assert told == helped("--help")
    begin = ["init", "plan", "apply"]
    assert re.findall(r"^    publishpipe (\w+) publish.yaml  ", told, re.MULTILINE) == begin
    assert "..." not in told.replace("[ARGS]...", "")
    assert max(map(len, told.splitlines())) <= 80
    for code in (*range(8), 130):
        assert re.search(rf"^ +{code}  \w", told, re.MULTILINE)


@pytest.mark.parametrize("words", ALL)
def test_the_help_of_a_command_has_words_and_examples_that_are_right(words: tuple[str, ...]) -> None:
    told = helped(*words, "-h")
    assert not re.search(r"[<{]\w", told), "what Python calls it is nothing for people"
    assert max(map(len, helped(*words, "-h", columns="120").splitlines())) <= 100
    words_told, _, lines_told = told.partition("Examples:\n")
    assert max(map(len, words_told.splitlines())) <= 80
    lines = lines_told.strip().splitlines()
    assert lines
    for line in lines:
        assert line.split()[1 : 1 + len(words)] == list(words)
        parsed(line)


@pytest.mark.parametrize(("word", "meant"), [("aply", "apply"), ("publish", "apply"), ("diff", "plan")])
def test_a_command_that_there_is_not_leads_to_the_one_that_is_meant(word: str, meant: str) -> None:
    process = program(word, "m.yaml")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert f"No such command '{word}'. Did you mean '{meant}'?" in err


def completed(line: str, folder: Path) -> tuple[list[str], str]:
    """What bash is offered at the end of a line, and the modules that were loaded for that."""
    asked = {"_PUBLISHPIPE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    variables = {**os.environ, **asked, "PYTHONPROFILEIMPORTTIME": "1"}
    command = Path(sys.executable).with_name("publishpipe")
    done = subprocess.run([command], cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout.split(), done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two manifests, one of them below, a saved plan, and other YAML."""
    (tmp_path / "below").mkdir()
    for name in ("frost.yaml", "below/snow.yml"):
        (tmp_path / name).write_text("publishpipe: 1\n")
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    (tmp_path / "frost.plan").write_text("{}")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("publishpipe plan ", ["frost.yaml"]),
        ("publishpipe validate below/", ["below/snow.yml"]),
        ("publishpipe apply fr", ["frost.yaml", "frost.plan"]),
        ("publishpipe plan frost.yaml --environment ", ["local", "sandbox", "production"]),
        ("publishpipe apply frost.yaml --until ver", ["verify"]),
        ("publishpipe schema pl", ["plan"]),
        ("publishpipe schema --fields ", ["zenodo", "nomad"]),
        ("publishpipe list --repository z", ["zenodo"]),
        ("publishpipe ver", ["verify"]),
    ],
)
def test_the_shell_offers_what_fits_without_loading_what_is_slow(line: str, offered: list[str], folder: Path) -> None:
    found, loaded = completed(line, folder)
    assert found == offered
    assert not {"httpx", "yaml", "jsonschema", "rich"} & set(loaded.split())


def test_every_step_of_a_plan_is_offered(folder: Path) -> None:
    (folder / "data.csv").write_text("1\n")
    text = "publishpipe: 1\ntarget: {repository: nomad, environment: local}\nfiles: [data.csv]\nmetadata:\n  upload_name: T\n"
    (folder / "frost.yaml").write_text(text + "  datasets: [{name: D, doi: true}]\npublish: true\n")
    plan = publishpipe.plan(folder / "frost.yaml", offline=True)
    assert {step.action for step in plan.steps} <= STEPS.keys()
