"""What the text of a token tells: which token was meant by what somebody pasted, and when it ends."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

AROUND = " \t\r\n\"'`\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{NO-BREAK SPACE}"
AROUND += "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
AROUND += "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
HEADER = re.compile(r"(authorization:\s*)?bearer\s+", re.IGNORECASE)


def cleaned(pasted: str) -> str:
    """The token in what was pasted: without blanks and quotes around it, or the `Bearer` of a header before it."""
    return HEADER.sub("", pasted.strip(AROUND), count=1).strip(AROUND)


def is_token(text: str) -> bool:
    """Whether a text can be a token: visible characters of ASCII, as a header takes no others."""
    return re.fullmatch(r"[\x21-\x7e]+", text) is not None


def end_of(token: str) -> datetime | None:
    """When a token ends that says so, as a JSON Web Token does (RFC 7519, `exp`); None if it does not."""
    _, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    if not signature:
        return None
    try:
        told = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(told["exp"], UTC)
    except (ValueError, TypeError, LookupError, OverflowError, OSError):
        return None
