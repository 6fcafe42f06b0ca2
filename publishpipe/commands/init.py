"""The verb `init`: a first manifest, from what other files say of the same thing, the folder's files, and answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from publishpipe.commands import locate
from publishpipe.commands.schema import write_schema
from publishpipe.errors import RefusedError, UsageError
from publishpipe.files.listing import listing
from publishpipe.manifest.beginning import Beginning, comments_of
from publishpipe.manifest.manifest import fields_of
from publishpipe.manifest.modeline import with_modeline
from publishpipe.manifest.writer import commented_text, place_of
from publishpipe.model.begun import Begun
from publishpipe.model.facts import Metadata
from publishpipe.model.quoting import quoted
from publishpipe.model.target import Environment, Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.sources import reading, readme
from publishpipe.sources.said import Source
from publishpipe.state.storage import check_name, write_atomically
from publishpipe.workspace.lockfiles import is_manifest
from publishpipe.workspace.pruning import pruned
from publishpipe.workspace.trial import told_of_metadata

NAME = "publish.yaml"
#: The files that are looked for, the most trusted first.
SOURCES = (reading.ZENODO, reading.CFF, reading.CODEMETA)

Ask = Callable[[str, Metadata], Any]
"""Asked for a field of the metadata, given the others; None if it stays open."""


def nobody(_field: str, _known: Metadata) -> None:
    """Answers nothing."""


def objections(repository: str, name: str, value: Any) -> tuple[str, str]:
    """Why a field of the metadata cannot be that, and what is perhaps not meant; each is empty if all is well."""
    target, schema = Target(repository, "local"), fields_of(repository)
    told, doubts = REPOSITORIES[repository].first_metadata({name: value})
    sound = {other: schema["properties"][other]["examples"][0] for other in schema["required"]}
    found = [one for one in told_of_metadata({**sound, **told}, target) if one.path.startswith(f"metadata.{name}")]
    texts = {"error": [one for one in doubts if one.startswith(f"{name}:")], "warning": []}
    for one in found:
        texts[one.severity].append(one.message + (f" ({one.hint})" if one.hint else ""))
    return "\n".join(texts["error"]), "\n".join(texts["warning"])


def init(
    path: Path | str = NAME,
    *,
    source: Path | str | None = None,
    repository: str = "zenodo",
    environment: Environment | None = None,
    url: str | None = None,
    ask: Ask = nobody,
) -> Begun:
    """Write a first manifest. Nothing is sent, and no manifest is ever replaced.

    Args:
        path: the manifest to write; its files are those of its folder.
        source: a .zenodo.json, CITATION.cff or codemeta.json; left out: those of the folder.
        repository: where to publish.
        environment: the first place to go to; left out: local, or production if there is a `url`.
        url: of another server than the known ones, such as a NOMAD Oasis.
        ask: asked for what cannot be known.

    Raises:
        RefusedError: there is one already.
        InputError: a source cannot be read.
        UsageError: `source` is none, there is no such repository, or nobody can go to that `url`.
    """
    path = Path(path)
    target = locate.target(repository, environment or ("production" if url else "local"), url)
    _check_free(path)
    sources = [_named(Path(source))] if source is not None else _found(path.parent)
    begun = _begun(path, sources, target, ask)
    value, left_out = pruned(begun.value, path.parent)
    first = (*REPOSITORIES[repository].FIRST, *value["metadata"])
    value["metadata"] = {name: value["metadata"][name] for name in dict.fromkeys(first) if name in value["metadata"]}
    beginning = replace(begun, value=value, remarks=(*begun.remarks, *left_out))
    _check_free(path)
    write_atomically(path, with_modeline(commented_text(value, comments_of(beginning))))
    write_schema(path.parent)
    return Begun(path, beginning.origins, beginning.open, beginning.remarks, beginning.dois)


def _check_free(path: Path) -> None:
    """Raise RefusedError if there is something already, UsageError if nothing can be written there."""
    check_name(path)
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {quoted(str(path.parent))}.", state="Nothing was written.")
    if os.path.lexists(path):
        raise RefusedError(
            f"{path} exists already.",
            state="Nothing was written.",
            hint="Name another file: publishpipe init OTHER.yaml",
        )


def _named(path: Path) -> Source:
    found = reading.read(path)
    if found is None:
        raise UsageError(
            f"{quoted(str(path))} is no .zenodo.json, CITATION.cff or codemeta.json.",
            state="Nothing was written.",
            hint="Leave --from out to begin with what is in the folder.",
        )
    return found


def _found(folder: Path) -> list[Source]:
    """What the folder has, the most trusted first."""
    paths = [folder / name for name in SOURCES if (folder / name).is_file()]
    return [found for path in paths if (found := reading.read(path))]


def _begun(path: Path, sources: list[Source], target: Target, ask: Ask) -> Beginning:
    """What the manifest would say; what nobody knows is None."""
    repository = REPOSITORIES[target.repository]
    said, origins = _merged(sources)
    if not said.get("title") and (title := readme.title(path.parent)):
        said["title"], origins["title"] = title
    elif not said.get("title") and any(one.kind == reading.ZENODO for one in sources):
        said["title"], origins["title"] = path.parent.resolve().name, "the folder's name"
    known, _ = repository.first_metadata(said)
    asked = {name: answer for name in repository.FIRST if name not in known and (answer := ask(name, known))}
    metadata, doubts = repository.first_metadata({**said, **asked})
    folders = "/" in repository.published_name("folder/file")
    never = frozenset({path.name, *(one.name for one in path.parent.glob("*.y*ml") if is_manifest(one))})
    here = listing(path.parent, folders=folders, never=never)
    value = {
        "publishpipe": 1,
        "target": place_of(target),
        "files": list(here.items) or None,
        "metadata": dict(metadata),
    }
    remarks = [f"{Path(one.name).name}: {remark.text}" for one in sources for remark in one.remarks]
    remarks += [f"{Path(fault.file).name}:{fault.line}: {fault.message}" for one in sources for fault in one.faults]
    left = [f"files: {text}" for text in here.left_out]
    dois = tuple(dict.fromkeys(doi for one in sources for doi in one.dois))
    return Beginning(path.name, value, {**origins, **dict.fromkeys(asked, "you")}, (*remarks, *doubts, *left), dois)


def _merged(sources: list[Source]) -> tuple[dict[str, Any], dict[str, str]]:
    """What they say, each field by the first that has it, and which that is."""
    said: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for source in sources:
        for name, value in source.metadata.items():
            if name not in said:
                said[name], origins[name] = value, Path(source.name).name
    return said, origins
