"""Records what Zenodo answers to native metadata: python -m tests.contract.zenodo.record_native URL USERS FOLDER.

The server should be one that nobody else uses, such as an installation for tests.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.contract.zenodo.native_cases import ACCESS, CORE, CUSTOM, METADATA, ORGANISATION, PERSON, identified
from tests.contract.zenodo.recorder import NATIVE, Recorder

PUBLIC = {"record": "public", "files": "public"}
FILES = {"enabled": True}


def body(**more: object) -> dict[str, Any]:
    return {"metadata": CORE, "access": PUBLIC, "files": FILES, **more}


def draft(recorder: Recorder, **more: object) -> str:
    return f"/api/records/{recorder.ask('POST', '/api/records', body(**more), note='setup: create')['id']}/draft"


def metadata(recorder: Recorder) -> None:
    """Each field, one draft."""
    place = draft(recorder)
    for note, change in METADATA.items():
        recorder.ask("PUT", place, body(metadata=CORE | change), note=note)
    recorder.ask("DELETE", place, note="tidy up")


def custom_fields(recorder: Recorder) -> None:
    """Each custom field, one draft."""
    place = draft(recorder)
    for note, fields in CUSTOM.items():
        recorder.ask("PUT", place, body(custom_fields=fields), note=note)
    recorder.ask("DELETE", place, note="tidy up")


def access(recorder: Recorder) -> None:
    """Who may see it, one draft; and bodies that leave things out."""
    place = draft(recorder)
    for note, value in ACCESS.items():
        recorder.ask("PUT", place, body(access=value), note=note)
    for left_out in ("metadata", "access", "files"):
        kept = {name: value for name, value in body().items() if name != left_out}
        recorder.ask("PUT", place, kept, note=f"without {left_out}")
    bodies: dict[str, object] = {"nothing": {}, "a list": [], "metadata null": body(metadata=None)}
    bodies |= {f"{name} null": body(**{name: None}) for name in ("custom_fields", "pids", "files")}
    for note, sent in {**bodies, "parent": body(parent={})}.items():
        recorder.ask("PUT", place, sent, note=note)
    recorder.ask("DELETE", place, note="tidy up")


RICH: dict[str, Any] = {
    **CORE,
    "creators": [
        {
            "person_or_org": PERSON | {"identifiers": [{"scheme": "orcid", "identifier": "0000-0002-1694-233X"}]},
            "role": {"id": "datacollector"},
            "affiliations": [{"id": "01ggx4157"}, {"name": "CMCC"}],
        },
        identified("ror", "01ggx4157", ORGANISATION),
    ],
    "contributors": [{"person_or_org": ORGANISATION, "role": {"id": "hostinginstitution"}}],
    "rights": [{"title": {"en": "My licence"}, "link": "https://a.example/l"}, {"id": "mit"}],
    "description": "<p>About.</p>",
    "additional_titles": [{"title": "Mehr", "type": {"id": "translated-title"}, "lang": {"id": "deu"}}],
    "additional_descriptions": [{"description": "<p>Kurz.</p>", "type": {"id": "abstract"}, "lang": {"id": "deu"}}],
    "languages": [{"id": "eng"}, {"id": "deu"}],
    "dates": [{"date": "2024-01-02", "type": {"id": "collected"}, "description": "In the field."}],
    "funding": [
        {"funder": {"id": "00k4n6c32"}, "award": {"id": "00k4n6c32::283595"}},
        {"funder": {"name": "My Foundation"}, "award": {"title": {"en": "My project"}, "number": "42"}},
    ],
    "references": [{"reference": "D.", "scheme": "doi", "identifier": "10.1234/abc"}],
    "related_identifiers": [
        {"identifier": "https://a.example", "scheme": "url", "relation_type": {"id": "istranslationof"}}
    ],
    "identifiers": [{"identifier": "https://a.example/x", "scheme": "url"}],
    "subjects": [{"subject": "frost"}],
    "version": "1",
    "sizes": ["11 pages"],
    "formats": ["text/csv"],
    "copyright": "Copyright (C) 2024. The Authors.",
    "locations": {"features": [{"place": "Lecce", "geometry": {"type": "Point", "coordinates": [18.2, 40.35]}}]},
}
FIELDS = {
    "journal:journal": {"title": "J", "volume": "2"},
    "code:developmentStatus": {"id": "active"},
    "dwc:country": ["Italy"],
}
LEGACY = "/api/deposit/depositions"


def upload(recorder: Recorder, place: str, name: str = "a.txt", text: str = "hello") -> None:
    """A file, by the native API's three calls."""
    recorder.ask("POST", f"{place}/files", [{"key": name}], note="file: begin")
    content = {"Content-Type": "application/octet-stream", "Accept": NATIVE}
    path = f"{place}/files/{name}"
    recorder.send("PUT", f"{path}/content", content, {"text": text}, user="alice", note="file: content")
    recorder.ask("POST", f"{path}/commit", note="file: commit")


