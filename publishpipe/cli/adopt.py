"""The command `adopt`: what exists already gets a lockfile, and a manifest if it has none."""

from typing import Annotated

import typer

import publishpipe
from publishpipe.cli import completion
from publishpipe.cli.options import (
    DebugOption,
    EnvironmentOption,
    ManifestOrMember,
    SetOption,
    UrlOption,
    YesOption,
    settings,
)
from publishpipe.errors import UsageError
from publishpipe.repositories import NAMES

SHOWN = 10  # files that are named

WhatArgument = Annotated[
    str,
    typer.Argument(
        metavar="ID|DOI|URL", help="What to take over. Write -- before an id that begins with -.", show_default=False
    ),
]
WriteOption = Annotated[bool, typer.Option("--write-manifest", help="Write the manifest too; there must be none yet.")]
DownloadOption = Annotated[
    bool, typer.Option("--download", help="With --write-manifest: fetch the files that are not here.")
]
RepositoryOption = Annotated[
    str | None,
    typer.Option(
        "--repository",
        "-r",
        metavar="NAME",
        help=f"With --write-manifest: {NAMES}.",
        autocompletion=completion.repositories,
    ),
]


def adopt(
    manifest: ManifestOrMember,
    what: WhatArgument,
    write_manifest: WriteOption = False,
    download: DownloadOption = False,
    repository: RepositoryOption = None,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    yes: YesOption = False,
    debug: DebugOption = False,
) -> None:
    """Take over a draft, record or upload that exists already.

    It is given by id, DOI or address. Nothing is changed on the server.
    """
    from publishpipe.commands.locate import target_of
    from publishpipe.model.after import Arguments
    from publishpipe.render import listeners, questions, text
    from publishpipe.render.numbers import counted
    from publishpipe.render.plain import plain, say
    from publishpipe.render.result import show_next

    emit = listeners.waits(quiet=False)
    given = settings(sets)
    if write_manifest and given:
        raise UsageError("--set is about a manifest that is there.", state="Nothing was sent.")
    if write_manifest:
        target = target_of(what, repository, environment, url)
        done = publishpipe.write_manifest(manifest, what, target, download=download, emit=emit)
        say(f"{manifest} and its lockfile are written.")
    elif download or repository:
        raise UsageError("--download and --repository go with --write-manifest.", state="Nothing was sent.")
    else:
        confirm = questions.nothing if yes else questions.before_forgetting
        done = publishpipe.adopt(
            manifest, what, environment=environment, url=url, set=given, confirm=confirm, emit=emit
        )
    if done.missing:
        some = ", ".join(map(plain, done.missing[:SHOWN])) + (", ..." if len(done.missing) > SHOWN else "")
        say(f"{counted(len(done.missing), 'file')} not here: {some}\nPut them there, or adopt with --download.")
        return
    with listeners.aside(quiet=False) as emit:
        found = publishpipe.status(manifest, environment=environment, url=url, set=given, emit=emit)
    text.show_status(text.console(), found, Arguments(str(manifest), environment, url, given))
    if done.lockfile:
        show_next(text.console(), f"commit {done.lockfile}")
