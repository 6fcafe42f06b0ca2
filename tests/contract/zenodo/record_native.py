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


def community(recorder: Recorder, slug: str) -> dict[str, Any]:
    """What asks a community to decide."""
    found = recorder.ask("GET", f"/api/communities/{slug}", note=f"setup: {slug}")["id"]
    return {"receiver": {"community": found}, "type": "community-submission"}


def asking(recorder: Recorder) -> None:
    """Who may do what before a community is told that it is to decide."""
    closed, theirs = (community(recorder, f"bench-{name}") for name in ("bob-closed", "bob-open"))
    place = draft(recorder)
    review, submit = f"{place}/review", f"{place}/actions/submit-review"
    for note, sent in {"nothing": {}, "no receiver": {"type": "community-submission"}, "a list": []}.items():
        recorder.ask("PUT", review, sent, note=f"ask: {note}")
    recorder.ask("POST", submit, {}, note="submit without a review")
    recorder.ask("DELETE", review, note="take back without a review")
    recorder.ask("PUT", review, theirs, user="bob", note="ask for somebody else")
    told = recorder.ask("PUT", review, theirs, note="ask")
    request = f"/api/requests/{told['id']}"
    recorder.ask("GET", place, note="asked, not submitted")
    recorder.ask("GET", place, user="bob", note="the curator reads the draft already")
    recorder.ask("GET", request, user="bob", note="but not the request")
    recorder.ask("GET", review, user="bob", note="nor the review")
    recorder.ask("POST", f"{request}/actions/accept", {}, user="bob", note="accept too early")
    recorder.ask("POST", f"{request}/actions/cancel", {}, note="cancel too early")
    recorder.ask("POST", f"{place}/actions/publish", note="publish what is incomplete")
    recorder.ask("PUT", review, closed, note="ask another")
    recorder.ask("GET", request, note="the first request is gone")
    recorder.ask("DELETE", review, note="take back")
    recorder.ask("GET", place, note="taken back")
    recorder.ask("PUT", review, closed, note="ask again")
    untitled = body(metadata={name: value for name, value in CORE.items() if name != "title"})
    recorder.ask("PUT", place, untitled, note="without a title")
    recorder.ask("POST", submit, {}, note="submit what is incomplete")
    recorder.ask("PUT", place, body(), note="with a title")
    for note, words in {"none": {}, "empty": {"content": ""}, "odd": {"content": "x", "format": "odd"}}.items():
        recorder.ask("POST", submit, {"payload": words}, note=f"submit: words: {note}")
    recorder.ask("POST", submit, user="bob", note="submit for somebody else")
    recorder.ask("DELETE", place, note="tidy up")


def in_review(recorder: Recorder) -> None:
    """Who may do what while a community decides, until it is not asked any more."""
    closed, theirs = (community(recorder, f"bench-{name}") for name in ("bob-closed", "bob-open"))
    place = draft(recorder)
    review = f"{place}/review"
    request = f"/api/requests/{recorder.ask('PUT', review, closed, note='ask')['id']}"
    recorder.ask("POST", f"{place}/actions/submit-review", note="submit without a body or a file")
    recorder.ask("GET", place, note="it is in review")
    recorder.ask("GET", place, user="bob", note="it is in review, for the curator")
    recorder.ask("PUT", place, body(metadata=CORE | {"title": "Mine"}), note="change it")
    recorder.ask("PUT", place, body(metadata=CORE | {"title": "Theirs"}), user="bob", note="the curator changes it")
    recorder.ask("POST", f"{place}/files", [{"key": "b.txt"}], user="bob", note="the curator adds a file")
    recorder.ask("DELETE", f"{place}/files/b.txt", user="bob", note="the curator takes it out")
    for user in ("alice", "bob"):
        recorder.ask("PUT", review, theirs, user=user, note="ask another now")
        recorder.ask("DELETE", review, user=user, note="take back now")
        recorder.ask("DELETE", place, user=user, note="delete the draft now")
        recorder.ask("POST", f"{place}/actions/publish", user=user, note="publish it now")
        recorder.ask("GET", f"{place.removesuffix('/draft')}/access/links", user=user, note="its share links")
        recorder.ask("GET", request, user=user, note="the request")
        recorder.ask("POST", f"{request}/actions/nothing", {}, user=user, note="unknown action")
    for action, user in {"accept": "alice", "decline": "alice", "cancel": "bob"}.items():
        recorder.ask("POST", f"{request}/actions/{action}", {}, user=user, note=f"{action}: not theirs")
    recorder.ask("POST", f"{request}/actions/submit", {}, note="submit what is")
    recorder.ask("POST", f"{request}/actions/accept", {}, user="bob", note="accept what has no file")
    recorder.ask("POST", f"{request}/actions/cancel", {}, note="cancel")
    recorder.ask("GET", place, note="cancelled")
    recorder.ask("GET", review, note="no review any more")
    recorder.ask("GET", request, note="the request")
    recorder.ask("POST", f"{request}/actions/accept", {}, user="bob", note="accept what was cancelled")
    recorder.ask("DELETE", place, note="tidy up")


