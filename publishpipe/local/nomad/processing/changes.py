"""What can be edited, and what verified values change (nomad-lab, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishpipe.local.nomad.errors import Json

COAUTHOR, MAIN_AUTHOR, ADMIN = 1, 2, 3


@dataclass(frozen=True)
class Quantity:
    """One thing that can be edited.

    Attributes:
        kind: How its values are verified: a name in `Verifier.kinds`.
        upload: Whether it belongs to the upload; if not, to the entries.
        many: Whether it is a list.
        level: Who may edit it.
    """

    kind: str
    upload: bool = False
    many: bool = False
    level: int = COAUTHOR


QUANTITIES: Mapping[str, Quantity] = {
    "upload_name": Quantity("text", upload=True),
    "description": Quantity("text", upload=True),
    "embargo_length": Quantity("months", upload=True),
    "coauthors": Quantity("user", upload=True, many=True),
    "reviewers": Quantity("user", upload=True, many=True),
    "coauthor_groups": Quantity("writing group", upload=True, many=True),
    "reviewer_groups": Quantity("group", upload=True, many=True),
    "external_db": Quantity("database", upload=True),
    "main_author": Quantity("user", upload=True, level=ADMIN),
    "license": Quantity("text", upload=True, level=ADMIN),
    "upload_create_time": Quantity("time", upload=True, level=ADMIN),
    "publish_time": Quantity("time", upload=True, level=ADMIN),
    "entry_create_time": Quantity("time", level=ADMIN),
    "references": Quantity("url", many=True),
    "comment": Quantity("text"),
    "external_id": Quantity("text"),
    "datasets": Quantity("dataset", many=True),
}


def apply_to_upload(upload: Json, verified: Json) -> Json:
    """An upload with the verified values that are an upload's.

    Raises:
        ValidationError: A text is not one; the database finds that out.
    """
    changes = {name: value for name, value in verified.items() if QUANTITIES[name].upload}
    wrong = [name for name in ("upload_name", "description") if not isinstance(changes.get(name), str | None)]
    if wrong:
        raise ValidationError(
            f"ValidationError (Upload:{upload['upload_id']}) (StringField only accepts string values: {wrong})"
        )
    if "embargo_length" in changes:
        changes["embargo_length"] = int(changes["embargo_length"])
    lists = {key: _changed(upload, key, value) for key, value in changes.items() if QUANTITIES[key].many}
    return upload | changes | lists


class ValidationError(Exception):
    """A value that the database does not take."""


def apply_to_entry(entry: Json, verified: Json) -> Json:
    """An entry with the verified values that are an entry's."""
    changes = {name: value for name, value in verified.items() if not QUANTITIES[name].upload}
    lists = {name: _changed(entry, name, value) for name, value in changes.items() if QUANTITIES[name].many}
    texts = {
        name: value if value is None else str(value)
        for name, value in changes.items()
        if QUANTITIES[name].kind == "text"
    }
    return entry | changes | texts | lists


def _changed(thing: Json, name: str, operations: Json) -> list[Any]:
    """A list after its operations; the main author is left out of the coauthors and reviewers."""
    changed = [] if "set" in operations else list(thing.get(name) or [])
    for value in (*operations.get("set", ()), *operations.get("add", ())):
        if value not in changed and not (name in ("coauthors", "reviewers") and value == thing["main_author"]):
            changed.append(value)
    return [value for value in changed if value not in operations.get("remove", ())]
