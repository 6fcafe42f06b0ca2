"""Finding entries among the files of an upload and reading them.

Only what NOMAD's own `ArchiveParser` takes: `*.archive.yaml` and the like (nomad-lab 2.0.0, observed 2026-11). Of an
entry's data the sections of `basesections.v1` are known, and schemas that lie in the same upload.
"""

from __future__ import annotations

import json
import re
import traceback
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
_IN_UPLOAD = re.compile(r"\.\./upload/(?:[\w-]{22}/)?(?:raw|archive/mainfile)/(?P<path>[^#]+)#/?(?P<section>.+)")


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
        causes: The exception that it failed with, in the newest server and in 1.3; empty: too bad for an archive.
    """

    failed: bool = False
    errors: tuple[str, ...] = ()
    section: str | None = None
    data: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)
    known: bool = True
    causes: tuple[str, str] = ("", "")


@cache
def sections() -> dict[str, Json]:
    """NOMAD's sections by qualified name: ids by version, bases, owners and types of their quantities."""
    table: dict[str, Json] = json.loads(files(__package__).joinpath("sections.json").read_text("utf-8"))
    return table


def is_mainfile(path: str) -> bool:
    """Whether a file makes an entry."""
    return _MAINFILE.fullmatch(path) is not None


class UnparsableError(Exception):
    """A file that looks like an entry and is none: what the newest server fails with, and 1.3."""

    def __init__(self, newest: str, old: str = "") -> None:
        super().__init__(newest)
        self.causes = newest, old or newest


def parse(root: Path, mainfile: str) -> Parsed:
    """Read one file of an upload.

    Args:
        root: The folder of the upload's files; a section may be defined in another of them.
        mainfile: The file's path in it.
    """
    try:
        return _parsed(root, load(root / mainfile))
    except UnparsableError as error:
        return Parsed(failed=True, causes=error.causes)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        told = "".join(traceback.format_exception_only(error)).strip()
        return Parsed(failed=True, errors=(UNREADABLE,), causes=(told, told))


def _parsed(root: Path, content: Any) -> Parsed:
    _check_mapping(content)
    if not isinstance(content.get("data") or {}, dict):
        raise UnparsableError("", "AttributeError: 'int' object has no attribute 'm_parent'")
    metadata, data = content.get("metadata"), content.get("data")
    described = metadata if isinstance(metadata, dict) else {}
    if data is None:
        return Parsed(metadata=described)
    section = data.get("m_def", "nomad.datamodel.data.EntryData")
    values = {name: value for name, value in data.items() if name != "m_def"}
    if section in sections():
        return Parsed(section=section, data=_typed(section, values), metadata=described)
    if isinstance(section, str) and definition(root, section):
        return Parsed(section=section, data=values, metadata=described, known=False)
    raise _unresolved(section)


def _check_mapping(content: object) -> None:
    if not isinstance(content, dict):
        lacking = f"AttributeError: {type(content).__name__!r} object has no attribute"
        popped = "TypeError: pop expected at most 1 argument, got 2"
        raise UnparsableError(popped if isinstance(content, list) else f"{lacking} 'pop'", f"{lacking} 'get'")


def _unresolved(section: object) -> UnparsableError:
    """What is said of a section that nobody defines."""
    kind = "nomad.metainfo.metainfo.MetainfoReferenceError"
    if match := _IN_UPLOAD.fullmatch(str(section)):
        return UnparsableError(f"{kind}: Could not load {match['path']}.")
    return UnparsableError(
        f"{kind}: Could not resolve {section}, property {section} does not exist", "AttributeError: name"
    )


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
    for value in own.values():
        if isinstance(value, dict | list):
            raise UnparsableError(f"ValueError: Cannot convert {value} to <class 'str'>.")
    return {name: value if name in types and types[name] != "datetime" else _text(value) for name, value in own.items()}


def _text(value: object) -> str:
    moment = getattr(value, "isoformat", None)
    return moment() if moment else str(value)


@dataclass(frozen=True)
class Definition:
    """A section that a file of an upload defines; `others` are all of that file, by name in its order."""

    path: str
    name: str
    others: Json

    @property
    def body(self) -> Json:
        """What is said of it."""
        return self.others[self.name] or {}


def definition(root: Path, reference: str) -> Definition | None:
    """The definition in a file of the upload that a reference leads to, if it leads to one."""
    match = _IN_UPLOAD.fullmatch(reference)
    if not match or not is_safe_path(match["path"]):
        return None
    try:
        found = load(root / match["path"])
    except (OSError, ValueError, yaml.YAMLError):
        return None
    definitions = found.get("definitions") if isinstance(found, dict) else None
    named: Json = (definitions or {}).get("sections") or (definitions or {}).get("section_definitions") or {}
    last = match["section"].rpartition("/")[2]
    name = list(named)[int(last)] if last.isdigit() and int(last) < len(named) else last
    return Definition(match["path"], name, named) if name in named else None
