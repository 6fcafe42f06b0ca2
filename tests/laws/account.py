"""A user of the server, with a token of their own: all that they have was made by publishpipe, or on the web."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import uuid4

import httpx

from tests.conftest import Server
from tests.killing import PATIENCE
from tests.laws.quick import unencrypted


@dataclass
class Account:
    """Asks the server, and reads its store."""

    server: Server
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}", repr=False)

    api: ClassVar[str]  # below the server's origin
    database: ClassVar[str]  # below its store
    always: ClassVar[tuple[str, ...]] = ()  # faults

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        url, context = f"{self.server.origin}/{self.api}/", unencrypted()
        self._client = httpx.Client(
            base_url=url, headers=headers, trust_env=False, verify=context, follow_redirects=True, timeout=PATIENCE
        )
        self.store = sqlite3.connect(
            f"file:{self.server.store}/{self.database}?mode=ro", uri=True, check_same_thread=False
        )
        self.fault()

    def close(self) -> None:
        self.fault()
        self._client.close()
        self.store.close()

    def fault(self, *rules: str) -> None:
        """Have the server fail, and nothing but these."""
        self.server.fault(*self.always, *rules)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """A plain request, as the web page or another tool would send it; None if it is refused."""
        answer = self._client.request(method, path, **options)
        assert answer.status_code < 500, answer.text
        return (answer.json() if answer.content else {}) if answer.is_success else None
