"""Where something is that an id, a DOI or an address stands for."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import RefusedError, UsageError
from publishpipe.model.quoting import is_text, quoted
from publishpipe.model.target import Environment, Target
from publishpipe.model.urls import instance_url, is_address, is_loopback, origin_of
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.values import Reference


def target(repository: str, environment: Environment, url: str | None) -> Target:
    """The server that the command line names. Raises UsageError."""
    check_repository(repository)
    if url is None:
        return Target(repository, environment)
    try:
        instance_url(url)
    except ValueError as error:
        raise UsageError(f"--url: {quoted(url)} {error}.", state="Nothing was sent.") from None
    if environment == "local" and not is_loopback(url):
        raise UsageError(
            f"--url: the local environment is on this machine, and {quoted(url)} is not.",
            state="Nothing was sent.",
            hint="Use --environment sandbox or production.",
        )
    return Target(repository, environment, url)


def check_repository(name: str) -> None:
    """Raise UsageError if there is no such repository."""
    if name not in REPOSITORIES:
        raise UsageError(
            f"There is no repository {quoted(name)}.",
            state="Nothing was sent.",
            hint=f"There are: {', '.join(REPOSITORIES)}.",
        )


def target_of(what: str, repository: str | None, environment: Environment | None, url: str | None) -> Target:
    """Where something is, by what is said and by what its address or DOI tells.

    Raises:
        UsageError: that is not enough, or stands for nothing.
    """
    if repository is not None:
        check_repository(repository)
    named = [repository] if repository else list(REPOSITORIES)
    known = {name: found for name in named if (found := _reference(name, what))}
    if not known:
        raise _nothing(what, " or ".join(REPOSITORIES[name].TITLE for name in named))
    told = {name: place for name, found in known.items() if (place := next(_environments(name, what, found), None))}
    candidates = list(told or known)
    if len(candidates) == 1 and (place := environment or told.get(candidates[0])):
        return target(candidates[0], place, url)
    raise UsageError(
        f"Nothing tells where {quoted(what)} is.",
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
    found = _reference(target.repository, what)
    if found is None:
        raise _nothing(what, REPOSITORIES[target.repository].TITLE)
    return found


def _reference(repository: str, what: str) -> Reference | None:
    """What `what` stands for there; an address that holds a password, or is none, stands for nothing."""
    text = what.strip()
    sound = is_text(text) and (is_address(text) or "://" not in text)
    return REPOSITORIES[repository].remote().reference(text) if sound else None


def _nothing(what: str, title: str) -> UsageError:
    return UsageError(
        f"{quoted(what)} is neither an id nor a DOI nor an address of {title}.",
        state="Nothing was sent.",
        hint="Write its id as the server shows it, its DOI without blanks, such as 10.5281/zenodo.1234567, or the "
        "address of its page, https://..., without a user name or password.",
    )


def check_place(wanted: Reference, base_url: str) -> None:
    """Raise RefusedError if an address leads to another server than the target's."""
    if wanted.origin and origin_of(wanted.origin) != origin_of(base_url):
        raise RefusedError(
            f"That is on {wanted.origin}, and the target is {base_url}.",
            state="Nothing was written.",
            hint="Say the environment that it is in: --environment, or --url.",
        )
