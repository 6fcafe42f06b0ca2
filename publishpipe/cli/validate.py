"""The command `validate`: what is wrong with manifests, for people, programs and code scanning."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from publishpipe.cli import completion
from publishpipe.cli.machine import errors_told, print_json
from publishpipe.cli.options import DebugOption, EnvironmentOption, SetOption, UrlOption, settings

if TYPE_CHECKING:
    from publishpipe.errors import Problem

Format = Literal["text", "json", "sarif", "github"]


def validate(
    manifests: Annotated[
        list[Path],
        typer.Argument(
            help="Manifests or campaign files; or a .zenodo.json, CITATION.cff or codemeta.json.",
            metavar="MANIFEST...",
            autocompletion=completion.manifests,
        ),
    ],
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, json, sarif (code scanning), or github (beside the lines of a pull request).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    debug: DebugOption = False,
) -> None:
    """Tell everything that is wrong with manifests.

    It needs no network and no token, and changes nothing.
    """
    from publishpipe.commands.validate import checked

    if as_json and form not in {None, "json"}:
        raise typer.BadParameter(f"--json is --format json, not {form}: give one of the two")
    form = "json" if as_json else form or "text"
    with errors_told(as_json=form == "json"):
        read = [checked(path, environment=environment, url=url, set=settings(sets)) for path in manifests]
    found = [problem for one in read for problem in one.problems]
    doubts = [warning for one in read for warning in one.warnings]
    if form == "json":
        told = {"warnings": [one.as_json() for one in doubts]} if doubts else {}
        print_json({"valid": not found, "problems": [one.as_json() for one in found], **told})
    elif form == "text":
        _tell(found, doubts, sorted({note for one in read for note in one.notes}), len(manifests))
    else:
        from importlib.metadata import version

        from publishpipe.render import formats

        if form == "sarif":
            print_json(formats.sarif([*found, *doubts], version("publishpipe")))
        for line in formats.github([*found, *doubts]) if form == "github" else ():
            print(line)
    raise typer.Exit(3 if found else 0)


def _tell(found: "list[Problem]", doubts: "list[Problem]", notes: list[str], manifests: int) -> None:
    """Say what is wrong, or that nothing is, and what is perhaps not meant."""
    from publishpipe.render import problems, text
    from publishpipe.render.numbers import counted
    from publishpipe.render.plain import plain, say

    problems.show_problems(text.console(), [*found, *doubts])
    if found:
        say(f"\n{counted(len(found), 'problem')}")
    else:
        print("valid" if manifests == 1 else f"all {manifests} valid")
        for note in notes:
            say(f"note: {plain(note)}")
