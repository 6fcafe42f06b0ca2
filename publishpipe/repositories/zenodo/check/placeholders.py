"""Placeholders that there will never be a value for."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import Wrong
from publishpipe.model.placeholders import shown, used
from publishpipe.repositories.values import Wanted


def check(wanted: Wanted) -> Iterator[Wrong]:
    """What is wrong with the placeholders, in metadata and in templates."""
    reasons = {}
    if "version" not in wanted.metadata:
        reasons["version"] = ("metadata has no version", 'write version: "1.0"')
    if "doi" in wanted.metadata:
        reasons["conceptdoi"] = ("a record with a DOI of its own has no concept DOI", "write ${doi}")
    texts = [("files", name, file.text) for name, file in wanted.files.items()]
    for key, place, value in [("metadata", "metadata", wanted.metadata), *texts]:
        for name in sorted(used(value) & reasons.keys()):
            reason, cure = reasons[name]
            hint = f"{cure}; {shown(name)} itself is written ${shown(name)}"
            yield (key,), f"{shown(name)} stands in {place}, but {reason}", hint
