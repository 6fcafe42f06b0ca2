"""Who somebody is: accounts, passwords, and the tokens that stand for them."""

from __future__ import annotations

import hmac
import json
import secrets
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.store import Store
from publishpipe.local.nomad.tokens import Signer, fingerprint, looks_signed
from publishpipe.local.refusal import Refusal

PAT_PREFIX = "nomad_pat_"
TOKEN_LIFETIME = 86400
_ACCOUNT_SPACE = uuid.UUID("6f6e6f6d-6164-4c0f-8a11-6c6f63616c21")
_CREATED = "2020-09-13T12:26:40Z"


@dataclass(frozen=True)
class Identity:
    """Somebody who may act: an account and, for a personal access token, the scopes it has."""

    account: Json
    scopes: frozenset[str] | None = None

    @property
    def user_id(self) -> str:
        """The id of the account."""
        return str(self.account["user_id"])

    @property
    def is_admin(self) -> bool:
        """Whether it is an administrator's."""
        return bool(self.account.get("is_admin"))


class Accounts:
    """The accounts of one store.

    With a directory of users or configured tokens, nobody else is known. Without, any e-mail address belongs to
    somebody: a rehearsal needs no registration. There only the store's own token is right; if there is none, any
    token is an account of its own, and any user name and password are right.
    Of tokens only hashes are kept, of passwords nothing.

    Args:
        store: Where accounts are kept.
        tokens: Account names to tokens.
        users: A file with the users, or None.
        own: The store's own token, or None.
        personal_tokens: Whether there are personal access tokens.
    """

    def __init__(
        self, store: Store, tokens: Mapping[str, str], users: Path | None, own: str | None, *, personal_tokens: bool
    ) -> None:
        self._store = store
        self._personal_tokens = personal_tokens
        self._passwords: dict[str, str] = {}
        self.closed = bool(tokens or users)
        self._takes_any = not (self.closed or own)
        # Tokens that were made for one store's token, or for any, are none with another.
        realm = f" {fingerprint(own)}" if own else ""
        self._kind = f"token{realm}"
        self.signer = Signer(self._load_secret() + realm.encode())
        for user in json.loads(users.read_text("utf-8"))["users"] if users else ():
            self._passwords[user["user_id"]] = user.pop("password", "")
            self._save(user)
        for name, token in tokens.items():
            account = self._named(name.removesuffix("_second"))
            self._keep(token, {"user_id": account["user_id"]})
        if own:
            self._keep(own, {"user_id": self._named(OWNER)["user_id"]})

    def _keep(self, token: str, whose: Json) -> None:
        self._store.put(self._kind, fingerprint(token), whose)

    def _load_secret(self) -> bytes:
        with self._store.transaction():
            kept = self._store.get("secret", "signing") or {"value": secrets.token_hex(32)}
            self._store.put("secret", "signing", kept)
        return bytes.fromhex(kept["value"])

    def _save(self, account: Json) -> Json:
        self._store.put("account", account["user_id"], account)
        return account

    def _named(self, name: str) -> Json:
        """The account of a name, made when missing."""
        return self.find("username", name) or self._save(
            {
                "user_id": str(uuid.uuid5(_ACCOUNT_SPACE, name)),
                "username": name,
                "first_name": name.partition("@")[0],
                "last_name": "",
                "email": name if "@" in name else f"{name}@localhost",
            }
        )

    def all(self) -> list[Json]:
        """All accounts, by user id."""
        return self._store.all("account")

    def find(self, key: str, value: str) -> Json | None:
        """The account with this `user_id`, `username` or `email`."""
        if key == "user_id":
            return self._store.get("account", value)
        found = next((one for one in self.all() if one.get(key) == value), None)
        if found is None and key == "email" and not self.closed and "@" in value.strip("@"):
            return self._named(value)
        return found

    def name_of(self, user_id: str) -> str:
        """How an account is shown among the authors of an entry."""
        return full_name(self._store.get("account", user_id) or {})

    def log_in(self, name: str, password: str) -> Json | None:
        """The account of a user name or e-mail address and its password; None when wrong."""
        account = self.find("username", name) or self.find("email", name)
        if self._takes_any:
            return account or self._named(name)
        right = self._passwords.get(account["user_id"]) if account else None
        return account if right and hmac.compare_digest(right.encode(), password.encode()) else None

    def access_token(self, account: Json) -> str:
        """A token as Keycloak makes it: a JSON Web Token that says when it ends."""
        payload = {"sub": account["user_id"], "preferred_username": account["username"], "jti": secrets.token_hex(8)}
        return self.signer.sign(payload, account.get("token_lifetime", TOKEN_LIFETIME))

    def by_upload_token(self, token: str) -> Identity | None:
        """Whose upload token it is."""
        user_id = self.signer.user_of_upload_token(token)
        account = self._store.get("account", user_id) if user_id else None
        return Identity(account) if account else None

    def keep_personal_token(self, token: str, user_id: str, scopes: Sequence[str], expires: float) -> None:
        """Remember a personal access token by its hash."""
        self._keep(token, {"user_id": user_id, "scopes": list(scopes), "expires": expires})

    def by_token(self, token: str) -> Identity | None:
        """Who a bearer token stands for; None for an unknown personal access token.

        Raises:
            Refusal: The token is garbage, forged or past its end (401).
            Expired: It is one of the simple kind and past its end.
        """
        kept = self._store.get(self._kind, fingerprint(token))
        if kept:
            return self._of_kept(kept)
        payload = self.signer.verified(token)
        if payload:
            return self._of_payload(payload)
        if not self._takes_any and self._personal_tokens and token.startswith(PAT_PREFIX):
            return None
        if not self._takes_any or looks_signed(token):
            raise _invalid()
        account = self._named(_stranger(token))
        self._keep(token, {"user_id": account["user_id"]})
        return Identity(account)

    def _of_kept(self, kept: Json) -> Identity | None:
        account = self._store.get("account", kept["user_id"])
        if account is None or kept.get("expires", time.time() + 1) < time.time():
            return None
        return Identity(account, frozenset(kept["scopes"]) if "scopes" in kept else None)

    def _of_payload(self, payload: Json) -> Identity:
        simple = "user" in payload
        account = self._store.get("account", payload["user"] if simple else payload["sub"])
        if account is None or payload["exp"] < time.time():
            raise Expired if simple else _invalid()
        return Identity(account)


