"""The pages of docs/reference/ that are made from the program: `make docs` writes them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import typer.main
from typer.core import TyperGroup

import publishpipe
from publishpipe.cli.main import app
from publishpipe.commands.schema import fields_as_markdown

FOLDER = Path(__file__).parents[1] / "docs/reference"
HEAD = """\
# Commands

This page is made from the program (`make docs`). `publishpipe COMMAND --help` says the same.
[Exit codes](exit-codes.md) and [the output of `--json`](json-output.md) have pages of their own.
"""
PYTHON = """\
# The Python API

This page is made from the program (`make docs`). How to use it, with examples that run: [From Python and in
notebooks](../how-to/python.md).
"""


def commands() -> str:
    """Every command with its arguments, options and examples, as Markdown."""
    return "\n".join([HEAD, *_pages(typer.main.get_command(app), "publishpipe")])


def _pages(group: Any, path: str) -> Iterator[str]:
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _pages(command, f"{path} {name}")
        else:
            yield _page(command, f"{path} {name}")


def _page(command: Any, path: str) -> str:
    with typer.Context(command, info_name=path, help_option_names=["-h", "--help"]) as context:
        usage = " ".join(command.collect_usage_pieces(context))
        rows = [record for param in command.get_params(context) if (record := param.get_help_record(context))]
    told = re.sub(r"\s+", " ", command.help.replace("\n\n", " ")).strip()
    lines = [f"## {path.removeprefix('publishpipe ')}", "", f"`{path} {usage}`", "", told, "", "| | |", "|---|---|"]
    lines += [f"| `{name.replace('|', chr(92) + '|')}` | {_cell(text)} |" for name, text in rows]
    examples = [line.strip() for line in command.epilog.splitlines()[2:]]
    return "\n".join(
        [
            *lines,
            "",
            "<!-- not run: tests/cli/test_help.py reads them as the program does -->",
            "```sh",
            *examples,
            "```",
            "",
        ]
    )


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", r"\|").replace("<", "&lt;").strip()


def python() -> str:
    """Every public name of the package with its signature and what its docstring says, as Markdown."""
    found = {name: getattr(publishpipe, name) for name in publishpipe.__all__}
    functions = [_documented(name, value) for name, value in found.items() if inspect.isfunction(value)]
    values = [_documented(name, value) for name, value in found.items() if inspect.isclass(value)]
    return "\n".join([PYTHON, "## Functions", "", *functions, "## Values", "", *values]).rstrip() + "\n"


def _documented(name: str, value: Any) -> str:
    """A name as a part of a page. What a dataclass is made of is its fields."""
    if is_dataclass(value):
        told = "Fields: " + ", ".join(f"`{field.name}`" for field in fields(value))
    elif inspect.isfunction(value):
        told = f"`{name}({', '.join(map(_parameter, inspect.signature(value).parameters.values()))})`"
    else:
        told = ""
    doc = inspect.getdoc(value) or ""
    doc = re.sub(r"^Returns:\s+", "Returns: ", doc.partition("\n>>>")[0], flags=re.MULTILINE)
    doc = re.sub(r"^(Args|Attributes|Raises):$", r"\1:\n", doc, flags=re.MULTILINE).replace("Args:", "Arguments:")
    doc = re.sub(r"^    (\w+): ", r"- `\1`: ", doc, flags=re.MULTILINE)
    doc = re.sub(r"\n {4,}(?=\S)", " ", doc)
    return "\n\n".join(filter(None, (f"### {name}", told, doc.strip()))) + "\n"


def _parameter(one: inspect.Parameter) -> str:
    """A parameter as one gives it: by its name, with what it is if it is left out."""
    if one.default is inspect.Parameter.empty:
        return one.name
    default = getattr(one.default, "__name__", repr(one.default))
    return f"{one.name}={default}"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "python.md": python,
    "zenodo-fields.md": lambda: fields_as_markdown("zenodo"),
    "nomad-fields.md": lambda: fields_as_markdown("nomad"),
}


def main() -> None:
    """Write them."""
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), "utf-8")


if __name__ == "__main__":
    main()
