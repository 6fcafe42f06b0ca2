"""What publishpipe asks of Shelf: the members of `repositories.base.Repository`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publishpipe.errors import Doubt, Place
from publishpipe.files.local_file import LocalFile
from publishpipe.http.credentials import Variables
from publishpipe.http.dialect import Dialect
from publishpipe.http.tokens.guide import TokenGuide
from publishpipe.model.citation import Citation
from publishpipe.repositories.base import Remote
from publishpipe.repositories.values import Addresses, DoiKnown, Wanted
from tests.repositories.shelf.client import refusal
from tests.repositories.shelf.facts import Facts

TITLE = "Shelf"
NAMING = "label"
FIRST: tuple[str, ...] = ("label",)
PROSE: frozenset[str] = frozenset()
BASE_URLS: Mapping[str, str] = {"production": "https://shelf.example/api/"}
API_PATH = "api/"
EMBEDDED_PATH = ""
DOI_PREFIXES: Mapping[str, str] = {}
VARIABLES = Variables({"https://shelf.example": "SHELF_KEY"})
GUIDE = TokenGuide("shelf", BASE_URLS, VARIABLES, lambda _: "Ask the librarian for a key.")
DIALECT = Dialect(refusal, "X-Shelf-Key", "key {}")
CHECKSUM = "sha256"

TEXT: Mapping[str, Any] = {"type": "string"}
MANIFEST: Mapping[str, Mapping[str, Any]] = {
    "metadata": {
        "required": ["label"],
        "additionalProperties": False,
        "properties": {
            "label": {"type": "string", "minLength": 1, "description": "What stands on the box."},
            "note": TEXT,
        },
    },
    "entries": {"not": {}, "description": "Shelf makes no entries of files"},
}
FILE: Mapping[str, Any] = {
    "type": "object",
    "required": ["size", "sha256"],
    "additionalProperties": False,
    "properties": {"size": {"type": "integer"}, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
}
LOCK: Mapping[str, Any] = {
    "$ref": "lock.v2.schema.json#/$defs/release",
    "properties": {"note": TEXT, "files": {"additionalProperties": FILE}},
    "unevaluatedProperties": False,
}


def published_name(path: str) -> str:
    return path.rpartition("/")[2]


def as_kept(file: LocalFile) -> LocalFile:
    return file


def outline(wanted: Wanted) -> Mapping[str, str]:
    return {"label": str(wanted.metadata.get("label", ""))}


def check(wanted: Wanted) -> Iterator[tuple[Place, str, str]]:
    for name in wanted.files:
        if " " in name:
            yield ("files",), f"{name} cannot be a name on Shelf", "no blanks"


def doubts(_: Wanted) -> Iterator[Doubt]:
    return iter(())


def doi_known(_: Wanted) -> DoiKnown:
    return "published"


def notes(_: Wanted) -> Iterator[str]:
    return iter(())


def first_metadata(said: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    return {"label": said["title"]} if "title" in said else {}, ()


def addresses(base_url: str, facts: Facts) -> Addresses:
    doi = facts["versions"][-1].get("doi") if facts.get("versions") else None
    return Addresses(f"{base_url.removesuffix(API_PATH)}boxes/{facts['id']}", doi)


def citation(base_url: str, facts: Facts) -> Citation:
    page = addresses(base_url, facts)
    return Citation(facts["id"], "A box", (), "", TITLE, "other", doi=page.doi or "", url=page.record)


def remote() -> Remote:
    from tests.repositories.shelf import remote  # noqa: PLC0415  # to validate a manifest takes no client

    return remote
