"""Where in a manifest it stands that Zenodo's native API complains of. Pure."""

from __future__ import annotations

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.native import COMMUNITIES, CUSTOM, FIELDS, SUBJECTS

OTHERS = {"access": "access_right", "pids": "doi"}
LISTS = {COMMUNITIES: "communities", SUBJECTS: "subjects"}


def place(field: str, meant: Metadata) -> str:
    """The manifest's field, and the number of the item in it: `creators.0` for `metadata.creators.0.person_or_org`."""
    part, _, rest = field.partition(".")
    name, _, deeper = rest.partition(".")
    first = deeper.partition(".")[0]
    if part == "custom_fields":
        return LISTS.get(name) or CUSTOM.get(name, {}).get(first) or f"custom.{name}"
    if part != "metadata" or name not in FIELDS:
        return OTHERS.get(part, field)
    said = [label for label in FIELDS[name].labels if label in meant] or [FIELDS[name].labels[-1]]
    return _item(int(first), said, meant) if first.isdigit() else said[0]


def _item(number: int, labels: list[str], meant: Metadata) -> str:
    """Several fields of a manifest are one list there, one behind the other."""
    for label in labels:
        value = meant.get(label)
        count = len(value) if isinstance(value, list) else 1
        if number < count:
            return f"{label}.{number}" if isinstance(value, list) else label
        number -= count
    return labels[-1]
