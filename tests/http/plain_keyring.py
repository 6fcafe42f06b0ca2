"""A keyring that keeps its passwords in a file: what the system's would do, where a test has none."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class Keyring(KeyringBackend):
    """Trusted as the system's is. With a file LOCKED beside its own, it gives nothing; with BROKEN, it fails."""

    priority = 5

    @property
    def _file(self) -> Path:
        return Path(os.environ["PLAIN_KEYRING"])

    def _read(self) -> dict[str, str]:
        if self._file.with_name("LOCKED").exists():
            raise KeyringLocked
        if self._file.with_name("BROKEN").exists():
            raise ConnectionError("org.freedesktop.DBus.Error.NoReply")
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps({**self._read(), f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        entries = self._read()
        if f"{service} {username}" not in entries:
            raise PasswordDeleteError
        del entries[f"{service} {username}"]
        self._file.write_text(json.dumps(entries))
