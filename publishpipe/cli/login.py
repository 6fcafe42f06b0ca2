"""The commands `login` and `logout`: words in, a kept token out of sight."""

import sys
from typing import Annotated

import typer

import publishpipe
from publishpipe.cli import completion
from publishpipe.cli.options import DebugOption, InstanceOption
from publishpipe.model.target import Environment
from publishpipe.repositories import NAMES

RepositoryArgument = Annotated[
    str, typer.Argument(metavar="[REPOSITORY]", help=f"{NAMES}.", autocompletion=completion.repositories)
]
PlaceOption = Annotated[
    Environment,
    typer.Option("--environment", "-e", metavar="NAME", help="production or sandbox: which of its servers."),
]


def login(
    repository: RepositoryArgument = "zenodo",
    environment: PlaceOption = "production",
    url: InstanceOption = None,
    with_token: Annotated[
        bool, typer.Option("--with-token", help="Read the token from standard input instead of asking.")
    ] = False,
    with_password: Annotated[
        bool,
        typer.Option("--with-password", help="Have NOMAD make the token: asks for user name and password once."),
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Only show which tokens there are and where from; never a token.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Keep a token for one server, once that accepts it.

    It is kept in the system keyring (pip install 'publishpipe[keyring]'), else in a file that only you may read.
    A variable such as ZENODO_TOKEN goes first.
    """
    from publishpipe.commands.login import making
    from publishpipe.render import tokens
    from publishpipe.render.listeners import waits

    if status:
        tokens.show_tokens(publishpipe.tokens())
        return
    if with_token and with_password:
        raise typer.BadParameter("one of --with-token and --with-password", param_hint="--with-password")
    hint = making(repository, environment, url=url)
    token = name = password = ""
    if with_password:
        name, password = tokens.ask_name_and_password()
    else:
        piped = with_token and not sys.stdin.isatty()  # what is typed would be shown
        token = sys.stdin.buffer.read().decode("utf-8", "replace") if piped else tokens.ask_token(hint)
    known = publishpipe.login(
        repository, environment, url=url, token=token, name=name, password=password, emit=waits(quiet=False)
    )
    tokens.show_login(known)


def logout(
    repository: RepositoryArgument = "zenodo",
    environment: PlaceOption = "production",
    url: InstanceOption = None,
    debug: DebugOption = False,
) -> None:
    """Remove the token that login keeps for one server.

    A variable such as ZENODO_TOKEN stays as it is.
    """
    from publishpipe.render import tokens

    tokens.show_logout(publishpipe.logout(repository, environment, url=url))
