"""The command line: words in, exit code out."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from publishpipe import api, applying, cli_adoption, cli_catalog, cli_local
from publishpipe.errors import PublishPipeError
from publishpipe.events import Result, ignore
from publishpipe.options import (
    DebugOption,
    EnvironmentOption,
    JsonOption,
    Manifest,
    ManifestOrPlan,
    OfflineOption,
    UrlOption,
    YesOption,
)
from publishpipe.render import progress, questions, text
from publishpipe.render.comparison import show_verification
from publishpipe.render.markdown import plan_as_markdown
from publishpipe.steps import as_json as plan_json
from publishpipe.storage import STORE

INTERRUPTED = 130
UsageError: Any = typer.BadParameter.__base__  # typer gives it no public name
DIFFERS = 4

app = typer.Typer(
    name="publishpipe",
    help="Publish research data once and right: a manifest, a plan, apply.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> NoReturn:
    """Run the command line; every expected error becomes its text and exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal cannot show is no reason to stop
    debug = "--debug" in sys.argv
    if debug:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
        logging.getLogger("publishpipe").setLevel(logging.DEBUG)
    try:
        code = app(standalone_mode=False) or 0
    except UsageError as wrong:
        wrong.show()
        code = wrong.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        os._exit(1)  # whoever read our output has gone: there is nobody to tell
    except Exception as error:
        if debug:
            raise
        known = error if isinstance(error, PublishPipeError) else _unforeseen(error)
        text.show_error(text.console(stderr=True), known)
        code = known.exit_code
    if code == INTERRUPTED:
        told = "Interrupted. What was done is in the lockfile; it is safe to run the same command again."
        print(told, file=sys.stderr, flush=True)
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(code)  # at once: a thread may still wait for an answer
    sys.exit(code)


def _unforeseen(error: Exception) -> PublishPipeError:
    return PublishPipeError(
        f"Something that publishpipe did not foresee: {type(error).__name__}: {error}",
        state="What was done is in the lockfile.",
        hint="Run the same command again. If it stays, report it with what --debug prints.",
    )


@app.callback(invoke_without_command=True)
def _main(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        print(f"publishpipe {version('publishpipe')}")
        raise typer.Exit


@app.command(epilog="Example: publishpipe validate manifest.yaml")
def validate(
    manifests: Annotated[list[Path], typer.Argument(help="Manifests, YAML files.", metavar="MANIFEST...")],
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Say everything that is wrong with manifests, without a network."""
    found = [problem for path in manifests for problem in api.validate(path, environment=environment, url=url)]
    if as_json:
        _print_json({"valid": not found, "problems": [dataclasses.asdict(problem) for problem in found]})
    else:
        for problem in found:
            print(problem)
        if not found:
            print("valid" if len(manifests) == 1 else f"all {len(manifests)} valid")
            notes = {note for path in manifests for note in api.notes(path, environment=environment, url=url)}
            for note in sorted(notes):
                print(f"note: {note}")
    raise typer.Exit(3 if found else 0)


@app.command(epilog="Example: publishpipe plan manifest.yaml --environment sandbox")
def plan(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
    offline: OfflineOption = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Save the plan, to apply exactly that or nothing.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 4 if there is something to do.")] = False,
    debug: DebugOption = False,
) -> None:
    """Show what apply would do. Changes nothing."""
    made = api.plan(manifest, environment=environment, url=url, offline=offline, out=out, emit=_waits(as_json))
    if as_json:
        _print_json(plan_json(made))
    elif as_markdown:
        print(plan_as_markdown(made))
    else:
        text.show_plan(text.console(), made)
    raise typer.Exit(DIFFERS if exit_code and made.pending else 0)


@app.command(epilog="Example: publishpipe apply manifest.yaml --until verify")
def apply(
    manifest: ManifestOrPlan,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    yes: YesOption = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="KEY", help="Stop after this step, for instance verify.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=32, help="Files sent at once.")] = 4,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only how it ended.")] = False,
    debug: DebugOption = False,
) -> None:
    """Make the manifest true, step by step. Safe to interrupt and to run again."""
    confirm = applying.accept if yes else questions.before_publishing(as_json=as_json)
    with progress.listener(as_json=as_json, quiet=quiet) as emit:
        result = applying.apply(
            manifest, environment=environment, url=url, until=until, jobs=jobs, confirm=confirm, emit=emit
        )
    if not as_json:
        text.show_result(text.console(), result, _page(manifest, result))


@app.command(epilog="Example: publishpipe status manifest.yaml --json")
def status(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
    offline: OfflineOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what is released now, and what is left to apply."""
    found = api.status(manifest, environment=environment, url=url, offline=offline, emit=_waits(as_json))
    if as_json:
        _print_json(dataclasses.asdict(found))
    else:
        text.show_status(text.console(), found)


@app.command(epilog="Example: publishpipe verify manifest.yaml --json")
def verify(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    download: Annotated[
        bool, typer.Option("--download", help="Read every file back, instead of believing the server's list.")
    ] = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Hold what is published against the local files and metadata. Changes nothing; exits with 4 if it is not alike."""
    with progress.aside(quiet=as_json) as emit:
        found = api.verify(manifest, environment=environment, url=url, download=download, emit=emit)
    if as_json:
        _print_json(found.as_json())
    else:
        show_verification(text.console(), found)
    raise typer.Exit(0 if found.matches else DIFFERS)


@app.command(epilog="Example: publishpipe discard manifest.yaml")
def discard(
    manifest: Manifest,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    yes: YesOption = False,
    debug: DebugOption = False,
) -> None:
    """Delete the unpublished draft, or drop the open edit; never anything published."""
    confirm = _go_on if yes else questions.before_discarding
    found = api.discard(manifest, environment=environment, url=url, confirm=confirm, emit=_waits(quiet=False))
    told = {
        "draft": "The draft is deleted.",
        "edit": "The edit is dropped; what is published stays.",
        "": "There is nothing to discard.",
    }
    print(told[found])


app.command(epilog="Example: publishpipe adopt manifest.yaml 10.5281/zenodo.1234567")(cli_adoption.adopt)
app.command("list", epilog="Example: publishpipe list --environment sandbox")(cli_catalog.list_own)
app.command(epilog="Example: publishpipe search --community enes-data-space -q 'frost days'")(cli_catalog.search)
app.add_typer(cli_local.local, name="local")


def _go_on(_draft: str) -> None:
    """Discard without a question."""


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2))


def _waits(quiet: bool) -> Callable[[Any], None]:
    return ignore if quiet else progress.Lines(text.console(stderr=True))


def _page(manifest: Path, result: Result) -> str | None:
    """The record's page as the embedded repository wrote it to disk: it can be read when the server has ended."""
    path = manifest.parent / STORE / "records" / f"{result.id}.html"
    return str(path) if result.environment == "local" and path.exists() else None
