"""Arguments and options that several commands share.

No module of commands postpones its annotations: typer evaluates each of them, twice, whenever it starts.
"""

from pathlib import Path
from typing import Annotated

import typer

from publishpipe.cli import completion
from publishpipe.model.target import Environment
from publishpipe.repositories import NAMES

MOST_JOBS = 32

Manifest = Annotated[
    Path,
    typer.Argument(
        metavar="MANIFEST", help="The manifest, a YAML file.", show_default=False, autocompletion=completion.manifests
    ),
]
ManifestOrMember = Annotated[
    Path,
    typer.Argument(
        metavar="MANIFEST",
        help="The manifest, a YAML file; or one release of a campaign: CAMPAIGN#NAME.",
        show_default=False,
        autocompletion=completion.manifests,
    ),
]
Manifests = Annotated[
    list[Path],
    typer.Argument(
        metavar="MANIFEST...",
        help="The manifest, a YAML file; or several, or a campaign file.",
        show_default=False,
        autocompletion=completion.manifests,
    ),
]
ManifestsOrPlan = Annotated[
    list[Path],
    typer.Argument(
        metavar="MANIFEST...|PLAN",
        help="The manifest, or a plan that plan --out saved; or several manifests, or a campaign file.",
        show_default=False,
        autocompletion=completion.manifests_and_plans,
    ),
]
SampleOption = Annotated[
    int | None, typer.Option("--sample", metavar="N", min=1, help="Of many releases take only N, to try them first.")
]
EnvironmentOption = Annotated[
    Environment | None,
    typer.Option(
        "--environment", "-e", metavar="NAME", help="local, sandbox or production, instead of the manifest's."
    ),
]
UrlOption = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="Base URL of another server, instead of the manifest's.")
]
RepositoryOption = Annotated[
    str,
    typer.Option("--repository", "-r", metavar="NAME", help=f"{NAMES}.", autocompletion=completion.repositories),
]
InstanceOption = Annotated[str | None, typer.Option("--url", metavar="URL", help="Base URL of another server.")]
SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Instead of what the manifest says, such as metadata.version=1.2; repeatable.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def _at_once(text: str) -> int | None:
    if text == "auto":
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_JOBS):
        raise typer.BadParameter(f"'{text}' is neither auto nor a number from 1 to {MOST_JOBS}.")
    return int(text)


JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        parser=_at_once,
        show_default="auto: 4 to 8, by their sizes and how quickly the server answers",
        help="Files sent at once, at most 32; of several manifests, releases.",
    ),
]
MaxFailuresOption = Annotated[
    int | None,
    typer.Option("--max-failures", metavar="N", min=0, help="Of many releases begin no more once more than N failed."),
]
RetryFailedOption = Annotated[
    bool, typer.Option("--retry-failed", help="Of many releases take only those that failed the last time.")
]
JoinOption = Annotated[
    Path | None,
    typer.Option("--join", metavar="FOLDER", help="Share many releases with other processes that name this folder."),
]
LeaseOption = Annotated[
    float | None,
    typer.Option(
        "--lease",
        metavar="SECONDS",
        min=0.1,
        help="With --join: others take over what a process has that does not move for so long. Default: 60.",
    ),
]
DaskOption = Annotated[
    str | None,
    typer.Option("--dask", metavar="ADDRESS", help="With --join: have the workers of a Dask cluster do it; local:N."),
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Of many releases write a report: .json, .md, .html or .csv."),
]
UntilOption = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="KEY",
        help="Stop after this step of the plan, for instance verify.",
        autocompletion=completion.steps,
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before what cannot be undone.")]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Believe the lockfile instead of asking the server.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show every request, and tracebacks.")]


def settings(given: list[str]) -> dict[str, str]:
    """What --set says, by path; of one path the last word counts."""
    pairs = [text.partition("=") for text in given]
    if wrong := next(("".join(pair) for pair in pairs if not pair[0] or not pair[1]), None):
        raise typer.BadParameter(f"{wrong}: expected PATH=VALUE, such as metadata.version=1.2", param_hint="--set")
    return {path.strip(): value for path, _, value in pairs}
