"""Archives that are unpacked as they arrive (nomad-lab 2.0.0, observed 2026-11)."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

_FORMATS = {
    ".zip": "zip",
    ".eln": "zip",
    **dict.fromkeys((".tgz", ".gz", ".tar", ".tar.gz", ".tar.bz2"), "tar"),
}


def archive_format(path: Path) -> str | None:
    """How a file is unpacked, by its name: `zip`, `tar`, None; `error` if its content is not what the name says.

    Raises:
        EOFError: A compressed tar file ends early.
    """
    name = path.name.lower()
    kind = next((kind for ending, kind in _FORMATS.items() if name.endswith(ending)), None)
    if kind is None:
        return None
    right = zipfile.is_zipfile(path) if kind == "zip" else tarfile.is_tarfile(path)
    return kind if right else "error"


def guess_extension(path: Path) -> str | None:
    """The ending that fits a nameless archive, None for anything else."""
    if zipfile.is_zipfile(path):
        return ".zip"
    try:
        return ".tar" if tarfile.is_tarfile(path) else None
    except EOFError:
        return None


def is_safe_name(name: str) -> bool:
    """Whether a name is that of a file in the folder itself."""
    return bool(name) and "/" not in name and name not in (".", "..")


def is_safe_path(path: str) -> bool:
    """Whether a relative path stays below its folder."""
    if path.startswith("/") or "//" in path or "\0" in path:
        return False
    depth = 0
    for part in path.split("/"):
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            return False
    return True


def add_file(source: Path, folder: Path, *, unpack: bool, apart: Path | None = None) -> list[Path]:
    """Put a received file into a folder, unpacked if it is an archive.

    Done again after an interruption it gives the same result: files are overwritten.

    Args:
        source: The file.
        folder: Where it goes.
        unpack: Whether archives are unpacked.
        apart: Where to unpack first, so that a broken archive leaves nothing, and members with `..` are taken in.

    Returns:
        The files written.

    Raises:
        BadArchiveError: It should be unpacked and is no archive.
        BrokenArchiveError: A member of it cannot be read, or a file stands where a folder should or the reverse.
        EOFError: A compressed tar file ends early.
    """
    kind = archive_format(source) if unpack else None
    if kind == "error":
        raise BadArchiveError
    take = _unzip if kind == "zip" else _untar
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if kind is None:
            return [_linked(source, folder / source.name)]
        if apart is None:
            return take(source, folder, _safe)
        shutil.rmtree(apart, ignore_errors=True)
        return [_moved(path, folder / path.relative_to(apart)) for path in take(source, apart, _cut)]
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        # The real server tries once more, and by then has removed the source.
        raise BrokenArchiveError(f"{source} does not exist") from error


class BadArchiveError(ValueError):
    """A file whose name promises an archive that it is not."""


class BrokenArchiveError(AssertionError):
    """Something that cannot be taken in."""


def _safe(name: str) -> str | None:
    """Where a member goes; None for nowhere."""
    return name if is_safe_path(name) else None


def _cut(name: str) -> str:
    """Where a member goes; without what would lead elsewhere."""
    return "/".join(part for part in name.split("/") if part not in ("", ".", ".."))


def _unzip(source: Path, folder: Path, place: Callable[[str], str | None]) -> list[Path]:
    with zipfile.ZipFile(source) as archive:
        placed = [(member, folder / name) for member in archive.infolist() if (name := place(member.filename))]
        for member, path in placed:
            (path if member.is_dir() else path.parent).mkdir(parents=True, exist_ok=True)
        return [_write(archive.open(member), path) for member, path in placed if not member.is_dir()]


def _untar(source: Path, folder: Path, place: Callable[[str], str | None]) -> list[Path]:
    written = []
    with tarfile.open(source, "r|*") as archive:
        for member in archive:
            name = place(member.name)
            content = archive.extractfile(member) if name and member.isfile() else None
            if name and content:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                written.append(_write(content, folder / name))
            elif name and member.isdir():
                (folder / name).mkdir(parents=True, exist_ok=True)
    return written


def _moved(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return source.replace(target)


def _linked(source: Path, target: Path) -> Path:
    """Put a file where it belongs without writing it again, if the file system can; the source stays as it is."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        return _write(source.open("rb"), target)
    return target


def _write(content: IO[bytes], path: Path) -> Path:
    with path.open("wb") as target, content:
        shutil.copyfileobj(content, target, 1 << 20)
    return path
