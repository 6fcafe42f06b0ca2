"""What makes a release the same one, from wherever it is applied: an identity, and the mark drawn from it. Pure.

Both are part of the lockfile's format: a change would make clones and old lockfiles strangers to each other.
"""

from __future__ import annotations

import re
import unicodedata
from uuid import NAMESPACE_URL, uuid4, uuid5


def normal(text: str) -> str:
    """An id or a title as it is compared: neither case nor punctuation count, but where there is nothing else."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    return re.sub(r"[\W_]+", " ", folded).strip() or folded


def marker(base_url: str, identity: str) -> str:
    """What each create of this release carries, and by which it is found without a lockfile: a urn:uuid."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'publishpipe {base_url} {identity}')}"


def another() -> str:
    """An identity that nothing else has."""
    return str(uuid4())
