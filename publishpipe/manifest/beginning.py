"""The comments of a first manifest: where its values come from, what is to be written, and what comes next. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publishpipe.errors import Place
from publishpipe.manifest.manifest import fields_of
from publishpipe.model.quoting import some
from publishpipe.repositories import REPOSITORIES

#: What to write where nothing is known.
TODO = {
    "title": "what people will cite, at least 3 characters",
    "creators": 'who made it, in the order of the citation: [{name: "Family, Given", orcid: 0000-0002-1825-0097}]',
    "upload_name": "what it is called",
    "embargo_date": "the day that it opens, YYYY-MM-DD",
    "files": "what to publish, relative to this file, such as [README.md, results/*.csv]",
}
ELSEWHERE = "write a value"
PATTERNS = "Relative to this file. Patterns such as results/*.csv and raw/** are fine, too."
MAINFILES = (
    "At least one must be a mainfile, which NOMAD recognises and makes an entry of: vasprun.xml, x.archive.yaml, …"
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A first manifest's name and values, where they come from, what is doubtful, and its record if it has one."""

    name: str
    value: Mapping[str, Any]
    origins: Mapping[str, str]
    remarks: tuple[str, ...]
    dois: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """What is left to write: what must be there, and what a first manifest should say."""
        should = REPOSITORIES[self.value["target"]["repository"]].FIRST
        fields = dict.fromkeys(map(_field, self.remarks))
        return (*self.empty, *(name for name in fields if name in should and name not in self.value["metadata"]))

    @property
    def empty(self) -> tuple[str, ...]:
        """What must be there, and has no value yet."""
        parts = {"files": self.value["files"], **self.value["metadata"]}
        return tuple(name for name, part in parts.items() if part is None)


def comments_of(begun: Beginning) -> Mapping[Place, list[str]]:
    """The comments, by the key that each stands above: see `writer.commented_text`."""
    metadata = begun.value["metadata"]
    told: dict[Place, list[str]] = {
        (): list(_head(begun)),
        ("target",): list(_target(begun.value["target"])),
        ("files",): [PATTERNS, *([MAINFILES] if begun.value["target"]["repository"] == "nomad" else [])],
        ("metadata",): list(_origins(begun.origins, metadata)),
        ("",): ["publish: true", "Left out, apply stops at the complete draft. Publishing is for good."],
    }
    for remark in begun.remarks:
        todo = "TODO: " if _field(remark) in begun.open else ""
        told.setdefault(_place(remark, metadata), []).append(todo + remark)
    for name in begun.empty:
        place: Place = (name,) if name == "files" else ("metadata", name)
        told.setdefault(place, []).append(f"TODO: {_todo(name, begun)}")
    return told


def _todo(name: str, begun: Beginning) -> str:
    """What to write there."""
    field = fields_of(begun.value["target"]["repository"])["properties"].get(name, {})
    return f"one of {', '.join(field['enum'])}" if "enum" in field else TODO.get(name, ELSEWHERE)


def _head(begun: Beginning) -> Iterator[str]:
    yield f"Begun by publishpipe init. What is wrong with it: publishpipe validate {begun.name}"
    if begun.dois:
        more = f" (also named: {some(begun.dois[1:])})" if begun.dois[1:] else ""
        yield f"It is on Zenodo already{more}. To go on with that record, so that no second one is made:"
        yield f"  publishpipe adopt {begun.name} {begun.dois[0]} --environment production"


def _target(target: Mapping[str, str]) -> Iterator[str]:
    if "url" in target and target["environment"] == "production":
        yield "production: published there for good. Write sandbox if that server is one to try things on."
    if "url" in target:
        yield "To rehearse on this machine first: apply --environment local"
    elif target["environment"] == "local":
        yield "local: the first apply is a rehearsal on this machine. Then: apply --environment sandbox, or production."


def _origins(origins: Mapping[str, str], metadata: Mapping[str, Any]) -> Iterator[str]:
    """Which fields come from where."""
    for origin in dict.fromkeys(origins.values()):
        names = [name for name, other in origins.items() if other == origin and metadata.get(name) is not None]
        if names:
            yield f"From {origin}: {', '.join(names)}"


def _field(remark: str) -> str:
    """The field that a remark begins with."""
    return re.split(r"[:\[.]", remark)[0]


def _place(remark: str, metadata: Mapping[str, Any]) -> Place:
    """The field that a remark begins with, or all of them."""
    name = _field(remark)
    if name == "files":
        return ("files",)
    return ("metadata", name) if name in metadata else ("metadata",)
