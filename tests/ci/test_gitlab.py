"""docs/ci/gitlab.yml: the scripts of its jobs, as a runner of GitLab calls them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import yaml

from tests.ci.action import ROOT, Ended, bash, given, plain_variables
from tests.ci.project import Project, git

TEMPLATE = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text("utf-8"))
HOOK = '#!/bin/sh\nfor n in 0 1; do eval "echo \\$GIT_PUSH_OPTION_$n"; done >>options\n'


def ran(project: Project, job: str, part: str, ref: str, variables: Mapping[str, str]) -> tuple[Ended, Path]:
    """How a script of a job ends, in a fresh clone on a fresh runner, whose folder is told, too."""
    temp = project.folder / f"runner-{uuid4().hex[:8]}"
    temp.mkdir()
    checkout = project.clone(ref)
    known = {
        "GITLAB_CI": "true",
        "CI_DEFAULT_BRANCH": "main",
        "CI_COMMIT_REF_NAME": ref,
        "CI_JOB_URL": "https://gitlab.example/job/1",
        **TEMPLATE["variables"],
        "PUBLISHPIPE_MANIFEST": "release.yaml",
        "PUBLISHPIPE_BRANCH": "main",
        "PUBLISHPIPE_TOKENS": f"{project.origin}={project.token}",
        **variables,
    }
    script = "\n".join(TEMPLATE[job][part])
    return bash(script, checkout, {**plain_variables(temp), **known}), checkout


def test_two_tags_are_two_versions_and_the_next_job_knows_the_doi(project: Project) -> None:
    for tag in (project.tag("v1.0"), project.tag("v2.0", "other data")):
        tagged = {"CI_COMMIT_TAG": tag, "PUBLISHPIPE_VERSION": "tag"}
        ended, checkout = ran(project, "publishpipe-apply", "script", tag, tagged)
        assert ended.code == 0, ended
        dotenv = (checkout / ".publishpipe.env").read_text("utf-8")
        assert f"PUBLISHPIPE_DOI={project.facts()['doi']}\n" in dotenv
        assert "PUBLISHPIPE_STATUS=done\n" in dotenv
    assert project.is_published_in(2)
    assert [version["metadata"]["version"] for version in project.versions()] == ["1.0", "2.0"]
    ended, _ = ran(project, "publishpipe-apply", "after_script", "v2.0", {})
    assert (ended.code, ended.out) == (0, "The lockfile is where it belongs.\n"), ended


def test_a_merge_request_is_asked_for_as_it_is_pushed(project: Project) -> None:
    git(project.remote, "config", "receive.advertisePushOptions", "true")
    hook = project.remote / "hooks/post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK)
    hook.chmod(0o755)
    lockfile = {"PUBLISHPIPE_LOCKFILE": "pull-request"}
    ended, _ = ran(project, "publishpipe-apply", "script", project.tag("v1.0"), lockfile)
    assert ended.code == 0, ended
    assert "on the branch publishpipe/release.lock.json, and a merge request asks for it." in ended.out
    assert (project.remote / "options").read_text().split() == ["merge_request.create", "merge_request.target=main"]
    assert project.facts("publishpipe/release.lock.json")["versions"]


def test_a_merge_request_does_not_say_that_the_version_of_the_tag_is_removed(project: Project) -> None:
    tag = project.tag("v1.0")
    ended, _ = ran(project, "publishpipe-apply", "script", tag, {"CI_COMMIT_TAG": tag, "PUBLISHPIPE_VERSION": "tag"})
    assert ended.code == 0, ended
    ended, _ = ran(project, "publishpipe-plan", "script", "main", {"PUBLISHPIPE_VERSION": "tag"})
    assert '~  version  "1.0" → "(from the tag)"' in ended.out


def test_a_merge_request_shows_its_plan_without_any_token(project: Project) -> None:
    ended, checkout = ran(project, "publishpipe-plan", "script", "main", {"ZENODO_TOKEN": "a-token-of-zenodo"})
    assert ended.code == 0, ended
    assert "upload:data-0.csv" in (checkout / ".publishpipe-plan.md").read_text("utf-8")
    [runner] = [path for path in project.folder.glob("runner-*") if (path / "bin/given.jsonl").exists()]
    [(_, variables)] = given(runner / "bin")
    assert not {"ZENODO_TOKEN", "PUBLISHPIPE_TOKENS"} & variables.keys()
