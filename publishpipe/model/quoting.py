"""What somebody wrote, quoted in a message: on one line, not too long, and without a password. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SHOWN = 60  # characters


def quoted(text: str) -> str:
    """A text between quotes: escapes for what is none, stars for the user name and password in an address."""
    secret = re.sub(r"(?<=//)[^/?#\s]*@", "***@", text)
    return repr(secret if len(secret) <= SHOWN else f"{secret[: SHOWN - 3]}...")


def is_text(text: str) -> bool:
    """Whether it holds no control characters, and no bytes that are no UTF-8."""
    return text.isprintable() or not any(unicodedata.category(char) in {"Cc", "Cs"} for char in text)


def some(names: Sequence[str], most: int = 3) -> str:
    """The first of these names, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