class Expired(Exception):  # noqa: N818 - a state, not an error
    """A token of NOMAD's own simple kind is past its end."""


def _stranger(token: str) -> str:
    """The name of an account that was given none."""
    return f"token-{fingerprint(token)[:12]}"


#: Whose the store's own token is: once, that was the word `local`, and what was made with that stays theirs.
OWNER = _stranger("local")


def _invalid() -> Refusal:
    message = "Could not validate credentials. The given token is invalid."
    return refused(401, message, {"WWW-Authenticate": "Bearer"})


def full_name(account: Json) -> str:
    """First and last name."""
    return f"{account.get('first_name', '')} {account.get('last_name', '')}".strip()


def public(account: Json) -> Json:
    """An account as others see it in a search: no e-mail address."""
    shown = {"name": full_name(account), **{key: account.get(key) for key in ("first_name", "last_name")}}
    shown |= {key: account.get(key) for key in ("user_id", "username")}
    return {key: value for key, value in shown.items() if value is not None}


def private(account: Json) -> Json:
    """An account as its owner sees it, empty values and all."""
    own: Json = {key: account.get(key) for key in ("affiliation", "affiliation_address", "repo_user_id")}
    rights = {"is_admin": bool(account.get("is_admin")), "is_oasis_admin": bool(account.get("is_oasis_admin"))}
    return own | public(account) | {"email": account.get("email"), "created": _CREATED} | rights
