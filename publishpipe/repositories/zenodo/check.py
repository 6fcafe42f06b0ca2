"""What Zenodo will not take although it fits the schema. Pure but for the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches

from publishpipe.errors import Place
from publishpipe.files.local_file import LocalFile
from publishpipe.model.facts import Metadata
from publishpipe.model.placeholders import STAND_INS, fill, shown, used
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.metadata.texts import clean, clean_html
from publishpipe.repositories.zenodo.metadata.vocabularies import languages, licenses

MAX_FILES = 100
MAX_BYTES = 50_000_000_000  # of one record
MAX_NAME = 255  # characters
SHORTEST = 3  # characters of a text that is stored

#: Ids that Zenodo takes and then stores no licence for → what is meant, as it is named now (observed in November 2026).
ONCE = {"fal": "lal-1.3", "gfdl": "gfdl-1.3"}

#: Fields that decide on the DOI, or that the server holds against its own lists.
EARLY = "doi upload_type license access_right publication_date embargo_date communities version".split()

Wrong = tuple[Place, str, str]


def published_name(path: str) -> str:
    """Zenodo has no folders: a file goes up under its base name."""
    return path.rpartition("/")[2]


def as_kept(file: LocalFile) -> LocalFile:
    """Zenodo keeps every file as it is."""
    return file


def check(wanted: Wanted) -> Iterator[Wrong]:
    """What is wrong: where in the manifest, what, and a hint."""
    early = [name for name in EARLY if used(wanted.metadata.get(name))]
    for name in early:
        yield ("metadata", name), f"{name} is needed before the DOI is known", "write it out, without ${…}"
    yield from _files(wanted)
    yield from _unfillable(wanted)
    sound = {name: value for name, value in wanted.metadata.items() if name not in early}
    if not wanted.released:
        yield from _embargo(sound)
    yield from _metadata(fill(sound, {**STAND_INS, "version": sound.get("version", STAND_INS["version"])}))


def notes(wanted: Wanted) -> Iterator[str]:
    """What is right, but may not be what one expects."""
    if len(wanted.files) > 1 and not wanted.preview:
        yield "Zenodo keeps no order of files; preview: true marks the one that its page shows first"


def _metadata(metadata: Metadata) -> Iterator[Wrong]:
    yield from _licenses(metadata.get("license"))
    yield from _texts(metadata)
    yield from _languages(metadata)
    yield from _reviews(metadata)
    doi = str(metadata.get("doi", ""))
    if "10.5281/zenodo." in doi or "10.5072/zenodo." in doi:
        yield ("metadata", "doi"), f"{doi} is Zenodo's own: it would be taken for another record's", "leave doi out"
    for index, person in enumerate(metadata.get("creators", ())):
        if "name" in person and not person["name"].split(",")[0].strip():
            yield ("metadata", "creators", index, "name"), "has no family name", "write Family, Given"


def _reviews(metadata: Metadata) -> Iterator[Wrong]:
    asked = metadata.get("communities", ())
    for index, one in enumerate(asked):
        if one.get("review") and len(asked) > 1:
            hint = "name the others once it is published"
            yield ("metadata", "communities", index, "review"), "only one community can be asked first", hint


def _languages(metadata: Metadata) -> Iterator[Wrong]:
    told: list[tuple[Place, object]] = [(("metadata", "language"), metadata.get("language"))]
    told += [(("metadata", "languages", index), code) for index, code in enumerate(metadata.get("languages", ()))]
    for name in ("additional_titles", "additional_descriptions"):
        told += [
            (("metadata", name, index, "lang"), one.get("lang")) for index, one in enumerate(metadata.get(name, ()))
        ]
    for place, code in told:
        if len(str(code or "")) == 2 and code not in languages():
            yield place, f"'{code}' is not an ISO 639-1 code", "for instance en, or eng"


def _unfillable(wanted: Wanted) -> Iterator[Wrong]:
    """Placeholders that there will never be a value for."""
    reasons = {}
    if "version" not in wanted.metadata:
        reasons["version"] = ("metadata has no version", 'write version: "1.0"')
    if "doi" in wanted.metadata:
        reasons["conceptdoi"] = ("a record with a DOI of its own has no concept DOI", "write ${doi}")
    texts = [("files", name, file.text) for name, file in wanted.files.items()]
    for key, place, value in [("metadata", "metadata", wanted.metadata), *texts]:
        for name in sorted(used(value) & reasons.keys()):
            reason, cure = reasons[name]
            hint = f"{cure}; {shown(name)} itself is written ${shown(name)}"
            yield (key,), f"{shown(name)} stands in {place}, but {reason}", hint


def _files(wanted: Wanted) -> Iterator[Wrong]:
    if len(wanted.files) > MAX_FILES:
        yield (
            ("files",),
            f"{len(wanted.files)} files, but Zenodo takes {MAX_FILES}",
            "pack folders with archive: NAME.zip",
        )
    size = sum(file.size for file in wanted.files.values())
    if size > MAX_BYTES:
        yield ("files",), f"{size / 1e9:.1f} GB, but Zenodo takes 50 GB a record", "split it into several records"
    for name, file in wanted.files.items():
        if file.size == 0:
            yield (
                ("files",),
                f"{name} is empty, and Zenodo takes no empty files",
                "leave it out, or pack it into an archive",
            )
        if "/" in name or name in {".", ".."} or len(name) > MAX_NAME:
            yield ("files",), f"{name} cannot be a name on Zenodo", f"no slashes, at most {MAX_NAME} characters"


def _texts(metadata: Metadata) -> Iterator[Wrong]:
    """Texts of which Zenodo's clean-up leaves too little to be stored."""
    for name, cleaned in {"title": clean, "description": clean_html, "notes": clean_html, "method": clean_html}.items():
        bare = re.sub(r"<[^>]*>", "", metadata.get(name, "")).strip()
        if name in metadata and len(bare) < SHORTEST and len(cleaned(metadata[name])) < SHORTEST:
            hint = f"at least {SHORTEST} characters of text; images, scripts and comments are removed"
            yield ("metadata", name), f"{name}: nothing is left of it once Zenodo has cleaned it up", hint


def _embargo(metadata: Metadata) -> Iterator[Wrong]:
    """An embargo that is over; of what is published it is fine that it ended."""
    if metadata.get("embargo_date", "9999") <= datetime.now(UTC).date().isoformat():
        yield ("metadata", "embargo_date"), f"{metadata['embargo_date']} is not in the future", "leave the embargo out"


def _licenses(given: object) -> Iterator[Wrong]:
    if isinstance(given, list):
        for index, one in enumerate(given):
            yield from _license(one, ("metadata", "license", index))
    elif given is not None:
        yield from _license(given, ("metadata", "license"))


def _license(given: object, place: Place) -> Iterator[Wrong]:
    """One of Zenodo's list; one's own has no id."""
    if isinstance(given, dict) and "id" not in given:
        return
    known = licenses()
    name = str(given["id"] if isinstance(given, dict) else given)
    if not known.get(name.lower()):
        stored = [other for other in known if known[other]]
        close = [ONCE[name.lower()]] if name.lower() in ONCE else get_close_matches(name.lower(), stored, n=1)
        hint = f"did you mean {close[0]}?" if close else "for instance cc-by-4.0, cc0-1.0, mit, apache-2.0"
        yield place, f"'{name}' is not a licence that Zenodo stores", hint
