"""Metadata that lies among the files: `nomad.yaml` or `nomad.json` in any folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import yaml

from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing.changes import ADMIN, QUANTITIES
from publishpipe.local.nomad.processing.parsing import load
from publishpipe.local.nomad.processing.verifying import Verifier
from publishpipe.local.nomad.server import Server

_NAMES = ("nomad.json", "nomad.yaml", "nomad.yml")


class MetadataFiles:
    """The metadata files of one upload; as on the real server, what is wrong in them is passed over without a word."""

    def __init__(self, server: Server, upload_id: str) -> None:
        self._root = server.store.raw(upload_id)
        upload = server.store.get("upload", upload_id) or {}
        owner = upload.get("main_author", "")
        self._verifier = Verifier(server.store, server.accounts, owner, is_admin=False)
        self._read: dict[str, Json] = {}

    def for_upload(self) -> Json:
        """Verified values for the upload."""
        return {name: value for name, value in self._of_folder("").items() if QUANTITIES[name].upload}

    def for_entry(self, mainfile: str) -> Json:
        """Verified values for an entry; the nearest folder wins."""
        folders = [str(folder) for folder in PurePosixPath(mainfile).parents]
        found: Json = {}
        for folder in reversed(folders):
            found |= self._of_folder("" if folder == "." else folder)
        named = self._content("").get("entries")
        own = named.get(mainfile) if isinstance(named, dict) else None
        return found | (self._verified(own) if isinstance(own, dict) else {})

    def _of_folder(self, folder: str) -> Json:
        if folder not in self._read:
            self._read[folder] = self._verified(self._content(folder))
        return self._read[folder]

    def _content(self, folder: str) -> Json:
        path = next((path for name in _NAMES if (path := Path(self._root, folder, name)).is_file()), None)
        try:
            content = load(path) if path else {}
        except (ValueError, yaml.YAMLError):
            return {}
        return content if isinstance(content, dict) else {}

    def _verified(self, content: Json) -> Json:
        verified: Json = {}
        for name, value in content.items():
            quantity = QUANTITIES.get(name)
            if quantity is None or quantity.level == ADMIN or value is None:
                continue
            try:
                verified[name] = self._verifier.verified(name, value)
            except (ValueError, TypeError):
                continue
        return verified
