"""Files of an upload taken home: `uploads/{id}/raw/` and `uploads/{id}/raw`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from zipstream import ZipStream  # type: ignore[import-untyped,unused-ignore]  # it has no types

from publishpipe.local.nomad.access import is_published, readable
from publishpipe.local.nomad.errors import refused
from publishpipe.local.nomad.requests.auth import identify
from publishpipe.local.nomad.requests.params import Params
from publishpipe.local.nomad.routers.filetypes import OPAQUE, media_type
from publishpipe.local.nomad.routers.rawdir import existing, files_below
from publishpipe.local.nomad.server import Server, server_of

_CHUNK = 1 << 20
_WHOLE = ((0, None), (0, -1))


def get_raw(request: Request) -> Response:
    """Download a file, or with `compress` a folder."""
    identity = identify(request, "uploads:read")
    server, params = server_of(request), Params(request.query_params)
    part = (params.number("offset") or 0, params.number("length"))
    compress = params.switch("compress", default=False)
    opaque = params.switch("ignore_mime_type", default=False) or part not in _WHOLE
    params.check()
    upload_id, path = request.path_params["upload_id"], request.path_params["path"]
    if compress and part not in _WHOLE:
        raise refused(400, "Cannot specify `offset` or `length` when `compress` is true")
    readable(server, upload_id, identity)
    found = existing(server, upload_id, path, "Not found. Invalid path?")
    if compress:
        return _compressed(found, _download(server, f"{found.name if path else upload_id}.zip"))
    if found.is_dir():
        raise refused(400, "Path is a directory, `compress` must be set to true")
    _check_part(*part)
    kind = OPAQUE if opaque else media_type(found)
    return _Download(_read(found, *part), kind, _download(server, found.name))


def _compressed(found: Path, headers: dict[str, str]) -> Response:
    root, files = (found, files_below(found)) if found.is_dir() else (found.parent, [found])
    return StreamingResponse(iter(_zipped(root, files)), headers=headers, media_type="application/zip")


class _Download(StreamingResponse):
    """A file as it is; Starlette would add a charset to the type of a text."""

    def __init__(self, content: Iterator[bytes], kind: str, headers: dict[str, str]) -> None:
        super().__init__(content, headers=headers | {"Content-Type": kind})


def _check_part(offset: int, length: int | None) -> None:
    if offset < 0:
        raise refused(400, "Invalid offset provided.")
    if length is not None and length <= 0 and length != -1:
        message = (
            "Invalid length provided. Should be greater than 0, or -1 if the remainder\nof the file should be read."
        )
        raise refused(400, message)


def _download(server: Server, name: str) -> dict[str, str]:
    """The header that names a download.

    Raises:
        UnicodeEncodeError: When it is sent, for a name beyond Latin-1 in the old dialect; a 500 there, too.
    """
    if not server.dialect.encoded_names:
        return {"Content-Disposition": f'attachment; filename="{name}"'}
    plain = "".join(letter if " " <= letter <= "~" else "_" for letter in name)
    quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
    return {"Content-Disposition": f"attachment; filename=\"{quoted}\"; filename*=UTF-8''{quote(name, safe='')}"}


def _read(path: Path, offset: int, length: int | None) -> Iterator[bytes]:
    left = -1 if length is None else length
    with path.open("rb") as file:
        file.seek(offset)
        while chunk := file.read(_CHUNK if left < 0 else min(_CHUNK, left)):
            left -= len(chunk) if left > 0 else 0
            yield chunk


def get_all_raw(request: Request) -> Response:
    """Download everything as one archive; only of a published upload."""
    server, upload_id = server_of(request), request.path_params["upload_id"]
    upload = readable(server, upload_id, identify(request, "uploads:read"))
    if not is_published(upload):
        message = (
            "Cannot download raw files .zip from non published uploads. Use '/{upload_id}/raw/' instead\n"
            "to recursively create and download a .zip file with all files."
        )
        raise refused(400, message)
    root = server.store.raw(upload_id)
    members = [path for path in sorted(root.rglob("*")) if path.is_file() or not server.dialect.published_folder]
    archive = _zipped(root, members)
    etag = f'"{upload_id}-{upload["publish_time"]}"'
    headers = {"Content-Length": str(len(archive)), "ETag": etag}
    return StreamingResponse(iter(archive), headers=headers, media_type="application/zip")


def _zipped(root: Path, members: list[Path]) -> Any:
    archive = ZipStream(sized=True)
    for path in members:
        archive.add_path(path, path.relative_to(root).as_posix(), recurse=False)
    return archive
