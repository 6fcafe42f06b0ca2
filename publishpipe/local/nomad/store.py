"""What survives a restart: documents in SQLite, files in folders beside it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishpipe.local.nomad.errors import Json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, parent TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_by_parent ON documents (kind, parent);
"""


class Store:
    """Documents by kind and key, each below a parent (an entry's upload, a job's upload).

    Every change is committed before the answer that reports it, so SIGKILL loses nothing that was promised.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._database = sqlite3.connect(folder / "nomad.sqlite3", isolation_level=None, check_same_thread=False)
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make several changes one; nests, and keeps other threads out meanwhile."""
        with self._lock:
            if not self._depth:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if not self._depth:
                    self._database.execute("ROLLBACK")
                raise
            self._depth -= 1
            if not self._depth:
                self._database.execute("COMMIT")

    def get(self, kind: str, key: str) -> Json | None:
        """One document, or None."""
        with self._lock:
            row = self._database.execute("SELECT body FROM documents WHERE kind=? AND key=?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, key: str, body: Json, parent: str = "") -> None:
        """Add or replace a document."""
        text = json.dumps(body, ensure_ascii=False)
        with self.transaction():
            self._database.execute("REPLACE INTO documents VALUES (?, ?, ?, ?)", (kind, key, parent, text))

    def update(self, kind: str, key: str, **changes: object) -> Json | None:
        """Change some values of a document; returns it as it is then, or None if there is none."""
        with self.transaction():
            body = self.get(kind, key)
            if body is not None:
                body |= changes
                self._database.execute(
                    "UPDATE documents SET body=? WHERE kind=? AND key=?",
                    (json.dumps(body, ensure_ascii=False), kind, key),
                )
        return body

    def delete(self, kind: str, key: str) -> None:
        """Remove a document, if it is there."""
        with self.transaction():
            self._database.execute("DELETE FROM documents WHERE kind=? AND key=?", (kind, key))

    def delete_below(self, kind: str, parent: str) -> None:
        """Remove all documents of a parent."""
        with self.transaction():
            self._database.execute("DELETE FROM documents WHERE kind=? AND parent=?", (kind, parent))

    def all(self, kind: str, parent: str | None = None) -> list[Json]:
        """All documents of a kind, or those of one parent, by key."""
        where, values = ("", (kind,)) if parent is None else (" AND parent=?", (kind, parent))
        with self._lock:
            rows = self._database.execute(
                f"SELECT body FROM documents WHERE kind=?{where} ORDER BY key",  # noqa: S608 - two constants
                values,
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def count(self, kind: str, parent: str) -> int:
        """How many documents a parent has."""
        with self._lock:
            row = self._database.execute(
                "SELECT count(*) FROM documents WHERE kind=? AND parent=?", (kind, parent)
            ).fetchone()
        return int(row[0])

    def raw(self, upload_id: str) -> Path:
        """Where the raw files of an upload lie."""
        return self.folder / "uploads" / upload_id / "raw"

    def incoming(self, name: str) -> Path:
        """A folder for what is being received."""
        folder = self.folder / "incoming" / name
        folder.mkdir(parents=True)
        return folder
