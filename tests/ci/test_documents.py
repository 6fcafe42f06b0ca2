"""What others copy or include is what GitHub, GitLab and pre-commit read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import publishpipe
from tests.ci.action import ACTION, ROOT, bash, plain_variables
from tests.ci.project import Project

WORKFLOW = yaml.safe_load((ROOT / "docs/ci/github-workflow.yml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("action.yml", "vendor.github-actions"),
        ("docs/ci/github-workflow.yml", "vendor.github-workflows"),
        ("docs/ci/gitlab.yml", "vendor.gitlab-ci"),
    ],
)
def test_it_fits_the_schema_of_its_reader(path: str, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / path)]
    if schema == "vendor.gitlab-ci":
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_actions_of_github_are_used() -> None:
    steps = [*ACTION["runs"]["steps"], *(step for job in WORKFLOW["jobs"].values() for step in job["steps"])]
    used = {step["uses"] for step in steps if "uses" in step}
    assert used == {"actions/checkout@v5", "actions/setup-python@v6", f"publishpipe/publishpipe@v{version()}"}


def version() -> str:
    """The one in the files that people copy."""
    found = re.search(r"publishpipe==([\d.]+)", (ROOT / "docs/ci/gitlab.yml").read_text("utf-8"))
    assert found
    assert f'version = "{found[1]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    return found[1]


def test_the_example_gives_its_jobs_no_more_than_they_need() -> None:
    plan, publish = WORKFLOW["jobs"]["plan"], WORKFLOW["jobs"]["publish"]
    assert set(WORKFLOW[True]) == {"pull_request", "push"}  # YAML reads `on` as a yes
    assert WORKFLOW["permissions"] == {}
    assert plan["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "secrets." not in str(plan)
    assert plan["steps"][0]["with"] == {"persist-credentials": False}
    assert publish["permissions"] == {"contents": "write"}
    assert publish["concurrency"]["cancel-in-progress"] is False
    for job in (plan, publish):
        [step] = [step for step in job["steps"] if step["uses" if "uses" in step else "run"].startswith("publishpipe/")]
        assert step["with"].keys() <= ACTION["inputs"].keys()


def test_the_version_is_that_of_the_tag_without_its_v(tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/github-actions.md").read_text("utf-8")
    [script] = re.findall(r"- id: version\n +run: (.+)", page)
    outputs = tmp_path / "outputs"
    for tag in ("v1.1", "v$(touch${IFS}proof)"):
        bash(script, tmp_path, {"GITHUB_REF_NAME": tag, "GITHUB_OUTPUT": str(outputs)})
    assert outputs.read_text() == "number=1.1\nnumber=$(touch${IFS}proof)\n"
    assert not (tmp_path / "proof").exists()


def test_the_hook_says_what_is_wrong_with_a_manifest(project: Project) -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert re.search(hook["files"], "data/publish.yaml")
    variables = plain_variables(project.folder)
    assert bash(f"{hook['entry']} release.yaml", project.work, variables).code == 0
    path = project.work / "release.yaml"
    path.write_text(path.read_text().replace("dataset", "datset"))
    ended = bash(f"{hook['entry']} release.yaml", project.work, variables)
    assert ended.code == 3
    assert "release.yaml:6:" in ended.out
    assert publishpipe.validate(path)
