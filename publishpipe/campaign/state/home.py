"""Whose a shared folder is: it is made by the first that joins, and belongs to one campaign from then on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publishpipe.campaign.state import durable
from publishpipe.campaign.state.probe import probe
from publishpipe.errors import InputError, PublishPipeError, RefusedError, UsageError

FORMAT = 1
FILE = "campaign.json"


def enter(folder: Path, identity: Mapping[str, Any]) -> None:
    """Make sure that a folder can be shared, and is this campaign's; it is made if need be.

    Args:
        folder: which.
        identity: what tells this campaign from others for as long as it goes on, as JSON values.

    Raises:
        InputError: a newer publishpipe wrote there, or it is another program's folder.
        RefusedError: it is another campaign's, or it cannot be shared.
        PublishPipeError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = durable.read(folder / FILE)
        if known is None and any(entry.name[0] != "." for entry in folder.iterdir()):
            known = durable.read(folder / FILE)  # somebody else may have begun meanwhile
            if known is None:
                raise _foreign(folder)
    except OSError as error:
        raise durable.cannot_be_written(folder, error) from None
    probe(folder)
    mine = {"format": FORMAT, "identity": dict(identity)}
    if known is None and not durable.place(folder / FILE, mine):
        known = durable.read(folder / FILE)
    _check(folder, known or mine, mine)


def check(folder: Path, identity: Mapping[str, Any]) -> None:
    """Make sure that a folder is this campaign's, and change nothing. Raises InputError, RefusedError, UsageError."""
    known = durable.read(folder / FILE)
    if known is None:
        raise UsageError(f"{folder} is no folder that apply --join shared.", hint="Name that one, or leave --join out.")
    _check(folder, known, {"format": FORMAT, "identity": dict(identity)})


def _check(folder: Path, known: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
    theirs = known.get("format")
    if theirs != FORMAT:
        raise InputError(
            f"{folder} has format {theirs}, and this publishpipe knows format {FORMAT}.",
            where=str(folder / FILE),
            hint="Use the same version of publishpipe everywhere: pip install --upgrade publishpipe",
        )
    if known.get("identity") != mine["identity"]:
        names = sorted(
            name
            for name in {*known.get("identity", {}), *mine["identity"]}
            if known.get("identity", {}).get(name) != mine["identity"].get(name)
        )
        raise RefusedError(
            f"{folder} belongs to another campaign: {', '.join(names)} differs.",
            where=str(folder / FILE),
            state="Nothing was sent.",
            hint="Choose a folder of its own for each campaign, and for each server that it goes to.",
        )


def _foreign(folder: Path) -> PublishPipeError:
    return RefusedError(
        f"{folder} holds other files.",
        where=str(folder),
        state="Nothing was sent.",
        hint="Choose an empty folder for --join, or one that does not exist yet.",
    )