def life(recorder: Recorder) -> None:
    """A record that was made with all that the web form has: published, edited, dropped, a new version."""
    place = draft(recorder, metadata=RICH, custom_fields=FIELDS)
    record = place.removesuffix("/draft")
    recorder.ask("POST", f"{place}/actions/publish", note="publish without a file")
    upload(recorder, place)
    recorder.ask("PUT", place, body(metadata=RICH | {"title": None}, custom_fields=FIELDS), note="no title")
    recorder.ask("POST", f"{place}/actions/publish", note="publish without a title")
    recorder.ask("PUT", place, body(metadata=RICH, custom_fields=FIELDS), note="all again")
    recorder.ask("POST", f"{place}/actions/publish", note="publish")
    recorder.ask("POST", f"{place}/actions/publish", note="publish again")
    public = recorder.ask("GET", record, note="the record")
    recorder.ask("GET", place, note="no draft")
    recorder.ask("PUT", place, body(), note="PUT without a draft")
    recorder.ask("POST", place, note="edit")
    recorder.ask("POST", place, note="edit again")
    opened = recorder.ask("GET", place, note="the edit")
    recorder.ask("PUT", place, opened, note="PUT of what GET gave")
    kept = {name: opened[name] for name in ("metadata", "access", "files", "pids", "custom_fields")}
    recorder.ask("PUT", place, kept, note="PUT of what matters of it")
    recorder.ask("PUT", place, {name: kept[name] for name in kept if name != "pids"}, note="PUT without pids")
    recorder.ask("PUT", place, {name: kept[name] for name in kept if name != "custom_fields"}, note="no custom fields")
    recorder.ask("PUT", place, kept | {"metadata": public["metadata"] | {"title": "Changed"}}, note="another title")
    recorder.ask("DELETE", place, note="drop the edit")
    recorder.ask("GET", record, note="the record is as before")
    recorder.ask("POST", place, note="edit")
    recorder.ask("PUT", place, kept | {"metadata": public["metadata"] | {"title": "Changed"}}, note="another title")
    recorder.ask("POST", f"{place}/actions/publish", note="publish the edit")
    begun = recorder.ask("POST", f"{record}/versions", note="new version")
    recorder.ask("POST", f"{record}/versions", note="new version again")
    place = f"/api/records/{begun['id']}/draft"
    recorder.ask("GET", place, note="the new version")
    recorder.ask("POST", f"{place}/actions/files-import", note="take the files over")
    later = {name: begun[name] for name in ("metadata", "access", "files", "pids", "custom_fields")}
    recorder.ask("PUT", place, later, note="PUT of what the new version has")
    dated = later["metadata"] | {"publication_date": "2024-03-04", "version": "2"}
    recorder.ask("PUT", place, later | {"metadata": dated}, note="with a date")
    recorder.ask("POST", f"{place}/actions/publish", note="publish the new version")
    recorder.ask("POST", f"/api/records/{begun['id']}/versions", note="a third version")


def legacy(recorder: Recorder) -> None:
    """The same record by the deposit API: what that tells of it, and what a PUT of that leaves."""
    place = draft(recorder, metadata=RICH, custom_fields=FIELDS)
    number = place.split("/")[3]
    upload(recorder, place)
    recorder.ask("POST", f"{place}/actions/publish", note="publish")
    told = {"Accept": "application/json"}
    recorder.send("GET", f"{LEGACY}/{number}", told, None, user="alice", note="as the deposit API tells it")
    recorder.send("POST", f"{LEGACY}/{number}/actions/edit", told, None, user="alice", note="edit")
    opened = recorder.send("GET", f"{LEGACY}/{number}", told, None, user="alice", note="the edit")
    sent = {"json": {"metadata": opened["metadata"]}}
    json_in = told | {"Content-Type": "application/json"}
    recorder.send("PUT", f"{LEGACY}/{number}", json_in, sent, user="alice", note="PUT of what GET gave")
    recorder.ask("GET", place, note="what is left of it")
    recorder.ask("DELETE", place, note="drop the edit")
    recorder.ask("GET", place.removesuffix("/draft"), note="the record is as before")


