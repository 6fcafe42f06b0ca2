"""The JSON Schemas: find them, load them, hold a document against them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource

from publishpipe.schemas.formats import FORMATS

Schema = Mapping[str, Any]
Validator = jsonschema.Draft202012Validator


def folder() -> Path:
    """Where the schemas lie: inside an installed package, beside it in a checkout."""
    installed = Path(__file__).parents[1] / "_schemas"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "schemas"


@cache
def load(name: str) -> Schema:
    """The schema called `name`, for instance `manifest.v1`."""
    schema: Schema = json.loads((folder() / f"{name}.schema.json").read_text("utf-8"))
    return schema


@cache
def validator(name: str) -> Validator:
    """A validator for the schema called `name`."""
    return validator_of(load(name))


def validator_of(schema: Schema) -> Validator:
    """A validator for a schema; its references to those of the folder are resolved here."""
    registry: Any = Registry(retrieve=_resource)  # type: ignore[call-arg]  # mypy does not see its fields
    return Validator(schema, registry=registry, format_checker=FORMATS)


@cache
def _resource(address: str) -> Resource[Schema]:
    """The schema at an address such as https://publishpipe.org/schemas/lock.v2.schema.json."""
    return Resource.from_contents(load(address.rpartition("/")[2].removesuffix(".schema.json")))
