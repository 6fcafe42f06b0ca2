"""What a JSON Schema has against the type of a value, and how that is written as another one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from publishpipe.errors import Place, Problem
from publishpipe.manifest.document import Document
from publishpipe.manifest.lines import in_quotes
from publishpipe.manifest.violations import Violation, about
from publishpipe.schemas.formats import FORMATS
from publishpipe.schemas.loader import Schema, validator_of
from publishpipe.schemas.normal_forms import corrections

_WORDS = {"string": "text", "object": "a mapping", "array": "a list", "boolean": "true or false", "null": "nothing"}
_KINDS = {dict: "a mapping", list: "a list", str: "text", bool: "true or false"}


def wrong_type(document: Document, error: Violation) -> Iterator[Problem]:
    """A value of another type than its schema has."""
    yield from of_type(
        document, error, [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    )


def of_type(document: Document, error: Violation, allowed: list[str]) -> Iterator[Problem]:
    """A value that is not of one of these types, and how it is written as one."""
    path = tuple(error.absolute_path)
    wanted = " or ".join(_WORDS.get(name, f"a {name}") for name in allowed)
    if error.instance is None:
        yield document.problem(path, f"is empty, but must be {wanted}", _of_nothing(document, path, allowed))
    elif "string" in allowed and isinstance(error.instance, int | float):
        text = document.text(path)
        yield document.problem(path, f"must be {wanted}, but {text} is a number", _quoted(error, text))
    else:
        kind = _KINDS.get(type(error.instance), "a number")
        yield document.problem(path, f"must be {wanted}, not {kind}", _as_wanted(document, error, allowed))


def _quoted(error: Violation, text: str) -> str:
    """How a number is written as text; where that would be wrong as well, what is wanted."""
    meant = corrected(error.schema, text) or text
    return f'quote it: "{meant}"' if validator_of(error.schema).is_valid(meant) else about(error)


def _of_nothing(document: Document, path: Place, allowed: list[str]) -> str:
    """What to do where there is no value; where a `#` follows, it was to be one."""
    if not path:
        return "a manifest has at least publishpipe: 1, target:, files: and metadata:"
    cut = document.after(path).strip()
    if cut.startswith("# TODO"):
        return f"still to be written, in place of the comment: {cut.removeprefix('# TODO').lstrip(': ')}"
    is_cut = cut.startswith("#") and "string" in allowed
    return f"# begins a comment; quote the text: {in_quotes(cut)}" if is_cut else "write a value, or leave the key out"


def _as_wanted(document: Document, error: Violation, allowed: list[str]) -> str:
    """How a value is written as the kind that is wanted."""
    path, value = tuple(error.absolute_path), error.instance
    text = document.text(path) if not isinstance(value, dict | list) else "…"
    if "array" in allowed and isinstance(value, dict):
        return _as_item(document, error)
    if "array" in allowed:
        return "write - before each item" if text == "…" else _as_list(error.schema, text)
    if "object" in allowed and not isinstance(value, list):
        keys = [key for key in error.schema.get("required", ()) or _demanded_of(error.schema) if path]
        more = "".join(f", {key}: …" for key in error.schema.get("required", ())[1:])
        safe = _safe(text)
        return f"write it as {{{keys[0]}: {safe}{more}}}" if keys else "write KEY: VALUE, one a line"
    if "string" in allowed and isinstance(value, list) and len(value) == 1:
        return "write it without brackets and without -"
    if "number" in allowed or "integer" in allowed:
        return "write a number without quotes, with a point before its decimals"
    return about(error)


def _as_item(document: Document, error: Violation) -> str:
    """How a mapping is written as the one item of a list, or as several if it has one below each key."""
    path, value = tuple(error.absolute_path), error.instance
    usual = error.schema.get("examples", [[{}]])[0][0]
    if isinstance(usual, str) or not value or any(isinstance(part, dict) for part in value.values()):
        return "write - before each item"
    if document.is_in_braces(path):
        return "one item is a list, too: put [ before the { and ] after the }"
    first, *others = value
    below = f", and two more blanks before {', '.join(others)}: they belong to the same item" if others else ""
    return f"one item is a list, too: write - {first}:{below}"


def _as_list(schema: Schema, text: str) -> str:
    """How a text is written as a list: of that one text, or of several where commas part plain words."""
    examples = schema.get("examples", [[]])[0]
    if any(isinstance(item, dict) for item in examples):
        return f"write it as a list, such as {json.dumps(examples, ensure_ascii=False)}"
    parts = text.split(", ")
    words = parts if all(re.fullmatch(r"\w[\w -]*", part) for part in parts) else [text]
    return f"write it as a list, even if it has one item: [{', '.join(map(_safe, words))}]"


def _safe(text: str) -> str:
    """A text as it can stand between brackets: in quotes, if it holds more than words, or is a number."""
    return text if re.fullmatch(r"[^\W\d][\w./ -]*", text) else in_quotes(text)


def _demanded_of(schema: Mapping[str, Any]) -> list[str]:
    """The keys of which an object of this schema must have one."""
    return [name for kind in ("oneOf", "anyOf") for part in schema.get(kind, ()) for name in part.get("required", ())]


def corrected(schema: Schema, text: str) -> str:
    """The same in a form that the schema names, if it can be guessed."""
    form = schema.get("format")
    if form is None:
        return ""
    return next((guess for guess in corrections(text) if guess != text and FORMATS.conforms(guess, form)), "")
