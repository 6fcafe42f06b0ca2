"""What of the account's own may be this very release, where no lockfile knows: drafts and records that look like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from publishpipe.errors import ServerError
from publishpipe.http import polling
from publishpipe.model import identity
from publishpipe.model.listing import Lookalike
from publishpipe.repositories import lookalikes
from publishpipe.repositories.zenodo.facts import Facts, version_ids
from publishpipe.repositories.zenodo.goal import Meaning
from publishpipe.repositories.zenodo.models import Listed
from publishpipe.repositories.zenodo.steps.site import Site


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Looks for them: one request each time. The search lags, and shows no files of drafts."""

    site: Site
    meaning: Meaning

    def marker(self, facts: Facts) -> str:
        """See `lookalikes.mark`."""
        return lookalikes.mark(self.site.session.base_url, self.meaning.wanted, facts)

    def found(self, facts: Facts) -> list[Listed]:
        """What has the mark, the title, or half of the files, oldest first."""
        return self._alike(self._listed(facts), facts)

    def rivals(self, facts: Facts) -> list[Listed]:
        """What of that is older than our own draft, or published: it surely shows once that does, and a moment went by.

        Two drafts that were made within a second may come into the index in the other order; while one is published,
        a search shows neither the draft nor the record (both seen on a real Zenodo).

        Raises:
            ServerError: our own draft still does not show.
        """
        own = facts["id"]

        def shows(items: Iterable[Listed]) -> bool:
            return any(item.id == own for item in items)

        reason = "looking whether the same was published from elsewhere"
        listed = polling.awaited(self.site.session, lambda: self._listed(facts), reason, until=shows)
        if not shows(listed):
            raise ServerError(
                f"Zenodo's search does not show the draft {own} yet, so it may hide others of the same release.",
                hint="Run the same command again in a minute.",
            )
        self.site.session.sleep(polling.SETTLED, reason)
        both = {item.id: item for item in (*listed, *self._listed(facts))}
        older = (item for item in both.values() if item.submitted or int(item.id) < int(own))
        return self._alike(older, facts)

    def marked(self, items: Iterable[Listed], facts: Facts) -> list[str]:
        """The ids of the drafts with the mark, oldest first. One of more was one too many: its lockfile is lost."""
        return [item.id for item in items if not item.submitted and self.marker(facts) in item.marks]

    def described(self, items: Iterable[Listed]) -> tuple[Lookalike, ...]:
        """How they are told: each record by its newest version, what is published first."""
        ordered = sorted(items, key=lambda item: (item.concept_id, item.submitted, int(item.id)))
        records = (self._lookalike(list(versions)) for _, versions in groupby(ordered, attrgetter("concept_id")))
        return tuple(sorted(records, key=lambda one: one.state == "draft"))

    def _listed(self, facts: Facts) -> list[Listed]:
        title, own = self.meaning.title(), facts.get("concept_id", "")
        titles = dict.fromkeys((title, identity.normal(title)))  # servers split words in other ways
        return self.site.searches.alike(self.marker(facts), titles, self.meaning.telling(), own)

    def _alike(self, items: Iterable[Listed], facts: Facts) -> list[Listed]:
        """Those that look like it and are not known to be ours, or another one."""
        own = {facts.get("id"), facts.get("concept_id"), *version_ids(facts)}
        known = {*own, *facts.get("others", ()), *self.meaning.wanted.others}
        marker, title, telling = self.marker(facts), identity.normal(self.meaning.title()), self.meaning.telling()
        enough = min(2, len(self.meaning.wanted.files))  # one of several may be a licence, which each record has

        def looks_like(item: Listed) -> bool:
            if marker in item.marks or identity.normal(item.title) == title:
                return True
            same = len(telling & item.md5s)
            return lookalikes.has_half(same, len(telling)) and same >= enough

        return [item for item in items if not {item.id, item.concept_id} & known and looks_like(item)]

    def _lookalike(self, versions: Sequence[Listed]) -> Lookalike:
        first, newest = versions[0], versions[-1]  # drafts come first
        return Lookalike(
            newest.id,
            "published" if newest.submitted else "draft",
            newest.title,
            newest.doi if newest.submitted else "",
            same=len(self.meaning.telling() & newest.md5s) if newest.submitted else None,
            draft=first.id if newest.submitted and not first.submitted else "",
            family=frozenset({newest.concept_id, *(version.id for version in versions)}),
            created=min(version.created for version in versions),
        )
