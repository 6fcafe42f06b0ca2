"""Variables of the environment that a manifest may name: those that it lists, and never a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from publishpipe.errors import Problem
from publishpipe.http.credentials import secrets
from publishpipe.manifest.document import Document
from publishpipe.model.placeholders import ENVIRONMENT
from publishpipe.repositories import REPOSITORIES

LIST = "environment_variables"
_SECRET = re.compile("TOKEN|SECRET|PASSWORD|KEY|CREDENTIAL", re.IGNORECASE)


def values_of(document: Document, environment: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """What `${env:NAME}` stands for, by what is between the braces; and what is wrong with the names listed.

    No message holds a value.
    """
    listed = document.value.get(LIST) if isinstance(document.value, dict) else None
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    known = secrets(environment, [repository.VARIABLES for repository in REPOSITORIES.values()]) if names else {}
    problems = []
    for index, name in enumerate(names):
        for message, hint in _objections(name, environment, known):
            problems.append(document.problem((LIST, index), message, hint))
    return {f"{ENVIRONMENT}{name}": environment.get(name, "") for name in names}, problems


def _objections(
    name: str, environment: Mapping[str, str], known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """Why a variable may not be published, if so: at most one reason."""
    if name in known or _SECRET.search(name):
        yield f"{name} has the name of a secret, which no manifest may publish", "name the variable otherwise"
    elif name not in environment:
        yield f"{name} is not set", f"export {name}=..., or take it out of the list"
    elif any(secret in environment[name] for secrets_of in known.values() for secret in secrets_of):
        yield f"{name} holds a token or a password, which no manifest may publish", "set it to something else"
