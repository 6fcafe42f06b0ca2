"""What a manifest says once the command line, files of texts, and the environment have had their say."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from publishpipe.errors import Problem
from publishpipe.manifest import variables
from publishpipe.manifest.cells import with_cells
from publishpipe.manifest.document import Document
from publishpipe.manifest.prose import with_prose
from publishpipe.manifest.settings import with_settings
from publishpipe.model import placeholders
from publishpipe.model.member import Member
from publishpipe.repositories import REPOSITORIES


def prepared(
    document: Document, path: Path, settings: Mapping[str, str], environment: Mapping[str, str], member: Member
) -> tuple[Document, Mapping[str, str], list[Problem]]:
    """The document that counts, what its other placeholders stand for, and what is wrong so far.

    Args:
        document: as it was read.
        path: of the manifest.
        settings: see `settings.with_settings`.
        environment: where variables are, usually os.environ.
        member: what a campaign says of this release.
    """
    document, problems = with_settings(document, settings)
    of_environment, wrong = variables.values_of(document, environment)
    document, unfilled = with_cells(document, member)
    values: Mapping[str, str] = ChainMap(of_environment, member.texts)  # type: ignore[arg-type]  # it is only read
    problems += [*wrong, *unfilled, *_slips(document, values)]
    document, unread = with_prose(document, _prose(document), path.parent, values)
    if not isinstance(document.value, dict) or "metadata" not in document.value:
        return document, values, [*problems, *unread]
    metadata = placeholders.settled(document.value["metadata"], values)
    return replace(document, value={**document.value, "metadata": metadata}), values, [*problems, *unread]


def _prose(document: Document) -> frozenset[str]:
    """The fields that may be read from files, where the repository is told."""
    target = document.value.get("target") if isinstance(document.value, dict) else None
    name = str(target.get("repository")) if isinstance(target, dict) else ""
    return REPOSITORIES[name].PROSE if name in REPOSITORIES else frozenset()


def _slips(document: Document, known: Mapping[str, str]) -> Iterator[Problem]:
    """The placeholders in the metadata that stand for nothing."""
    metadata = document.value.get("metadata") if isinstance(document.value, dict) else None
    for place, _, wrong, hint in placeholders.slips(metadata, known):
        yield document.problem(("metadata", *place), wrong, hint)
