"""The releases of a campaign, read and checked: all of them before anything is done with one."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from publishpipe.campaign.file import campaign as files
from publishpipe.campaign.file.campaign import Campaign, Release
from publishpipe.campaign.file.problems import Problems
from publishpipe.campaign.planning import links
from publishpipe.commands.advice import named
from publishpipe.errors import InputError, Problem, PublishPipeError, UsageError
from publishpipe.model.after import Arguments
from publishpipe.model.campaign import CampaignEmit, Looking
from publishpipe.model.facts import Facts
from publishpipe.model.placeholders import RELEASE, shown
from publishpipe.model.target import Environment, Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.values import DoiKnown
from publishpipe.state.lockfile import Lockfile
from publishpipe.workspace import workspace
from publishpipe.workspace.known import KnownIds
from publishpipe.workspace.workspace import Workspace

KEPT = 2000  # releases that are kept in memory once they were read; more of them are read again when it is their turn
ENOUGH = 200  # releases in which something is wrong, until the rest is not looked at
STAND_IN = "10.5072/release-{}-of-this-campaign"  # of DataCite's test prefix, so it is nobody's DOI


@dataclass(frozen=True, slots=True)
class Words:
    """What is said instead of the manifests; see `publishpipe.apply`."""

    environment: str | None = None
    url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


AS_IT_STANDS = Words()


@dataclass(frozen=True, slots=True)
class Dois:
    """What `${release.NAME.doi}` stands for: a DOI, or as long as that is not known a text that is nobody's."""

    stand_ins: Mapping[str, str]
    values: dict[str, str]

    @classmethod
    def of(cls, releases: Iterable[Release]) -> Dois:
        """Of none of these releases it is known yet."""
        stand_ins = {release.name: STAND_IN.format(number) for number, release in enumerate(releases, 1)}
        return cls(stand_ins, {f"{RELEASE}{name}.doi": text for name, text in stand_ins.items()})

    def learn(self, release: str, doi: str | None) -> None:
        """It is this one; None: it is not known any more, as another will take its place."""
        self.values[f"{RELEASE}{release}.doi"] = doi or self.stand_ins[release]

    def unknown(self, releases: Iterable[str]) -> list[str]:
        """Those of these of which it is not known."""
        return [name for name in releases if self.values[f"{RELEASE}{name}.doi"] == self.stand_ins[name]]


