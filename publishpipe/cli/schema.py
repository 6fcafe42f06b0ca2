"""The command `schema`: what may stand in a manifest, for people, programs and editors."""

from pathlib import Path
from typing import Annotated

import typer

from publishpipe.cli import completion
from publishpipe.cli.machine import print_json
from publishpipe.cli.options import DebugOption

NameArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        help="Which schema, such as manifest or plan; with --fields: zenodo or nomad. [default: manifest]",
        autocompletion=completion.schemas,
    ),
]
WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORD...]", help="With --fields: only those that hold each word in name, values or meaning."
    ),
]
FieldsOption = Annotated[bool, typer.Option("--fields", help="The fields of a repository.")]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="With --fields: print Markdown.")]
InstallOption = Annotated[
    bool,
    typer.Option("--install", help="For editors: write the schema into this folder, and name it in its manifests."),
]


def schema(
    name: NameArgument = None,
    words: WordsArgument = None,
    fields: FieldsOption = False,
    as_markdown: MarkdownOption = False,
    install: InstallOption = False,
    debug: DebugOption = False,
) -> None:
    """Print a JSON Schema, or the fields of a repository.

    With --install it makes the editor of this folder know manifests. It needs no network.
    """
    from publishpipe.commands import schema as command

    if (install and (fields or name)) or ((as_markdown or words) and not fields):
        raise typer.BadParameter("--install stands alone; --markdown and words to look for go with --fields")
    if install:
        written = command.install(Path())
        for path in written:
            print(f"{path} is written")
        print("Commit the schema with the manifests." if written else "There is nothing to do.")
    elif as_markdown:
        print(command.fields_as_markdown(name or "zenodo", words or ()), end="")
    elif fields:
        from publishpipe.render import text
        from publishpipe.render.fields import show_fields

        show_fields(text.console(), command.fields(name or "zenodo", words or ()))
    else:
        print_json(command.schema(name or "manifest"))
