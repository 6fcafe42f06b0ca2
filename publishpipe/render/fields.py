"""Fields of metadata for people: what each holds, what it means, an example."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from publishpipe.render.wrapping import tell
from publishpipe.schemas.fields import Field

INDENTATION = 4


def show_fields(console: Console, fields: Iterable[Field]) -> None:
    """Print a paragraph for each field."""
    for field in fields:
        kind = ", ".join(filter(None, (field.type, field.need)))
        tell(console, Text.assemble((field.name, "bold"), f"  {kind}"), INDENTATION)
        for line in (field.description, field.example and f"example: {field.example}"):
            if line:
                tell(console, " " * INDENTATION + line, INDENTATION)
