"""The fields that a schema of metadata tells, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import reduce
from operator import getitem
from typing import Any

import yaml

from publishpipe.schemas.bundle import bundled
from publishpipe.schemas.loader import Schema, load

DEEPEST = 3
WORDS = {"string": "text", "object": "mapping", "array": "list", "boolean": "true or false", "integer": "whole number"}
FORMATS = {
    "date": "day, YYYY-MM-DD",
    "edtf": "date or interval",
    "http-url": "URL",
    "uri": "URL",
    "orcid": "ORCID iD",
    "isni": "ISNI",
    "doi": "DOI",
    "isbn": "ISBN",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or a part of one (`creators[].name`): what it holds, whether it is needed, what it means, an example."""

    name: str
    type: str
    need: str
    description: str
    example: str


def fields(repository: str) -> list[Field]:
    """The fields of a repository's metadata in the order of its schema, each followed by its parts."""
    schema = bundled(f"{repository}-metadata.v1")
    return list(_below(schema, schema, "", frozenset()))


def matching(rows: Iterable[Field], words: Iterable[str], meant: Mapping[str, str]) -> list[Field]:
    """The rows that hold each of these words, in whatever case, or are `meant` by it: `author` is creators."""
    wanted = [word.casefold() for word in words]

    def fits(row: Field) -> bool:
        text = "\n".join([*astuple(row), *(word for word, name in meant.items() if name == row.name)]).casefold()
        return all(word in text for word in wanted)

    return list(filter(fits, rows))


def _below(part: Schema, schema: Schema, path: str, above: frozenset[int]) -> Iterator[Field]:
    for name, told in part.get("properties", {}).items():
        own = _whole(told, schema)
        at = f"{path}.{name}" if path else name
        yield Field(at, _type(own, schema), _need(name, part), own.get("description", ""), _example(own))
        if at.count(".") < DEEPEST:
            yield from _parts(own, schema, at, above)


def _parts(own: Schema, schema: Schema, at: str, above: frozenset[int]) -> Iterator[Field]:
    """What is inside: of a mapping, of each item of a list, of each of several forms."""
    forms = [(at, own), *((at, _whole(form, schema)) for form in own.get("anyOf", ()) if "type" in form)]
    for place, form in forms:
        inner = id(form.get("properties"))
        if "properties" in form and inner not in above:
            yield from _below(form, schema, place, above | {inner})
        if isinstance(form.get("items"), Mapping):
            yield from _parts(_whole(form["items"], schema), schema, f"{place}[]", above)
        if isinstance(form.get("additionalProperties"), Mapping):
            yield from _parts(_whole(form["additionalProperties"], schema), schema, f"{place}.*", above)


def _whole(told: Schema, schema: Schema) -> Schema:
    """A part with what it refers to; its own words win."""
    if "$ref" not in told:
        return told
    there = reduce(getitem, told["$ref"].removeprefix("#/").split("/"), schema)
    return {**_whole(there, schema), **{key: said for key, said in told.items() if key != "$ref"}}


def _type(own: Schema, schema: Schema) -> str:
    if "enum" in own:
        return "one of " + ", ".join(map(str, own["enum"]))
    if "anyOf" in own and "type" not in own:
        return " or ".join(dict.fromkeys(_type(_whole(form, schema), schema) for form in own["anyOf"]))
    kinds = own.get("type", "anything")
    if kinds == "array":
        items = _whole(own.get("items", {}), schema)
        return f"list of {'one of several words' if 'enum' in items else _type(items, schema)}"
    if own.get("format") in FORMATS:
        return FORMATS[own["format"]]
    return " or ".join(WORDS.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _need(name: str, part: Schema) -> str:
    return "required" if name in part.get("required", ()) and part.get("type") == "object" else ""


def _example(own: Schema) -> str:
    examples: Any = own.get("examples")
    if not examples:
        return ""
    text = yaml.safe_dump(examples[0], default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def as_markdown(repository: str, title: str, fields: Iterable[Field]) -> str:
    """A page of these fields."""
    schema = load(f"{repository}-metadata.v1")
    head = f"# Fields of {title}\n\nUnder `metadata:` of a manifest. {schema['description']}\n\n"
    note = f"This page is made by `publishpipe schema --fields {repository} --markdown`.\n\n"
    rows = ["| field | type | need | meaning | example |", "|---|---|---|---|---|"]
    for field in fields:
        example = f"`{_cell(field.example)}`" if field.example else ""
        cells = (f"`{field.name}`", _cell(field.type), field.need, _cell(field.description), example)
        rows.append(f"| {' | '.join(cells)} |")
    return head + note + "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<") if not text.startswith("<") else text.replace("|", "\\|")
