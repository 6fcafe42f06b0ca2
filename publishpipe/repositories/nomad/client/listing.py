"""The names and sizes of an upload's files: asked for in one go, or folder by folder.

Source: `POST graph/query` of NOMAD 1.3.16 and 2.0.0, observed in November 2026. It fails on an upload in which anything
is called `m_is`, and hides what is called `m_response`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import quote

from publishpipe.errors import understood
from publishpipe.model import shapes

NAME = shapes.Form(r"(?!\.{1,2}$)[^/\0]+", "the name of a file or folder, one part of a path")
AT_ONCE = 10_000  # files and folders of one answer
_TOLD = {"m_is", "m_response"}  # of a folder, beside the names in it

Ask = Callable[[object], shapes.Answer]
Pages = Callable[[str], Iterator[shapes.Answer]]


def in_one_go(ask: Ask, upload_id: str) -> dict[str, int]:
    """The size in bytes of every file: one request for each 10,000 files and folders.

    Args:
        ask: gives the answer to a query.
        upload_id: that of the upload.

    Raises:
        ServerError: the server cannot, or leaves something out: ask folder by folder.
    """
    found: dict[str, int | None] = {}
    for number in count(1):
        page = {"page": number, "page_size": AT_ONCE}
        query = {"m_request": {"directive": "plain", "include": ["*"], "pagination": page}}
        answer = ask({"uploads": {upload_id: {"files": query}}})
        with understood():
            listed, before = answer["uploads"][upload_id]["files"], len(found)
            found.update(_below(listed, ""))
            total = shapes.count(listed["m_response"]["pagination"]["total"])
            if len(found) == total:
                break
            if len(found) == before or len(found) > total:
                raise ValueError(f"{len(found)} of {total} files and folders are listed")
    return {name: size for name, size in sorted(found.items()) if size is not None}


def _below(folder: shapes.Answer, path: str) -> Iterator[tuple[str, int | None]]:
    """What is below a folder: files with their sizes, folders with None."""
    for name, told in shapes.fields(folder).items():
        if name in _TOLD:
            continue
        inner = path + shapes.matching(name, NAME)
        if told.get("m_is") == "File":
            yield inner, shapes.count(told["size"])
        else:
            yield inner, None
            yield from _below(told, f"{inner}/")


def by_folder(pages: Pages) -> dict[str, int]:
    """The same with one request for each folder; `pages` gives those of a folder's listing."""
    found: dict[str, int] = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        for page in pages(quote(folder)):
            for name, size in _content(page):
                if size is None:
                    folders.append(f"{folder}{name}/")
                else:
                    found[folder + name] = size
    return dict(sorted(found.items()))


def _content(page: shapes.Answer) -> list[tuple[str, int | None]]:
    """The names in a folder, each with its size in bytes; None if it is a folder itself."""
    with understood():
        listed = shapes.items(page["directory_metadata"]["content"])
        return [
            (
                shapes.matching(item["name"], NAME),
                shapes.count(item["size"]) if shapes.flag(item["is_file"]) else None,
            )
            for item in listed
        ]
