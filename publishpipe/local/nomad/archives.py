"""Archives that are unpacked as they arrive (nomad-lab 2.0.0, observed 2026-11)."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
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


def add_file(source: Path, folder: Path, *, unpack: bool) -> list[Path]:
    """Put a received file into a folder, unpacked if it is an archive.

    Done again after an interruption it gives the same result: files are overwritten.

    Returns:
        The files written.

    Raises:
        BadArchive: It should be unpacked and cannot be.
        EOFError: A compressed tar file ends early.
    """
    kind = archive_format(source) if unpack else None
    if kind == "error":
        raise BadArchive
    folder.mkdir(parents=True, exist_ok=True)
    if kind is None:
        return [_write(source.open("rb"), folder / source.name)]
    try:
        return _unzip(source, folder) if kind == "zip" else _untar(source, folder)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        # The real server tries once more, and by then has removed the source.
        raise AssertionError(f"{source} does not exist") from error


class BadArchive(ValueError):
    """A file whose name promises an archive that it is not."""


def _unzip(source: Path, folder: Path) -> list[Path]:
    with zipfile.ZipFile(source) as archive:
        members = [member for member in archive.infolist() if is_safe_path(member.filename)]
        for member in members:
            path = folder / member.filename
            (path if member.is_dir() else path.parent).mkdir(parents=True, exist_ok=True)
        return [
            _write(archive.open(member), folder / member.filename) for member in members if not member.is_dir()
        ]


def _untar(source: Path, folder: Path) -> list[Path]:
    written = []
    with tarfile.open(source, "r|*") as archive:
        for member in archive:
            path = folder / PurePosixPath(member.name)
            content = archive.extractfile(member) if member.isfile() and is_safe_path(member.name) else None
            if content:
                path.parent.mkdir(parents=True, exist_ok=True)
                written.append(_write(content, path))
            elif member.isdir() and is_safe_path(member.name):
                path.mkdir(parents=True, exist_ok=True)
    return written


def _write(content: IO[bytes], path: Path) -> Path:
    with path.open("wb") as target, content:
        shutil.copyfileobj(content, target, 1 << 20)
    return path
