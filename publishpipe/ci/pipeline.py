"""What a pipeline says of itself, in GitHub's variables or GitLab's."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishpipe.errors import UsageError

GITHUB_BOT = "github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"
NOBODY = "publishpipe", "publishpipe@localhost"
BY_GITHUB = (
    "Give the job `permissions: contents: write`. If rules protect the branch, use `lockfile: pull-request`, or name "
    "another branch."
)
BY_GITLAB = (
    "Allow it: Settings, CI/CD, Job token permissions, Allow Git push requests to the repository. Or give the job a "
    "project access token with write_repository, in the variable PUBLISHPIPE_PUSH_TOKEN. If the branch is protected, "
    "use --lockfile pull-request, or name another branch."
)
BY_ANYBODY = (
    "Give whoever runs this the right to push to the remote `origin`. If the branch is protected, use "
    "--lockfile pull-request, which pushes a branch of its own for you to merge, or name another one with --branch."
)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Where this runs.

    Attributes:
        host: `GitHub`, `GitLab`, or empty where it is neither.
        branch: the one that is checked out, the default one where that is a tag, or the one that a pull or merge
            request asks; empty if nobody knows.
        applied: what is checked out, a tag's or branch's name, or a commit.
        page: of this run; may be empty.
        permission: what to do where it may not push.
        author: name and address for commits.
    """

    host: str
    branch: str
    applied: str
    page: str
    permission: str
    author: tuple[str, str]


def pipeline(variables: Mapping[str, str] = os.environ) -> Pipeline:
    """The one that this process runs in."""
    known = variables.get
    if known("GITHUB_ACTIONS"):
        is_branch = known("GITHUB_REF_TYPE") == "branch"
        repository = event(variables).get("repository", {})
        return Pipeline(
            "GitHub",
            known("GITHUB_BASE_REF")
            or (known("GITHUB_REF_NAME", "") if is_branch else repository.get("default_branch", "")),
            known("GITHUB_REF_NAME", ""),
            f"{known('GITHUB_SERVER_URL')}/{known('GITHUB_REPOSITORY')}/actions/runs/{known('GITHUB_RUN_ID')}",
            BY_GITHUB,
            GITHUB_BOT,
        )
    if known("GITLAB_CI"):
        asked = known("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
        branch = asked or known("CI_COMMIT_BRANCH") or known("CI_DEFAULT_BRANCH", "")
        return Pipeline("GitLab", branch, known("CI_COMMIT_REF_NAME", ""), known("CI_JOB_URL", ""), BY_GITLAB, NOBODY)
    return Pipeline("", "", "", "", BY_ANYBODY, NOBODY)


def event(variables: Mapping[str, str] = os.environ) -> Mapping[str, Any]:
    """What made GitHub start this run; nothing elsewhere."""
    path = variables.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    try:
        value = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        raise UsageError(f"GITHUB_EVENT_PATH cannot be read: {wrong}") from None
    return value if isinstance(value, dict) else {}
