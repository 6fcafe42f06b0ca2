"""Two lockfiles of one release as one. Pure: texts and JSON, no git."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from publishpipe.errors import InputError
from publishpipe.state.lockfile import sections, written

Releases = Mapping[str, Mapping[str, Any]]
"""The sections of a lockfile, by `repository/environment`."""


def releases(text: str, where: str) -> Releases:
    """The sections of a lockfile; none if it is empty. Raises InputError, which tells `where`: it is no lockfile."""
    return cast("Releases", sections(text, Path(where))) if text.strip() else {}


def text_of(known: Releases) -> str:
    """A lockfile with these sections; nothing if there are none."""
    return written(known) if known else ""


def joined(ours: Releases, theirs: Releases, before: Releases) -> Releases:
    """What both know, section by section: what only one side changed since `before` is that side's.

    Where both did, it is the side that knows every version of the other, ours if both do.

    Raises:
        InputError: each side knows a version that the other does not.
    """
    chosen = {
        key: _section(key, ours.get(key, {}), theirs.get(key, {}), before.get(key, {})) for key in {**ours, **theirs}
    }
    return {key: section for key, section in chosen.items() if section}


def _section(
    key: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], before: Mapping[str, Any]
) -> Mapping[str, Any]:
    if theirs in (ours, before):
        return ours
    if ours == before:
        return theirs
    if _versions(theirs) <= _versions(ours):
        return ours
    if _versions(ours) < _versions(theirs):
        return theirs
    raise InputError(
        f"Two lockfiles know different versions of one release ({key}), so neither can stand for both.",
        hint="publishpipe list shows what was published; publishpipe adopt MANIFEST ID goes on with the newest.",
    )


def _versions(section: Mapping[str, Any]) -> set[str]:
    return {str(version["id"]) for version in section.get("versions", ())}
