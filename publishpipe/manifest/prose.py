"""Texts that lie in files of their own: `description: {file: abstract.md}`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from publishpipe.errors import Place, Problem
from publishpipe.files.places import Places
from publishpipe.manifest.document import Document
from publishpipe.manifest.markdown import html
from publishpipe.model import placeholders
from publishpipe.state.reading import opened

LARGEST = 1 << 20  # bytes
MARKDOWN = (".md", ".markdown")
UNREAD = "..."  # stands for what could not be read, with which nothing else is wrong


def with_prose(
    document: Document, fields: frozenset[str], folder: Path, known: Mapping[str, str]
) -> tuple[Document, list[Problem]]:
    """A document with the texts of files in their place, and what is wrong with those files.

    Args:
        document: a manifest.
        fields: of its metadata that may be read from a file, as HTML.
        folder: where the manifest lies.
        known: the placeholders that there are beside those of every manifest.
    """
    metadata = document.value.get("metadata") if isinstance(document.value, dict) else None
    root = document.value.get("root", ".") if metadata else "."
    if not isinstance(metadata, dict) or not isinstance(root, str):
        return document, []
    places = Places(str((folder / root).absolute()))
    problems: list[Problem] = []
    value: dict[str, Any] = {**document.value}
    for place, name in list(_named(metadata, fields, ("metadata",))):
        text, wrong = _text(places, name)
        wrong += [(f"{name}:{line}: {slip}", hint) for _, line, slip, hint in placeholders.slips(text, known)]
        problems += [document.problem(place, *one) for one in wrong]
        value = _replaced(value, place, UNREAD if wrong else html(text) if name.endswith(MARKDOWN) else text)
    return replace(document, value=value), problems


def _named(value: object, fields: frozenset[str], place: Place) -> Iterator[tuple[Place, str]]:
    """The places at which a file is named, and which."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        name = part.get("file") if key in fields and isinstance(part, dict) and len(part) == 1 else None
        if isinstance(name, str):
            yield (*place, key), name
        else:
            yield from _named(part, fields, (*place, key))


def _replaced(value: Any, place: Place, text: str) -> Any:
    if not place:
        return text
    first, rest = place[0], place[1:]
    copy = [*value] if isinstance(value, list) else {**value}
    copy[first] = _replaced(value[first], rest, text)  # type: ignore[index]  # a list is reached by positions
    return copy


def _text(places: Places, name: str) -> tuple[str, list[tuple[str, str]]]:
    """What a file says, as HTML; and what is wrong with it."""
    place = places.place(posixpath.normpath(name))
    if wrong := places.objection(place):
        return "", [(f"{name} {wrong[0]}", wrong[1])]
    with opened(Path(place.path)) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        return "", [(f"{name} is larger than {LARGEST >> 20} MiB", "a description is a text of some paragraphs")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [(f"{name} is not UTF-8 text (byte {error.start})", "save it as UTF-8")]
    if not text.strip():
        return "", [(f"{name} is empty", "write something into it")]
    return text, []
