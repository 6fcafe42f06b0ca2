"""Small files that processes share: whole, on disk before anybody sees them, and some of them written once for all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from publishpipe.errors import InputError, PublishPipeError
from publishpipe.state.storage import sync_folder, temporary

CURE = "Make room, or give yourself the right to write there; then run the same command again."


def place(path: Path, value: Mapping[str, Any]) -> bool:
    """Write a file that is not there yet; False if somebody was first, whose file stays.

    Raises:
        PublishPipeError: it cannot be written.
    """
    draft = temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(draft, value)
            won = _linked(draft, path)
        finally:
            with suppress(OSError):
                draft.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_be_written(path, error) from None
    return won


def put(path: Path, value: Mapping[str, Any]) -> None:
    """Write a file of which only this process writes any, or replace it. Raises PublishPipeError."""
    draft = temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(draft, value)
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_be_written(path, error) from None


def read(path: Path) -> dict[str, Any] | None:
    """What a file says; None if there is none. Raises InputError: it is not as `place` and `put` write."""
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from None
    if not isinstance(value, dict):
        raise _damaged(path, "it holds no JSON object")
    return value


def remove(path: Path) -> None:
    """Delete a file, if it is there and can be."""
    with suppress(OSError):
        path.unlink()


def _write(path: Path, value: Mapping[str, Any]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def _linked(draft: Path, path: Path) -> bool:
    """Whether the draft has that name now, too. A file server's answer may be lost: then the draft has two names."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return draft.stat().st_nlink > 1
    return True


def cannot_be_written(path: Path, error: OSError) -> PublishPipeError:
    """The disk is full, or writing there is not allowed."""
    return PublishPipeError(
        f"{path} cannot be written: {error.strerror}.", state="What was there before is as it was.", hint=CURE
    )


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"{path} cannot be read: {why}",
        where=str(path),
        hint="publishpipe never leaves it so: restore it from a backup. Without it, begin with a new folder: what is "
        "published is found again by its title.",
    )
