"""What may be this very release, where no lockfile knows. Nothing lags: it is NOMAD's database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from publishpipe.errors import NotFoundError
from publishpipe.model.listing import Lookalike
from publishpipe.repositories import lookalikes
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.goal import Meaning
from publishpipe.repositories.nomad.metadata.fields import sign
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.steps.site import Site

NAMESAKES = 5  # uploads of one name whose files are looked at, the newest: names repeat on NOMAD


@dataclass(frozen=True, slots=True)
class Found:
    """An upload that looks like it, and its files: size in bytes by name."""

    upload: Upload
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Looks for them: three requests, and one for the files of each."""

    site: Site
    meaning: Meaning

    def marker(self, facts: Facts) -> str:
        """See `lookalikes.mark`."""
        return lookalikes.mark(self.site.session.base_url, self.meaning.wanted, facts)

    def found(self, facts: Facts, unpublished: Iterable[Upload]) -> list[Found]:
        """What has the mark; or the name, and half of the files: as main author or coauthor. Oldest first."""
        account, name = self.site.account, str(self.meaning.wanted.metadata.get("upload_name", ""))
        marked = [upload for upload in unpublished if self._is_marked(upload, facts) and account.may_write(upload)]
        namesakes = [upload for upload in self.site.client.named(name) if account.may_write(upload)]
        seen = self._with_files(self._unknown(marked, facts))
        alike = (one for one in self._with_files(self._unknown(namesakes, facts)[:NAMESAKES]) if self._has_half(one))
        return sorted([*seen, *alike], key=lambda one: (one.upload.created, one.upload.id))

    def rivals(self, facts: Facts) -> list[Found]:
        """What of that is older than our own draft, or published."""
        mine = (facts.get("created", ""), facts["id"])
        found = self.found(facts, self.site.client.unpublished())
        return [one for one in found if one.upload.published or (one.upload.created, one.upload.id) < mine]

    def ours(self, found: Iterable[Found], facts: Facts) -> Found | None:
        """The oldest draft that a run of this account made: it has the mark, and no file that the manifest has not."""
        own = (one for one in found if one.upload.author == self.site.account.id)
        marked = (one for one in own if self._is_marked(one.upload, facts))
        return next((one for one in marked if self._is_part(one.sizes)), None)

    def are_several(self, found: Iterable[Found], facts: Facts) -> bool:
        """Whether more than one has the mark: a run of which no lockfile is left made one too many."""
        return sum(self._is_marked(one.upload, facts) for one in found) > 1

    def parts(self, uploads: Iterable[Upload]) -> list[str]:
        """The ids of those with no file that the manifest has not."""
        return [one.upload.id for one in self._with_files(uploads) if self._is_part(one.sizes)]

    def _is_part(self, sizes: dict[str, int]) -> bool:
        """Whether the manifest has all of these files."""
        files = self.meaning.wanted.files
        return all(name in files and files[name].size == size for name, size in sizes.items())

    def described(self, found: Iterable[Found]) -> tuple[Lookalike, ...]:
        """How they are told, what is published first."""
        told = (
            Lookalike(
                one.upload.id,
                "published" if one.upload.published else "draft",
                one.upload.name,
                same=self._same(one.sizes),
                family=frozenset({one.upload.id}),
                created=one.upload.created,
            )
            for one in found
        )
        return tuple(sorted(told, key=lambda one: one.state == "draft"))

    def _is_marked(self, upload: Upload, facts: Facts) -> bool:
        return sign(self.marker(facts)) in upload.name and not upload.published

    def _unknown(self, uploads: Iterable[Upload], facts: Facts) -> list[Upload]:
        known = {facts.get("id", ""), *facts.get("others", ()), *self.meaning.wanted.others}
        return [upload for upload in uploads if upload.id not in known]

    def _with_files(self, uploads: Iterable[Upload]) -> Iterator[Found]:
        for upload in uploads:
            with suppress(NotFoundError):  # another run has deleted its own since it was listed
                yield Found(upload, self.site.client.files(upload.id))

    def _has_half(self, one: Found) -> bool:
        return lookalikes.has_half(self._same(one.sizes), len(self.meaning.wanted.files))

    def _same(self, sizes: dict[str, int]) -> int:
        """How many of the manifest's files are there, by name and size."""
        return sum(sizes.get(name) == file.size for name, file in self.meaning.wanted.files.items())
