"""The command line: words in, exit code out."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import typer

from publishpipe.cli import adopt, catalog, ci, cite, init, local, login, manifests, schema, validate
from publishpipe.cli.building import only_needed
from publishpipe.cli.help import FIRST, LAST, Command, Group, examples
from publishpipe.cli.version import print_version
from publishpipe.errors import PublishPipeError

INTERRUPTED = 130
COMPLETING = "_PUBLISHPIPE_COMPLETE"  # the variable by which a shell asks what may come next
LEFT = {
    "apply": "Whatever was done is in the lockfile, or the next run finds it.",
    "ci": "Whatever was done is in the lockfile, or the next run finds it.",
    "discard": "Whatever was done, the next run finds it.",
    "local": "Its store keeps what was answered.",
}
UsageError: Any = typer.BadParameter.__base__  # typer gives it no public name

app = typer.Typer(
    name="publishpipe",
    cls=Group,
    help=FIRST,
    epilog=LAST,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def run() -> NoReturn:
    """Run the command line; every expected error becomes its text and exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    gc.set_threshold(100_000)  # a large manifest is many objects that all stay: to look through them takes long
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal cannot show is no reason to stop
    debug = "--debug" in sys.argv
    if debug:
        import logging

        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
        logging.getLogger("publishpipe").setLevel(logging.DEBUG)
    needed = app if COMPLETING in os.environ else only_needed(app, sys.argv[1:])
    try:
        code = needed(standalone_mode=False) or 0
    except UsageError as wrong:
        wrong.show()
        code = wrong.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except typer.Abort as stopped:  # also what typer makes of an EOFError, whosever that is
        code = _told(stopped.__cause__, debug=debug) if stopped.__cause__ else INTERRUPTED
    except BrokenPipeError:
        os._exit(1)  # whoever read our output has gone: there is nobody to tell
    except Exception as error:  # noqa: BLE001  # the one place where whatever went wrong is told
        code = _told(error, debug=debug)
    if code == INTERRUPTED:
        told = f"Interrupted. {_state()} It is safe to run the same command again."
        print(told, file=sys.stderr, flush=True)
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(code)  # at once: a thread may still wait for an answer
    sys.exit(code)


def _told(error: BaseException, *, debug: bool) -> int:
    """Print an error, with its traceback for `--debug`; its exit code."""
    from publishpipe.render import plain, text

    known = error if isinstance(error, PublishPipeError) else _unforeseen(error)
    if debug:
        import traceback

        plain.say("".join(traceback.format_exception(error)), stderr=True)
    text.show_error(text.console(stderr=True), known)
    return known.exit_code


def _state() -> str:
    """What a command leaves that ended where nobody foresaw it: most of them change nothing."""
    return LEFT.get(next(iter(sys.argv[1:]), ""), "Nothing was changed on the server.")


def _unforeseen(error: BaseException) -> PublishPipeError:
    return PublishPipeError(
        f"Something that publishpipe did not foresee: {type(error).__name__}: {error}",
        state=_state(),
        hint="Run the same command again. If it stays, report it with what --debug prints.",
    )


@app.callback(invoke_without_command=True)
def _main(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if show_version:
        print_version()
        raise typer.Exit


def _command(*lines: str, name: str | None = None) -> Any:
    """What makes a function a command, with such examples."""
    return app.command(name, cls=Command, epilog=examples(*lines))


_command(
    "init",
    "init publish.yaml --from CITATION.cff",
    "init crystals.yaml --repository nomad",
    "init -r nomad --url https://oasis.example.org/oasis/api/v1/",
)(init.init)
_command("validate publish.yaml", "validate CITATION.cff .zenodo.json", "validate *.yaml --format github")(
    validate.validate
)
_command("plan publish.yaml", "plan publish.yaml --environment sandbox", "plan publish.yaml --out frost.plan")(
    manifests.plan
)
_command("apply publish.yaml", "apply publish.yaml --until verify", "apply frost.plan --yes")(manifests.apply)
_command("status publish.yaml", "status publish.yaml --json")(manifests.status)
_command("verify publish.yaml", "verify publish.yaml --download")(manifests.verify)
_command("discard publish.yaml", "discard publish.yaml --yes")(manifests.discard)
_command(
    "adopt publish.yaml 10.5281/zenodo.1234567",
    "adopt publish.yaml https://zenodo.org/records/1234567 --write-manifest --download",
)(adopt.adopt)
_command("cite publish.yaml", "cite publish.yaml --format bibtex >> references.bib")(cite.cite)
_command("open publish.yaml", "open publish.yaml --print", name="open")(cite.open_page)
_command("list", "list --environment sandbox", "list --repository nomad --datasets", name="list")(catalog.list_own)
_command("search --query 'frost days'", "search --community enes-data-space --limit 5 --json")(catalog.search)
_command("login zenodo --environment sandbox", "login nomad --with-token < token.txt", "login --status")(login.login)
_command("logout zenodo --environment sandbox")(login.logout)
_command(
    "schema --fields zenodo", "schema --fields zenodo licence", "schema --install", "schema plan > plan.schema.json"
)(schema.schema)
app.add_typer(ci.ci, name="ci")
app.add_typer(local.local, name="local")
