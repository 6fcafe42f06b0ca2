"""The commands below `ci`: what a pipeline of GitHub or GitLab runs."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import publishpipe
from publishpipe.cli.help import Command, examples
from publishpipe.cli.options import (
    DebugOption,
    EnvironmentOption,
    Manifest,
    SetOption,
    UntilOption,
    UrlOption,
    YesOption,
    settings,
)
from publishpipe.errors import PublishPipeError, UsageError

if TYPE_CHECKING:
    from publishpipe.ci.applying import Keeper
    from publishpipe.model.events import Event, Result

ci = typer.Typer(help="For pipelines: GitHub Actions, GitLab CI/CD.", no_args_is_help=True)

Keep = Literal["branch", "pull-request", "off"]
LockfileOption = Annotated[
    Keep,
    typer.Option(
        "--lockfile", metavar="HOW", help="How it gets back: branch (pushed there), pull-request, or off (not at all)."
    ),
]
BranchOption = Annotated[
    str,
    typer.Option(
        "--branch",
        metavar="NAME",
        help="Branch of the lockfile. Default, in a pipeline only: the one checked out; for a tag the main one.",
    ),
]


@ci.command(cls=Command, epilog=examples("ci plan publish.yaml --out plan.md"))
def plan(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    branch: BranchOption = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it as Markdown, too.")] = None,
    debug: DebugOption = False,
) -> None:
    """Show what apply would do on the page of the run.

    It is made by the newest lockfile alone, that of its branch: no token is needed, and the server is not asked.
    """
    from publishpipe.ci.applying import target_of
    from publishpipe.ci.outputs import tell_plan
    from publishpipe.ci.planning import by_newest_lockfile
    from publishpipe.render import markdown, text

    try:
        target = target_of(manifest, environment, url, settings(sets))
        with by_newest_lockfile(manifest, target, branch) as how:
            made = publishpipe.plan(manifest, environment=environment, url=url, set=settings(sets), offline=True)
    except PublishPipeError as error:
        _annotate(error.problems)
        tell_plan(manifest, markdown.problems_as_markdown(str(manifest), error), out, "failed")
        raise
    made = replace(made, notes=(f"{how}: the server was not asked", *made.notes))
    _annotate(made.warnings)
    tell_plan(manifest, markdown.plan_as_markdown(made), out, "planned" if made.pending else "unchanged")
    text.show_plan(text.console(), made)


@ci.command(cls=Command, epilog=examples("ci comment plan.md"))
def comment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What ci plan --out wrote.", show_default=False)],
    debug: DebugOption = False,
) -> None:
    """Put the plan on the pull request as a comment.

    It takes the place of the last one. Needs GITHUB_TOKEN.
    """
    from publishpipe.ci import github

    _annotate()
    with github.session() as session:
        print(github.comment(session, _text(file)))


@ci.command(cls=Command, epilog=examples("ci apply publish.yaml --yes --lockfile pull-request"))
def apply(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    yes: YesOption = False,
    until: UntilOption = None,
    lockfile: LockfileOption = "branch",
    branch: BranchOption = "",
    dotenv: Annotated[
        Path | None, typer.Option("--dotenv", metavar="FILE", help="Write PUBLISHPIPE_DOI=… and so on, for GitLab.")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Apply, and bring the lockfile back to its branch.

    It begins with the newest lockfile of that branch, and brings it back however it ends.
    """
    from publishpipe.ci.outputs import tell_result
    from publishpipe.render import listeners, questions, text
    from publishpipe.render.markdown import result_as_markdown
    from publishpipe.render.result import show_result

    _annotate()
    keeper = _keeper(manifest, environment, url, sets, lockfile, branch)
    ended: list[Result] = []
    confirm = publishpipe.accept if yes else questions.before_publishing(as_json=False)
    try:
        with listeners.listener(as_json=False, quiet=False) as shown:

            def heard(event: "Event") -> None:
                if isinstance(event, publishpipe.Result):
                    ended.append(event)
                shown(event)

            with keeper.keeping(heard, _tell_saved, _tell_unsaved) if keeper else nullcontext(heard) as emit:
                result = publishpipe.apply(
                    manifest,
                    environment=environment,
                    url=url,
                    set=settings(sets),
                    until=until,
                    confirm=confirm,
                    emit=emit,
                )
    finally:
        for one in ended:
            tell_result(one, result_as_markdown(one), dotenv)
    if keeper and result.after:  # it is on its branch already
        result = replace(result, after=replace(result.after, lockfile=""))
    show_result(text.console(), result)


@ci.command(cls=Command, epilog=examples("ci save publish.yaml"))
def save(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    lockfile: LockfileOption = "branch",
    branch: BranchOption = "",
    debug: DebugOption = False,
) -> None:
    """Bring the lockfile back if ci apply could not.

    For a step that always runs: ci apply may have been killed.
    """
    _annotate()
    keeper = _keeper(manifest, environment, url, sets, lockfile, branch)
    try:
        where = keeper.save() if keeper else ""
    except PublishPipeError as unsaved:
        _tell_unsaved(unsaved)
        raise
    print(where or "The lockfile is where it belongs.")


def _keeper(
    manifest: Path, environment: EnvironmentOption, url: UrlOption, sets: list[str], lockfile: Keep, branch: str
) -> "Keeper | None":
    """What keeps the lockfile, as the command line says."""
    from publishpipe.ci import applying

    target = applying.target_of(manifest, environment, url, settings(sets))
    return applying.keeper(manifest, target, lockfile, branch)


def _annotate(problems: "tuple[publishpipe.Problem, ...]" = ()) -> None:
    """Have GitHub show them beside the lines of the manifest, and from then on take nothing printed for a command.

    What is printed quotes manifests and servers, and a line that begins with :: could set an output of the step.
    """
    from secrets import token_hex

    from publishpipe.ci.pipeline import pipeline
    from publishpipe.render import formats

    if pipeline().host == "GitHub":
        print(*formats.github(problems), f"::stop-commands::{token_hex()}", sep="\n", flush=True)


def _tell_saved(where: str) -> None:
    if where:
        print(where, flush=True)


def _tell_unsaved(error: PublishPipeError) -> None:
    """Print the lockfile, which holds no secret: the runner and its copy are about to go."""
    from publishpipe.render import text
    from publishpipe.render.plain import say

    path = Path(error.where)
    if path.is_file():
        say(path.read_text("utf-8"))
    text.show_error(text.console(stderr=True), error)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, ValueError) as wrong:
        raise UsageError(f"{file} cannot be read: {wrong}") from None
