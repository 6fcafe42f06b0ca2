"""The links of the legacy API, misleading ones included (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from publishpipe.local.zenodo.models import Json

if TYPE_CHECKING:
    from publishpipe.local.zenodo.search.search import Search

#: What Zenodo leaves unescaped in a file's name.
SAFE = "!$&'()*+,;=:@"


def file_name(name: str) -> str:
    """A file's name as part of a URL."""
    return quote(name, safe=SAFE)


def doi_url(doi: str) -> str:
    """Where a DOI leads, whatever it is made of."""
    return f"https://doi.org/{quote(doi, safe=SAFE + '/')}"


def deposition(item: Json, origin: str, *, listed: bool) -> Json:
    """The links of a deposition. Once it is published, `self` and `files` lead to another API."""
    number, api = item["id"], f"{origin}/api"
    own = f"{api}/deposit/depositions/{number}"
    published_state = item["kind"] == "record"
    doi = item["pids"].get("doi", {}).get("identifier")
    concept_doi = item["concept"]["doi"]
    found = {
        "self": f"{api}/records/{number}" if published_state else own,
        "html": f"{origin}/records/{number}" if published_state else f"{origin}/deposit/{number}",
        "doi": doi and doi_url(doi),
        "parent_doi": concept_doi and published_state and doi_url(concept_doi),
        "badge": f"{origin}/badge/doi/{quote(doi or '', safe='')}.svg",
        "conceptbadge": concept_doi and published_state and f"{origin}/badge/doi/{quote(concept_doi, safe='')}.svg",
        "files": f"{api}/records/{number}/files" if published_state else f"{own}/files",
        "bucket": not listed and f"{api}/files/{item['bucket']}",
        "latest_draft": own,
        "latest_draft_html": f"{origin}/deposit/{number}",
        **{action: f"{own}/actions/{action}" for action in ("publish", "edit", "discard", "newversion")},
    }
    if item["is_published"]:
        found |= {
            "record": f"{api}/records/{number}",
            "record_html": f"{origin}/record/{number}",
            "latest": f"{api}/records/{number}/versions/latest",
            "latest_html": f"{origin}/records/{number}/latest",
        }
    return {name: link for name, link in found.items() if link}


def file_in_deposition(item: Json, file: Json, origin: str) -> Json:
    """The links of a file inside a deposition; `download` stops working at publish."""
    number = item["id"]
    base = f"records/{number}/files" if item["kind"] == "record" else f"deposit/depositions/{number}/files"
    return {
        "self": f"{origin}/api/{base}/{file['id']}",
        "download": f"{origin}/api/records/{number}/draft/files/{file_name(file['key'])}/content",
    }


def file_in_list(number: int, file: Json, origin: str, *, published: bool) -> Json:
    """The links of a file in the files list, where `download` is right."""
    middle = "files" if published else "draft/files"
    return {
        "self": f"{origin}/api/deposit/depositions/{number}/files/{file['id']}",
        "download": f"{origin}/api/records/{number}/{middle}/{file_name(file['key'])}/content",
    }


def bucket_object(bucket: str, key: str, version: str | None, origin: str) -> Json:
    """The links in the answer to an upload."""
    url = f"{origin}/api/files/{bucket}/{file_name(key)}"
    return {"self": url, "version": f"{url}?version_id={version}", "uploads": f"{url}?uploads=1"}


def pages(origin: str, path: str, given: Mapping[str, str], wanted: Search, total: int) -> Json:
    """The links of one page of search results."""
    kept: dict[str, object] = {name: given[name] for name in ("q", "communities", "type", "subtype") if name in given}
    kept |= {"size": wanted.size, "sort": wanted.sort, **({"allversions": "True"} if wanted.all_versions else {})}
    found = {"self": wanted.page}
    if wanted.page > 1:
        found["prev"] = wanted.page - 1
    if wanted.page * wanted.size < total:
        found["next"] = wanted.page + 1
    return {name: f"{origin}/api/{path}?{_encoded({**kept, 'page': page})}" for name, page in found.items()}


def _encoded(parameters: Mapping[str, object]) -> str:
    return "&".join(f"{name}={quote(str(parameters[name]), safe=SAFE + '/')}" for name in sorted(parameters))
