"""The counts beside search results: how many of the hits are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies


def of(items: list[Json]) -> Json:
    """The aggregations of these items; dates and subjects are not counted here."""
    return {
        "publication_date": {"buckets": [], "label": "Publication date"},
        "access_status": {"buckets": _buckets(map(_status, items), str.capitalize), "label": "Access status"},
        "resource_type": {"buckets": _resource_types(items), "label": "Resource types"},
        "subject": {"buckets": [], "label": "Subjects"},
        "file_type": {"buckets": _buckets(_extensions(items), str.upper), "label": "File type"},
    }


def _buckets(keys: Iterable[str], label: object) -> list[Json]:
    name = label if callable(label) else str
    return [
        {"key": key, "doc_count": count, "label": name(key), "is_selected": False}
        for key, count in Counter(keys).most_common()
    ]


def _status(item: Json) -> str:
    if item["access"].get("embargo", {}).get("active"):
        return "embargoed"
    return "open" if item["access"]["files"] == "public" else "restricted"


def _resource_types(items: list[Json]) -> list[Json]:
    names = [item["metadata"].get("resource_type", {}).get("id", "") for item in items]
    titles = vocabularies.terms("resource_types")
    buckets = _buckets((name.partition("-")[0] for name in names if name), lambda key: titles[key]["en"])
    for bucket in buckets:
        inner = [name for name in names if name.startswith(bucket["key"] + "-")]
        bucket["inner"] = {"buckets": _buckets(inner, lambda key: titles[key]["en"])}
    return buckets


def _extensions(items: list[Json]) -> Iterable[str]:
    for item in items:
        yield from sorted({PurePosixPath(file["key"]).suffix.lstrip(".") for file in item["files"]} - {""})
