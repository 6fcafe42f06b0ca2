"""A checkout of one's own beside the pipeline: each says which lockfile is missing, and where it is."""

from __future__ import annotations

import pytest

from tests.ci.project import Project, git

pytestmark = pytest.mark.timeout(300)  # each starts the program several times, and git often


def test_a_lockfile_that_was_not_pushed_is_named_as_the_cause_and_pushing_it_is_the_cure(project: Project) -> None:
    assert "next: commit release.lock.json\n" in project.by_hand("apply", "--yes", "release.yaml")
    tag = project.tag("v1.0")
    refused = project.job(tag).run()
    assert refused.logs["apply"].code == 5, refused.told
    assert "Its lockfile may be elsewhere: commit and push it there" in refused.logs["apply"].err
    project.commit("The lockfile")
    assert not project.job(tag).run().failed
    assert project.is_published_in(1)


def test_a_checkout_that_is_older_than_what_was_published_is_led_to_git_pull(project: Project) -> None:
    project.by_hand("apply", "--yes", "release.yaml")
    project.commit("The lockfile")
    assert not project.job(project.tag("v2.0", "other data")).run().failed
    told = project.by_hand("apply", "--yes", "release.yaml", code=5)
    assert "get the newest lockfile first (git pull)" in told.partition("publishpipe adopt")[0]
    git(project.work, "pull", "--rebase", "origin", "main")
    project.by_hand("apply", "--yes", "release.yaml")
    assert project.is_published_in(2)


def test_a_plan_that_asked_no_server_and_knows_no_lockfile_says_so(project: Project) -> None:
    told = project.by_hand("plan", "--offline", "release.yaml")
    assert "note: no lockfile here knows of a release." in told
    project.by_hand("apply", "--yes", "release.yaml")
    assert "note:" not in project.by_hand("plan", "--offline", "release.yaml")


def test_outside_of_a_pipeline_the_branch_is_named(project: Project) -> None:
    assert "--branch main" in project.by_hand("ci", "apply", "--yes", "release.yaml", code=2)
    told = project.by_hand("ci", "apply", "--yes", "--branch", "main", "release.yaml")
    assert "The lockfile is on the branch main." in told


def test_where_the_branch_is_protected_the_other_way_is_named_and_is_one(project: Project) -> None:
    hook = project.remote / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\n[ "$1" != refs/heads/main ]\n')
    hook.chmod(0o755)
    words = "ci", "apply", "--yes", "--branch", "main", "release.yaml"
    assert "--lockfile pull-request" in project.by_hand(*words, code=5)
    told = project.by_hand(*words, "--lockfile", "pull-request")
    assert "The lockfile is on the branch publishpipe/release.lock.json." in told
