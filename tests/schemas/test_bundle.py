from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from publishpipe.schemas.bundle import bundled
from publishpipe.schemas.formats import FORMATS
from publishpipe.schemas.loader import validator
from publishpipe.schemas.places import folder
from publishpipe.workspace.lockfiles import is_manifest

NAMES = sorted(path.name.removesuffix(".schema.json") for path in folder().glob("*.schema.json"))
EXAMPLES = sorted(filter(is_manifest, (Path(__file__).parents[2] / "manifests").glob("*.yaml")))


def references(value: Any) -> Iterator[str]:
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "$ref" and isinstance(part, str):
            yield part
        yield from references(part)


def at(value: Any, reference: str) -> Any:
    for part in reference.removeprefix("#").split("/")[1:]:
        value = value[part]
    return value


@pytest.mark.parametrize("name", NAMES)
def test_all_that_a_schema_refers_to_is_in_it(name: str) -> None:
    whole = bundled(name)
    jsonschema.Draft202012Validator.check_schema(whole)
    for reference in references(whole):
        assert reference.startswith("#")
        assert at(whole, reference) is not None


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("change", [{}, {"title": 1}, {"creators": [{"nam": "x"}]}, {"embargo_length": 99}])
def test_it_says_the_same(path: Path, change: dict[str, Any]) -> None:
    value = yaml.safe_load(path.read_text("utf-8"))
    value["metadata"].update(change)
    whole = jsonschema.Draft202012Validator(bundled("manifest.v1"), format_checker=FORMATS)
    said = [(error.validator, [*error.absolute_path]) for error in validator("manifest.v1").iter_errors(value)]
    assert [(error.validator, [*error.absolute_path]) for error in whole.iter_errors(value)] == said
