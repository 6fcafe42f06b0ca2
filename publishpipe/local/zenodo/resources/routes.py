"""Which request goes where."""

from __future__ import annotations

from typing import Any

from publishpipe.local.zenodo.resources import (
    bucket,
    communities,
    deposition_files,
    depositions,
    draft_files,
    drafts,
    me,
    memberships,
    records,
    requests,
    reviews,
    share_links,
    vocabularies,
)
from publishpipe.local.zenodo.resources.call import MAX_FILE_BODY, resource
from publishpipe.local.zenodo.resources.representation import BASE, NAMED, TYPES

_DEPOSITION = "/api/deposit/depositions/{id}"
_RECORD = BASE + "/{id}"
_DRAFT = _RECORD + "/draft"
_TYPED: dict[str, Any] = {"accept": TYPES, "named": NAMED}

routes = [
    resource("/api/deposit/depositions", GET=depositions.listing, POST=depositions.create),
    resource(_DEPOSITION, GET=depositions.read, PUT=depositions.update, DELETE=depositions.delete),
    resource(_DEPOSITION + "/actions/publish", POST=depositions.publish),
    resource(_DEPOSITION + "/actions/edit", POST=depositions.edit),
    resource(_DEPOSITION + "/actions/discard", POST=depositions.delete),
    resource(_DEPOSITION + "/actions/newversion", POST=depositions.new_version),
    resource(_DEPOSITION + "/files", GET=deposition_files.listing, POST=deposition_files.upload),
    resource(_DEPOSITION + "/files/{file}", GET=deposition_files.read, DELETE=deposition_files.delete),
    resource("/api/files/{bucket}", GET=bucket.listing),
    resource("/api/files/{bucket}/{name}", largest=MAX_FILE_BODY, GET=bucket.get, PUT=bucket.put, DELETE=bucket.delete),
    resource("/api/me", GET=me.me),
    resource(_DRAFT, **_TYPED, GET=drafts.read, PUT=drafts.update, DELETE=drafts.delete, POST=drafts.edit),
    resource(_DRAFT + "/actions/publish", **_TYPED, POST=drafts.publish),
    resource(_DRAFT + "/actions/files-import", **_TYPED, POST=drafts.import_files),
    resource(_DRAFT + "/pids/doi", **_TYPED, POST=drafts.reserve_doi, DELETE=drafts.drop_doi),
    resource(_DRAFT + "/files", accept=TYPES, GET=draft_files.listing, POST=draft_files.begin),
    resource(
        _DRAFT + "/files/{name:path}/content",
        accept=(),
        largest=MAX_FILE_BODY,
        GET=draft_files.download,
        PUT=draft_files.content,
    ),
    resource(_DRAFT + "/files/{name:path}/commit", accept=TYPES, POST=draft_files.commit),
    resource(_DRAFT + "/files/{name:path}", accept=TYPES, GET=draft_files.read, DELETE=draft_files.delete),
    resource(_DRAFT + "/review", accept=TYPES, GET=reviews.read, PUT=reviews.update, DELETE=reviews.delete),
    resource(_DRAFT + "/actions/submit-review", accept=TYPES, POST=reviews.submit),
    resource("/api/communities", accept=communities.TYPES, GET=communities.listing),
    resource("/api/communities/{name}", accept=communities.TYPES, GET=communities.read),
    resource("/api/user/communities", accept=communities.TYPES, GET=communities.own),
    resource(
        _RECORD + "/communities",
        accept=TYPES,
        GET=communities.of_record,
        POST=memberships.add,
        DELETE=memberships.remove,
    ),
    resource(_RECORD + "/requests", accept=TYPES, GET=requests.listing),
    resource("/api/requests/{request:uuid}", accept=communities.TYPES, GET=requests.read),
    resource("/api/requests/{request:uuid}/actions/{action}", accept=communities.TYPES, POST=requests.act),
    resource(_RECORD + "/access/links", accept=TYPES, GET=share_links.listing, POST=share_links.create),
    resource(
        _RECORD + "/access/links/{link}",
        accept=TYPES,
        GET=share_links.read,
        PATCH=share_links.update,
        DELETE=share_links.delete,
    ),
    resource("/api/vocabularies/{vocabulary}", GET=vocabularies.listing),
    resource("/api/vocabularies/{vocabulary}/{term}", GET=vocabularies.read),
    resource("/api/licenses", GET=vocabularies.old_licenses),
    resource(BASE, **_TYPED, GET=records.listing, POST=drafts.create),
    resource("/api/user/records", **_TYPED, GET=records.own),
    resource(_RECORD, **_TYPED, GET=records.read),
    resource(_RECORD + "/versions/latest", GET=records.latest),
    resource(_RECORD + "/versions", **_TYPED, GET=records.versions, POST=drafts.new_version),
    resource(_RECORD + "/files", **_TYPED, GET=records.file_list),
    resource(_RECORD + "/files/{name:path}/content", accept=(), GET=records.file_content),
    resource(_RECORD + "/files/{name:path}", GET=records.file_entry),
]
