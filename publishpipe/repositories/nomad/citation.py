"""How a release on NOMAD is cited: by its first dataset that has a DOI, as NOMAD registers that. Pure."""

from __future__ import annotations

from urllib.parse import quote

from publishpipe.model.citation import Author, Citation
from publishpipe.repositories.nomad.facts import Facts

#: As in what NOMAD tells DataCite (nomad-lab 1.3.16 and 2.0.0, `nomad/doi.py` and `routers/datasets.py`, 2026-11).
PUBLISHER = "NOMAD Repository"
DATASET = "NOMAD dataset: "


def citation(site: str, facts: Facts) -> Citation:
    """The dataset, or else the upload.

    Args:
        site: the address that its pages lie below.
        facts: what the lockfile knows.
    """
    metadata, versions, doi = facts.get("metadata", {}), facts.get("versions", ()), facts.get("doi", "")
    named = next((name for name, dataset in facts.get("datasets", {}).items() if doi and dataset.get("doi") == doi), "")
    family, _, given = facts.get("author", "").partition(", ")
    return Citation(
        id=facts["id"],
        title=f"{DATASET}{named}" if named else str(metadata.get("upload_name", "")),
        authors=(Author(family, given),) if family else (),
        date=versions[-1]["published_at"][:10] if versions else "",
        publisher=PUBLISHER,
        kind="dataset",
        doi=doi,
        url=f"{site}gui/dataset/doi/{doi}" if doi else f"{site}gui/user/uploads/upload/id/{facts['id']}",
        badge=f"https://img.shields.io/badge/DOI-{_shield(doi)}-blue.svg" if doi else "",  # NOMAD has none of its own
        published=bool(versions),
        licenses=("cc-by-4.0",),  # that of everything on NOMAD
    )


def _shield(text: str) -> str:
    """A text as a part of an address of shields.io, where a dash parts and an underline is a blank."""
    return quote(text.replace("-", "--").replace("_", "__"), safe="")
