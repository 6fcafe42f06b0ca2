"""A token of its own for pushing: GitLab's way, where a job's token may only read."""

from __future__ import annotations

import pytest

from tests.ci.git_server import READER, WRITER, git_server
from tests.ci.project import Project, git
from tests.ci.test_apply import writes


@pytest.mark.parametrize("token", [READER, WRITER])
def test_a_token_for_pushing_is_used_and_shown_nowhere(project: Project, token: str) -> None:
    """The runner's own token stands in the remote's address, and may read only."""
    before = writes(project.server)
    with git_server(project.folder) as origin:
        job = project.job(project.tag("v1.0"))
        address = origin.replace("://", f"://runner:{READER}@")
        git(job.checkout, "remote", "set-url", "origin", f"{address}/remote.git")
        job.env["PUBLISHPIPE_PUSH_TOKEN"] = token
        job.run()
    assert READER not in job.told + job.summary
    assert WRITER not in job.told + job.summary
    if token == WRITER:
        assert not job.failed, job.told
        assert project.facts()["versions"]
    else:
        assert "403" in job.logs["apply"].err
        assert "contents: write" in job.logs["apply"].err
        assert writes(project.server) == before
