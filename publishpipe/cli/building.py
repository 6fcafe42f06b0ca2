"""Only what is needed is built: typer makes the parameters of each command anew, which takes longer than most do."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from copy import copy
from typing import Any

import typer


def only_needed(app: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """The same program with the one command, or group, that these words call; or with what its help tells of each."""
    first = words[0] if words else "--help"
    if first in {"--help", "-h"}:
        return _without_parameters(app)
    needed = copy(app)
    needed.registered_commands = [one for one in app.registered_commands if _name(one) == first]
    needed.registered_groups = [one for one in app.registered_groups if one.name == first]
    return needed if needed.registered_commands or needed.registered_groups else app


def _without_parameters(app: typer.Typer) -> typer.Typer:
    listed = copy(app)
    listed.registered_commands = [_listed(one) for one in app.registered_commands]
    listed.registered_groups = [copy(one) for one in app.registered_groups]
    for group in listed.registered_groups:
        group.typer_instance = _without_parameters(group.typer_instance) if group.typer_instance else None
    return listed


def _listed(command: Any) -> Any:
    one = copy(command)
    one.name, one.help, one.callback = _name(command), command.help or inspect.getdoc(command.callback), _nothing
    return one


def _name(command: Any) -> str:
    return str(command.name or command.callback.__name__)


def _nothing() -> None:
    """Stands for a command that is listed and not called."""
