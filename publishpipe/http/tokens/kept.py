"""The tokens that `login` keeps, by origin: in the system keyring, or else in a file that only its owner may read.

The file says of each origin which of the two it is, so the keyring is asked only for what is in it.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from publishpipe.errors import CredentialsError
from publishpipe.http.credentials import Secret, secret_in
from publishpipe.http.tokens import keyring
from publishpipe.model.urls import origin_of
from publishpipe.state.storage import write_atomically

FORMAT = "publishpipe_tokens"
OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
ANEW = "Remove it, then run publishpipe login again."


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for an origin, without the token: where that is, whose, and until when, if the server told it."""

    origin: str
    place: str
    account: str
    end: datetime | None


def path() -> Path:
    """The file, where the user's settings are on this system."""
    from platformdirs import user_config_path  # noqa: PLC0415  # who has a variable for the token needs none of this

    return user_config_path("publishpipe", appauthor=False, roaming=True) / "tokens.json"


def find(url: str) -> Secret | None:
    """The token that is kept for the origin of a URL.

    Raises:
        CredentialsError: others may read the file, it is none of ours, the keyring does not give the token, or what
            is kept can be none.
    """
    origin = origin_of(url)
    entry = _read().get(origin)
    if entry is None:
        return None
    place = _place(entry)
    token = keyring.get(origin) if entry.get("keyring") else entry["token"]
    return replace(secret_in(token, origin, place), told_end=_end(entry), account=entry.get("account", ""))


def known() -> tuple[Kept, ...]:
    """All that is kept, by origin."""
    return tuple(
        Kept(origin, _place(entry), entry.get("account", ""), _end(entry)) for origin, entry in sorted(_read().items())
    )


def keep(url: str, secret: Secret, account: str) -> Kept:
    """Keep a token for the origin of a URL, in place of any other; what is kept."""
    origin, token = origin_of(url), secret.within("{}")
    entry = {"account": account} | ({"end": secret.end.isoformat()} if secret.end else {})
    with _changing() as entries:
        entries[origin] = entry | ({"keyring": True} if keyring.put(origin, token) else {"token": token})
    return Kept(origin, _place(entries[origin]), account, secret.end)


def forget(url: str) -> str:
    """Take away what is kept for the origin of a URL; where it was, or nothing."""
    origin = origin_of(url)
    with _changing() as entries:
        entry = entries.pop(origin, None)
        if entry and entry.get("keyring"):
            keyring.remove(origin)
    return _place(entry) if entry else ""


def _place(entry: Mapping[str, Any]) -> str:
    return keyring.NAME if entry.get("keyring") else str(path())


def _end(entry: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(entry["end"]) if "end" in entry else None


@contextmanager
def _changing() -> Iterator[dict[str, Any]]:
    """The entries, which are written once they are changed, by one process at a time."""
    from filelock import FileLock  # noqa: PLC0415  # only who changes something needs it

    folder = path().parent
    try:
        folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        lock = FileLock(folder / "tokens.lock", mode=OWNER_ONLY)
        lock.acquire()
    except OSError as error:
        raise CredentialsError(
            f"{folder} cannot be written: {error.strerror}.", state="Nothing is kept.", hint="Use a variable instead."
        ) from None
    try:
        entries = _read()
        before = dict(entries)
        yield entries
        if entries != before:
            write_atomically(path(), json.dumps({FORMAT: 1, "tokens": entries}, indent=2) + "\n", OWNER_ONLY)
    finally:
        lock.release()


def _read() -> dict[str, Any]:
    """The entries of the file by origin; none if there is no file."""
    try:
        with path().open(encoding="utf-8") as file:
            _check_private(os.fstat(file.fileno()))
            content = json.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _unusable(f"cannot be read: {error.strerror}", "Give yourself the right to read it.") from None
    except (ValueError, RecursionError):
        raise _unusable("is no JSON", ANEW) from None
    if not _is_ours(content):
        raise _unusable("is not as this version writes it", ANEW)
    return dict(content["tokens"])


def _check_private(found: os.stat_result) -> None:
    """Raise CredentialsError if others than its owner may read the file or write to it, as ssh does."""
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
        raise _unusable(
            f"may be read by others (mode {stat.S_IMODE(found.st_mode):04o})",
            f"chmod 600 '{path()}'. If somebody else may have read it, take the tokens back on their server's page.",
        )


def _is_ours(content: object) -> bool:
    """Whether this is what `_changing` writes."""
    if not isinstance(content, dict) or content.get(FORMAT) != 1 or not isinstance(content.get("tokens"), dict):
        return False
    return all(isinstance(entry, dict) and _is_entry(entry) for entry in content["tokens"].values())


def _is_entry(entry: Mapping[str, Any]) -> bool:
    """Whether it says where its token is, and nothing in another form than `keep` gives it."""
    try:
        is_timed = "end" not in entry or datetime.fromisoformat(entry["end"]).tzinfo is not None
    except (ValueError, TypeError):
        return False
    is_placed = entry.get("keyring") is True or isinstance(entry.get("token"), str)
    return is_timed and is_placed and isinstance(entry.get("account", ""), str)


def _unusable(why: str, cure: str) -> CredentialsError:
    return CredentialsError(f"{path()}, where login keeps tokens, {why}.", state="Nothing was sent.", hint=cure)
