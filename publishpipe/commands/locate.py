"""Where something is that an id, a DOI or an address stands for."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import RefusedError, UsageError
from publishpipe.model.target import Environment, Target
from publishpipe.model.urls import origin_of
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.values import Reference


def target_of(what: str, repository: str | None, environment: Environment | None, url: str | None) -> Target:
    """Where something is, by what is said and by what its address or DOI tells.

    Raises:
        UsageError: that is not enough.
    """
    named = [repository] if repository and repository in REPOSITORIES else list(REPOSITORIES)
    known = {name: found for name in named if (found := REPOSITORIES[name].remote().reference(what))}
    told = {name: place for name, found in known.items() if (place := next(_environments(name, what, found), None))}
    candidates = list(told or known)
    if len(candidates) == 1 and (place := environment or told.get(candidates[0])):
        return Target(candidates[0], place, url or "")
    raise UsageError(
        f"Nothing tells where {what} is.",
        state="Nothing was sent.",
        hint="Say --repository and --environment (and --url, if it is another instance).",
    )


def _environments(repository: str, what: str, found: Reference) -> Iterator[Environment]:
    """The environments that an address lies in, the one with the longest base URL first, or that a DOI is given by."""
    module = REPOSITORIES[repository]
    places: tuple[Environment, ...] = ("sandbox", "production")
    for place in sorted(places, key=lambda place: len(module.BASE_URLS[place]), reverse=True):
        site = module.BASE_URLS[place].removesuffix(module.API_PATH)
        if (found.origin and what.startswith(site)) or found.doi.startswith(module.DOI_PREFIXES.get(place, " ")):
            yield place


def reference_to(target: Target, what: str) -> Reference:
    """What `what` stands for on that target. Raises UsageError: it is none of the forms that the repository knows."""
    module = REPOSITORIES[target.repository]
    found = module.remote().reference(what.strip())
    if found is None:
        raise UsageError(
            f"'{what}' is neither an id nor a DOI nor an address of {module.TITLE}.", state="Nothing was sent."
        )
    return found


def check_place(wanted: Reference, base_url: str) -> None:
    """Raise RefusedError if an address leads to another server than the target's."""
    if wanted.origin and origin_of(wanted.origin) != origin_of(base_url):
        raise RefusedError(
            f"That is on {wanted.origin}, and the target is {base_url}.",
            state="Nothing was written.",
            hint="Say the environment that it is in: --environment, or --url.",
        )
