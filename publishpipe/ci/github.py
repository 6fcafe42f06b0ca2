"""What is asked of GitHub's API: a comment on a pull request, and a pull request with the lockfile."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

from publishpipe.ci.pipeline import event
from publishpipe.errors import CredentialsError, ServerError, UsageError, understood
from publishpipe.http.credentials import secret_in
from publishpipe.http.dialect import Dialect, Refusal
from publishpipe.http.request import Body
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.model.urls import instance_url, origin_of

TOKEN = "GITHUB_TOKEN"  # noqa: S105  # the name of a variable
LONGEST = 65_000  # characters of a comment; GitHub takes 65,536
PAGE = 100  # comments in one answer, the most


def refusal(value: object) -> Refusal:
    """Read the JSON of a refusal."""
    message = value.get("message") if isinstance(value, dict) else ""
    return Refusal(str(message or ""))


def session(variables: Mapping[str, str] = os.environ) -> Session:
    """A connection to the API of the repository that this runs for, with the token in GITHUB_TOKEN.

    Raises:
        UsageError: this does not run on GitHub.
        CredentialsError: there is no token.
    """
    api, name = variables.get("GITHUB_API_URL", ""), variables.get("GITHUB_REPOSITORY", "")
    if not api or not name:
        raise UsageError("This is for a workflow on GitHub.", hint="It needs GITHUB_API_URL and GITHUB_REPOSITORY.")
    try:
        instance_url(api)
    except ValueError as wrong:
        raise UsageError(f"GITHUB_API_URL {wrong}.") from None
    token = variables.get(TOKEN, "").strip()
    if not token:
        raise CredentialsError(
            "There is no token for GitHub.", hint=f"Set {TOKEN} for this step: ${{{{ github.token }}}}"
        )
    return Session(f"{api}/repos/{name}/", secret_in(token, origin_of(api), TOKEN), Dialect(refusal), ignore)


def comment(github: Session, text: str) -> str:
    """Have one comment on the pull request say this, whose first line tells it from others; its address.

    Raises:
        UsageError: no pull request made this run start.
        ServerError: GitHub did not do it.
    """
    number = event().get("pull_request", {}).get("number")
    if not number:
        raise UsageError("No pull request made this run start, so there is none to comment on.")
    key, _, _ = text.partition("\n")
    body = Body.json({"body": _cut(text)})
    with understood(), _permitted():
        # Anybody may write such a first line, and could change a comment of their own again once it holds the plan.
        bots = (one for one in _comments(github, number) if one["user"]["type"] == "Bot")
        own = next((one for one in bots if one["body"].startswith(key)), None)
        if own:
            return str(github.call("PATCH", f"issues/comments/{own['id']}", body, repeatable=True)["html_url"])
        return str(github.call("POST", f"issues/{number}/comments", body)["html_url"])


@contextmanager
def _permitted() -> Iterator[None]:
    """Say what to do about a refusal: the API's is not about a manifest."""
    try:
        yield
    except ServerError as refused:
        refused.hint = "Run the job again."
        if refused.status in {401, 403, 404}:
            refused.hint = "Give the job `permissions: pull-requests: write`."
        raise


def _comments(github: Session, number: int) -> Iterator[Mapping[str, Any]]:
    for page in count(1):
        found = github.get(f"issues/{number}/comments", per_page=PAGE, page=page)
        yield from found
        if len(found) < PAGE:
            return


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    whole, _, _ = text[:LONGEST].rpartition("\n")
    return f"{whole}\n\nThe plan is longer; the page of the run shows all of it."


def pull_request(github: Session, branch: str, base: str, title: str, text: str) -> str:
    """Have a pull request that asks to take `branch` into `base`; its address.

    Raises:
        ServerError: GitHub did not do it.
    """
    with understood(), _permitted():
        owner = str(github.base_url.rstrip("/").rsplit("/", 2)[1])
        found = github.get("pulls", state="open", head=f"{owner}:{branch}", base=base)
        if not found:
            body = Body.json({"title": title, "body": text, "head": branch, "base": base})
            found = [github.call("POST", "pulls", body)]
        return str(found[0]["html_url"])
