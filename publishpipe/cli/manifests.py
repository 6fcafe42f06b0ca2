"""The commands that take manifests to their repositories: plan, apply, status, verify, discard."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

import publishpipe
from publishpipe.cli import campaign
from publishpipe.cli.machine import errors_told, print_json
from publishpipe.cli.options import (
    DaskOption,
    DebugOption,
    EnvironmentOption,
    JobsOption,
    JoinOption,
    JsonOption,
    LeaseOption,
    ManifestOrMember,
    Manifests,
    ManifestsOrPlan,
    MaxFailuresOption,
    OfflineOption,
    ReportOption,
    RetryFailedOption,
    SampleOption,
    SetOption,
    UntilOption,
    UrlOption,
    YesOption,
    settings,
)
from publishpipe.errors import PublishPipeError

if TYPE_CHECKING:
    from publishpipe.campaign.releases import Words
    from publishpipe.model.comparison import Verification
    from publishpipe.model.status import Status

DIFFERS = 4
Found = TypeVar("Found", "Status", "Verification")


def plan(
    manifests: Manifests,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    as_json: JsonOption = False,
    offline: OfflineOption = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Save the plan, to apply exactly that or nothing.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Write the record's page as it will be to a file, to look at.")
    ] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 4 if there is something to do.")] = False,
    sample: SampleOption = None,
    debug: DebugOption = False,
) -> None:
    """Show what apply would do.

    Nothing is changed, here or on the server.
    """
    if campaign.is_many(manifests):
        campaign.only_alone(out=out, markdown=as_markdown, preview=preview)
        words = _words(environment, url, sets)
        campaign.plan(manifests, words, offline=offline, sample=sample, as_json=as_json, exit_code=exit_code)
    campaign.only_many(sample=sample)
    [manifest] = manifests
    from publishpipe.model.plan import as_json as as_json_of
    from publishpipe.render.listeners import aside

    with errors_told(as_json=as_json), aside(quiet=as_json) as emit:
        made = publishpipe.plan(
            manifest,
            environment=environment,
            url=url,
            set=settings(sets),
            offline=offline,
            out=out,
            preview=preview,
            emit=emit,
        )
    if as_json:
        print_json(as_json_of(made))
    elif as_markdown:
        from publishpipe.render.markdown import plan_as_markdown
        from publishpipe.render.plain import say

        say(plan_as_markdown(made))
    else:
        from publishpipe.render import text

        text.show_plan(text.console(), made)
        if out is not None:
            text.show_saved(text.console(), out)
    raise typer.Exit(DIFFERS if exit_code and made.pending else 0)


def apply(
    manifests: ManifestsOrPlan,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    yes: YesOption = False,
    until: UntilOption = None,
    jobs: JobsOption = None,
    new: Annotated[
        bool, typer.Option("--new", help="What looks like this release is another one: begin one of its own.")
    ] = False,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only how it ended.")] = False,
    sample: SampleOption = None,
    max_failures: MaxFailuresOption = None,
    retry_failed: RetryFailedOption = False,
    join: JoinOption = None,
    lease: LeaseOption = None,
    dask: DaskOption = None,
    report: ReportOption = None,
    debug: DebugOption = False,
) -> None:
    """Make the manifest true, step by step.

    It is safe to interrupt it, and to run it again.
    """
    if campaign.is_many(manifests):
        from publishpipe.campaign.apply import Choice
        from publishpipe.campaign.state.members import LEASE

        campaign.only_alone(new=new)
        if join is None:
            campaign.only_joined(lease=lease, dask=dask)
        choice = Choice(until, jobs, sample, retry_failed, max_failures, join, lease or LEASE, dask)
        words = _words(environment, url, sets)
        campaign.apply(manifests, words, choice, yes=yes, report=report, as_json=as_json, quiet=quiet)
    campaign.only_many(
        sample=sample,
        max_failures=max_failures,
        retry_failed=retry_failed,
        join=join,
        lease=lease,
        dask=dask,
        report=report,
    )
    [manifest] = manifests
    from publishpipe.render import listeners, questions

    confirm = publishpipe.accept if yes else questions.before_publishing(as_json=as_json)
    with listeners.listener(as_json=as_json, quiet=quiet) as emit:
        result = publishpipe.apply(
            manifest,
            environment=environment,
            url=url,
            set=settings(sets),
            until=until,
            jobs=jobs,
            new=new,
            confirm=confirm,
            emit=emit,
        )
    if not as_json:
        from publishpipe.render import text
        from publishpipe.render.result import show_result

        show_result(text.console(), result, brief=quiet)


def status(
    manifests: Manifests,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    as_json: JsonOption = False,
    offline: OfflineOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what is released now, and what is left to apply."""
    if campaign.is_many(manifests):
        campaign.status(manifests, _words(environment, url, sets), offline=offline, as_json=as_json)
    [manifest] = manifests
    from dataclasses import asdict

    from publishpipe.render.listeners import aside

    with errors_told(as_json=as_json), aside(quiet=as_json) as emit:
        found = publishpipe.status(
            manifest, environment=environment, url=url, set=settings(sets), offline=offline, emit=emit
        )
    if as_json:
        print_json(asdict(found))
    else:
        from publishpipe.model.after import Arguments
        from publishpipe.render import text

        called = Arguments(str(manifest), environment, url, settings(sets))
        text.show_status(text.console(), _lasting(found, manifest, environment, url, settings(sets)), called)


