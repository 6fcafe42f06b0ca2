"""What programs read on stdout: one JSON object, and that too where there is nothing but an error to tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from publishpipe.errors import PublishPipeError


def print_json(value: object) -> None:
    """Print a value as JSON."""
    import json

    print(json.dumps(value, indent=2))


@contextmanager
def errors_told(*, as_json: bool) -> Iterator[None]:
    """Print what goes wrong inside as JSON, too: stderr has it for people."""
    try:
        yield
    except Exception as error:
        if as_json:
            known = error if isinstance(error, PublishPipeError) else None
            print_json(known.as_json() if known else {"error": f"{type(error).__name__}: {error}"})
        raise
