"""What `validate` says of metadata, beside what a real Zenodo was seen to do with them: it says no where that does.

Zenodo refuses what it answers 400 or 500, or complains of natively; it drops what it answers otherwise than it was
sent. What is left to the publication (a draft may be empty) is refused there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import publishpipe
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.canonical import differences, with_license, with_required
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING
from tests.repositories.zenodo.recorded import DATE, RECORDINGS, by_ids, dated

#: Recordings of writes that met each other.
AT_ONCE = {"concurrency", "conflicts", "native_at_once"}
#: What the deposit API tells under another name.
SHOWN_ELSEWHERE = {"thesis_supervisors", "alternate_identifiers"}
LEAST = {"title": "A title", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]}


@dataclass(frozen=True)
class Sent:
    """Metadata that were sent, and what Zenodo did: `kept`, `dropped` or `refused`."""

    note: str
    metadata: Metadata
    fate: str


def to_the_deposit_api() -> Iterator[Sent]:
    """Whatever was created or set in the words that a manifest has."""
    for note, request, response in _exchanges("*.json", "/deposit/depositions"):
        metadata = request.get("metadata")
        if isinstance(metadata, dict):
            yield Sent(note, metadata, _fate(metadata, response))


def _fate(metadata: Metadata, response: Any) -> str:
    if response["status"] not in (200, 201):
        return "refused"
    told = response["body"]["json"]["metadata"]
    try:
        lost = differences(with_license(with_required(metadata, DATE)), told)
    except (AttributeError, KeyError, TypeError, ValueError):
        return "dropped"  # it has a form that means nothing
    ignored = {name for name, value in metadata.items() if value and name not in told} - SHOWN_ELSEWHERE
    return "dropped" if ignored or set(lost) & {*metadata, "alternate_identifiers"} else "kept"


def to_the_native_api() -> Iterator[Sent]:
    """What a manifest can say of that."""
    for note, request, response in _exchanges("native_*.json", "/records"):
        parts = {name: request.get(name) or {} for name in NOTHING}
        try:
            metadata = native.manifest(parts)
            again = native.record(metadata)
        except (AttributeError, KeyError, TypeError, ValueError):
            continue  # no manifest says this
        same = all(by_ids(again[name]) == parts[name] for name in ("metadata", "custom_fields", "pids"))
        if same and parts["metadata"] and request.get("access", again["access"]) == again["access"]:
            told = (response.get("body") or {}).get("json") or {}
            complaints = [one for one in told.get("errors", ()) if not one["field"].startswith("files")]
            yield Sent(note, metadata, "refused" if response["status"] >= 400 or complaints else "kept")


def _exchanges(pattern: str, path: str) -> Iterator[tuple[str, Any, Any]]:
    for file in sorted(RECORDINGS.glob(pattern)):
        recording = json.loads(file.read_text("utf-8"))
        for exchange in recording.get("exchanges", ()) if isinstance(recording, dict) else ():
            request, body = exchange["request"], (exchange["request"].get("body") or {}).get("json")
            writes = request["method"] in {"PUT", "POST"} and path in request["path"] and isinstance(body, dict)
            status, headers = exchange.get("response", {}).get("status"), request.get("headers", {})
            if writes and status in (200, 201, 400, 500) and file.stem not in AT_ONCE and "If-Match" not in headers:
                yield f"{file.stem}: {exchange.get('note', request['path'])}", dated(body), dated(exchange["response"])


def _each(reason: str, *notes: str) -> dict[str, str]:
    return dict.fromkeys(notes, reason)


#: Where the two differ, and why. Each was looked at; a new one fails.
REASONS = {
    **_each(
        "a draft may hold it, and its publication is refused",
        "access: setup: create",
        "put_invalid: creators empty list",
        "put_invalid: embargoed with past date",
        "put_invalid: creator without name",
        "put_invalid: creator name empty",
        "put_invalid: malformed DOI",
        "put_invalid: contributor without type",
        "put_valid: title ''",
        "put_valid: publication_date ''",
        "put_valid: upload_type ''",
        "native_api: same, default Accept (legacy serializer drops errors)",
    ),
    **_each(
        "only the deposit API does not take it, and the native one is used",
        "create: full metadata",  # a single date
        "put_valid: full metadata",
        "newversion_metadata: full",
        "put_invalid: license list",
        "put_invalid: license dict without id",
        "put_invalid: relation isCollectedBy",
        "put_invalid: dates open start",
        "put_invalid: dates equal",
        "put_invalid: location no place",
        "put_invalid: location lat 0",
        "put_invalid: references dicts",
        "verify: translator",
    ),
    **_each(
        "it can mean one thing only, and is sent as that",
        "put_invalid: keywords empty string member",
        "put_invalid: language upper",
        "put_valid: upload_type 'Dataset'",
        "native_custom_fields: gbif:ampliconSize: text",
        "native_metadata: languages: in another case",
        "native_metadata: subjects: empty",
        "native_metadata: sizes: list of null",
        "native_metadata: sizes: empty text",
        "native_metadata: formats: list of null",
        "native_metadata: formats: empty text",
    ),
    **_each(
        "only the server knows its lists",
        "put_invalid: grants bad",
        "native_metadata: funding: unknown award",
        "native_metadata: subjects: unknown id",
    ),
    **_each(
        "it is kept as something else than is meant",
        "put_invalid: DOI with zenodo prefix, other number",  # another record's
        "put_invalid: references str",  # a reference for each letter
        "put_invalid: location bad lat",  # no place on Earth
        "put_valid: description 'nul\\x00x'",
        "verify: identifier 1234",  # a PubMed id
        "native_metadata: references: without scheme",  # the same
        "native_custom_fields: empty texts in lists",  # values that are none
    ),
    **_each(
        "it means nothing: who wrote it, meant something else",
        "create: prereserve_doi true",
        "put_invalid: prereserve_doi true",
        "put_invalid: files in metadata",
        "put_valid: creator {'name': 'Doe, Jane', 'type': 'x'}",
        "put_valid: publication_type None",
        "put_valid: image_type None",
    ),
    **_each(
        "what is wrong with it, no manifest says",
        "native_access: custom_fields null",
        "native_access: pids null",
        "native_asking: without a title",
    ),
    **_each("to JSON Schema, 2.0 is an integer", "native_custom_fields: gbif:ampliconSize: whole fraction"),
}


def verdict(folder: Path, metadata: Metadata) -> list[str]:
    """What is wrong, in the words of `validate`; of a draft that lacks what every manifest needs, the rest."""
    (folder / "data.txt").write_text("1\n")
    manifest = {
        "publishpipe": 1,
        "target": {"repository": "zenodo", "environment": "sandbox"},
        "files": ["data.txt"],
        "metadata": {**LEAST, **metadata},
    }
    path = folder / "m.yaml"
    path.write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    return [problem.message for problem in publishpipe.validate(path)]


@pytest.mark.parametrize("source", [to_the_deposit_api, to_the_native_api])
def test_what_zenodo_keeps_is_valid_and_what_it_refuses_or_drops_is_not(source: Any, tmp_path: Path) -> None:
    differing, looked_at = {}, set()
    for sent in source():
        looked_at.add(sent.note)
        problems = verdict(tmp_path, sent.metadata)
        if (sent.fate == "kept") == bool(problems):
            differing[sent.note] = (sent.fate, problems)
    assert {note: why for note, why in differing.items() if note not in REASONS} == {}
    assert looked_at & REASONS.keys() <= differing.keys(), "these differ no more"


def test_there_is_enough_to_compare() -> None:
    every = [(source, sent) for source in (to_the_deposit_api, to_the_native_api) for sent in source()]
    assert REASONS.keys() <= {sent.note for _, sent in every}
    fates = Counter((source, sent.fate) for source, sent in every)
    assert min(fates.values()) > 40
    assert sum(fates.values()) > 550
