"""The links of the native API (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from publishpipe.local.zenodo.models import Json

#: The resolver of the registry that the recorded server used; the link is for show.
RESOLVER = "https://handle.test.datacite.org"


def files_path(item: Json) -> str:
    """The path of the files of a record or a draft, below the API."""
    return f"records/{item['id']}/{'files' if item['kind'] == 'record' else 'draft/files'}"


def of(item: Json, origin: str) -> Json:
    """The links of a record or a draft."""
    number, concept = item["id"], item["concept"]
    api = f"{origin}/api/records/{number}"
    published = item["kind"] == "record"
    base, kind = (api, "record") if published else (f"{api}/draft", "draft")
    found = {
        "self": base,
        "self_html": f"{origin}/records/{number}" if published else f"{origin}/uploads/{number}",
        "preview_html": f"{origin}/records/{number}?preview=1",
        **_doi_links(item, origin),
        "reserve_doi": f"{api}/draft/pids/doi",
        **_parent_links(concept, origin, published=published),
        "self_iiif_manifest": f"{origin}/api/iiif/{kind}:{number}/manifest",
        "self_iiif_sequence": f"{origin}/api/iiif/{kind}:{number}/sequence/default",
        "files": f"{base}/files",
        "media_files": f"{base}/media-files",
        "archive": f"{base}/files-archive",
        "archive_media": f"{base}/media-files-archive",
        "versions": f"{api}/versions",
        **{f"access_{name}": f"{api}/access/{name}" for name in ("links", "grants", "users", "request")},
        "access": f"{api}/access",
        "communities": f"{api}/communities",
        "communities-suggestions": f"{api}/communities-suggestions",
        "quota_increase": f"{api}/quota-increase",
        "requests": f"{api}/requests",
    }
    if item["is_published"]:
        found |= {"request_deletion": f"{api}/request-deletion", "file_modification": f"{api}/file-modification"}
    if published:
        found |= {
            "draft": f"{api}/draft",
            "latest": f"{api}/versions/latest",
            "latest_html": f"{origin}/records/{number}/latest",
        }
    else:
        found |= {
            "record": api,
            "record_html": f"{origin}/records/{number}",
            "publish": f"{api}/draft/actions/publish",
            "review": f"{api}/draft/review",
        }
    return found


def _doi_links(item: Json, origin: str) -> Json:
    doi = item["pids"].get("doi", {}).get("identifier")
    if not doi:
        return {}
    url = f"{RESOLVER}/{doi}"
    page = {"self_doi_html": f"{origin}/doi/{doi}"} if item["kind"] == "record" else {}
    return {"doi": url, "self_doi": url, **page}


def _parent_links(concept: Json, origin: str, *, published: bool) -> Json:
    found = {}
    if published:
        found = {"parent": f"{origin}/api/records/{concept['id']}", "parent_html": f"{origin}/records/{concept['id']}"}
    if concept["doi"]:
        found |= {
            "parent_doi": f"{RESOLVER}/{concept['doi']}",
            "parent_doi_html": f"{origin}/doi/{concept['doi']}",
        }
    return found
