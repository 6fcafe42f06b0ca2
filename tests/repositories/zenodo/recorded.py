"""What a real Zenodo was seen to store of what it was sent, and every draft and record that it showed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.items import bare
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING, Parts

RECORDINGS = Path(__file__).parents[2] / "contract" / "zenodo"
DATE = "2026-11-27"
#: What a recording has in place of what is another each time, and something of that form.
PLACEHOLDERS = {r"\{\{today\}\}": DATE, r"\{\{time\}\}": f"{DATE}T10:00:00", r"\{\{record:(\d+)\}\}": r"\1"}


@dataclass(frozen=True)
class Pair:
    """What was sent to the deposit API, what it gave back, and how the native API shows the same."""

    note: str
    manifest: Metadata
    told: Metadata
    held: Parts


def pairs() -> list[Pair]:
    """All that the deposit API called a success. Empty values are left out: no manifest has them."""
    rows = json.loads(Path(__file__).with_name("legacy_to_native.json").read_text("utf-8"))
    return [Pair(row["note"], said(row["manifest"]), row["told"], row["native"]) for row in rows]


def said(metadata: Metadata) -> Metadata:
    """Metadata without what is empty."""
    return {name: value for name, value in metadata.items() if value not in (None, "", [], {})}


def answers() -> list[tuple[str, Any]]:
    """Every draft and record that the native API showed, by its recording and note.

    Of those that hold the same it is the one of which Zenodo complained least.
    """
    found: dict[str, tuple[str, Any]] = {}
    for path in sorted(RECORDINGS.glob("native_*.json")):
        for exchange in json.loads(path.read_text("utf-8"))["exchanges"]:
            answer = (exchange["response"].get("body") or {}).get("json")
            if isinstance(answer, dict) and answer.keys() >= {"parent", "versions", *NOTHING}:
                shown = dated(answer)
                held = json.dumps([shown[part] for part in NOTHING], sort_keys=True)
                if held not in found or len(complaints(shown)) < len(complaints(found[held][1])):
                    found[held] = (f"{path.stem}: {exchange['note']}", shown)
    return list(found.values())


def complaints(answer: Any) -> list[str]:
    """The fields of which an answer says that something is wrong; that there are no files is no matter here."""
    return [error["field"] for error in answer.get("errors", ()) if not error["field"].startswith("files")]


def by_ids(held: Metadata) -> Metadata:
    """Fields of a record as they are sent: what comes from a vocabulary by its id, and nothing that is empty."""
    return {name: bare(value) for name, value in held.items() if value not in (None, "", [], {})}


def dated(value: Any) -> Any:
    """A recorded value, with a date or a number where the recording has a placeholder."""
    if isinstance(value, str):
        for placeholder, given in PLACEHOLDERS.items():
            value = re.sub(placeholder, given, value)
        return value
    if isinstance(value, list):
        return [dated(one) for one in value]
    return {key: dated(part) for key, part in value.items()} if isinstance(value, dict) else value
