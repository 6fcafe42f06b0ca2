"""What NOMAD will not take although it fits the schema. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publishpipe.errors import Place, Wrong
from publishpipe.files.patterns import fits_any
from publishpipe.model.facts import Metadata
from publishpipe.model.placeholders import used
from publishpipe.model.quoting import some
from publishpipe.repositories.nomad.metadata import by_entry
from publishpipe.repositories.nomad.metadata.fields import dataset_key
from publishpipe.repositories.nomad.metadata.references import objection
from publishpipe.repositories.nomad.planning.dropped import STRIPPED, is_dropped, told_left_out
from publishpipe.repositories.values import Wanted

MAX_NAME = 255  # bytes of one part of a path, on the file systems that NOMAD runs on

METADATA_FILES = ("nomad.yaml", "nomad.yml", "nomad.json")  # in any folder: for what lies below it


def published_name(path: str) -> str:
    """NOMAD keeps folders: a file goes up under its path."""
    return path


def check(wanted: Wanted) -> Iterator[Wrong]:
    """What is wrong: where in the manifest, what, and a hint."""
    parents = {name.rpartition("/")[0] for name in wanted.files}  # few, as a rule
    folders = {folder for parent in parents for folder in _folders(f"{parent}/")}
    for name in wanted.files:
        if reason := _unusable(name):
            yield ("files",), f"{name} cannot be a path on NOMAD: {reason}", "give it another name with as:"
        if name in folders:
            yield ("files",), f"{name} would be both a file and a folder", "give one another name with as:"
    for place, fields in _described(wanted):
        yield from _fields(place, fields)
    yield from _placeholders(wanted)
    yield from _dropped(wanted)
    if wanted.preview:
        reason = "NOMAD's pages choose themselves what to show"
        yield ("files",), f"{wanted.preview} has preview: true, but {reason}", "leave preview: true out"


def _described(wanted: Wanted) -> Iterator[tuple[Place, Metadata]]:
    """The fields of all entries and of some, and where they stand."""
    yield ("metadata",), wanted.metadata
    for text, fields in wanted.metadata.get(by_entry.NAME, {}).items():
        yield ("metadata", by_entry.NAME, text), fields


def _fields(place: Place, fields: Metadata) -> Iterator[Wrong]:
    for index, url in enumerate(fields.get("references", ())):
        if not used(url) and (wrong := objection(url)):
            reason, hint = wrong
            yield (*place, "references", index), f"{url} is not a URL that NOMAD takes: {reason}", hint
    names = [dataset_key(item) for item in fields.get("datasets", ())]
    for name, count in Counter(names).items():
        if count > 1:
            yield (*place, "datasets"), f"{name} is listed {count} times", "list it once"


def notes(wanted: Wanted) -> Iterator[str]:
    """What is right, but may not be what one expects."""
    made = [file.entries[0].name for file in wanted.files.values() if file.made is not None]
    if made:
        sent = f"only the header of {some(made)} is sent, with {STRIPPED} after its name"
        yield f"NOMAD publishes no potentials of VASP: {sent}"
    yield from told_left_out([name for name in wanted.files if is_dropped(name)])
    if own := [name for name in wanted.files if name.rpartition("/")[2] in METADATA_FILES]:
        yield f"{some(own)} sets metadata when NOMAD first processes the files; the manifest's fields replace it there"
    if unmatched := by_entry.unmatched(wanted.metadata, list(wanted.files)):
        yield (
            f"None of these files fits {some(unmatched)}, of which {by_entry.NAME} speaks: nothing is published unless "
            "NOMAD makes such a file itself"
        )


def _dropped(wanted: Wanted) -> Iterator[Wrong]:
    for name in wanted.files:
        if is_dropped(name) and not fits_any(wanted.allow_loss, name):
            yield (
                ("files",),
                f"{name} would not be published: NOMAD drops it, as no header of a POTCAR can be read from it",
                "leave it out with exclude:, or list it under allow_loss:",
            )


def _placeholders(wanted: Wanted) -> Iterator[Wrong]:
    reason = "NOMAD registers no DOI before publication, so there is nothing to fill in"
    for name, value in wanted.metadata.items():
        if used(value):
            yield ("metadata", name), reason, "write it out, without ${…}"
    for name, file in wanted.files.items():
        if file.text is not None and used(file.text):
            yield ("files",), f"{name} is a template: {reason}", "leave template: true out"


def _folders(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _unusable(name: str) -> str:
    parts = name.split("/")
    if not {"", ".", ".."}.isdisjoint(parts):
        return "it has an empty part, or one that leads elsewhere"
    if "\\" in name:
        return "it holds a backslash"
    if max(map(len, map(str.encode, parts))) > MAX_NAME:
        return f"a part of it has more than {MAX_NAME} bytes"
    return ""