def turned_down(recorder: Recorder) -> None:
    """A draft that is declined, and what may be done then."""
    theirs = community(recorder, "bench-bob-open")
    place = draft(recorder)
    review = f"{place}/review"
    request = f"/api/requests/{recorder.ask('PUT', review, theirs, note='ask')['id']}"
    recorder.ask("POST", f"{request}/actions/submit", {"payload": {"content": "Please."}}, note="submit the request")
    no = {"payload": {"content": "No.", "format": "html"}}
    recorder.ask("POST", f"{request}/actions/decline", no, user="bob", note="decline with words")
    recorder.ask("GET", review, user="bob", note="the declined review")
    recorder.ask("PUT", place, body(), user="bob", note="the curator still changes it")
    recorder.ask("DELETE", place, user="bob", note="the curator deletes it")
    recorder.ask("DELETE", place, note="delete what was declined")
    recorder.ask("GET", request, note="the request is gone, too")


def at_once(recorder: Recorder) -> None:
    """One's own community decides at once; what was published once is not reviewed."""
    closed, own = (community(recorder, f"bench-{name}") for name in ("bob-closed", "open"))
    place = draft(recorder)
    upload(recorder, place)
    recorder.ask("PUT", f"{place}/review", own, note="ask one's own community")
    recorder.ask("POST", f"{place}/actions/submit-review", {}, note="that is in at once")
    record = place.removesuffix("/draft")
    recorder.ask("GET", record, note="published")
    recorder.ask("GET", f"{place}/review", note="no review")
    recorder.ask("POST", place, note="edit")
    recorder.ask("PUT", f"{place}/review", closed, note="a review of an edit")
    recorder.ask("GET", f"{place}/review", note="it has none")
    recorder.ask("DELETE", place, note="drop the edit")
    begun = recorder.ask("POST", f"{record}/versions", note="new version")
    place = f"/api/records/{begun['id']}/draft"
    recorder.ask("PUT", f"{place}/review", closed, note="a review of a new version")
    recorder.ask("DELETE", place, note="tidy up")


def declined(recorder: Recorder) -> None:
    """What is published although it was declined, and what its curators may then do."""
    closed, theirs = (community(recorder, f"bench-{name}") for name in ("bob-closed", "bob-open"))
    place = draft(recorder)
    record = place.removesuffix("/draft")
    upload(recorder, place)
    request = f"/api/requests/{recorder.ask('PUT', f'{place}/review', closed, note='ask')['id']}"
    recorder.ask("POST", f"{place}/actions/submit-review", {}, note="submit")
    recorder.ask("POST", f"{request}/actions/decline", {}, user="bob", note="decline")
    recorder.ask("POST", f"{place}/actions/publish", user="bob", note="the curator publishes it")
    for user in ("alice", "bob", None):
        recorder.ask("GET", record, user=user, note="published")
    for path in (place, f"{record}/versions"):
        recorder.ask("POST", path, user="bob", note="the curator goes on with it")
    recorder.ask("POST", place, note="edit")
    recorder.ask("PUT", f"{place}/review", closed, note="ask for the edit")
    recorder.ask("DELETE", place, note="drop the edit")
    wanted = {"communities": [{"id": theirs["receiver"]["community"]}]}
    asked = recorder.ask("POST", f"{record}/communities", wanted, note="ask another")["processed"][0]
    recorder.ask("POST", f"/api/requests/{asked['request_id']}/actions/accept", {}, user="bob", note="it cannot accept")


