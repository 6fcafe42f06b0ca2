"""The release that a verb is about: a manifest's own, or `CAMPAIGN#NAME`, one of those of a campaign file."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from publishpipe.campaign.file import campaign
from publishpipe.campaign.file.campaign import Release
from publishpipe.errors import NotReleasedError, UsageError
from publishpipe.manifest.manifest import ALONE
from publishpipe.model.member import Member
from publishpipe.model.placeholders import RELEASE
from publishpipe.model.quoting import quoted
from publishpipe.model.similar import did_you_mean
from publishpipe.workspace import recorded as records
from publishpipe.workspace import workspace
from publishpipe.workspace.known import KnownIds
from publishpipe.workspace.recorded import Recorded
from publishpipe.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Named:
    """A release by the words of a command line: see `workspace.load` for what is said instead of its manifest.

    Raises:
        UsageError: when it is read: there is no such release, or it is a whole campaign.
    """

    path: Path | str
    environment: str | None = None
    url: str | None = None
    settings: Mapping[str, str] | None = None

    def workspace(self) -> Workspace:
        """Its manifest and files. Raises InputError, too: see `workspace.load`."""
        path, member = self._meant()
        return workspace.load(path, environment=self.environment, url=self.url, settings=self.settings, member=member)

    def recorded(self) -> Recorded:
        """What its lockfile says. Raises InputError, NotReleasedError, RefusedError, too: see `recorded.load`."""
        return self.recorded_as(*self._meant())

    def recorded_as(self, path: Path, member: Member) -> Recorded:
        """The same of a release that is known to be meant."""
        return records.load(path, environment=self.environment, url=self.url, settings=self.settings, member=member)

    def _meant(self) -> tuple[Path, Member]:
        """The manifest, and what a campaign says of it."""
        path = Path(self.path)
        if campaign.is_campaign(path):
            some = campaign.read(path).releases[0].name
            raise UsageError(
                f"{path} is a campaign, and this command is about one release.",
                state="Nothing was sent.",
                hint=f"Name one of its releases, such as {quoted(f'{path}#{some}')}.",
            )
        if (parts := parts_of(path)) is None:
            return path, ALONE
        file, name = parts
        releases = {one.name: one for one in campaign.read(file).releases}
        if name not in releases:
            raise UsageError(
                f"{file} has no release {quoted(name)}.",
                state="Nothing was sent.",
                hint=did_you_mean(name, releases) or f"The first is {quoted(next(iter(releases)))}.",
            )
        found, named = releases[name], {f"{RELEASE}{other}.doi": one for other, one in releases.items()}
        values = ChainMap({**found.member.values}, cast("Any", _Dois(self, named)))  # it is only read
        return found.path, replace(found.member, values=values, known=KnownIds())


@dataclass(frozen=True)
class _Dois(Mapping[str, str]):
    """What `release.NAME.doi` stands for, as far as lockfiles know it; `releases` has them by that."""

    named: Named
    releases: Mapping[str, Release]

    def __getitem__(self, key: str) -> str:
        release = self.releases[key]
        with suppress(NotReleasedError):
            return str(self.named.recorded_as(release.path, release.member).facts["doi"])
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.releases)

    def __len__(self) -> int:
        return len(self.releases)


def parts_of(path: Path | str) -> tuple[Path, str] | None:
    """The campaign file and the name of one of its releases; None if it is a manifest, whatever its name."""
    text = str(path)
    with suppress(OSError):  # no file has a name of that kind
        if "#" not in text or Path(text).exists():
            return None
    places = (place for place, char in enumerate(text) if char == "#")
    found = ((Path(text[:place]), text[place + 1 :]) for place in places)
    return next((parts for parts in found if campaign.is_campaign(parts[0])), None)
