"""Texts of which Zenodo's clean-up leaves too little to be stored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishpipe.errors import Wrong
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.texts import clean, clean_html

SHORTEST = 3  # characters of a text that is stored
_CLEANED = {"title": clean, "description": clean_html, "notes": clean_html, "method": clean_html}


def check(metadata: Metadata) -> Iterator[Wrong]:
    """What is wrong with the title and the descriptions."""
    for name, cleaned in _CLEANED.items():
        bare = re.sub(r"<[^>]*>", "", metadata.get(name, "")).strip()
        if name in metadata and len(bare) < SHORTEST and len(cleaned(metadata[name])) < SHORTEST:
            hint = f"at least {SHORTEST} characters of text; images, scripts and comments are removed"
            yield (name,), f"{name}: nothing is left of it once Zenodo has cleaned it up", hint
