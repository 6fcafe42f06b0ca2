"""action.yml on a pull request: one comment, kept up to date, and no token where the manifest is read."""

from __future__ import annotations

import re

from tests.ci.action import given
from tests.ci.github_api import GitHub
from tests.ci.project import Project, git

SECRET = re.compile(r"TOKEN|PASSWORD|LOGIN|SECRET|KEY")


def test_the_plan_is_one_comment_that_is_kept_up_to_date(project: Project, github: GitHub) -> None:
    for number in range(150):  # more than one page of them
        github.say(f"comment {number}")
    first = project.pull_job(github.url).run()
    assert not first.failed, first.told
    assert first.outputs["status"] == "planned"
    for told in (first.summary, first.logs["plan"].out):
        before, _, _ = told.partition("create")
        assert "no lockfile here knows of a release. If one is published already, apply" in " ".join(before.split())
    told = github.comments[-1]["body"]
    assert "| + | upload:data-0.csv |" in told
    assert told.partition("\n")[2].strip() == first.summary.strip()
    (project.work / "data-2.csv").write_text("more\n")
    project.commit("More data")
    second = project.pull_job(github.url).run()
    assert not second.failed, second.told
    assert len(github.comments) == 151
    assert "upload:data-2.csv" in github.comments[-1]["body"]


def test_the_plan_knows_what_was_released_since_the_commit_that_is_checked_out(
    project: Project, github: GitHub
) -> None:
    for keep, branch in (("branch", "main"), ("pull-request", "publishpipe/release.lock.json")):
        job = project.pull_job(github.url)  # before the tag is applied, so its checkout has the lockfile of before
        applied = project.job(project.tag(f"v-{keep}", "Other"), lockfile=keep)
        applied.github |= {"api_url": github.url}
        assert not applied.run().failed
        (job.checkout / "data-0.csv").write_text("again another\n")
        job.run()
        told = " ".join(job.logs["plan"].out.split())
        assert f"made by the newest lockfile, that of the branch {branch}: the server was not asked" in told
        assert "new-version" in told
        assert "create" not in told
        assert git(job.checkout, "status", "--porcelain", "release.lock.json") == ""
    assert "publishpipe/release.lock.json" in " ".join(project.branches())


def test_a_plan_whose_branch_cannot_be_read_says_so(project: Project, github: GitHub) -> None:
    job = project.pull_job(github.url)
    git(job.checkout, "remote", "set-url", "origin", "https://somebody:a-secret-token@127.0.0.1:9/none.git")
    assert not job.run().failed
    told = " ".join(job.logs["plan"].out.split())
    assert "of this checkout alone, as the branch main cannot be read (git ls-remote failed:" in told
    assert "from which apply takes the newest one: the server was not asked" in told
    assert "a-secret-token" not in told + job.summary


def test_a_comment_that_only_begins_like_ours_is_somebody_elses(project: Project, github: GitHub) -> None:
    project.pull_job(github.url).run()
    [ours] = github.comments
    theirs = github.say(ours["body"])
    github.comments.reverse()
    ours["id"], theirs["id"] = theirs["id"], ours["id"]
    theirs["body"] += "and more"
    project.pull_job(github.url).run()
    assert theirs["body"].endswith("and more")


def test_the_plan_is_never_put_into_a_comment_that_somebody_else_could_change(project: Project, github: GitHub) -> None:
    project.pull_job(github.url).run()
    key, _, _ = github.comments.pop()["body"].partition("\n")
    theirs = github.say(f"{key}\nNothing to do.")
    project.pull_job(github.url).run()
    assert theirs["body"].endswith("Nothing to do.")
    assert "upload:data-0.csv" in github.comments[-1]["body"]
    assert github.comments[-1]["user"]["type"] == "Bot"


def test_nothing_that_is_quoted_is_a_command_to_github(project: Project, github: GitHub) -> None:
    path = project.work / "release.yaml"
    title = f"license: mit\n  title: {'long ' * 20}::set-output name=status::done "
    path.write_text(path.read_text().replace("title: ", title))
    project.commit("A title")
    job = project.pull_job(github.url).run()
    before, stop, told = job.logs["plan"].out.partition("::stop-commands::")
    assert (before, stop) == ("", "::stop-commands::")
    assert "::set-output" in told
    again, _, rest = told.partition("\n")
    assert re.fullmatch(r"[0-9a-f]{32,}", again)
    assert again not in rest


def test_where_the_manifest_is_read_there_is_no_token(project: Project, github: GitHub) -> None:
    job = project.pull_job(github.url).run()
    (planning, variables), (commenting, others) = given(job.temp / "bin")
    assert (planning[:2], commenting[:2]) == (["ci", "plan"], ["ci", "comment"])
    assert [name for name in variables if SECRET.search(name)] == []
    assert others["GITHUB_TOKEN"] == job.github["token"]
    assert not [line for line in project.server.log() if project.token in line]


def test_what_is_wrong_is_in_the_comment_and_beside_its_line(project: Project, github: GitHub) -> None:
    path = project.work / "release.yaml"
    path.write_text(path.read_text().replace("upload_type: dataset", "upload_type: datset"))
    project.commit("A slip")
    job = project.pull_job(github.url).run()
    assert (job.failed, job.outputs["status"], job.logs["plan"].code) == (True, "failed", 3)
    assert "datset" in github.comments[-1]["body"]
    assert "::error file=release.yaml,line=6" in job.logs["plan"].out


def test_a_fork_gets_its_plan_on_the_page_of_the_run(project: Project, github: GitHub) -> None:
    job = project.pull_job(github.url, fork=True).run()
    assert (job.failed, job.steps["comment"]["outcome"]) == (False, "skipped")
    assert "upload:data-0.csv" in job.summary
    assert github.asked == []


def test_a_missing_permission_is_named(project: Project, github: GitHub) -> None:
    github.refuses = True
    job = project.pull_job(github.url).run()
    assert job.failed
    assert "pull-requests: write" in job.logs["comment"].err