def verify(
    manifests: Manifests,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    download: Annotated[
        bool, typer.Option("--download", help="Read every file back, instead of believing the server's list.")
    ] = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Compare what is published with the files and metadata here.

    Nothing is changed. It exits with 4 if something differs.
    """
    if campaign.is_many(manifests):
        campaign.verify(manifests, _words(environment, url, sets), download=download, as_json=as_json)
    [manifest] = manifests
    from publishpipe.render import listeners

    with errors_told(as_json=as_json), listeners.aside(quiet=as_json) as emit:
        found = publishpipe.verify(
            manifest, environment=environment, url=url, set=settings(sets), download=download, emit=emit
        )
    if as_json:
        print_json(found.as_json())
    else:
        from publishpipe.render import text
        from publishpipe.render.comparison import show_verification

        show_verification(text.console(), _lasting(found, manifest, environment, url, settings(sets)))
    raise typer.Exit(0 if found.matches else DIFFERS)


def discard(
    manifest: ManifestOrMember,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    yes: YesOption = False,
    debug: DebugOption = False,
) -> None:
    """Delete the draft, or drop the open edit.

    What is published stays, always.
    """
    from publishpipe.render import questions
    from publishpipe.render.listeners import aside

    confirm = questions.nothing if yes else questions.before_discarding
    with aside(quiet=False) as emit:
        found = publishpipe.discard(
            manifest, environment=environment, url=url, set=settings(sets), confirm=confirm, emit=emit
        )
    told = {
        "draft": "The draft is deleted.",
        "edit": "The edit is dropped; what is published stays.",
        "": "There is nothing to discard.",
    }
    print(told[found])


def _words(environment: str | None, url: str | None, sets: list[str]) -> "Words":
    """What the command line says instead of manifests."""
    from publishpipe.campaign.releases import Words

    return Words(environment, url, settings(sets))


def _lasting(found: Found, manifest: Path, environment: str | None, url: str | None, sets: Mapping[str, str]) -> Found:
    """The same with the page on disk of a rehearsal, whose address is dead once this command has ended."""
    if found.environment == "local" and found.id:
        with suppress(PublishPipeError):
            page = publishpipe.address(manifest, environment=environment, url=url, set=sets)
            if isinstance(page, Path):
                return replace(found, record_url=str(page.with_name(f"{found.id}.html")))
    return found
