"""What becomes public, as a person would tell it before saying yes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publishpipe.model.facts import Metadata
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.metadata.canonical import with_license
from publishpipe.repositories.zenodo.metadata.vocabularies import native_licenses

MOST = 5  # creators


def outline(wanted: Wanted) -> Mapping[str, str]:
    """Title, kind, creators, licence, access and files."""
    metadata = wanted.metadata
    told = {
        "title": str(metadata.get("title", "")),
        "type": str(metadata.get("upload_type", "")),
        "version": str(metadata.get("version", "")),
        "creators": _names(metadata.get("creators", ())),
        "license": _license(metadata),
        "access": _access(metadata),
    }
    return {name: value for name, value in told.items() if value}


def _names(people: Sequence[Metadata]) -> str:
    told = "; ".join(map(name_of, people[:MOST]))
    return f"{told} and {len(people) - MOST} more" if len(people) > MOST else told


def name_of(person: Metadata) -> str:
    """A person's or an organisation's name, as one reads it."""
    parts = (person.get("family_name"), person.get("given_name"))
    return str(person.get("name") or ", ".join(filter(None, parts)))


def _license(metadata: Metadata) -> str:
    """With a word where the manifest leaves the choice to Zenodo."""
    chosen = with_license(metadata).get("license", ())
    several = chosen if isinstance(chosen, list) else [chosen]
    names = [str(one.get("title") or one["id"] if isinstance(one, Mapping) else one) for one in several if one]
    names = [native_licenses().get(name.lower(), name) for name in names]
    return ", ".join(names) + ("" if "license" in metadata or not names else ", as none is said")


def _access(metadata: Metadata) -> str:
    right = str(metadata.get("access_right", "open"))
    return f"{right} until {metadata['embargo_date']}" if right == "embargoed" else right
