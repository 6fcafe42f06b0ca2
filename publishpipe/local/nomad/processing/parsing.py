"""Finding entries among the files of an upload and reading them.

Only what NOMAD's own `ArchiveParser` takes: `*.archive.yaml` and the like (nomad-lab 2.0.0, observed 2026-11). Of an
entry's data the sections of `basesections.v1` are known, and schemas that lie in the same upload.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from publishpipe.local.nomad.archives import is_safe_path
from publishpipe.local.nomad.errors import Json

PARSER = "parsers/archive"
UNREADABLE = "Cannot parse archive json or yaml."

_MAINFILE = re.compile(r".*(archive|metainfo)\.(json|yaml|yml)")
_IN_UPLOAD = re.compile(r"\.\./upload/(?:raw|archive/mainfile)/(?P<path>[^#]+)#/?(?P<section>.+)")


@dataclass(frozen=True)
class Parsed:
    """What a file was found to hold.

    Attributes:
        failed: Whether it could not be read.
        errors: What is said about that, beside that it failed.
        section: Qualified name of the section below `data`, if there is one.
        data: The values of that section.
        metadata: What the file says about itself.
        known: Whether the section is one of NOMAD's own.
    """

    failed: bool = False
    errors: tuple[str, ...] = ()
    section: str | None = None
    data: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)
    known: bool = True


@cache
def sections() -> dict[str, Json]:
    """NOMAD's sections by qualified name: ids by version, bases, owners and types of their quantities."""
    table: dict[str, Json] = json.loads(files(__package__).joinpath("sections.json").read_text("utf-8"))
    return table


def is_mainfile(path: str) -> bool:
    """Whether a file makes an entry."""
    return _MAINFILE.fullmatch(path) is not None


class UnparsableError(Exception):
    """A file that looks like an entry and is none."""


def parse(root: Path, mainfile: str) -> Parsed:
    """Read one file of an upload.

    Args:
        root: The folder of the upload's files; a section may be defined in another of them.
        mainfile: The file's path in it.
    """
    try:
        return _parsed(root, load(root / mainfile))
    except UnparsableError:
        return Parsed(failed=True)
    except (ValueError, yaml.YAMLError, RecursionError):
        return Parsed(failed=True, errors=(UNREADABLE,))


def _parsed(root: Path, content: object) -> Parsed:
    if not isinstance(content, dict) or not isinstance(content.get("data") or {}, dict):
        raise UnparsableError
    metadata, data = content.get("metadata"), content.get("data")
    described = metadata if isinstance(metadata, dict) else {}
    if data is None:
        return Parsed(metadata=described)
    section = data.get("m_def", "nomad.datamodel.data.EntryData")
    values = {name: value for name, value in data.items() if name != "m_def"}
    if section in sections():
        return Parsed(section=section, data=_typed(section, values), metadata=described)
    if isinstance(section, str) and _is_defined(root, section):
        return Parsed(section=section, data=values, metadata=described, known=False)
    raise UnparsableError


def load(path: Path) -> Any:
    """The content of a JSON or YAML file.

    Raises:
        ValueError: It is no JSON, or no text.
        yaml.YAMLError: It is no YAML.
    """
    text = path.read_text("utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def _typed(section: str, values: Json) -> Json:
    """The values of the section's own quantities, texts as texts."""
    known = sections()[section]
    types = known.get("types", {})
    own = {name: value for name, value in values.items() if name in known["quantities"] and value is not None}
    if any(isinstance(value, dict | list) for value in own.values()):
        raise UnparsableError
    return {name: value if name in types and types[name] != "datetime" else _text(value) for name, value in own.items()}


def _text(value: object) -> str:
    moment = getattr(value, "isoformat", None)
    return moment() if moment else str(value)


def _is_defined(root: Path, reference: str) -> bool:
    """Whether a reference leads to a section definition in a file of the upload."""
    match = _IN_UPLOAD.fullmatch(reference)
    if not match or not is_safe_path(match["path"]):
        return False
    try:
        found = load(root / match["path"])
    except (OSError, ValueError, yaml.YAMLError):
        return False
    definitions = found.get("definitions") if isinstance(found, dict) else None
    named = (definitions or {}).get("sections") or (definitions or {}).get("section_definitions") or {}
    last = match["section"].rpartition("/")[2]
    count = len(named)
    return (last.isdigit() and int(last) < count) or last in named
