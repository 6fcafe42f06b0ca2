"""What GitHub's runner does with action.yml: its own steps, with bash, and the variables that GitHub gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.killing import PATIENCE

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
WORDS = re.compile(r"'[^']*'|[\w.-]+(?:\(\))?|&&|\|\||==|!=|!|[()]")
PYTHON = {"&&": "and", "||": "or", "!": "not"}
#: The installed program, which also writes down the names of the variables that it was given.
PROGRAM = """\
#!{python}
import json, os, sys
from pathlib import Path
from publishpipe.http import polling
polling.SETTLED = 0.0  # the embedded repository indexes in order
given = dict(os.environ)
with (Path(__file__).parent / "given.jsonl").open("a") as file:
    print(json.dumps([sys.argv[1:], given]), file=file)
from publishpipe.__main__ import main
main()
"""
SEEN = Callable[[subprocess.Popen[str]], None]


def bash(script: str, cwd: Path, variables: Mapping[str, str], started: SEEN = lambda _process: None) -> Ended:
    """Run a script as both GitHub and GitLab do; `started` is called with the process."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    with subprocess.Popen(
        command, cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        started(process)
        out, err = process.communicate(timeout=PATIENCE)
    return Ended(process.returncode, out, err)


@dataclass(frozen=True)
class Ended:
    """How a script ended."""

    code: int
    out: str
    err: str


def installed(folder: Path) -> Path:
    """A folder with the program, as an installation leaves it."""
    folder.mkdir(exist_ok=True)
    path = folder / "publishpipe"
    path.write_text(PROGRAM.format(python=sys.executable))
    path.chmod(0o755)
    return folder


def given(folder: Path) -> list[tuple[list[str], dict[str, str]]]:
    """The arguments and variables of every call of the program in that folder."""
    return [tuple(json.loads(line)) for line in (folder / "given.jsonl").read_text("utf-8").splitlines()]


def plain_variables(folder: Path) -> dict[str, str]:
    """What every machine has, and the program on its path."""
    return {"PATH": f"{installed(folder / 'bin')}:{os.environ['PATH']}", "HOME": str(folder), "PYTHONPATH": str(ROOT)}


@dataclass
class Job:
    """A job that uses this action, on a fresh runner whose own folder is `temp`."""

    checkout: Path
    temp: Path
    github: dict[str, Any]
    inputs: dict[str, str]
    env: dict[str, str] = field(default_factory=dict)
    started: SEEN = lambda _process: None
    skip: frozenset[str] = frozenset()
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    logs: dict[str, Ended] = field(default_factory=dict)

    def run(self) -> Job:
        """Run every step that is to run; those of other actions, and the installation, are done."""
        self.temp.mkdir()
        for name, given_input in ACTION["inputs"].items():
            self.inputs.setdefault(name, self._filled(str(given_input.get("default", ""))))
        for step in ACTION["runs"]["steps"]:
            if "id" in step and step["id"] != "install":
                self._step(step)
        return self

    @property
    def outputs(self) -> dict[str, str]:
        """Those of the action."""
        return {name: self._filled(one["value"]) for name, one in ACTION["outputs"].items()}

    @property
    def failed(self) -> bool:
        """Whether any step did."""
        return any(step["outcome"] == "failure" for step in self.steps.values())

    @property
    def summary(self) -> str:
        """What stands on the page of the run."""
        return self._file("summary").read_text("utf-8")

    @property
    def told(self) -> str:
        """All logs."""
        return "".join(log.out + log.err for log in self.logs.values())

    def _step(self, step: dict[str, Any]) -> None:
        name = step["id"]
        condition = str(step.get("if", "true"))
        implied = "()" not in condition and self.failed
        if name in self.skip or implied or not self._value(condition):
            self.steps[name] = {"outcome": "skipped", "outputs": {}}
            return
        output = self._file(f"output-{name}")
        variables = {**plain_variables(self.temp), **self._runner(), "GITHUB_OUTPUT": str(output), **self.env}
        variables |= {key: self._filled(str(value)) for key, value in step.get("env", {}).items()}
        assert "${{" not in step["run"], "an input in the text of a script is a way to run commands"
        log = bash(step["run"], self.checkout, variables, self.started)
        pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        outputs = {key: value for key, _, value in pairs}
        self.steps[name] = {"outcome": "failure" if log.code else "success", "outputs": outputs}
        self.logs[name] = log

    def _runner(self) -> dict[str, str]:
        event = self._file("event.json")
        event.write_text(json.dumps(self.github["event"]))
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_BASE_REF": self.github.get("base_ref", ""),
            "GITHUB_API_URL": self.github.get("api_url", ""),
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REF_NAME": self.github["ref_name"],
            "GITHUB_REF_TYPE": self.github["ref_type"],
            "GITHUB_REPOSITORY": self.github["repository"],
            "GITHUB_RUN_ID": "17",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_STEP_SUMMARY": str(self._file("summary")),
            "RUNNER_TEMP": str(self.temp),
        }

    def _file(self, name: str) -> Path:
        path = self.temp / name
        path.touch()
        return path

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self._value(found[1])), text)

    def _value(self, expression: str) -> Any:
        """An expression of GitHub's, as far as this action uses them."""
        words = [PYTHON.get(word) or self._word(word) for word in WORDS.findall(expression)]
        return eval(" ".join(words), {})  # noqa: S307  # our own file

    def _word(self, word: str) -> str:
        if word in {"==", "!=", "(", ")"} or word.startswith("'"):
            return word
        if word in {"always()", "true"}:
            return "True"
        if word == "cancelled()":
            return "False"
        value: Any = {"inputs": self.inputs, "github": self.github, "steps": self.steps}
        for part in word.split("."):
            value = value.get(part, "") if value else ""
        return repr(value)