class Releases:
    """Reads the releases of a campaign: what each is to be, with what the others know filled in."""

    def __init__(self, campaign: Campaign, words: Words) -> None:
        self.campaign = campaign
        self.known = KnownIds()
        self.dois = Dois.of(campaign.releases)
        self.links: dict[str, frozenset[str]] = {}
        self.doi_known: dict[str, DoiKnown] = {}
        self._words = words
        self._kept: dict[str, Workspace] = {}
        self._recorded: dict[str, str] = {}
        self.keys: dict[str, str] = {}  # of their sections in lockfiles
        self._servers: set[str] = set()
        self._by_name = {release.name: release for release in campaign.releases}
        self._chosen = tuple(self._by_name)

    def __len__(self) -> int:
        return len(self.campaign.releases)

    @property
    def names(self) -> tuple[str, ...]:
        """What those are called that were chosen, in order; all of them if none were."""
        return self._chosen

    @property
    def identity(self) -> Mapping[str, object]:
        """What tells the campaign from others, once all were checked, whatever rows its table gets or loses."""
        return {"campaign": self.campaign.title, "servers": sorted(self._servers)}

    def choose(self, wanted: Collection[str]) -> None:
        """Do nothing but these, and those whose DOIs they name."""
        chosen, todo = set[str](), [*wanted]
        while todo:
            if (name := todo.pop()) not in chosen:
                chosen.add(name)
                todo += self.links.get(name, ())
        self._chosen = tuple(name for name in self._by_name if name in chosen)

    def sample(self, number: int) -> None:
        """Do nothing but so many, from the beginning to the end in steps of the same length."""
        names = tuple(self._by_name)
        places = (round(step * (len(names) - 1) / max(number - 1, 1)) for step in range(min(number, len(names))))
        self.choose([names[place] for place in places])

    def path(self, name: str) -> Path:
        """The manifest of one of them."""
        return self._by_name[name].path

    def advised(self, name: str, error: PublishPipeError) -> PublishPipeError:
        """An error whose advice means one of them, so that it can be copied."""
        words = self._words
        return named(error, Arguments(self._by_name[name].address, words.environment, words.url, words.settings))

    def check(self, emit: CampaignEmit) -> None:
        """Read all of them. Raises InputError with everything that is wrong with any."""
        if problems := self.problems(emit):
            raise InputError(f"{self.campaign.title} is not a valid campaign.", problems=problems)

    def problems(self, emit: CampaignEmit) -> tuple[Problem, ...]:
        """Everything that is wrong with any of them."""
        found, wrong = Problems(self.campaign), 0
        for number, release in enumerate(self.campaign.releases, 1):
            try:
                self._note(release.name, self.read(release.name))
            except InputError as error:
                problem = Problem(str(release.path), 1, 1, "", error.message, error.hint)
                found.add(release, error.problems or (problem,))
                if (wrong := wrong + 1) == ENOUGH:
                    break
            emit(Looking("checking", number, len(self)))
        for name, doi in self._recorded.items():
            self.dois.learn(name, doi)
        return found.told() or tuple(self._of_links())

    def read(self, name: str) -> Workspace:
        """One of them, as it is now, with the DOIs that are known by now."""
        release, words = self._by_name[name], self._words
        values = ChainMap(dict(release.member.values), self.dois.values)
        member = replace(release.member, values=values, known=self.known)
        return workspace.load(
            release.path, environment=words.environment, url=words.url, settings=words.settings, member=member
        )

    def lockfile(self, name: str, facts: Facts) -> Lockfile:
        """The lockfile of one of them of which these facts are known, without reading its manifest."""
        release, key = self._by_name[name], self.keys[name]
        repository, environment = key.split("/")
        url = "" if facts["base_url"] == workspace.EMBEDDED else facts["base_url"]
        target = Target(repository, cast("Environment", environment), url)
        return Lockfile(workspace.lock_path(release.path, target, release.member), key, REPOSITORIES[repository].LOCK)

    def is_read(self, name: str, facts: Facts) -> bool:
        """Whether these facts stood in the lockfile of one of them when it was read, and that is still in memory."""
        return name in self._kept and self._kept[name].lock.facts == facts

    def forget(self, name: str) -> None:
        """What was read of one of them is not true any more."""
        self._kept.pop(name, None)

    def first_read(self, name: str) -> Workspace:
        """The same as it was when all were checked, if it is still known; only once."""
        return self._kept.pop(name, None) or self.read(name)

    def _note(self, name: str, space: Workspace) -> None:
        """Which others it names, and what it knows."""
        texts = repr(space.wanted.metadata) + "".join(file.text or "" for file in space.wanted.files.values())
        if STAND_IN[:16] in texts:
            named = frozenset(other for other, text in self.dois.stand_ins.items() if text in texts)
            self.links[name] = named
        elif len(self) <= KEPT:
            self._kept[name] = space
        store = f" in {space.folder.resolve()}" if space.manifest.target.is_embedded else ""
        self.keys[name] = space.lock.key
        self._servers.add(f"{space.lock.key} at {space.base_url}{store}")
        self.doi_known[name] = space.repository.doi_known(space.wanted)
        if doi := space.lock.facts.get("doi"):
            self._recorded[name] = doi

    def _of_links(self) -> Iterable[Problem]:
        """What cannot be named, and a circle that nothing can be done about."""
        for name, others in self.links.items():
            for other in sorted(others):
                if self.doi_known[other] == "never":
                    told = f"names the DOI of {other}, which never has one"
                    hint = f"in {self.path(other)}: publish: true, and a dataset with doi: true"
                    yield Problem(str(self.path(name)), 1, 1, "", f"{shown(f'{RELEASE}{other}.doi')} {told}", hint)
        if around := links.circle(self.links, self.doi_known):
            told = f"each of these must be published before the next: {' -> '.join(around)}"
            hint = "a DOI of NOMAD is known only after the publication: leave one of the names out"
            yield Problem(str(self.path(around[0])), 1, 1, "", told, hint)


def opened(paths: Sequence[Path], words: Words) -> Releases:
    """The releases of a campaign file, or of several manifests.

    Raises:
        InputError: the campaign file or its table is wrong.
        UsageError: a campaign file is not alone.
    """
    campaigns = [path for path in paths if files.is_campaign(path)]
    if campaigns and len(paths) > 1:
        raise UsageError(f"{campaigns[0]} is a campaign, which is done alone.", state="Nothing was sent.")
    return Releases(files.read(campaigns[0]) if campaigns else files.of_manifests(paths), words)
