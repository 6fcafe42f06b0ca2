"""Values that a schema does not take, but that can mean one thing only, are read as that.

What is valid is never touched, and what is read is valid: so to read it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from referencing.exceptions import Unresolvable

from publishpipe.errors import Place
from publishpipe.manifest.document import Document
from publishpipe.manifest.violations import Violation, demanded
from publishpipe.schemas.loader import Schema, Validator
from publishpipe.schemas.normal_forms import proposals

IsSaid = Callable[[Place], bool]
"""Whether something is said by an empty text at a place, or by nothing: then it is no more than left out."""


def read(document: Document, checker: Validator, errors: list[Violation], is_said: IsSaid) -> bool:
    """Read what can be read; whether anything was."""
    changed = [_word(document, checker, error) for error in errors]
    empty = [error for error in errors if _is_empty(document, error) and not is_said(tuple(error.absolute_path))]
    return any([*changed, _left_out(document, checker, empty)])


def _word(document: Document, checker: Validator, error: Violation) -> bool:
    """Read a word as the schema has it: `title: no` is text, `publish: no` is false, `type: contactperson` a role."""
    path = tuple(error.absolute_path)
    if not path or "propertyNames" in error.absolute_schema_path:
        return False
    kinds = int | float if path in document.settings else bool  # nobody quotes in a shell
    if error.validator == "type" and isinstance(error.instance, kinds) and "string" in error.validator_value:
        document.holder(path)[path[-1]] = document.text(path)
        return True
    if not isinstance(error.instance, str) or not isinstance(error.schema, dict):
        return False
    name = "license" if "license" in path else next(part for part in reversed(path) if isinstance(part, str))
    for meant in proposals(name, error.instance, error.schema):
        if meant not in {error.instance, ""} and _takes(checker, error.schema, meant):
            document.holder(path)[path[-1]] = meant
            return True
    return False


def _takes(checker: Validator, schema: Schema, meant: object) -> bool:
    """Whether a schema takes a value; not if it refers to others, which are not found from here."""
    try:
        return bool(checker.evolve(schema=schema).is_valid(meant))
    except Unresolvable:
        return False


def _is_empty(document: Document, error: Violation) -> bool:
    """Whether it is about an empty text; or about nothing where an item may have one, if no `#` cut it off."""
    path = tuple(error.absolute_path)
    if not path or error.validator in {"required", "const"} or not _takes_text(error.schema):
        return False
    if error.instance is None:
        return any(isinstance(part, int) for part in path) and "#" not in document.after(path)
    is_in_item = any(isinstance(part, int) for part in path[:-1])
    is_free = error.validator in {"minLength", "pattern"} and "enum" not in error.schema
    return isinstance(error.instance, str) and not error.instance.strip() and (is_in_item or is_free)


def _takes_text(schema: object) -> bool:
    return isinstance(schema, dict) and "string" in schema.get("type", ["string"] if "enum" in schema else [])


def _left_out(document: Document, checker: Validator, empty: Iterable[Violation]) -> bool:
    """Take out what is empty, from the end on; but what a mapping must have stays, to be told."""
    places = {tuple(error.absolute_path) for error in empty}
    taken = {place: document.holder(place)[place[-1]] for place in places if isinstance(place[-1], str)}
    for place in taken:
        document.remove(place)
    if taken:
        for error in checker.iter_errors(document.value):
            for key in demanded(error) if isinstance(error.instance, dict) else ():
                place = (*error.absolute_path, key)
                if place in taken:
                    document.holder(place)[key] = taken.pop(place)
    items = sorted((place for place in places if isinstance(place[-1], int)), key=lambda place: place[-1], reverse=True)
    for place in items:
        document.remove(place)
    return bool(taken or items)