def memberships(recorder: Recorder) -> None:
    """Communities of what is published, and what their curators may do with it."""
    names = ("bob-closed", "bob-open", "open")
    closed, theirs, own = (community(recorder, f"bench-{name}")["receiver"]["community"] for name in names)
    place = draft(recorder)
    record = place.removesuffix("/draft")
    upload(recorder, place)
    path = f"{record}/communities"
    recorder.ask("POST", path, {"communities": [{"id": own}]}, note="of a draft")
    recorder.ask("POST", f"{place}/actions/publish", note="publish")
    for note, sent in {
        "nothing": {},
        "none": {"communities": []},
        "a text": {"communities": "x"},
        "a list": [],
        "unknown": {"communities": [{"id": "nothing"}]},
    }.items():
        for method in ("POST", "DELETE"):
            recorder.ask(method, path, sent, note=note)
    recorder.ask("POST", path, {"communities": [{"id": theirs}]}, user="bob", note="not one's own record")
    both = {"communities": [{"id": "bench-open"}, {"id": closed}]}
    recorder.ask("POST", path, both, note="one's own, and one that decides")
    recorder.ask("POST", path, both, note="again")
    recorder.ask("DELETE", path, {"communities": [{"id": own}]}, user="bob", note="out of it by somebody else")
    recorder.ask("DELETE", path, both, note="out of one, and of none")
    words = {"comment": {"payload": {"content": "Please.", "format": "html"}}}
    asked = recorder.ask("POST", path, {"communities": [{"id": theirs, **words}]}, note="ask with words")
    request = f"/api/requests/{asked['processed'][0]['request_id']}"
    recorder.ask("GET", request, user="bob", note="the request")
    recorder.ask("POST", f"{request}/actions/accept", {}, note="accept: not theirs")
    recorder.ask("POST", f"{request}/actions/decline", {}, user="bob", note="decline")
    asked = recorder.ask("POST", path, {"communities": [{"id": theirs}]}, note="ask again")
    request = f"/api/requests/{asked['processed'][0]['request_id']}"
    recorder.ask("POST", f"{request}/actions/accept", {}, user="bob", note="accept")
    recorder.ask("GET", record, note="it is in")
    recorder.ask("GET", f"{record}/access/links", user="bob", note="its curator sees its share links")
    recorder.ask("POST", place, user="bob", note="its curator edits it")
    recorder.ask("DELETE", place, user="bob", note="its curator drops the edit")
    recorder.ask("DELETE", path, {"communities": [{"id": theirs}]}, user="bob", note="its curator takes it out")


def sharing(recorder: Recorder) -> None:
    """Share links: what is right and what is wrong, and who may."""
    place = draft(recorder)
    record = place.removesuffix("/draft")
    upload(recorder, place)
    path = f"{record}/access/links"
    view = {"permission": "view"}
    for note, sent in {
        "nothing": {},
        "a list": [],
        "null": {"permission": None},
        "past": view | {"expires_at": "2020-01-02"},
        "no date": view | {"expires_at": "2027-01-02T03:04:05"},
        "no text": view | {"description": 3},
        "unknown": view | {"token": "x"},
        "preview": {"permission": "preview"},
        "described": view | {"description": "For the referee", "expires_at": "2099-01-02"},
    }.items():
        made = recorder.ask("POST", path, sent, note=note)
    link = f"{path}/{made['id']}"
    for user in ("alice", "bob", None):
        recorder.ask("GET", path, user=user, note="all")
        recorder.ask("GET", link, user=user, note="one")
    recorder.ask("POST", path, view, user="bob", note="not theirs")
    for note, sent in {
        "permission": {"permission": "edit"},
        "description": {"description": "New"},
        "unknown": {"permission": "own"},
        "later": {"expires_at": "2100-01-02"},
        "earlier": {"expires_at": "2098-01-02"},
    }.items():
        recorder.ask("PATCH", link, sent, note=f"change: {note}")
    recorder.ask("GET", place, note="the draft tells how many")
    recorder.ask("POST", f"{place}/actions/publish", note="publish")
    recorder.ask("GET", record, user=None, note="the record does not tell everybody")
    recorder.ask("GET", path, note="they stay")
    begun = recorder.ask("POST", f"{record}/versions", note="new version")
    recorder.ask("GET", f"/api/records/{begun['id']}/access/links", note="for all versions")
    recorder.ask("DELETE", f"/api/records/{begun['id']}/draft", note="tidy up")
    recorder.ask("GET", f"/api/records/{begun['id']}/access/links", note="not of what is gone")
    recorder.ask("DELETE", link, user="bob", note="take back: not theirs")
    recorder.ask("DELETE", link, note="take back")
    recorder.ask("DELETE", link, note="take back again")
    recorder.ask("GET", link, note="taken back")


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
    told = (asking, in_review, turned_down, at_once, declined, memberships, sharing)
    for scenario in (metadata, custom_fields, access, life, legacy, identifiers, reviews, links, *told):
        recorder = Recorder(
            url.rstrip("/").removesuffix("/api"), tokens, f"native_{scenario.__name__}", scenario.__doc__ or ""
        )
        scenario(recorder)
        recorder.write(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
