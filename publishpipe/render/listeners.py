"""Who is told of events as they happen: a program, a person at a terminal, a log, or nobody."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from types import TracebackType
from typing import Protocol, Self

from publishpipe.model.events import Emit, Event, ignore


class Listener(Protocol):
    """Told about every event, one at a time."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __call__(self, event: Event) -> None:
        """Show an event."""


def progress() -> Listener:
    """What shows a person how far it is: bars at a terminal and in a notebook that has ipywidgets, lines elsewhere.

    >>> with publishpipe.progress() as emit:                                          # doctest: +SKIP
    ...     publishpipe.apply("manifest.yaml", emit=emit)
    """
    return _for_people(stderr=False)


def listener(*, as_json: bool, quiet: bool) -> Listener:
    """What shows the events of a command: to a program, to nobody, to a person at a terminal, or in a log."""
    if as_json:
        return JsonLines()
    if quiet:
        return Silent()
    return _for_people(stderr=False)


def aside(*, quiet: bool) -> Listener:
    """What shows the events of a command whose output is its result: the same, but on stderr; or nobody is told."""
    if quiet:
        return Silent()
    return _for_people(stderr=True)


def waits(*, quiet: bool) -> Emit:
    """What tells of waits on stderr; or nobody is told."""
    if quiet:
        return ignore
    from publishpipe.render import log, text  # noqa: PLC0415  # programs need no library for terminals

    return log.Lines(text.console(stderr=True))


def _for_people(*, stderr: bool) -> Listener:
    from publishpipe.render import log, text  # noqa: PLC0415  # as above

    out = text.console(stderr=stderr)
    at_terminal = out.file.isatty() and out.is_interactive  # neither a file, nor a pipe, nor TERM=dumb
    if not (at_terminal or (out.is_jupyter and find_spec("ipywidgets"))):
        return log.Lines(out)
    from publishpipe.render import terminal  # noqa: PLC0415  # a log needs no part of it

    return terminal.Terminal(out)


class JsonLines:
    """One JSON object a line, and nothing else."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        sys.stdout.flush()

    def __call__(self, event: Event) -> None:
        """Print an event that programs are told about."""
        value = event.as_json()
        if value is not None:
            print(json.dumps(value), flush=True)


class Silent:
    """Nothing at all."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to tidy up."""

    def __call__(self, event: Event) -> None:
        """Show nothing."""
