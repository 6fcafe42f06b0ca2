"""The state of the repository: one SQLite database, and the bytes of files beside it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishpipe.local.zenodo import layouts
from publishpipe.local.zenodo.models import Concept, Document, File, Json, Kind, Pid

#: zenodo.org's own ids have eight digits (2026): a DOI of a rehearsal must never be somebody's real one.
FIRST_ID = 900_000_001

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (sha256 TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES account);
CREATE TABLE IF NOT EXISTS pid (
    id INTEGER PRIMARY KEY, concept INTEGER NOT NULL, owner INTEGER NOT NULL, version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'registered')));
CREATE TABLE IF NOT EXISTS concept (
    id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, doi TEXT, parent TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS document (
    id INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
    created TEXT NOT NULL, updated TEXT NOT NULL, bucket TEXT NOT NULL, PRIMARY KEY (id, kind));
CREATE INDEX IF NOT EXISTS document_bucket ON document (bucket);
CREATE TABLE IF NOT EXISTS file (
    bucket TEXT NOT NULL, key TEXT NOT NULL, id TEXT, version TEXT, size INTEGER, md5 TEXT,
    status TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, declared TEXT NOT NULL,
    PRIMARY KEY (bucket, key));
CREATE TABLE IF NOT EXISTS former (bucket TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (bucket, id));
CREATE TABLE IF NOT EXISTS indexed (
    id INTEGER NOT NULL, kind TEXT NOT NULL, visible REAL NOT NULL, snapshot TEXT,
    PRIMARY KEY (id, kind, visible));
CREATE TABLE IF NOT EXISTS last_id (id INTEGER NOT NULL);
"""


