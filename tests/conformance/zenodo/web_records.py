"""Records as they are made on the web: every form of every field that the native API takes, many to a record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.conformance.zenodo.server import NATIVE, Zenodo
from tests.contract.zenodo import native_cases
from tests.contract.zenodo.record_native import FIELDS, RICH

KINDS = 64  # the most forms that one field has, and more
OPEN = {"record": "public", "files": "public"}
RECORDED = Path(native_cases.__file__).parent
CLOSED = [OPEN, OPEN, {"record": "public", "files": "restricted"}]
EMBARGOED = OPEN | {"files": "restricted", "embargo": {"active": True, "until": "2999-01-01", "reason": "A patent."}}


@cache
def taken(recording: str) -> frozenset[str]:
    """The cases of a recording that a real Zenodo took whole: nothing but the files was missing."""
    exchanges = json.loads((RECORDED / f"{recording}.json").read_text("utf-8"))["exchanges"]
    return frozenset(one["note"] for one in exchanges if one["response"]["status"] == 200 and not _errors(one))


def _errors(exchange: Mapping[str, Any]) -> list[Any]:
    told = exchange["response"]["body"]["json"].get("errors", ())
    return [error for error in told if not error["field"].startswith("files")]


@cache
def forms(recording: str, cases: str) -> dict[str, list[Any]]:
    """Field → the values that were taken."""
    found: dict[str, list[Any]] = {}
    for name, changed in getattr(native_cases, cases).items():
        if name in taken(recording):
            for field, value in changed.items():
                found.setdefault(field, []).append(value)
    return found


def body(number: int) -> dict[str, Any]:
    """What the web sends for a record: the `number`-th form of each field, over again where there are fewer."""
    if number == 0:
        return {"metadata": RICH, "custom_fields": FIELDS, "access": OPEN}
    chosen = {field: values[number % len(values)] for field, values in forms("native_metadata", "METADATA").items()}
    special = {field: values[number % len(values)] for field, values in _customs() if (number + len(field)) % 3}
    access = EMBARGOED if number % 5 == 0 else CLOSED[number % 3]
    return {"metadata": native_cases.CORE | chosen, "custom_fields": special, "access": access}


def _customs() -> list[tuple[str, list[Any]]]:
    """Those that the web form has; what communities are asked is nothing that a record holds."""
    found = forms("native_custom_fields", "CUSTOM")
    return [(name, values) for name, values in found.items() if name != "legacy:communities"]


def publish(zenodo: Zenodo, number: int, title: str, **metadata: Any) -> str:
    """Make it, with two files and, in every second, one that is shown first; its id."""
    sent = body(number)
    sent["metadata"] = sent["metadata"] | {"title": title} | metadata
    sent["files"] = {"enabled": True}
    made = zenodo.ask("POST", "records", json=sent, headers=NATIVE)
    files = f"records/{made['id']}/draft/files"
    for name in ("a.txt", "b.txt"):
        zenodo.ask("POST", files, json=[{"key": name}], headers=NATIVE)
        content = {"Content-Type": "application/octet-stream"}
        zenodo.ask("PUT", f"{files}/{name}/content", content=f"{name} of {title}".encode(), headers=NATIVE | content)
        zenodo.ask("POST", f"{files}/{name}/commit", headers=NATIVE)
    if number % 2:
        sent["files"] = {"enabled": True, "default_preview": "b.txt"}
        zenodo.ask("PUT", f"records/{made['id']}/draft", json=sent, headers=NATIVE)
    zenodo.ask("POST", f"records/{made['id']}/draft/actions/publish", headers=NATIVE)
    return str(made["id"])


def told(zenodo: Zenodo, number: str) -> dict[str, Any]:
    """All that a record holds, but for its files and what changes with time."""
    record = zenodo.native(number)
    parts = {part: bare(record[part]) for part in ("metadata", "custom_fields", "access", "pids")}
    return {**parts, "preview": record["files"].get("default_preview")}


def bare(value: Any) -> Any:
    """Without what Zenodo looks up anew for each answer."""
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items() if key not in {"links", "created", "updated"}}
    return [bare(one) for one in value] if isinstance(value, list) else value
