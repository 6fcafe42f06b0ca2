"""Files of the three kinds: which one a file is, its values, and their lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from publishpipe.errors import InputError, Problem
from publishpipe.manifest.document import Document, parse
from publishpipe.manifest.source import text_of
from publishpipe.sources import citation_cff, codemeta, zenodo_json
from publishpipe.sources.said import Said, Source, gathered

ZENODO, CFF, CODEMETA = ".zenodo.json", "CITATION.cff", "codemeta.json"
READ: Mapping[str, Callable[[Document], Iterator[Said]]] = {
    ZENODO: zenodo_json.said,
    CFF: citation_cff.said,
    CODEMETA: codemeta.said,
}
NO_FAULTS: tuple[Problem, ...] = ()
ENDINGS = (".json", ".jsonld", ".cff")
_SURROGATES = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def is_named_like_one(path: Path) -> bool:
    """Whether a file of that name may be one of these: no other is opened to see."""
    return path.name.lower().endswith(ENDINGS)


def read(path: Path) -> Source | None:
    """What a file says; None if it is of none of these kinds. Raises InputError: it cannot be read."""
    if path.suffix.lower() == ".cff":
        document, faults = parse(text_of(path), str(path)), NO_FAULTS
    else:
        document, faults = _json(path)
    kind = kind_of(path.name, document.value)
    return replace(gathered(kind, document, READ[kind](document)), faults=faults) if kind else None


def kind_of(name: str, value: Any) -> str:
    """The kind of a file, by what is in it or else by its name; empty if it is none of these."""
    keys = value.keys() if isinstance(value, Mapping) else {name.lower()}
    if "publishpipe" in keys:
        return ""
    if "cff-version" in keys or name.lower().endswith(".cff"):
        return CFF
    if "@context" in keys or name.lower().endswith("codemeta.json"):
        return CODEMETA
    meant = name.lower().endswith("zenodo.json") or keys & {"creators", "upload_type", "metadata"}
    return ZENODO if meant else ""


def _json(path: Path) -> tuple[Document, tuple[Problem, ...]]:
    """A JSON file. Its values are JSON's; YAML, which has JSON inside of it, finds their lines.

    A name that stands twice is a fault, which leaves no lines to be told: the last one counts.
    """
    text = text_of(path)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        wrong = Problem(str(path), error.lineno, error.colno, "", f"not valid JSON: {error.msg}", _cure(error))
        raise InputError(f"{path} cannot be read.", problems=(wrong,)) from None
    except RecursionError:
        wrong = Problem(str(path), 1, 1, "", "nested too deeply to be metadata")
        raise InputError(f"{path} cannot be read.", problems=(wrong,)) from None
    try:
        return replace(parse(_as_yaml(text), str(path)), value=value), NO_FAULTS
    except InputError as error:
        return replace(parse("{}", str(path)), value=value), error.problems


def _as_yaml(text: str) -> str:
    """The same in as many lines and columns, without the few characters that YAML does not take."""
    plain = _SURROGATES.sub(r"\\u0020", text)
    return "".join(char if char == "\n" or (char.isprintable() and char != "\ufeff") else " " for char in plain)


def _cure(error: json.JSONDecodeError) -> str:
    before = error.doc[: error.pos].rstrip()
    if error.doc[error.pos : error.pos + 1] in {"}", "]"} and before.endswith(","):
        return "take the comma before it out"
    if before.endswith(","):
        return "a comma too many, or a name without double quotes"
    return "a comma or a quote may be missing before it" if before else ""
