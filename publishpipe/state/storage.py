"""Files that are never half written, nor written through a link, and the scratch folder beside a manifest."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from publishpipe.errors import InputError, PublishPipeError, UsageError
from publishpipe.model.quoting import quoted
from publishpipe.state.places import SCRATCH
from publishpipe.state.reading import check_regular

ROOM = 200  # bytes of a file's name that leave room for the rest of a temporary one: 255 are the most
TRIES = 5  # of a write that others take for a leftover of a killed run, as processes of a campaign may
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
CURE = "Make room, or give yourself the right to write there; then run the same command again."


def scratch(folder: Path) -> Path:
    """The scratch folder `.publishpipe` in `folder`, made if need be, ignored by git.

    Raises:
        InputError: it is a link, which may lead anywhere.
        PublishPipeError: it cannot be made.
    """
    path = folder / SCRATCH
    _refuse_links(path)
    try:
        path.mkdir(exist_ok=True)
        with suppress(FileExistsError), (path / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
    except OSError as error:
        raise PublishPipeError(
            f"{path} cannot be made: {error.strerror}.", state="Nothing was sent.", hint=CURE
        ) from None
    return path


def check_name(path: Path) -> None:
    """Raise UsageError if no file can be written under that name."""
    try:
        possible = bool(path.name) and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise UsageError(
            f"{quoted(str(path))} cannot be the name of a file.",
            state="Nothing was written.",
            hint="Name a file that can be made, such as release.yaml or release.plan.",
        )


def temporary(path: Path) -> Path:
    """Where to write what then takes the place of `path`: a name that nobody can know beforehand."""
    return path.with_name(f"{_prefix(path)}{os.urandom(8).hex()}.tmp")


def remove_leftovers(path: Path) -> None:
    """Remove what runs that were killed left of writing `path`; for whoever alone writes it."""
    leftover = re.compile(re.escape(_prefix(path)) + r"[0-9a-f]{16}\.tmp")
    with suppress(OSError):
        for other in path.parent.iterdir():
            if leftover.fullmatch(other.name):
                other.unlink()


@contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A new file, which takes the place of `path` as a whole once all is written, or goes if that fails."""
    _refuse_links(path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        check_regular(path.stat())  # nobody means to have a device replaced
    draft = temporary(path)
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK, mode), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file as a whole: after a crash it holds either the old text or the new one.

    Args:
        path: which file.
        text: what it then holds.
        mode: who may read and write it.

    Raises:
        InputError: it lies in a scratch folder that is a link.
        PublishPipeError: the disk is full, or writing there is not allowed.
    """
    for left in reversed(range(TRIES)):
        try:
            with replacing(path, mode) as file:
                file.write(text.encode())
        except FileNotFoundError as error:  # another process took what was not finished for a leftover
            if not left:
                raise cannot_be_written(path, error) from None
        except OSError as error:
            raise cannot_be_written(path, error) from None
        else:
            return


def cannot_be_written(path: Path, error: OSError) -> PublishPipeError:
    """The disk is full, or writing there is not allowed."""
    other = error.errno in {errno.EINVAL, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EEXIST, errno.ELOOP}
    hint = "Choose another name or folder for it." if other else CURE
    return PublishPipeError(f"{path} cannot be written: {error.strerror}.", state="It is as it was before.", hint=hint)


def opened_to_append(path: Path) -> BinaryIO:
    """A file that grows, such as a log; made if need be.

    Raises:
        InputError: it lies in a scratch folder that is a link.
        OSError: it is one itself.
    """
    _refuse_links(path.parent)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600), "ab")


def _prefix(path: Path) -> str:
    """How the temporary names of a file begin, and of no other."""
    name = path.name if len(os.fsencode(path.name)) <= ROOM else sha256(os.fsencode(path.name)).hexdigest()
    return f".{name}."


def _refuse_links(folder: Path) -> None:
    """Raise InputError if a scratch folder, or what lies in it on the way to `folder`, is a link."""
    for part in (folder, *folder.parents):
        if SCRATCH in part.parts and part.is_symlink():
            raise InputError(
                f"{part} is a link, and publishpipe writes through none: it may lead to anybody's files.",
                where=str(part),
                hint="Remove the link; publishpipe then makes a folder there.",
            )


def sync_folder(folder: Path) -> None:
    """Have on disk what names are in a folder."""
    if os.name == "posix":  # elsewhere a folder cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
