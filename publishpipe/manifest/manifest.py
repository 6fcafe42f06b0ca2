"""The manifest: what should be true, read from YAML, checked, frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from publishpipe.errors import InputError, Place, Problem
from publishpipe.manifest import guess
from publishpipe.manifest.document import Document, parse
from publishpipe.manifest.preparing import prepared
from publishpipe.manifest.remaining import remaining
from publishpipe.manifest.source import text_of
from publishpipe.manifest.validation import check
from publishpipe.model.facts import Metadata
from publishpipe.model.member import Member
from publishpipe.model.quoting import quoted
from publishpipe.model.target import Environment, Target
from publishpipe.model.urls import instance_url, is_loopback
from publishpipe.repositories import REPOSITORIES
from publishpipe.schemas.loader import Schema, load

ALONE = Member("")


class Rule(NamedTuple):
    """One item of the manifest's `files`."""

    path: str
    as_name: str = ""
    archive: str = ""
    exclude: tuple[str, ...] = ()
    template: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest. `root` is the folder that its files are relative to, `id` what names the release, if it has one.

    `variables`: what stands for variables of the environment in its templates. `indexes`: see `remaining.Remaining`.
    `member`: what a campaign says of it; nothing where it is alone.
    """

    path: Path
    id: str
    root: Path
    target: Target
    files: tuple[Rule, ...]
    metadata: Metadata
    publish: bool
    entries: Literal["all", "any"]
    allow_loss: tuple[str, ...]
    document: Document
    variables: Mapping[str, str]
    indexes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    member: Member = ALONE

    def problem(self, path: Place, message: str, hint: str = "") -> Problem:
        """A problem at a place of what is read of this manifest."""
        match path:
            case ("metadata", str(name), int(index), *rest) if name in self.indexes:
                path = ("metadata", name, self.indexes[name][index], *rest)
        return self.document.problem(path, message, hint)


def read(
    path: Path,
    *,
    environment: str | None = None,
    url: str | None = None,
    settings: Mapping[str, str] | None = None,
    member: Member = ALONE,
) -> tuple[Manifest, list[Problem]]:
    """Read a manifest; `environment` and `url` override its target, and `settings` whatever they name.

    `member` is what a campaign says of it.

    Returns what is sound of it, and everything that is wrong with its form: so that more can be found wrong with
    the rest, and told at once. Where its target is not sound, it is guessed; the repository is empty if it cannot be.

    Raises:
        InputError: it cannot be read.
    """
    document, variables, problems = prepared(parse(text_of(path), str(path)), path, settings or {}, os.environ, member)
    repository = guess.repository(document.value)
    problems += check(document, _schema_of(repository), fields_of(repository))
    value = document.value
    if not isinstance(value, dict):
        raise InputError(f"{path} is not a valid manifest.", problems=tuple(problems))
    broken = {part for problem in problems for part in _heads(problem.path)}
    sound = {name: part for name, part in value.items() if name not in broken}
    metadata = value["metadata"] if isinstance(value.get("metadata"), dict) else {}
    left = remaining(metadata, (problem.path for problem in problems))
    given = sound.get("target") or guess.target(value, repository)
    read = Manifest(
        path=path,
        id=member.name if member.locks else sound.get("id", ""),
        root=(path.parent / sound.get("root", ".")).absolute(),
        target=_target(document, given, environment, url, problems),
        files=tuple(_rules(value.get("files"), broken)),
        metadata=left.metadata,
        publish=sound.get("publish", False),
        entries=sound.get("entries", "all"),
        allow_loss=tuple(sound.get("allow_loss", ())),
        document=document,
        variables=variables,
        indexes=left.indexes,
        member=member,
    )
    return read, problems


def schema_for(*names: str) -> Schema:
    """The schema of a manifest for one of these repositories: the published one says the same of all that we bring."""
    schema = load("manifest.v1")
    target = schema["properties"]["target"]
    repository = {**target["properties"]["repository"], "enum": list(REPOSITORIES)}
    properties = {"target": {**target, "properties": {**target["properties"], "repository": repository}}}
    return {
        **schema,
        "properties": {**schema["properties"], **properties},
        "allOf": [_part(name) for name in names if name in REPOSITORIES],
    }


def _schema_of(name: str) -> Schema:
    """The schema of a manifest that goes to this repository, whatever its target says."""
    parts = [{"properties": REPOSITORIES[name].MANIFEST}] if name in REPOSITORIES else []
    return {**schema_for(), "allOf": parts}


def _part(name: str) -> Schema:
    """What a repository demands of its own manifests."""
    named = {"properties": {"repository": {"const": name}}, "required": ["repository"]}
    return {"if": {"properties": {"target": named}}, "then": {"properties": REPOSITORIES[name].MANIFEST}}


def fields_of(name: str) -> Schema:
    """The schema of a repository's metadata."""
    fields = REPOSITORIES[name].MANIFEST["metadata"] if name in REPOSITORIES else {}
    return load(str(fields["$ref"]).removesuffix(".schema.json")) if "$ref" in fields else fields


def _heads(path: str) -> tuple[str, str]:
    """The first part and the first two: `metadata` and `metadata.creators` of `metadata.creators[0].name`."""
    first, second = re.match(r"([^.\[]*)((?:\[\d+\]|\.[^.\[]*)?)", path).groups()  # type: ignore[union-attr]  # fits any text
    return first, first + second


def _rules(items: object, broken: set[str]) -> Iterator[Rule]:
    """What stands in `files`; in place of what is broken a rule that says nothing."""
    if isinstance(items, list):
        yield from (Rule("") if f"files[{index}]" in broken else _rule(item) for index, item in enumerate(items))


def _rule(item: str | Metadata) -> Rule:
    if isinstance(item, str):
        return Rule(item)
    return Rule(
        item["path"],
        item.get("as", ""),
        item.get("archive", ""),
        tuple(item.get("exclude", ())),
        item.get("template", False),
        item.get("preview", False),
    )


def _check_url(url: str) -> None:
    try:
        instance_url(url)
    except ValueError as error:
        raise InputError(f"--url: {quoted(url)} {error}.") from None


def _target(
    document: Document, given: Metadata, environment: str | None, url: str | None, problems: list[Problem]
) -> Target:
    # The manifest's url is the address of its own environment: it says nothing about another one.
    own_url = given.get("url", "") if environment in (None, given["environment"]) else ""
    chosen: Environment = environment or given["environment"]  # type: ignore[assignment]  # typer and the schema checked it
    target = Target(given["repository"], chosen, own_url if url is None else url)
    if url is not None:
        _check_url(url)
    if target.environment == "local" and target.url and not is_loopback(target.url):
        hint = "use sandbox or production" if own_url else "leave --url or --environment out"
        problems.append(document.problem(("target",), "the local environment is on this machine", hint))
        if not own_url:
            raise InputError("A local release cannot go to another machine.", problems=tuple(problems))
    return target
