"""The JSON Schemas: find them, load them, hold a document against them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource

from publishpipe.schemas.formats import FORMATS


def folder() -> Path:
    """Where the schemas lie: inside an installed package, beside it in a checkout."""
    installed = Path(__file__).parents[1] / "_schemas"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "schemas"


@cache
def load(name: str) -> dict[str, Any]:
    """The schema called `name`, for instance `manifest.v1`."""
    schema: dict[str, Any] = json.loads((folder() / f"{name}.schema.json").read_text("utf-8"))
    return schema


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """A validator for the schema called `name`; references between the schemas are resolved locally."""
    names = [path.name.removesuffix(".schema.json") for path in folder().glob("*.schema.json")]
    registry = Registry().with_resources((load(n)["$id"], Resource.from_contents(load(n))) for n in names)
    return jsonschema.Draft202012Validator(load(name), registry=registry, format_checker=FORMATS)