class Store:
    """All reading and writing of the state; changes happen inside `transaction`."""

    def __init__(self, folder: Path, doi_prefix: str) -> None:
        self.folder = folder
        self.doi_prefix = doi_prefix
        self.files = folder / "files"
        self.incoming = folder / "incoming"
        for path in (self.files, self.incoming):
            path.mkdir(parents=True, exist_ok=True)
        for leftover in self.incoming.iterdir():  # uploads that a killed server never finished
            leftover.unlink()
        self.db = sqlite3.connect(folder / "zenodo.sqlite", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self._lay_out()

    def _lay_out(self) -> None:
        made = self.db.execute("PRAGMA user_version").fetchone()[0]
        if made > layouts.CURRENT:
            self.db.close()
            raise OSError(
                f"{self.folder} was made by a later version of publishpipe. "
                "Use that, or delete this folder: its rehearsals are forgotten, and the next one begins anew"
            )
        self.db.executescript(SCHEMA)
        with self.transaction():
            layouts.take_over(self.db, made)

    def close(self) -> None:
        """Close the database; the store can be opened again."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing; must not span an `await`."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def next_id(self) -> int:
        """A number never given out before, for records and concepts alike."""
        row = self.db.execute("SELECT id FROM last_id").fetchone()
        if row is None:
            self.db.execute("INSERT INTO last_id VALUES (?)", (FIRST_ID,))
            return FIRST_ID
        self.db.execute("UPDATE last_id SET id = id + 1")
        return int(row["id"]) + 1

    # Numbers and concepts

    def pid(self, number: int) -> Pid | None:
        """The record number, if it was given out and not deleted."""
        row = self.db.execute("SELECT * FROM pid WHERE id = ?", (number,)).fetchone()
        return Pid(**row) if row else None

    def pids_of(self, concept: int) -> list[Pid]:
        """The numbers of a concept's versions, oldest first."""
        rows = self.db.execute("SELECT * FROM pid WHERE concept = ? ORDER BY version", (concept,))
        return [Pid(**row) for row in rows]

    def save_pid(self, pid: Pid) -> None:
        """Insert or replace a record number."""
        self.db.execute("REPLACE INTO pid VALUES (?, ?, ?, ?, ?)", tuple(vars(pid).values()))

    def concept(self, number: int) -> Concept | None:
        """The concept with this number."""
        row = self.db.execute("SELECT * FROM concept WHERE id = ?", (number,)).fetchone()
        return Concept(**{**row, "parent": json.loads(row["parent"])}) if row else None

    def concept_asking(self, request: str) -> Concept | None:
        """The concept whose record made the request with this id."""
        requests = "json_each(concept.parent, '$.requests') AS asked"
        query = f"SELECT concept.id FROM concept, {requests} WHERE asked.value ->> 'id' = ?"  # noqa: S608 - a constant
        row = self.db.execute(query, (request,)).fetchone()
        return self.concept(row["id"]) if row else None

    def save_concept(self, concept: Concept) -> None:
        """Insert or replace a concept."""
        values = {**vars(concept), "parent": json.dumps(concept.parent)}
        self.db.execute("REPLACE INTO concept VALUES (?, ?, ?, ?)", tuple(values.values()))

    # Documents

    def document(self, number: int, kind: Kind) -> Document | None:
        """The draft or the record of this number."""
        row = self.db.execute("SELECT * FROM document WHERE id = ? AND kind = ?", (number, kind)).fetchone()
        return _document(row) if row else None

    def document_with_bucket(self, bucket: str) -> Document | None:
        """The draft that owns a bucket, else the record."""
        query = "SELECT * FROM document WHERE bucket = ? AND kind != 'former' ORDER BY kind"
        rows = self.db.execute(query, (bucket,)).fetchall()
        return _document(rows[0]) if rows else None

    def documents(self) -> list[Document]:
        """All records and drafts, newest first."""
        rows = self.db.execute("SELECT * FROM document WHERE kind != 'former' ORDER BY created DESC, id DESC, kind")
        return [_document(row) for row in rows]

    def save(self, document: Document) -> None:
        """Insert or replace a document."""
        values = {**vars(document), "body": json.dumps(document.body)}
        self.db.execute("REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(values.values()))

    def drop(self, document: Document) -> None:
        """Delete a document, not its files."""
        self.db.execute("DELETE FROM document WHERE id = ? AND kind = ?", (document.id, document.kind))

    def drop_pid(self, number: int) -> None:
        """Forget a record number; it is not given out again."""
        self.db.execute("DELETE FROM pid WHERE id = ?", (number,))

    def records_with_doi(self, doi: str) -> list[int]:
        """The numbers of the published records with this DOI."""
        query = "SELECT id FROM document WHERE kind = 'record' AND lower(body ->> '$.pids.doi.identifier') = lower(?)"
        return [int(row["id"]) for row in self.db.execute(query, (doi,))]

    # Files

    def file(self, bucket: str, key: str) -> File | None:
        """A file by its name."""
        row = self.db.execute("SELECT * FROM file WHERE bucket = ? AND key = ?", (bucket, key)).fetchone()
        return _file(row) if row else None

    def files_in(self, bucket: str) -> list[File]:
        """The files of a bucket, in the order of upload."""
        return [_file(row) for row in self.db.execute("SELECT * FROM file WHERE bucket = ? ORDER BY rowid", (bucket,))]

    def save_file(self, file: File) -> None:
        """Insert or replace the entry of a file; its id is remembered, as the real server does."""
        if file.id:
            self.db.execute("REPLACE INTO former VALUES (?, ?, ?)", (file.bucket, file.id, file.key))
        values = {**vars(file), "declared": json.dumps(file.declared)}
        self.db.execute("REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", tuple(values.values()))

    def key_of(self, bucket: str, file_id: str) -> str | None:
        """The name of the file that has or had this id in a bucket."""
        row = self.db.execute("SELECT key FROM former WHERE bucket = ? AND id = ?", (bucket, file_id)).fetchone()
        return row["key"] if row else None

    def drop_file(self, file: File) -> None:
        """Delete the entry of a file; `collect` removes bytes that nothing refers to."""
        self.db.execute("DELETE FROM file WHERE bucket = ? AND key = ?", (file.bucket, file.key))

    def content(self, file_id: str) -> Path:
        """Where the bytes of a file are."""
        return self.files / file_id

    def collect(self, *file_ids: str | None) -> None:
        """Remove the bytes of those files that no bucket refers to; called after the transaction."""
        for file_id in filter(None, file_ids):
            if not self.db.execute("SELECT 1 FROM file WHERE id = ?", (file_id,)).fetchone():
                self.content(file_id).unlink(missing_ok=True)

    # The search index

    def is_indexed(self) -> bool:
        """Whether there is anything in it."""
        return self.db.execute("SELECT 1 FROM indexed").fetchone() is not None

    def index(self, number: int, kind: Kind, snapshot: Json | None, visible: float) -> None:
        """Let searches from the time `visible` on see this snapshot, or with None: nothing."""
        text = None if snapshot is None else json.dumps(snapshot)
        seen = "SELECT max(visible) FROM indexed WHERE id = ? AND kind = ? AND visible <= ?"
        outdated = f"DELETE FROM indexed WHERE id = ? AND kind = ? AND (visible < ({seen}) OR visible > ?)"  # noqa: S608 - a constant
        self.db.execute(outdated, (number, kind, number, kind, time.time(), visible))
        self.db.execute("REPLACE INTO indexed VALUES (?, ?, ?, ?)", (number, kind, visible, text))

    def refresh(self, moment: float, horizon: float) -> None:
        """Let searches see at once what they would have seen by the time `horizon`."""
        same = "SELECT max(visible) FROM indexed AS i WHERE i.id = indexed.id AND i.kind = indexed.kind"
        newest = f"{same} AND visible <= :horizon"
        times = {"moment": moment, "horizon": horizon}
        self.db.execute(f"DELETE FROM indexed WHERE visible < ({newest})", times)  # noqa: S608 - a constant
        due = "visible > :moment AND visible <= :horizon"
        self.db.execute(f"UPDATE indexed SET visible = :moment WHERE {due}", times)  # noqa: S608 - a constant

    def indexed(self, moment: float) -> list[Json]:
        """What searches see at this time."""
        query = "SELECT snapshot, max(visible) FROM indexed WHERE visible <= ? GROUP BY id, kind"
        return [json.loads(row["snapshot"]) for row in self.db.execute(query, (moment,)) if row["snapshot"]]


def _file(row: sqlite3.Row) -> File:
    return File(**{**row, "declared": json.loads(row["declared"])})


def _document(row: sqlite3.Row) -> Document:
    return Document(**{**row, "body": json.loads(row["body"])})
