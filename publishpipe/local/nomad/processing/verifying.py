"""Whether values may be put where an edit wants them, in the server's own words (nomad-lab, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from publishpipe.local.nomad.accounts import Accounts
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing.changes import QUANTITIES, Quantity
from publishpipe.local.nomad.processing.urls import is_url
from publishpipe.local.nomad.store import Store

_OPERATIONS = ("set", "add", "remove")
_DATABASES = ("EELS Data Base", "Materials Project", "AFLOW", "OQMD", "Kyoto Phonopy Database")


class Verifier:
    """Verifies values for somebody: users and datasets become ids.

    Args:
        store: Where the datasets are.
        accounts: Who there is.
        user_id: Whose datasets may be named.
        is_admin: Whether everybody's may.
    """

    def __init__(self, store: Store, accounts: Accounts, user_id: str, *, is_admin: bool) -> None:
        self._store, self._accounts = store, accounts
        self._user_id, self._is_admin = user_id, is_admin
        self._kinds: Mapping[str, Callable[[Any, str], Any]] = {
            "text": lambda value, _: value,
            "months": _months,
            "url": _url,
            "time": _time,
            "user": self._user,
            "dataset": self._dataset,
            "group": self._group,
            "writing group": self._writing_group,
            "database": _database,
        }

    def verified(self, name: str, value: Any) -> Any:
        """A value as it is kept: lists as operations.

        Raises:
            ValueError: With the server's words for what is wrong.
            TypeError: The value is of a kind that cannot be compared.
        """
        quantity = QUANTITIES[name]
        if not quantity.many:
            return self._one(quantity, value, "")
        operations = _as_operations(name, value)
        listed = {key: values if isinstance(values, list) else [values] for key, values in operations.items()}
        done = {key: [self._one(quantity, one, key) for one in values] for key, values in listed.items()}
        if not {*map(str, done.get("add", []))}.isdisjoint(map(str, done.get("remove", []))):
            raise ValueError("The same value cannot be specified for both `add` and `remove`")
        return done

    def _one(self, quantity: Quantity, value: Any, operation: str) -> Any:
        verified = self._kinds[quantity.kind](value, operation)
        return None if verified == "" else verified

    def _user(self, value: Any, _operation: str) -> str:
        name = _expect_text(value)
        for key in ("user_id", "username", "email"):
            if account := self._accounts.find(key, name):
                return str(account["user_id"])
        raise ValueError(f"User reference not found: `{name}`")

    def _dataset(self, value: Any, operation: str) -> str:
        name = _expect_text(value)
        found = self._store.get("dataset", name) or next(
            (one for one in self._store.all("dataset", self._user_id) if one.get("dataset_name") == name), None
        )
        if found is None:
            raise ValueError(f"Dataset reference not found: `{name}`")
        if found["user_id"] != self._user_id and not self._is_admin:
            raise ValueError(f"Dataset `{name}` does not belong to you")
        if operation != "add" and found.get("doi"):
            raise ValueError(f"Dataset `{name}` has a doi, can only add entries to it")
        return str(found["dataset_id"])

    def _group(self, value: Any, _operation: str) -> Any:
        if value != "all" and self._store.get("group", str(value)) is None:
            raise ValueError(f"User group '{value}' does not exist.")
        return value

    def _writing_group(self, value: Any, operation: str) -> Any:
        if value == "all":
            raise ValueError("Special group 'all' is invalid for field coauthor_groups.")
        return self._group(value, operation)


def _as_operations(name: str, value: Any) -> Json:
    """A plain value is set, or for datasets added."""
    if not isinstance(value, dict):
        return {"add" if name == "datasets" else "set": value}
    if not value:
        raise ValueError("No operation specified")
    for key in value:
        if key not in _OPERATIONS:
            raise ValueError(f"Allowed operations are `set`, `add`, and `remove`, got {key}")
    if "set" in value and len(value) > 1:
        raise ValueError("Cannot specify both `set` and `add`/`remove` operations")
    if "set" in value and name == "datasets":
        raise ValueError("Only `add` and `remove` operations permitted for datasets")
    return value


def _expect_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Expected a string value")  # noqa: TRY004 - all refusals of values are alike
    return value


def _months(value: Any, _operation: str) -> Any:
    if not 0 <= value <= 36:
        raise ValueError("Value should be between 0 and 36")
    return value


def _url(value: Any, _operation: str) -> str:
    if not isinstance(value, str) or not is_url(value):
        raise ValueError("Please enter a valid URL ...")
    return value


def _time(value: Any, _operation: str) -> Any:
    if value:
        datetime.fromisoformat(value)
    return value


def _database(value: Any, _operation: str) -> str:
    name = _expect_text(value)
    if name and name not in _DATABASES:
        raise ValueError(f"Bad enum value {name}")
    return name
