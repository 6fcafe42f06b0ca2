"""What a JSON Schema has against a value that no person wrote: where it stands, and what it should look like."""

from __future__ import annotations

from typing import Any

#: The patterns of lockfiles and plans, in words.
FORMS = {
    r"^[a-z][a-z0-9-]*/(local|sandbox|production)$": "a repository and an environment, such as zenodo/sandbox",
    r"^urn:uuid:[0-9a-f-]{36}$": "a UUID such as urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    r"^10\.[0-9]{4,9}/\S+$": "a DOI such as 10.5281/zenodo.1234567",
    r"^[1-9][0-9]{0,17}$": "a number such as 1234567",
    r"^[A-Za-z0-9_-]{22}$": "22 letters, digits, _ or -",
    r"^[0-9a-f]{32}$": "an md5, 32 of the characters 0-9 and a-f",
    r"^[0-9a-f]{32,}$": "a checksum, at least 32 of the characters 0-9 and a-f",
    r"^[0-9a-f]{64}$": "a sha256, 64 of the characters 0-9 and a-f",
}


def told(error: Any, *, below: int = 0) -> str:
    """A jsonschema.ValidationError in words; of the way to the value without the first `below` parts."""
    at = "/".join(map(str, list(error.absolute_path)[below:]))
    return f"{at}: {_wrong(error)}" if at else _wrong(error)


def _wrong(error: Any) -> str:
    if error.validator == "pattern":
        return f"{error.instance!r} is not {FORMS.get(error.validator_value, 'of the right form')}"
    if error.validator == "format":
        return f"{error.instance!r} {error.cause}"
    return str(error.message)
