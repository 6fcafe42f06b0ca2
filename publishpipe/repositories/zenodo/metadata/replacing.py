"""The draft that a record becomes: what the manifest means, and all else as it is there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.canonical import canonical, sent, wanted
from publishpipe.repositories.zenodo.metadata.completing import UNSAID, matched
from publishpipe.repositories.zenodo.metadata.custom_fields import CUSTOM
from publishpipe.repositories.zenodo.metadata.fields import FIELDS, Field
from publishpipe.repositories.zenodo.metadata.items import Native, bare

Parts = Mapping[str, Any]  # of a record in the native API's shape: metadata, custom_fields, access, pids
NOTHING: Parts = {"metadata": {}, "custom_fields": {}, "access": {"record": "public", "files": "public"}, "pids": {}}
ACCESS = ("record", "files", "embargo")
CLOSED = ("access_right", "embargo_date", "embargo_reason")


def replaced(held: Parts, meant: Metadata, said: Metadata = UNSAID) -> Native:
    """The body of a request that replaces a draft; see `canonical.wanted`."""
    read = native.manifest(held)
    goal, there = wanted(meant, read, said), canonical(read)
    written = _written(meant, goal)
    body: Native = {
        "metadata": {**kept(held), **_metadata(held, written, goal)},
        "custom_fields": _custom(held["custom_fields"], written["custom_fields"]),
        "access": {**written["access"], "record": held["access"].get("record", "public")},
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
    """Each item as it is there if that means the same, else with what no manifest can say of the most alike one."""
    means = [_read(field, alone(one)) for one in made]
    there = [_read(field, alone(one)) for one in raw]
    same = matched(means, there, (partial(_is_alike, field),))
    value = list(made)
    for number, other in same.items():
        value[number] = raw[other]
        if means[number] != there[other]:
            value[number] = _beyond(raw[other], _rewritten(field, raw[other], alone), made[number])
    return value


def _is_alike(field: Field, one: Metadata, other: Metadata) -> bool:
    """Whether two single items have at least half of what the first says in common."""
    left, right = (_said(field, meaning) for meaning in (one, other))
    return bool(left) and 2 * sum(right.get(key) == value for key, value in left.items()) >= len(left)


def _said(field: Field, meaning: Metadata) -> Metadata:
    value = next((meaning[label] for label in field.labels if label in meaning), None)
    item = value[0] if isinstance(value, list) and value else value
    return item if isinstance(item, Mapping) else {}


def _rewritten(field: Field, raw: Any, alone: Callable[[Any], Any]) -> Any:
    """What is left of an item once it was told in a manifest's words."""
    again = field.write({"access_right": "open", **field.read(alone(raw))})
    listed = again.get("features") if isinstance(again, Mapping) else again
    return listed[0] if listed else {}


def _beyond(raw: Any, rewritten: Any, made: Any) -> Any:
    """`made` with the parts of `raw` that got lost when it was told in a manifest's words."""
    if not (isinstance(raw, Mapping) and isinstance(rewritten, Mapping) and isinstance(made, Mapping)):
        return made
    told = {*rewritten, *made, *({"name"} if "family_name" in made else ())}  # which Zenodo puts together
    lost = {key: value for key, value in raw.items() if key not in told}
    inner = {key: _beyond(raw.get(key), rewritten.get(key), value) for key, value in made.items()}
    return {**lost, **inner}


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
