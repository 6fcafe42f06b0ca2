"""action.yml on a tag: the lockfile outlives each runner, whatever becomes of that."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from publishpipe.ci.applying import asked_for
from tests.ci.action import Job
from tests.ci.github_api import GitHub
from tests.ci.project import Project, git
from tests.conftest import Server, make_release
from tests.killing import Proxy, may_change

pytestmark = pytest.mark.timeout(300)  # each starts the program several times, and git often

HOOK = "#!/bin/sh\necho 'Changes must be made through a pull request.' >&2\nexit 1\n"


def writes(server: Server) -> list[str]:
    """The requests that may have changed something."""
    return [line for line in server.log() if may_change(*line.split(" ", 1))]


def refuse_pushes(project: Project) -> None:
    hook = project.remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK)
    hook.chmod(0o755)


def test_two_tags_in_fresh_clones_are_two_versions_of_one_record(project: Project) -> None:
    one = project.job(project.tag("v1.0")).run()
    two = project.job(project.tag("v2.0", "other data")).run()
    assert not one.failed, one.told
    assert not two.failed, two.told
    first, second = project.versions()
    assert project.is_published_in(2)
    assert first["conceptdoi"] == second["conceptdoi"]
    for job, version in ((one, first), (two, second)):
        assert job.outputs["status"] == "done"
        assert (job.outputs["id"], job.outputs["doi"]) == (str(version["id"]), version["doi"])
        assert job.outputs["url"].endswith(f"/records/{version['id']}")
        assert version["doi"] in job.summary
        assert project.token not in job.told + job.summary
        assert "The lockfile is on the branch main.\n" in job.logs["apply"].out
        assert "next: commit" not in job.logs["apply"].out
    assert [version["id"] for version in project.facts()["versions"]] == [str(first["id"]), str(second["id"])]
    assert "[skip ci]" not in git(project.remote, "log", "--format=%B", "main")  # who tags such a commit starts no run
    ours = [line for line in project.subjects() if line.startswith("publishpipe")]
    assert len(ours) == 6  # each begins, publishes and ends
    assert set(git(project.remote, "log", "--author=bot", "--format=", "--name-only", "main").split()) == {
        "release.lock.json"
    }


def test_the_same_tag_again_changes_nothing(project: Project) -> None:
    project.job(project.tag("v1.0")).run()
    before, sent = project.subjects(), writes(project.server)
    again = project.job("v1.0").run()
    assert (again.failed, again.outputs["status"]) == (False, "unchanged"), again.told
    assert (project.subjects(), writes(project.server)) == (before, sent)


@pytest.mark.parametrize(
    ("how", "version"),
    [
        ("cancelled", 2),
        pytest.param("killed", 2, marks=pytest.mark.torture),
        pytest.param("destroyed", 1, marks=pytest.mark.torture),
        ("destroyed", 2),
    ],
)
def test_a_run_that_is_cut_off_is_gone_on_with_in_a_fresh_clone(
    watched: tuple[Project, Proxy], how: str, version: int
) -> None:
    """Cancelled: publishpipe is told; killed: only the steps that always run are left; destroyed: nothing is."""
    project, proxy = watched
    for number in range(1, version):
        assert not project.job(project.tag(f"v{number}.0", "data")).run().failed
    running: list[subprocess.Popen[str]] = []
    job = project.job(project.tag(f"v{version}.0", "last data"))
    job.started = running.append
    job.skip = frozenset({"save"} if how == "destroyed" else ())
    struck: list[str] = []

    def picks(method: str, path: str) -> bool:
        struck.extend([path] if method == "PUT" else [])  # the first file
        return len(struck) == 1 and method == "PUT"

    proxy.moment, proxy.picks = "after", picks
    proxy.strike = lambda: os.kill(running[0].pid, signal.SIGINT if how == "cancelled" else signal.SIGKILL)
    job.run()
    assert job.steps["apply"]["outcome"] == "failure"
    assert project.facts()["intents" if how == "destroyed" else "id"]
    again = project.job(f"v{version}.0").run()
    assert not again.failed, again.told
    assert project.is_published_in(version)
    assert "intents" not in project.facts()


@pytest.mark.parametrize("tag", [pytest.param("v1.0", marks=pytest.mark.torture), "v2.0"])
def test_what_a_destroyed_runner_published_is_known(watched: tuple[Project, Proxy], tag: str) -> None:
    """The same tag goes on; where title and files are all others, nobody takes that for something never published."""
    project, proxy = watched
    running: list[subprocess.Popen[str]] = []
    job = project.job(project.tag("v1.0"))
    job.started, job.skip = running.append, frozenset({"save"})
    proxy.moment, proxy.picks = "after", lambda _method, path: path.endswith("/publish") and not job.logs
    proxy.strike = lambda: os.kill(running[0].pid, signal.SIGKILL)
    job.run()
    assert project.is_published_in(1)
    if tag == "v2.0":
        manifest = project.work / "release.yaml"
        manifest.write_text(manifest.read_text().replace("title: ", "title: Another "))
        (project.work / "data-1.csv").write_text("other data, too")
        project.tag(tag, "other data")
    again = project.job(tag).run()
    assert again.logs["apply"].code == (0 if tag == "v1.0" else 5), again.told
    assert project.is_published_in(1)


def test_a_branch_that_goes_away_does_not_take_the_lockfile_along(watched: tuple[Project, Proxy]) -> None:
    project, proxy = watched
    git(project.work, "push", "origin", "HEAD:kept")
    job = project.job(project.tag("v1.0"), branch="kept")

    def meanwhile(_method: str, path: str) -> None:
        if path.endswith("/publish"):
            git(project.work, "push", "origin", ":kept")

    proxy.meanwhile = meanwhile
    job.run()
    assert job.logs["apply"].code == 1, job.told
    assert job.outputs["status"] == "done"
    assert f'"doi": "{job.outputs["doi"]}"' in job.logs["apply"].out
    assert "What was published is published." in job.logs["apply"].err
    assert "Nothing was sent" not in job.logs["apply"].err


def test_a_lockfile_that_a_merge_damaged_is_refused_and_not_repaired(project: Project) -> None:
    """A part that stands in it twice: one of the two would be lost."""
    tag = project.tag("v1.0")
    part = '"zenodo/sandbox": {"base_url": "https://sandbox.zenodo.org/api/"'
    text = f'{{"lock": 2, "releases": {{{part}, "id": "7"}}, {part}}}}}}}'
    (project.work / "release.lock.json").write_text(text)
    project.commit("A bad merge")
    before = writes(project.server)
    job = project.job(tag).run()
    assert job.logs["apply"].code == 3, job.told
    assert "stands in it twice" in job.told
    assert writes(project.server) == before
    assert project.subjects()[0] == "A bad merge"


def test_a_lockfile_that_is_a_link_is_no_lockfile(project: Project) -> None:
    (project.work / "release.lock.json").symlink_to("/etc/hostname")
    project.commit("A link")
    job = project.job(project.tag("v1.0")).run()
    assert job.logs["apply"].code == 3, job.told
    assert "release.lock.json on the branch main:1:1: is not JSON" in job.logs["apply"].err


@pytest.mark.parametrize("keeps", ["branch", "pull-request"])
def test_without_the_right_to_push_nothing_is_sent(project: Project, github: GitHub, keeps: str) -> None:
    tag = project.tag("v1.0")
    refuse_pushes(project)
    before = writes(project.server)
    job = project.job(tag, lockfile=keeps)
    job.github["api_url"] = github.url
    job.run()
    assert job.failed
    assert (job.outputs["status"], job.outputs["doi"]) == ("refused", "")
    assert writes(project.server) == before
    assert "Changes must be made through a pull request." in job.logs["apply"].err
    assert "contents: write" in job.logs["apply"].err
    assert "Nothing was sent." in job.logs["apply"].err
    assert job.steps["save"]["outcome"] == "success"
    assert github.pulls == []


@pytest.mark.parametrize("keeps", ["branch", pytest.param("pull-request", marks=pytest.mark.torture)])
def test_an_old_tag_never_becomes_the_newest_version(project: Project, github: GitHub, keeps: str) -> None:
    """As when its job is run again, or was overtaken by another one."""
    project.tag("v1.0")
    jobs = [project.job(tag, lockfile=keeps) for tag in (project.tag("v2.0", "newer data"), "v1.0", "v2.0")]
    jobs.append(project.job(project.tag("v3.0", "newest data"), lockfile=keeps))
    for job in jobs:
        job.github["api_url"] = github.url
        job.run()
        (project.work / "note.txt").write_text(job.checkout.name)
        project.commit("A note\n\nApplied-Commit: release.lock.json zenodo/sandbox nothing")
    assert codes(jobs) == [0, 5, 0, 0], [job.told for job in jobs]
    assert "older than what was applied already" in jobs[1].logs["apply"].err
    assert project.is_published_in(2)


@pytest.mark.parametrize(("inputs", "code"), [({"lockfile": "off"}, 0), ({"branch": "not-there"}, 5)])
def test_where_no_branch_keeps_the_lockfile(project: Project, inputs: dict[str, str], code: int) -> None:
    """Because nobody wants it, or because there is none: that is told before anything is sent."""
    tag, before = project.tag("v1.0"), writes(project.server)
    job = project.job(tag, **inputs).run()
    assert job.logs["apply"].code == code, job.told
    assert (writes(project.server) == before) is bool(code)
    assert ("no branch not-there" in job.logs["apply"].err) is bool(code)
    assert project.branches() == ["refs/heads/main"]
    assert len(project.subjects()) == 1


def test_a_rehearsal_asks_for_no_branch(project: Project) -> None:
    job = project.job(project.tag("v1.0"), environment="local").run()
    assert (job.failed, job.outputs["status"]) == (False, "done"), job.told
    assert len(project.subjects()) == 1


def test_what_others_push_meanwhile_is_kept(watched: tuple[Project, Proxy]) -> None:
    project, proxy = watched
    job = project.job(project.tag("v1.0"))
    one_at_a_time = threading.Lock()

    def meanwhile(method: str, path: str) -> None:
        with one_at_a_time:
            if method == "PUT":
                (project.work / f"note-{path.rpartition('/')[2]}.txt").write_text("meanwhile")
                project.commit("Meanwhile")

    proxy.meanwhile = meanwhile
    job.run()
    assert not job.failed, job.told
    assert "Meanwhile" in project.subjects()
    assert project.facts()["versions"]
    assert "note-data-0.csv.txt" in git(project.remote, "ls-tree", "--name-only", "main").split()


def test_another_run_that_began_meanwhile_is_told_before_anything_is_sent(watched: tuple[Project, Proxy]) -> None:
    project, proxy = watched
    job = project.job(project.tag("v1.0"))
    before = writes(project.server)

    def meanwhile(_method: str, _path: str) -> None:
        if len(project.subjects()) == 1:
            bound = {"base_url": f"{project.origin}/api/", "manifest": "release.yaml"}
            lockfile = {"lock": 2, "releases": {"zenodo/sandbox": bound}}
            (project.work / "release.lock.json").write_text(json.dumps(lockfile))
            project.commit("Begun elsewhere")

    proxy.meanwhile = meanwhile
    job.run()
    assert job.logs["apply"].code == 6, job.told
    assert writes(project.server) == before
    assert project.subjects()[0] == "Begun elsewhere"
    assert not project.job("v1.0").run().failed


def test_two_tags_at_once_never_give_two_records(project: Project) -> None:
    tags = [project.tag("v1.0"), project.tag("v2.0", "other data")]
    jobs = [project.job(tag) for tag in tags]
    threads = [threading.Thread(target=job.run) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    published = [version for version in project.versions() if version["submitted"]]
    assert len({version["conceptdoi"] for version in published}) == 1, [job.told for job in jobs]
    assert set(codes(jobs)) <= {0, 1, 5, 6}
    assert 0 in codes(jobs), [job.told for job in jobs]
    assert project.facts()["versions"]


def codes(jobs: list[Job]) -> list[int]:
    return [job.logs["apply"].code for job in jobs]


def test_a_pull_request_brings_the_lockfile_and_the_next_run_does_not_wait_for_it(
    project: Project, github: GitHub
) -> None:
    for tag in (project.tag("v1.0"), project.tag("v2.0", "other data")):
        job = project.job(tag, lockfile="pull-request")
        job.github["api_url"] = github.url
        job.run()
        assert not job.failed, job.told
        assert "Merge https://github.example/pull/1 before" in job.logs["apply"].out
    assert project.is_published_in(2)
    assert len(project.facts("publishpipe/release.lock.json")["versions"]) == 2
    assert "release.lock.json" not in git(project.remote, "ls-tree", "--name-only", "main").split()
    [pull] = github.pulls
    assert (pull["head"], pull["base"]) == ("publishpipe/release.lock.json", "main")
    assert all(authorization == "Bearer a-token-of-github" for _, _, authorization in github.asked)


def test_two_manifests_ask_for_their_lockfiles_by_a_pull_request_each(project: Project, github: GitHub) -> None:
    """Neither takes away what the other one learned and nobody has merged yet."""
    other = project.work / "other"
    other.mkdir()
    make_release(other, project.origin, files=1)
    project.commit("Another manifest")
    tag = project.tag("v1.0")
    for name in ("release.yaml", "other/release.yaml"):
        job = project.job(tag, lockfile="pull-request", manifest=name)
        job.github["api_url"] = github.url
        job.run()
        assert not job.failed, job.told
    branches = ["publishpipe/release.lock.json", "publishpipe/other/release.lock.json"]
    assert [pull["head"] for pull in github.pulls] == branches
    for branch in branches:
        path = branch.removeprefix("publishpipe/")
        assert "published_at" in git(project.remote, "show", f"{branch}:{path}")


@pytest.mark.parametrize("name", ["a b~c", ".hidden/a..b", "x.lock/ä", "a@{b", "~^:?*[\\"])
def test_whatever_a_lockfile_is_called_a_branch_can_be_called_after_it(tmp_path: Path, name: str) -> None:
    git(tmp_path, "check-ref-format", "--branch", asked_for(f"{name}.lock.json"))


def test_a_pull_request_that_github_refuses_leaves_the_lockfile_on_its_branch(project: Project, github: GitHub) -> None:
    github.refuses = True
    job = project.job(project.tag("v1.0"), lockfile="pull-request")
    job.github["api_url"] = github.url
    job.run()
    assert job.failed
    assert job.outputs["status"] == "done"
    assert "Allow GitHub Actions to create pull requests" in job.logs["apply"].err
    assert project.facts("publishpipe/release.lock.json")["versions"]


@pytest.mark.parametrize("name", ["manifest", "environment", "args", "lockfile", "branch"])
def test_no_input_is_run_as_a_command(project: Project, tmp_path: Path, name: str) -> None:
    proof = tmp_path / "proof"
    job = project.job(project.tag("v1.0"), **{name: f'$(touch {proof})`touch {proof}`"; touch {proof}; "'})
    job.run()
    assert job.failed
    assert not proof.exists()
