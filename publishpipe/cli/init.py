"""The command `init`: a first manifest."""

from pathlib import Path
from typing import Annotated

import typer

import publishpipe
from publishpipe.cli.options import DebugOption, RepositoryOption
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
    Environment, typer.Option("--environment", "-e", metavar="NAME", help="local, sandbox or production.")
]


def init(
    manifest: PathArgument = Path("publish.yaml"),
    source: FromOption = None,
    repository: RepositoryOption = "zenodo",
    environment: FirstOption = "local",
    debug: DebugOption = False,
) -> None:
    """Write a first manifest.

    It takes what .zenodo.json, CITATION.cff, codemeta.json and the folder's files say, and asks for the rest.
    """
    from publishpipe.commands.init import nobody
    from publishpipe.commands.locate import check_repository
    from publishpipe.manifest.manifest import fields_of
    from publishpipe.render import beginning, interview

    check_repository(repository)
    begun = publishpipe.init(
        manifest,
        source=source,
        repository=repository,
        environment=environment,
        ask=interview.asker(fields_of(repository)["properties"]) or nobody,
    )
    beginning.show(begun)
