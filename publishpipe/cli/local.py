"""The commands below `local`: the embedded repository as a server of its own, or emptied."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from publishpipe.cli.help import Command, Group, examples
from publishpipe.cli.options import DebugOption, YesOption
from publishpipe.errors import BusyError, InputError, PublishPipeError
from publishpipe.state.places import STORE

local = typer.Typer(help="Rehearse on this machine: no account, no network.", cls=Group, no_args_is_help=True)


StoreOption = Annotated[Path, typer.Option("--store", metavar="FOLDER", help="Where it keeps everything.")]
PortOption = Annotated[
    int | None, typer.Option("--port", metavar="N", help="Where it listens. [default: chosen once, and kept]")
]
TokenOption = Annotated[list[str], typer.Option("--token", metavar="NAME=TOKEN", help="Accept only these; repeatable.")]
OpenOption = Annotated[bool, typer.Option("--open", help="Accept any token; each has an account of its own.")]
FaultOption = Annotated[
    list[str], typer.Option("--fault", metavar="RULE", help="Fail like this, for tests; repeatable.")
]
LagOption = Annotated[
    float, typer.Option("--search-lag", metavar="SECONDS", help="How long a search does not find a change.")
]
RateOption = Annotated[
    int | None, typer.Option("--rate-limit", metavar="N", help="Requests a minute. [default: no limit]")
]
NomadOption = Annotated[
    Literal["1.3", "2.0"], typer.Option("--nomad", metavar="VERSION", help="Which NOMAD answers: 1.3 or 2.0.")
]
UsersOption = Annotated[
    Path | None, typer.Option("--nomad-users", metavar="FILE", help="JSON file of NOMAD's only users.")
]
PrefixOption = Annotated[str, typer.Option("--doi-prefix", metavar="PREFIX", help="What its Zenodo's DOIs begin with.")]


@local.command(
    cls=Command,
    epilog=examples(
        "local serve --port 5055 --open",
        'local serve --fault "status=504 POST */actions/publish effect=yes"',
    ),
)
def serve(
    store: StoreOption = Path(STORE),
    port: PortOption = None,
    token: TokenOption = [],  # noqa: B006  # typer copies it
    takes_any: OpenOption = False,
    fault: FaultOption = [],  # noqa: B006  # typer copies it
    search_lag: LagOption = 1.0,
    rate_limit: RateOption = None,
    nomad: NomadOption = "2.0",
    nomad_users: UsersOption = None,
    doi_prefix: PrefixOption = "10.5072",
    debug: DebugOption = False,
) -> None:
    """Run the embedded repository for other programs, until Ctrl-C.

    Its token is in the file token of its store.
    """
    from publishpipe.local.server import serve as serve_store  # the client knows it by its URL only
    from publishpipe.local.settings import Settings

    tokens = dict(_named_token(given) for given in token)
    if tokens and takes_any:
        raise typer.BadParameter("with --open every token is accepted", param_hint="--token")
    settings = Settings(
        store,
        tokens,
        tuple(fault),
        search_lag,
        rate_limit,
        nomad,
        nomad_users,
        takes_any=takes_any,
        doi_prefix=doi_prefix,
    )
    try:
        serve_store(settings, port)
    except (ValueError, OSError) as wrong:
        raise typer.BadParameter(f"The embedded repository does not start: {wrong}") from None


@local.command(cls=Command, epilog=examples("local reset"))
def reset(store: StoreOption = Path(STORE), yes: YesOption = False, debug: DebugOption = False) -> None:
    """Delete all that was rehearsed, with its lockfiles.

    Nothing but rehearsals is in there. The next one begins afresh.
    """
    from publishpipe.local.emptying import InUseError, empty, is_empty, is_store
    from publishpipe.render import questions

    if is_empty(store):
        print("Nothing was rehearsed here.")
        return
    if not is_store(store):
        raise InputError(
            f"{store} is not the folder of an embedded repository.",
            where=str(store),
            hint=f"Nothing was deleted. Run it where the manifest is, beside {STORE}; or name a store with --store.",
        )
    (questions.nothing if yes else questions.before_discarding)(f"all that was rehearsed in {store}")
    try:
        empty(store)
    except InUseError:
        raise BusyError(
            f"The embedded repository in {store} is at work.",
            state="Nothing was deleted.",
            hint="Wait until the other command has ended, or stop publishpipe local serve.",
        ) from None
    except OSError as wrong:
        raise PublishPipeError(f"{store} cannot be emptied: {wrong}.", hint="Run the same command again.") from None
    print("All that was rehearsed is deleted.")


def _named_token(given: str) -> tuple[str, str]:
    name, separator, secret = given.partition("=")
    if not (name and separator and secret):
        raise typer.BadParameter("expected NAME=TOKEN", param_hint="--token")
    return name, secret