def identifiers(recorder: Recorder) -> None:
    """DOIs: reserved, given back, somebody else's."""
    place = draft(recorder)
    doi = f"{place}/pids/doi"
    recorder.ask("POST", doi, note="reserve")
    recorder.ask("POST", doi, note="reserve again")
    recorder.ask("PUT", place, body(), note="PUT without pids")
    recorder.ask("GET", place, note="is it reserved")
    recorder.ask("PUT", place, body(pids={}), note="PUT of no pids")
    recorder.ask("DELETE", doi, note="give back")
    recorder.ask("DELETE", doi, note="give back again")
    for note, identifier in {
        "somebody else's": "10.1234/mine",
        "as URL": "https://doi.org/10.1234/mine",
        "bad": "mine",
        "empty": "",
        "Zenodo's own prefix": "10.5281/zenodo.1",
    }.items():
        pids = {"doi": {"identifier": identifier, "provider": "external"}}
        recorder.ask("PUT", place, body(pids=pids), note=f"external: {note}")
    pids = {"doi": {"identifier": "10.1234/mine", "provider": "datacite", "client": "datacite"}}
    recorder.ask("PUT", place, body(pids=pids), note="foreign prefix as Zenodo's own")
    recorder.ask("PUT", place, body(pids={"doi": {"provider": "external"}}), note="external: left out")
    recorder.ask("PUT", place, body(pids={"ark": {"identifier": "x", "provider": "external"}}), note="unknown kind")
    recorder.ask("DELETE", place, note="tidy up")


def reviews(recorder: Recorder) -> None:
    """A community that decides before publication."""
    tokens = {"closed": "bench-bob-closed", "open": "bench-open"}
    found = {
        name: recorder.ask("GET", f"/api/communities/{slug}", note=f"setup: {slug}")["id"]
        for name, slug in tokens.items()
    }
    place = draft(recorder)
    upload(recorder, place)
    review = f"{place}/review"
    recorder.ask("GET", review, note="no review")
    recorder.ask("PUT", review, {"receiver": {"community": "nothing"}, "type": "community-submission"}, note="unknown")
    asked = {"receiver": {"community": found["closed"]}, "type": "community-submission"}
    recorder.ask("PUT", review, asked, note="ask")
    recorder.ask("GET", review, note="the review")
    submit = f"{place}/actions/submit-review"
    recorder.ask("POST", submit, {"payload": {"content": "Please.", "format": "html"}}, note="submit")
    recorder.ask("POST", submit, {}, note="submit again")
    recorder.ask("POST", f"{place}/actions/publish", note="publish while it is decided")
    told = recorder.ask("GET", review, note="the review")
    request = f"/api/requests/{told['id']}"
    recorder.ask("POST", f"{request}/actions/decline", {}, user="bob", note="decline")
    recorder.ask("GET", place, note="declined")
    recorder.ask("POST", submit, {}, note="submit what was declined")
    told = recorder.ask("PUT", review, asked, note="ask anew")
    recorder.ask("POST", submit, {}, note="submit")
    request = f"/api/requests/{recorder.ask('GET', review, note='the review')['id']}"
    recorder.ask("POST", f"{request}/actions/accept", {}, user="bob", note="accept")
    record = place.removesuffix("/draft")
    recorder.ask("GET", record, note="accepted: it is published")
    recorder.ask("GET", f"{record}/communities", note="its communities")
    wanted = {"communities": [{"id": found["open"]}]}
    recorder.ask("POST", f"{record}/communities", wanted, note="one more, one's own")
    recorder.ask("DELETE", f"{record}/communities", wanted, note="taken out")


def links(recorder: Recorder) -> None:
    """Share links."""
    place = draft(recorder)
    record = place.removesuffix("/draft")
    recorder.ask("GET", f"{record}/access/links", note="none")
    made = recorder.ask("POST", f"{record}/access/links", {"permission": "view"}, note="made")
    recorder.ask("POST", f"{record}/access/links", {"permission": "own"}, note="unknown permission")
    recorder.ask("GET", f"{record}/access/links", note="one")
    recorder.ask("GET", place, user=None, note="without it")
    if made:
        recorder.ask("DELETE", f"{record}/access/links/{made['id']}", note="taken back")
    recorder.ask("DELETE", place, note="tidy up")


def main(url: str, users: str, folder: str) -> None:
    tokens = json.loads(Path(users).read_text("utf-8"))["tokens"]
    for scenario in (metadata, custom_fields, access, life, legacy, identifiers, reviews, links):
        recorder = Recorder(
            url.rstrip("/").removesuffix("/api"), tokens, f"native_{scenario.__name__}", scenario.__doc__ or ""
        )
        scenario(recorder)
        recorder.write(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
