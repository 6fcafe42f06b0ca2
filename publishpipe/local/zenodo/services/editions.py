"""What is made of what: records of drafts, drafts of records, and drafts of the next version."""

from __future__ import annotations

from datetime import UTC, datetime

from publishpipe.local.zenodo.models import Document, Json, new_uuid, now

#: By how much a draft's revision grows when it is opened again (zenodo-rdm, observed 2026-11: 8, the first time 7).
REVISIONS_TO_REOPEN = 8


def as_record(draft: Document, old: Document | None) -> Document:
    """The record that a draft becomes; `old` is what it was before the edit."""
    time_ = now()
    if old:
        return Document(draft.id, "record", draft.body, old.revision + 1, old.created, time_, old.bucket)
    return Document(draft.id, "record", draft.body, 3, time_, time_, draft.bucket)


def reopened(record: Document, former: Document | None) -> Document:
    """The draft of an edit: the record's content in the draft that there was, so no revision is ever used twice."""
    known = former or record
    revision = known.revision + REVISIONS_TO_REOPEN
    return Document(record.id, "draft", record.body, revision, known.created, now(), new_uuid())


def next_version_of(body: Json) -> Json:
    """What the draft of the next version begins with."""
    metadata: Json = {**body["metadata"], "publication_date": datetime.now(UTC).date().isoformat()}
    metadata.pop("version", None)
    return {**body, "metadata": metadata, "pids": {}, "files": {"enabled": body["files"]["enabled"]}}
