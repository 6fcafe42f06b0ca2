"""JSON-LD as people write it: the forms in which a node, a text or a list can stand. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from publishpipe.errors import Place

Node = Mapping[str, Any]


def main(value: Any) -> tuple[Place, Node]:
    """The node that is meant, and where it is: the file itself, or the first of its graph that is code or data."""
    if not isinstance(value, Mapping):
        return (), {}
    graph = value.get("@graph")
    if not isinstance(graph, list):
        return (), value
    nodes = [(index, one) for index, one in enumerate(graph) if isinstance(one, Mapping)]
    meant = [one for one in nodes if re.search("Software|Dataset", str(one[1].get("@type", "")))]
    index, node = next(iter(meant or nodes), (0, {}))
    return ("@graph", index), node


def listed(value: Any) -> list[Any]:
    """The items of a list in any of JSON-LD's forms; several by number, as codemetar has them, too."""
    if isinstance(value, Mapping) and "@list" in value:
        value = value["@list"]
    if isinstance(value, Mapping) and value and all(str(key).isdigit() for key in value):
        value = list(value.values())
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def text_of(value: Any) -> str:
    """The text of a value in any of its forms; that of the first of several."""
    if isinstance(value, list):
        return next((found for one in value if (found := text_of(one))), "")
    if isinstance(value, Mapping):
        names = ("@value", "name", "legalName", "url", "@id", "id", "value")
        return next((text_of(value[name]) for name in names if value.get(name)), "")
    return "" if value is None else str(value).strip()


def known_as(node: Any) -> str:
    """The address that a node is known by."""
    if not isinstance(node, Mapping):
        return str(node or "")
    return next((text_of(node[name]) for name in ("@id", "id", "identifier", "sameAs", "url") if node.get(name)), "")


def whole(value: Any) -> str:
    """The texts of a list in one."""
    return " ".join(map(text_of, listed(value)))


def within(value: Any, place: Place, index: int) -> Place:
    """Where an item of a list stands."""
    if isinstance(value, Mapping) and "@list" in value:
        return (*place, "@list", index)
    return (*place, index) if isinstance(value, list) else place
