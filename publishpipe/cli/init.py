"""The command `init`: a first manifest."""

from pathlib import Path
from typing import Annotated

import typer

import publishpipe
from publishpipe.cli.options import DebugOption, InstanceOption, RepositoryOption
from publishpipe.model.target import Environment

PathArgument = Annotated[
    Path, typer.Argument(metavar="[MANIFEST]", help="The manifest to write; there must be none yet.")
]
FromOption = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="FILE", help="A .zenodo.json, CITATION.cff or codemeta.json. [default: those of the folder]"
    ),
]
FirstOption = Annotated[
    Environment | None,
    typer.Option(
        "--environment",
        "-e",
        metavar="NAME",
        help="local, sandbox or production. [default: local; with --url: production]",
    ),
]


def init(
    manifest: PathArgument = Path("publish.yaml"),
    source: FromOption = None,
    repository: RepositoryOption = "zenodo",
    environment: FirstOption = None,
    url: InstanceOption = None,
    debug: DebugOption = False,
) -> None:
    """Write a first manifest.

    It takes what .zenodo.json, CITATION.cff, codemeta.json and the folder's files say, and asks for the rest.
    """
    from functools import partial

    from publishpipe.commands.init import nobody, objections
    from publishpipe.commands.locate import check_repository
    from publishpipe.render import beginning, interview
    from publishpipe.schemas.fields import fields

    check_repository(repository)
    begun = publishpipe.init(
        manifest,
        source=source,
        repository=repository,
        environment=environment,
        url=url,
        ask=interview.asker({one.name: one for one in fields(repository)}, partial(objections, repository)) or nobody,
    )
    beginning.show(begun)
