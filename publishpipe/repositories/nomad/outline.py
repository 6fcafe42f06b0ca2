"""What becomes public, as a person would tell it before saying yes. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.model.quoting import some
from publishpipe.repositories.nomad.metadata.fields import dataset_key, named_datasets, wants_doi
from publishpipe.repositories.values import Wanted


def outline(wanted: Wanted) -> Mapping[str, str]:
    """Name, coauthors, datasets and embargo; NOMAD has one licence for all, CC BY 4.0."""
    metadata, months = wanted.metadata, int(wanted.metadata.get("embargo_length", 0))
    datasets = [dataset_key(one) + (" (with a DOI)" if wants_doi(one) else "") for one in named_datasets(metadata)]
    told = {
        "name": str(metadata.get("upload_name", "")),
        "coauthors": some([str(one) for one in metadata.get("coauthors", ())]),
        "datasets": some(datasets),
        "license": "cc-by-4.0, as for everything on NOMAD",
        "access": f"open after {months} months" if months else "open",
    }
    return {name: value for name, value in told.items() if value}
