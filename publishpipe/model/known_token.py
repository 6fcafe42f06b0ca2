"""A token as far as it may be told of: where it is from and whose it is, never the token itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownToken:
    """Where the token for a server comes from.

    Attributes:
        origin: the server that alone gets it, such as https://zenodo.org.
        source: a variable of the environment, the system keyring, or the path of a file; empty if there is none.
        account: whose it is; empty for one in a variable, as no server was asked.
        end: when it ends, if that is known.
        overruled_by: the variable that goes before it, if one does.
    """

    origin: str
    source: str
    account: str = ""
    end: datetime | None = None
    overruled_by: str = ""
