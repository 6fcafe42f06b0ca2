"""A researcher's project on a remote, whose pipeline runs in fresh clones: real git, no GitHub."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.ci.action import Job
from tests.conftest import Server, make_release, refresh
from tests.killing import PATIENCE
from tests.program import program

OWNER = "frost/days"
IDENTITY = ("-c", "user.name=Doe", "-c", "user.email=doe@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = ["git", *IDENTITY, *words]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@dataclass
class Project:
    """A manifest with two files in a repository, its remote, and the server that it is published on."""

    folder: Path
    server: Server
    origin: str = ""
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}")

    def __post_init__(self) -> None:
        self.origin = self.origin or self.server.origin
        git(self.folder, "init", "--bare", "remote.git")
        git(self.folder, "init", "work")
        git(self.work, "remote", "add", "origin", self.url)
        make_release(self.work, self.origin)
        self.commit("First data")

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def url(self) -> str:
        return self.remote.as_uri()

    def commit(self, message: str) -> None:
        """Push everything as it is to the main branch."""
        git(self.work, "add", "--all")
        git(self.work, "commit", "--message", message)
        if self.branches():
            git(self.work, "pull", "--rebase", "origin", "main")
        git(self.work, "push", "origin", "HEAD:main")

    def tag(self, name: str, text: str = "") -> str:
        """Tag what there is, with another text in one file if one is given."""
        if text:
            (self.work / "data-0.csv").write_text(f"{text} {uuid4().hex}\n")
            self.commit(f"Data of {name}")
        git(self.work, "tag", name)
        git(self.work, "push", "origin", name)
        return name

    def by_hand(self, *words: str, code: int = 0) -> str:
        """What publishpipe prints in somebody's own checkout, outside of any pipeline, without a terminal."""
        process = program(*words, tokens={self.origin: self.token}, cwd=self.work)
        out, err = process.communicate(PATIENCE)
        assert process.returncode == code, out + err
        return f"{out}{err}"

    def clone(self, ref: str) -> Path:
        """What actions/checkout makes of a tag or a branch: one commit, and for a tag on no branch."""
        there = self.folder / f"clone-{uuid4().hex[:8]}"
        git(self.folder, "clone", "--depth=1", "--branch", ref, self.url, there.name)
        return there

    def job(self, tag: str, **inputs: str) -> Job:
        """The job that applies a tag, on a fresh runner."""
        github = {
            "event_name": "push",
            "ref_name": tag,
            "ref_type": "tag",
            "repository": OWNER,
            "actor": "doe",
            "token": "a-token-of-github",
            "event": {"repository": {"default_branch": "main"}},
        }
        env = {"PUBLISHPIPE_TOKENS": f"{self.origin}={self.token}"}
        temp = self.folder / f"runner-{uuid4().hex[:8]}"
        return Job(self.clone(tag), temp, github, {"manifest": "release.yaml", "command": "apply", **inputs}, env)

    def pull_job(self, api_url: str, *, fork: bool = False) -> Job:
        """The job that plans a pull request, on a fresh runner; the job has tokens that it should not have."""
        job = self.job("main", command="plan")
        pull = {"number": 7, "head": {"repo": {"full_name": "somebody/days" if fork else OWNER}}}
        event = {**job.github["event"], "pull_request": pull}
        job.github |= {
            "event_name": "pull_request",
            "ref_name": "7/merge",
            "ref_type": "branch",
            "base_ref": "main",
            "event": event,
            "api_url": api_url,
        }
        job.env |= {"ZENODO_TOKEN": "a-token-of-zenodo", "NOMAD_PASSWORD": "a-password"}
        return job

    def branches(self) -> list[str]:
        return git(self.folder, "ls-remote", "--heads", self.url).split()[1::2]

    def subjects(self, branch: str = "main") -> list[str]:
        """The first lines of the commits of a branch, newest first."""
        return git(self.remote, "log", "--format=%s", branch).splitlines()

    def facts(self, branch: str = "main") -> dict[str, Any]:
        """What the lockfile on the remote's branch says."""
        text = git(self.remote, "show", f"{branch}:release.lock.json")
        return dict(json.loads(text)["releases"]["zenodo/sandbox"])

    def versions(self) -> list[dict[str, Any]]:
        """All that the account holds, drafts too, oldest first, as the server shows it."""
        refresh(self.server.origin, self.token)
        found = self._asked("deposit/depositions", all_versions="true", size="100")
        return sorted(
            (self._asked(f"deposit/depositions/{one['id']}") for one in found), key=lambda one: int(one["id"])
        )

    def is_published_in(self, count: int) -> bool:
        """Whether there are so many versions of one record, all public, and nothing else."""
        found = self.versions()
        concepts = {one["conceptdoi"] for one in found if one["submitted"]}
        return [one["submitted"] for one in found] == [True] * count and len(concepts) == 1

    def _asked(self, path: str, **params: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.get(f"{self.server.origin}/api/{path}", params=params, headers=headers, timeout=PATIENCE)
        return answer.raise_for_status().json()
