"""What files an upload has: `uploads/{id}/rawdir/`."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import is_published, readable
from publishpipe.local.nomad.archives import is_safe_path
from publishpipe.local.nomad.clock import entry_id
from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.requests.auth import identify
from publishpipe.local.nomad.requests.pagination import read_page
from publishpipe.local.nomad.requests.params import Params
from publishpipe.local.nomad.server import Server, server_of

#: `process.auxfile_cutoff` (nomad-lab 2.0.0, read 2026-11) is 100, and one more slips through.
_MOST_OTHERS = 101


def existing(server: Server, upload_id: str, path: str, missing: str) -> Path:
    """A file or folder of an upload.

    Raises:
        Refusal: There is none (404, with the text given).
    """
    found = server.store.raw(upload_id) / path
    if not is_safe_path(path) or not found.exists():
        raise refused(404, missing)
    return found


def get_rawdir(request: Request) -> Response:
    """A file, or the content of a folder, one level and one page of it."""
    identity = identify(request, "uploads:read")
    server, params = server_of(request), Params(request.query_params)
    page = read_page(params, order=False)
    informed = params.switch("include_entry_info", default=False)
    params.check()
    upload_id, path = request.path_params["upload_id"], request.path_params["path"]
    upload = readable(server, upload_id, identity)
    found = existing(server, upload_id, path, "Not found. Invalid path?")
    access = ("embargoed" if upload["embargo_length"] else "public") if is_published(upload) else "unpublished"
    shown: Json = {"path": path.rstrip("/"), "access": access}
    name = path.rpartition("/")[2]
    if found.is_file():
        entry = _entry(server, upload_id, found) if informed else {}
        return JSONResponse(shown | {"file_metadata": {"name": name, "size": found.stat().st_size} | entry})
    content = [_element(child) for child in sorted(found.iterdir())]
    cut = page.cut(content)
    for child in cut if informed else ():
        child.update(_entry(server, upload_id, found / child["name"]))
    folder = {"name": name, "size": sum(child["size"] for child in content), "content": cut}
    return JSONResponse(shown | {"directory_metadata": folder, "pagination": page.describe(request, len(content))})


def _element(path: Path) -> Json:
    size = path.stat().st_size if path.is_file() else sum(file.stat().st_size for file in files_below(path))
    return {"name": path.name, "size": size, "is_file": path.is_file()}


def files_below(folder: Path) -> list[Path]:
    """All files in a folder and the folders in it, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def entry_files(root: Path, mainfile: str, listed: dict[Path, list[str]]) -> list[str]:
    """The file of an entry, and the others in its folder, which belong to it; not all, if they are very many.

    Args:
        root: The folder of the upload's files.
        mainfile: The entry's file in it.
        listed: Folders that have been read already.
    """
    folder = (root / mainfile).parent
    if folder not in listed:
        listed[folder] = sorted(path.relative_to(root).as_posix() for path in folder.iterdir() if path.is_file())
    others = [path for path in listed[folder][: _MOST_OTHERS + 1] if path != mainfile]
    return [mainfile, *others[:_MOST_OTHERS]]


def _entry(server: Server, upload_id: str, path: Path) -> Json:
    key = entry_id(upload_id, path.relative_to(server.store.raw(upload_id)).as_posix())
    entry = server.store.get("entry", key)
    return {"entry_id": key, "parser_name": entry["parser_name"]} if entry else {}
