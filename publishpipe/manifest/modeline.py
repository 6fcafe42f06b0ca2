"""The comment by which editors find the schema of a manifest. Pure."""

from __future__ import annotations

import re

SCHEMA = ".publishpipe.schema.json"  # beside the manifests, and with them in version control; no pattern matches it
MODELINE = f"# yaml-language-server: $schema={SCHEMA}"
_ANY = re.compile(r"^\ufeff?#\s*yaml-language-server\s*:.*\$schema=", re.MULTILINE)


def with_modeline(text: str) -> str:
    """A manifest with the comment as its first line; as it is if it names a schema already."""
    if _ANY.search(text):
        return text
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    end = "\r\n" if "\r\n" in body else "\n"
    return f"{mark}{MODELINE}{end}{body}"
