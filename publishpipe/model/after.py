"""What somebody wants to know once a release is as its manifest says: how it is cited, and what comes next."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from publishpipe.model.citation import Citation


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a command line says to mean a release: its manifest, and what to read instead of what stands there."""

    manifest: str
    environment: str | None = None
    url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        options = {"--environment": self.environment, "--url": self.url}
        words = [word for name, value in options.items() if value for word in (name, value)]
        words += [word for name, value in self.settings.items() for word in ("--set", f"{name}={value}")]
        return shlex.join([self.manifest, *words])

    def to(self, environment: str) -> Arguments:
        """The same release in another environment, at its usual address."""
        return replace(self, environment=environment, url=None)


@dataclass(frozen=True, slots=True)
class After:
    """What follows an apply that ended well.

    Attributes:
        arguments: by which other commands find the release.
        citation: how it is cited.
        publish: whether the manifest wants it to be public.
        under_review: a community's curators have it, and publish it or do not.
        page: the file of a rehearsal's page; empty if there is none.
        lockfile: the name of the lockfile, if it changed and version control is to have it.
        onward: the environment that comes after this one; empty if none does.
    """

    arguments: Arguments
    citation: Citation
    publish: bool
    under_review: bool = False
    page: str = ""
    lockfile: str = ""
    onward: str = ""
