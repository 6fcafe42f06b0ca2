"""How `--help` looks: usage without braces, commands first, examples as they are typed, a word for a wrong command."""

from __future__ import annotations

from typing import Any

from typer import BadParameter
from typer.core import TyperCommand, TyperGroup

from publishpipe.cli.completion import manifests

#: What typer raises where an argument is missing; no public name leads to it.
MissingParameter: Any = tuple(kind for kind in BadParameter.__subclasses__() if kind.__name__ == "MissingParameter")

FIRST = """Publish research data once and right, on Zenodo and NOMAD.

\b
Begin with three commands:
  publishpipe init publish.yaml     write a first manifest
  publishpipe plan publish.yaml     look at what would be done
  publishpipe apply publish.yaml    do it: first a rehearsal, on this machine
"""

LAST = """\b
Exit codes:
    0  done, or nothing to do
    1  a step failed; run the same command again
    2  the command line is wrong
    3  the manifest, the lockfile or a file is wrong; nothing was sent
    4  it is not as the manifest says (verify, plan --exit-code, cite)
    5  refused: not confirmed, or it may harm what is there
    6  another run is at work on this release
    7  the token is missing or not accepted
  130  interrupted; it is safe to run the same command again
"""

#: What people know from other programs, and the command that does it here.
ELSEWHERE = {
    "apply": "publish upload deploy push submit run release",
    "plan": "diff preview dry-run",
    "validate": "check lint",
    "status": "show info",
    "discard": "delete destroy remove rm",
    "adopt": "import",
    "init": "new create start",
    "local": "serve rehearse",
}


def examples(*lines: str) -> str:
    """Commands as they are typed, below a command's options."""
    return "\n  ".join(["\b\nExamples:", *(f"publishpipe {line}" for line in lines)])


class Command(TyperCommand):
    """A command whose usage has no braces around what must be given."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What follows the command's name in its usage."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words. Raises typer's usage error, which names the folder's manifest if one is missing there."""
        try:
            return super().parse_args(ctx, args)
        except MissingParameter as missing:
            if missing.param and missing.param.name in {"manifest", "manifests"} and len(found := manifests("")) == 1:
                missing.message = f"Did you mean {found[0]}?"
            raise


class Group(TyperGroup):
    """Commands first, then options; and who gives a word of another program is told the command that does it here."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write what there is to choose from."""
        self.format_commands(ctx, formatter)
        told = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))]
        with formatter.section("Options"):
            formatter.write_dl(told)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of that name. Raises typer's usage error, which names the one that is meant."""
        known = ELSEWHERE if args[0] not in self.commands else {}
        if meant := next((name for name, words in known.items() if args[0] in words.split()), ""):
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{meant}'?")
        return super().resolve_command(ctx, args)
