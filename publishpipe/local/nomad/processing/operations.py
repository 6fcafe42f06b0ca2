"""The work of the processes: process, edit, publish, delete."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

from publishpipe.local.nomad.access import is_published
from publishpipe.local.nomad.archives import add_file
from publishpipe.local.nomad.clock import entry_id, now
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.jobs import Cancelled, Operation
from publishpipe.local.nomad.processing import potcars, tables
from publishpipe.local.nomad.processing.changes import apply_to_entry, apply_to_upload
from publishpipe.local.nomad.processing.indexing import counted, index
from publishpipe.local.nomad.processing.metadata_files import MetadataFiles
from publishpipe.local.nomad.processing.parsing import PARSER, is_mainfile, parse
from publishpipe.local.nomad.routers.rawdir import entry_files, files_below
from publishpipe.local.nomad.server import Server

#: Entries are written in groups, so that a large upload neither locks the store for long nor commits each.
_GROUP = 200
_OWN_METADATA = ("comment", "external_id", "references", "datasets", "entry_coauthors", "last_edit_time")


def operations(server: Server) -> Mapping[str, Operation]:
    """The work by name of the operation."""
    work = Work(server)
    return {"process": work.process, "edit": work.edit, "publish": work.publish, "delete": work.delete}


class Work:
    """What the processes of one server do; each part can be done again after an interruption."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._store = server.store

    def process(self, job: Json) -> Iterator[str]:
        """Add and remove files, find entries, parse them."""
        arguments, upload_id = job["arguments"], job["upload_id"]
        yield "starting"
        updated = yield from self._change_files(upload_id, arguments.get("operations", []))
        if arguments.get("unprocessed") and self._server.dialect.stoppable:
            return
        yield "matching"
        updated |= self._strip(upload_id, updated if arguments.get("only_updated") else None)
        entries = self._match(upload_id, updated if arguments.get("only_updated") else None)
        if entries:
            yield "parsing"
            self._parse(upload_id, entries)
            self._parse(upload_id, self._match(upload_id, self._fill(upload_id, entries)))
        yield "cleaning"
        self._reindex(upload_id, edited=False)
        upload = self._upload(upload_id)
        if upload["publish_directly"] and self._store.count("entry", upload_id) and not is_published(upload):
            self._store.update("upload", upload_id, publish_time=now())

    def _strip(self, upload_id: str, updated: set[str] | None) -> set[str]:
        root = self._store.raw(upload_id)
        names = updated if updated is not None else _all_files(root)
        return potcars.strip(root, sorted(names), replacing=self._server.dialect.replaces_potcars)

    def _fill(self, upload_id: str, entries: list[Json]) -> set[str]:
        """Make the files of the tables among these entries; their names."""
        root, place = self._store.raw(upload_id), "../upload/"
        if self._server.dialect.refers_by_upload:
            place += f"{upload_id}/"
        return set().union(*(tables.fill(root, entry["mainfile"], upload_id, place) for entry in entries))

    def edit(self, job: Json) -> Iterator[str]:
        """Change metadata that has been verified."""
        yield "starting"
        upload_id, arguments = job["upload_id"], job["arguments"]
        with self._store.transaction():
            changed = apply_to_upload(self._upload(upload_id), arguments["metadata"])
            self._store.put("upload", upload_id, changed)
        entries = [one for one in self._store.all("entry", upload_id) if self._is_meant(one, arguments)]
        months = arguments["metadata"].get("embargo_length", 0)
        if entries and not isinstance(months, int):
            # The database takes the number cut off, the index refuses it (observed 2026-11).
            raise ValueError(f"Cannot convert {months} to <class 'int'>.")
        for entry in entries:
            own = arguments["entries"].get(_key(entry, arguments["entries_key"]), {}) if arguments["entries"] else {}
            self._save(apply_to_entry(entry, arguments["metadata"] | own) | {"last_edit_time": now()})
        self._reindex(upload_id, edited=True)

    def _is_meant(self, entry: Json, arguments: Json) -> bool:
        return arguments["only"] is None or entry["entry_id"] in arguments["only"]

    def publish(self, job: Json) -> Iterator[str]:
        """Freeze the files for ever."""
        yield "starting"
        upload_id, embargo = job["upload_id"], job["arguments"].get("embargo_length")
        upload = self._upload(upload_id)
        length = upload["embargo_length"] if embargo is None else embargo
        self._reindex(upload_id, edited=False)
        potcars.drop(self._store.raw(upload_id))
        self._store.update("upload", upload_id, publish_time=upload["publish_time"] or now(), embargo_length=length)

    def delete(self, job: Json) -> Iterator[str]:
        """Remove an upload with all that belongs to it."""
        yield "starting"
        self.remove(job["upload_id"])

    def remove(self, upload_id: str) -> None:
        """Remove an upload at once; a process that runs is ended."""
        with self._store.transaction():
            self._server.processing.cancel(upload_id)
            self._store.delete("upload", upload_id)
            self._store.delete_below("entry", upload_id)
        shutil.rmtree(self._store.raw(upload_id).parent, ignore_errors=True)
        self._server.changed(upload_id)

    def _upload(self, upload_id: str) -> Json:
        upload = self._store.get("upload", upload_id)
        if upload is None:
            raise Cancelled
        return upload

    def _change_files(self, upload_id: str, changes: list[Json]) -> Generator[str, None, set[str]]:
        root, updated = self._store.raw(upload_id), set[Path]()
        for change in changes:
            if change["op"] == "ADD":
                yield "adding"
                source = self._store.folder / "incoming" / change["folder"] / change["name"]
                unpack = change["unpack"] or self._server.dialect.unpacks_always
                apart = source.parent / "unpacked" if self._server.dialect.unpacks_always else None
                updated.update(add_file(source, root / change["target"], unpack=unpack, apart=apart))
            else:
                yield "deleting"
                updated.update(_delete(root, change["path"]))
        return {path.relative_to(root).as_posix() for path in updated}

    def _match(self, upload_id: str, updated: set[str] | None) -> list[Json]:
        """Make, keep or remove entries; returns those to be parsed."""
        root = self._store.raw(upload_id)
        described = MetadataFiles(self._server, upload_id)
        upload = self._upload(upload_id)
        if not self._store.count("entry", upload_id):
            self._store.put("upload", upload_id, apply_to_upload(upload, described.for_upload()))
        looked_at = updated or set() if updated is not None else _all_files(root)
        mainfiles = {path for path in looked_at if is_mainfile(path) and (root / path).is_file()}
        old = {entry["mainfile"]: entry for entry in self._store.all("entry", upload_id)}
        gone = [path for path in old if (updated is None or path in updated) and path not in mainfiles]
        with self._store.transaction():
            for path in gone:
                self._store.delete("entry", old[path]["entry_id"])
        return [old.get(path) or self._new_entry(upload_id, path, described) for path in sorted(mainfiles)]

    def _new_entry(self, upload_id: str, path: str, described: MetadataFiles) -> Json:
        entry = {
            "entry_id": entry_id(upload_id, path),
            "entry_create_time": now(),
            "mainfile": path,
            "upload_id": upload_id,
            "parser_name": PARSER,
            "references": [],
            "datasets": [],
            "entry_coauthors": [],
        }
        return apply_to_entry(entry, described.for_entry(path))

    def _parse(self, upload_id: str, entries: list[Json]) -> None:
        listed: dict[Path, list[str]] = {}
        for start in range(0, len(entries), _GROUP):
            parsed = [self._parsed(upload_id, entry, listed) for entry in entries[start : start + _GROUP]]
            with self._store.transaction():
                for entry in parsed:
                    self._save(entry)

    def _parsed(self, upload_id: str, entry: Json, listed: dict[Path, list[str]]) -> Json:
        """An entry with what its file holds now."""
        root, upload = self._store.raw(upload_id), self._upload(upload_id)
        found = parse(root, entry["mainfile"])
        dialect = self._server.dialect.entries
        status = {
            "process_status": "FAILURE" if found.failed else "SUCCESS",
            "last_status_message": dialect.failed if found.failed else dialect.done,
            "errors": [dialect.error] if found.failed else [],
            "warnings": [],
            "current_process": None,
            "complete_time": now(),
        }
        files = entry_files(root, entry["mainfile"], listed)
        return entry | status | {"index": index(self._server, upload, entry, found, files)}

    def process_one(self, upload_id: str, path: str) -> Json | None:
        """Match and parse a single file; its entry, if it makes one."""
        for entry in self._match(upload_id, {path}):
            done = self._parsed(upload_id, entry, {})
            self._save(done)
            return done
        return None

    def _save(self, entry: Json) -> None:
        self._store.put("entry", entry["entry_id"], entry, entry["upload_id"])

    def _reindex(self, upload_id: str, *, edited: bool) -> None:
        """Index all entries again: an edit loses the number of quantities, and brings the time of publication."""
        published = self._upload(upload_id)["publish_time"] if edited else None
        with self._store.transaction():
            for entry in self._store.all("entry", upload_id):
                known = entry["index"]
                changed = known | {"n_quantities": 0 if edited else counted(known["quantities"])}
                if published:
                    changed["publish_time"] = f"{published}+00:00"
                if changed != known:
                    self._save(entry | {"index": changed})


def _key(entry: Json, name: str) -> str:
    """What an edit calls an entry."""
    if name not in ("entry_id", "mainfile"):
        raise AssertionError(f"Invalid entries_key: {name}")
    return str(entry[name])


def _all_files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in files_below(root)}


def _delete(root: Path, path: str) -> list[Path]:
    target = root / path
    if target.is_file():
        target.unlink()
        return [target]
    gone = files_below(target)
    shutil.rmtree(target, ignore_errors=True)
    root.mkdir(exist_ok=True)
    return gone
