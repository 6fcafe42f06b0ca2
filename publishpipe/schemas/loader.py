"""The JSON Schemas: find them, load them, hold a document against them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema
from referencing import Registry, Resource

from publishpipe.schemas.formats import FORMATS
from publishpipe.schemas.places import ENDING, folder
from publishpipe.schemas.quick import fits

Schema = Mapping[str, Any]
MANY = 20  # items from which on a quick look pays


def _items(validator: Any, items: Schema, instance: Any, _schema: Schema) -> Iterator[jsonschema.ValidationError]:
    """What is wrong with the items of a list. Most are right, which is seen without asking for reasons."""
    if not isinstance(instance, list):
        return
    look_up = validator._resolver.lookup  # noqa: SLF001  # as jsonschema's own keywords look references up
    fit = fits(items, lambda address: look_up(address).contents) if len(instance) >= MANY else None
    for index, item in enumerate(instance):
        if fit is None or not fit(item):
            yield from validator.descend(item, items, path=index)


Validator = jsonschema.Draft202012Validator
_Quick: type[Validator] = jsonschema.validators.extend(Validator, {"items": _items})  # type: ignore[no-untyped-call]  # as typeshed has it


@cache
def load(name: str) -> Schema:
    """The schema called `name`, for instance `manifest.v1`."""
    schema: Schema = json.loads((folder() / f"{name}{ENDING}").read_text("utf-8"))
    return schema


@cache
def validator(name: str) -> Validator:
    """A validator for the schema called `name`."""
    return validator_of(load(name))


def validator_of(schema: Schema) -> Validator:
    """A validator for a schema; its references to those of the folder are resolved here."""
    registry: Any = Registry(retrieve=_resource)  # type: ignore[call-arg]  # mypy does not see its fields
    return _Quick(schema, registry=registry, format_checker=FORMATS)


@cache
def _resource(address: str) -> Resource[Schema]:
    """The schema at an address such as https://publishpipe.org/schemas/lock.v2.schema.json."""
    return Resource.from_contents(load(address.rpartition("/")[2].removesuffix(ENDING)))
