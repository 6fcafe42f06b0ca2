"""Files that nobody wants to publish, by their names. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import translate
from functools import lru_cache

MAC, WINDOWS = "macOS keeps it for its own use", "Windows keeps it for its own use"
OFFICE = "an office program keeps it while a document is open"
EDITOR, PYTHON = "an editor's backup or swap file", "Python keeps it for its own use"
HISTORY = "the store of version control, with all that was ever in it"
VARIABLES, KEY, TOKENS = "such files hold passwords and tokens", "such files hold private keys", "it holds logins"

#: Names of files, or of folders that they lie in → what they are. What is named without a pattern is meant.
NAMES: Mapping[str, str] = {
    ".DS_Store": MAC,
    "._*": MAC,
    "__MACOSX": MAC,
    "[Tt]humbs.db": WINDOWS,
    "[Dd]esktop.ini": WINDOWS,
    "~$*": OFFICE,
    ".~lock.*": OFFICE,
    "*~": EDITOR,
    "*.sw[op]": EDITOR,
    "#*#": EDITOR,
    ".git": HISTORY,
    ".hg": HISTORY,
    ".svn": HISTORY,
    "__pycache__": PYTHON,
    "*.pyc": PYTHON,
    ".ipynb_checkpoints": "Jupyter's own copies of notebooks",
    "node_modules": "packages that npm installed",
    ".env": VARIABLES,
    ".env.*": VARIABLES,
    "*.env": VARIABLES,
    ".Renviron": VARIABLES,
    "id_rsa": KEY,
    "id_dsa": KEY,
    "id_ecdsa": KEY,
    "id_ed25519": KEY,
    "*.p12": KEY,
    "*.pfx": KEY,
    "*.ppk": KEY,
    "*.jks": KEY,
    "*.keystore": KEY,
    "*.kdbx": KEY,
    ".netrc": TOKENS,
    "_netrc": TOKENS,
    ".pypirc": TOKENS,
    ".pgpass": TOKENS,
    ".git-credentials": TOKENS,
    ".htpasswd": TOKENS,
    "credentials.json": TOKENS,
    "client_secret*.json": TOKENS,
    "kubeconfig": TOKENS,
}

_MASKS = tuple(NAMES)
_ANY = re.compile("|".join(f"({translate(mask)})" for mask in _MASKS))
_TEMPLATE = re.compile(r"[._-](example|sample|template|dist)\b", re.IGNORECASE)  # .env.example is there to be shared


def mask_of(path: str) -> str:
    """The name in `NAMES` that a path has somewhere; empty if it has none."""
    folders, _, name = path.rpartition("/")
    return _mask_of_folders(folders) or _mask(name)


@lru_cache(maxsize=10_000)
def _mask_of_folders(folders: str) -> str:
    """That of the first of these that has one."""
    return next(filter(None, map(_mask, folders.split("/"))), "")


def _mask(part: str) -> str:
    """The one that a part of a path fits."""
    found = _ANY.match(part)
    return _MASKS[found.lastindex - 1] if found and found.lastindex and not _TEMPLATE.search(part) else ""


def holds_variables(path: str) -> bool:
    """Whether a file gives programs their variables."""
    return NAMES.get(mask_of(path)) is VARIABLES
