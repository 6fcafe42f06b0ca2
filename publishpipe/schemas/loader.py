"""The JSON Schemas: find them, load them, hold a document against them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from publishpipe.schemas.formats import FORMATS
from publishpipe.schemas.places import ENDING, folder
from publishpipe.schemas.quick import fits

Schema = Mapping[str, Any]
MANY = 20  # values from which on a quick look pays
Wrong = Iterator[jsonschema.ValidationError]
Validator = jsonschema.Draft202012Validator


def _items(validator: Any, items: Schema, instance: Any, _schema: Schema) -> Wrong:
    """What is wrong with the items of a list."""
    if isinstance(instance, list):
        yield from _of_each(validator, items, enumerate(instance), len(instance))


def _others(validator: Any, others: Any, instance: Any, schema: Schema) -> Wrong:
    """What is wrong with the parts of a mapping that are not among its properties."""
    if not isinstance(others, dict) or {"properties", "patternProperties"} & schema.keys():
        yield from Validator.VALIDATORS["additionalProperties"](validator, others, instance, schema)
    elif isinstance(instance, dict):
        yield from _of_each(validator, others, instance.items(), len(instance))


def _of_each(validator: Any, schema: Schema, values: Iterable[tuple[int | str, Any]], count: int) -> Wrong:
    """What is wrong with values of one schema. Most are right, which is seen without asking for reasons."""
    look_up = validator._resolver.lookup  # noqa: SLF001  # as jsonschema's own keywords look references up
    fit = fits(schema, lambda address: look_up(address).contents) if count >= MANY else None
    for place, value in values:
        if fit is None or not fit(value):
            yield from validator.descend(value, schema, path=place)


_Quick: type[Validator] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # as typeshed has it
    Validator, {"items": _items, "additionalProperties": _others}
)


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
    """The schema at an address such as https://publishpipe.org/schemas/lock.v2.schema.json.

    Without its `$schema`, for which jsonschema would go on with a validator of its own, which has no quick look.
    """
    schema = load(address.rpartition("/")[2].removesuffix(ENDING))
    return DRAFT202012.create_resource({name: said for name, said in schema.items() if name != "$schema"})
