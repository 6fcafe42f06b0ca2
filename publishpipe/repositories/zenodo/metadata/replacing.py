"""The draft that a record becomes: what the manifest means, and all else as it is there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.canonical import canonical, sent, wanted
from publishpipe.repositories.zenodo.metadata.custom_fields import CUSTOM
from publishpipe.repositories.zenodo.metadata.fields import FIELDS, Field
from publishpipe.repositories.zenodo.metadata.items import Native, bare

Parts = Mapping[str, Any]  # of a record in the native API's shape: metadata, custom_fields, access, pids
NOTHING: Parts = {"metadata": {}, "custom_fields": {}, "access": {"record": "public", "files": "public"}, "pids": {}}
ACCESS = ("record", "files", "embargo")
CLOSED = ("access_right", "embargo_date", "embargo_reason")


def replaced(held: Parts, meant: Metadata) -> Native:
    """The body of a request that replaces a draft."""
    read = native.manifest(held)
    goal, there = wanted(meant, read), canonical(read)
    written = _written(meant, goal)
    body: Native = {
        "metadata": {**kept(held), **_metadata(held, written, goal)},
        "custom_fields": _custom(held["custom_fields"], written["custom_fields"]),
        "access": written["access"],
        "files": {"enabled": True},
    }
    if _same(CLOSED, goal, there):
        body["access"] = {part: held["access"][part] for part in ACCESS if part in held["access"]}
    if goal.get("doi") != there.get("doi"):  # left out, a DOI that is there stays
        body["pids"] = written["pids"]
    return body


def kept(held: Parts) -> Native:
    """What no manifest can say of a record's metadata."""
    return {name: bare(value) for name, value in held["metadata"].items() if name not in FIELDS}


def _written(meant: Metadata, goal: Metadata) -> Native:
    """What is meant, word by word where nothing that is there completes it."""
    plain, given, filled = canonical(meant), native.record({"access_right": "open", **sent(meant)}), native.record(goal)
    for name, field in FIELDS.items():
        if not _same(field.labels, plain, goal):
            given["metadata"][name] = filled["metadata"].get(name)
    return {**given, "metadata": {name: bare(value) for name, value in given["metadata"].items()}}


def _metadata(held: Parts, written: Native, goal: Metadata) -> Native:
    value = {}
    for name, field in FIELDS.items():
        raw = bare(held["metadata"].get(name))
        made = written["metadata"].get(name)
        if raw is not None and _same(field.labels, goal, _read(field, raw)):
            value[name] = raw
        elif made is not None:
            value[name] = _reused(field, made, raw)
    return value


def _reused(field: Field, made: Any, raw: Any) -> Any:
    """A list with each item as it is there, if that means the same; anything else as it was made."""
    if isinstance(made, Mapping) and isinstance(raw, Mapping) and "features" in made and "features" in raw:
        return {"features": _items(field, made["features"], raw["features"], lambda one: {"features": [one]})}
    both = isinstance(made, list) and isinstance(raw, list)
    return _items(field, made, raw, lambda one: [one]) if both else made


def _items(field: Field, made: Sequence[Any], raw: Sequence[Any], alone: Callable[[Any], Any]) -> list[Any]:
    there = [(_read(field, alone(one)), one) for one in raw]
    return [next((one for meaning, one in there if meaning == _read(field, alone(item))), item) for item in made]


def _read(field: Field, raw: Any) -> Metadata:
    told = field.read(raw)
    return {name: value for name, value in canonical(told).items() if name in field.labels}


def _custom(held: Metadata, made: Native) -> Native:
    """Custom fields, with those parts of them that no manifest can say."""
    value = dict(made)
    for name, names in CUSTOM.items():
        rest = {key: part for key, part in (held.get(name) or {}).items() if key not in names}
        if rest:
            value[name] = {**rest, **made.get(name, {})}
    return {name: bare(given) for name, given in value.items()}


def _same(names: Sequence[str], left: Metadata, right: Metadata) -> bool:
    return all(left.get(name) == right.get(name) for name in names)
