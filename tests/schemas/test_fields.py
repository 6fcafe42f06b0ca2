"""Every field tells what it is, and has an example that is right; the pages in docs/ are those that are made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publishpipe.commands.schema import fields_as_markdown
from publishpipe.repositories import REPOSITORIES
from publishpipe.schemas.fields import Field, fields
from publishpipe.schemas.loader import load, validator_of

PAGES = Path(__file__).parents[2] / "docs/reference"
ALL = [pytest.param(field, id=f"{name}-{field.name}") for name in REPOSITORIES for field in fields(name)]


def examples(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each example of a schema, with the part that it is of."""
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from examples(part)
    if isinstance(value, dict) and isinstance(value.get("examples"), list):
        yield from ((value, example) for example in value["examples"])


@pytest.mark.parametrize("field", ALL)
def test_every_field_is_described_and_has_an_example(field: Field) -> None:
    assert field.description
    assert field.example
    assert field.type != "anything"


@pytest.mark.parametrize("name", list(REPOSITORIES))
def test_every_example_is_right(name: str) -> None:
    schema = load(f"{name}-metadata.v1")
    found = list(examples(schema))
    assert len(found) > 20
    for part, example in found:
        errors = list(validator_of({**part, "$defs": schema["$defs"]}).iter_errors(example))
        assert errors == [], (example, errors)


@pytest.mark.parametrize("name", list(REPOSITORIES))
def test_the_page_is_the_one_that_is_made(name: str) -> None:
    made = f"publishpipe schema --fields {name} --markdown > docs/reference/{name}-fields.md"
    assert (PAGES / f"{name}-fields.md").read_text("utf-8") == fields_as_markdown(name), f"run: {made}"
