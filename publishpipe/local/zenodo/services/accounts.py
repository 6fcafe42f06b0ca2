"""Who sends a request: bearer tokens and the accounts they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from publishpipe.local.zenodo.models import now
from publishpipe.local.zenodo.store import Store

#: The accounts before it belong to the system, on a fresh zenodo-rdm.
FIRST_ID = 3


@dataclass(frozen=True)
class Account:
    """The owner of depositions."""

    id: int
    name: str
    created: str

    @property
    def email(self) -> str:
        """An address that cannot belong to anybody."""
        return f"{self.name}@example.org"


class Accounts:
    """Finds the account of a token; tokens are kept as hashes only.

    Args:
        store: Where accounts are kept.
        tokens: Account names to tokens.
        own: The store's own token. Without it and `tokens`, any token is an account of its own.
    """

    def __init__(self, store: Store, tokens: Mapping[str, str], own: str | None) -> None:
        self._store = store
        granted = {_digest(token): name.partition("_")[0] for name, token in tokens.items()}
        if own is not None:
            granted[_digest(own)] = OWNER
        self._granted = granted.keys()
        with store.transaction():
            for digest, name in granted.items():
                self._grant(digest, name)

    def of(self, request: Request) -> Account | None:
        """The account that a request speaks for; None for nobody, which a bad token is too."""
        token = _token(request)
        if not token:
            return None
        digest = _digest(token)
        if self._granted and digest not in self._granted:
            return None
        account = self._find("SELECT account.* FROM token JOIN account ON id = account WHERE sha256 = ?", digest)
        if account:
            return account
        with self._store.transaction():
            return self._grant(digest, _stranger(digest))

    def named(self, name: str) -> Account:
        """The account with this name; made when missing."""
        known = self._find("SELECT * FROM account WHERE name = ?", name)
        if known:
            return known
        row = self._store.db.execute("SELECT coalesce(max(id) + 1, ?) FROM account", (FIRST_ID,)).fetchone()
        self._store.db.execute("INSERT INTO account VALUES (?, ?, ?)", (row[0], name, now()))
        return self.named(name)

    def _grant(self, digest: str, name: str) -> Account:
        account = self.named(name)
        self._store.db.execute("REPLACE INTO token VALUES (?, ?)", (digest, account.id))
        return account

    def _find(self, query: str, value: str) -> Account | None:
        row = self._store.db.execute(query, (value,)).fetchone()
        return Account(**row) if row else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stranger(digest: str) -> str:
    """The name of an account that was given none."""
    return f"user-{digest[:8]}"


#: Whose the store's own token is: once, that was the word `local`, and what was made with that stays theirs.
OWNER = _stranger(_digest("local"))


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.query_params.get("access_token", "")
