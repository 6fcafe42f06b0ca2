"""Files that are never half written, and the scratch folder beside a manifest."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from publishpipe.errors import PublishPipeError

SCRATCH = ".publishpipe"
STORE = f"{SCRATCH}/local"  # of the embedded repository


def scratch(folder: Path) -> Path:
    """The scratch folder `.publishpipe` in `folder`, made if need be, ignored by git. Raises PublishPipeError."""
    path = folder / SCRATCH
    try:
        path.mkdir(exist_ok=True)
        with suppress(FileExistsError), (path / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
    except OSError as error:
        raise PublishPipeError(
            f"{path} cannot be made: {error.strerror}.",
            state="Nothing was sent.",
            hint="Make room, or give yourself the right to write there; then run the same command again.",
        ) from None
    return path


def draft_of(path: Path) -> Path:
    """Where `write_atomically` writes before it renames; what lies there was left by a run that was killed."""
    return path.with_name(f".{path.name}.tmp")


def write_atomically(path: Path, text: str) -> None:
    """Replace a file as a whole: after a crash it holds either the old text or the new one.

    Raises:
        PublishPipeError: the disk is full, or writing there is not allowed.
    """
    draft = draft_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise PublishPipeError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Make room, or give yourself the right to write there; then run the same command again.",
        ) from None


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
