"""The commands on several manifests, or on a campaign file: validate, plan, apply, status, verify."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from publishpipe.cli.machine import errors_told, print_json

if TYPE_CHECKING:
    from publishpipe.campaign.apply import Choice
    from publishpipe.campaign.releases import Words
    from publishpipe.model.campaign import CampaignResult

DIFFERS = 4


def is_many(manifests: Sequence[Path]) -> bool:
    """Whether a command is about many releases: several manifests, or a campaign file."""
    from publishpipe.campaign.file.campaign import is_campaign

    return len(manifests) > 1 or is_campaign(manifests[0])


def only_alone(**options: object) -> None:
    """Raise BadParameter if an option was given that is for one manifest alone."""
    for name, given in options.items():
        if given:
            option = f"--{name.replace('_', '-')}"
            raise typer.BadParameter("it is for one manifest, not for several", param_hint=option)


def only_joined(**options: object) -> None:
    """Raise BadParameter if an option was given that is for several processes."""
    for name, given in options.items():
        if given is not None:
            raise typer.BadParameter("it goes with --join FOLDER", param_hint=f"--{name}")


def only_many(**options: object) -> None:
    """Raise BadParameter if an option was given that is for several manifests."""
    for name, given in options.items():
        if given is not None and given is not False:
            option = f"--{name.replace('_', '-')}"
            raise typer.BadParameter("it is for several manifests, or for a campaign file", param_hint=option)


def plan(
    manifests: Sequence[Path],
    words: "Words",
    *,
    offline: bool,
    sample: int | None,
    as_json: bool,
    exit_code: bool,
) -> None:
    """See `campaign.plan`."""
    from publishpipe.campaign.plan import plan as plan_all
    from publishpipe.render.campaign.progress import aside

    with errors_told(as_json=as_json), aside(quiet=as_json) as emit:
        made = plan_all(manifests, words, offline=offline, sample=sample, emit=emit)
    if as_json:
        print_json(made.as_json())
    else:
        from publishpipe.render.campaign.text import show_plan
        from publishpipe.render.text import console

        show_plan(console(), made)
    if made.failed:
        raise typer.Exit(made.exit_code)
    raise typer.Exit(DIFFERS if exit_code and made.pending else 0)


def apply(
    manifests: Sequence[Path],
    words: "Words",
    choice: "Choice",
    *,
    yes: bool,
    report: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """See `campaign.apply`."""
    from publishpipe.campaign.apply import accept_all
    from publishpipe.campaign.apply import apply as apply_all
    from publishpipe.model.campaign import CampaignEvent, CampaignResult
    from publishpipe.render import questions
    from publishpipe.render.campaign import progress

    if report is not None:
        _check_report(report)
    confirm = accept_all if yes else questions.before_publishing_all(as_json=as_json)
    with progress.listener(as_json=as_json, quiet=quiet) as show:

        def emit(event: CampaignEvent) -> None:
            show(event)
            if report is not None and isinstance(event, CampaignResult):
                _write(report, event)

        result = apply_all(manifests, words, choice=choice, confirm=confirm, emit=emit)
    if not as_json:
        from publishpipe.render.campaign.text import show_result
        from publishpipe.render.text import console

        show_result(console(), result, report)
    raise typer.Exit(result.exit_code)


def status(manifests: Sequence[Path], words: "Words", *, offline: bool, as_json: bool) -> None:
    """See `campaign.status`."""
    from dataclasses import asdict

    from publishpipe.campaign.status import status as status_of_all
    from publishpipe.render.campaign.progress import aside

    with errors_told(as_json=as_json), aside(quiet=as_json) as emit:
        answers = status_of_all(manifests, words, offline=offline, emit=emit)
    if as_json:
        print_json({"campaign": 1, "releases": [_told(one, asdict) for one in answers]})
    else:
        from publishpipe.render.campaign.answers import show_statuses
        from publishpipe.render.text import console

        show_statuses(console(), answers)
    raise typer.Exit(_worst(answers))


def verify(manifests: Sequence[Path], words: "Words", *, download: bool, as_json: bool) -> None:
    """See `campaign.status.verify`."""
    from publishpipe.campaign.status import verify as verify_all
    from publishpipe.render.campaign.progress import aside

    with errors_told(as_json=as_json), aside(quiet=as_json) as emit:
        answers = verify_all(manifests, words, download=download, emit=emit)
    if as_json:
        print_json({"campaign": 1, "releases": [_told(one, lambda found: found.as_json()) for one in answers]})
    else:
        from publishpipe.render.campaign.answers import show_verifications
        from publishpipe.render.text import console

        show_verifications(console(), answers)
    alike = all(one.value is None or one.value.matches for one in answers)
    raise typer.Exit(_worst(answers) or (0 if alike else DIFFERS))


def _told(answer: Any, as_json_of: Any) -> dict[str, Any]:
    told = answer.error.as_json() if answer.error else as_json_of(answer.value)
    return {"release": answer.release, **told}


def _worst(answers: Any) -> int:
    from publishpipe.model.campaign import worst

    return worst(one.error.exit_code for one in answers if one.error)


def _check_report(path: Path) -> None:
    """Raise BadParameter if nobody knows what to write there."""
    from publishpipe.render.campaign.report import BY_ENDING

    if path.suffix.lower() not in BY_ENDING:
        raise typer.BadParameter(f"{path}: its ending says what it is: {', '.join(BY_ENDING)}", param_hint="--report")


def _write(path: Path, result: "CampaignResult") -> None:
    from publishpipe.render.campaign.report import BY_ENDING
    from publishpipe.state.storage import write_atomically

    write_atomically(path, BY_ENDING[path.suffix.lower()](result))
