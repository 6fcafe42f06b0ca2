"""What is asked and told of tokens: never the token."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from publishpipe.errors import UsageError
from publishpipe.model.known_token import KnownToken
from publishpipe.render.plain import plain, say


def ask_token(making: str) -> str:
    """Ask for a token at the terminal, which does not show it. Raises UsageError: there is no terminal."""
    _check_terminal()
    say(making)
    return _hidden("Paste the token (not shown)")


def ask_name_and_password() -> tuple[str, str]:
    """Ask for a user name and a password at the terminal, which does not show that. Raises UsageError."""
    _check_terminal()
    name = str(typer.prompt("User name or e-mail address")).strip()
    return name, _hidden("Password (not shown, not kept)")


def _hidden(question: str) -> str:
    return str(typer.prompt(question, hide_input=True))


def _check_terminal() -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask on.",
            state="Nothing was sent.",
            hint="Give the token on standard input: publishpipe login ... --with-token < FILE",
        )


def show_login(known: KnownToken) -> None:
    """Whose the token is, where it is kept, for how long it is good, and what goes before it."""
    say(f"Accepted by {known.origin}: the token of {plain(known.account)}.")
    say(f"Kept in {known.source}, for {known.origin} alone.")
    say(f"It ends on {_day(known)}." if known.end else "The server does not tell whether it ends.")
    if known.overruled_by:
        say(f"note: {known.overruled_by} is set and goes first: as long as it is, this token is not used.", stderr=True)


def show_logout(known: KnownToken) -> None:
    """What was forgotten, and what gives a token all the same."""
    if known.source:
        say(f"The token for {known.origin} is removed from {known.source}.")
        say("It is still good: to end it, delete it on the server's page.")
    else:
        say(f"No token is kept for {known.origin}.")
    if known.overruled_by:
        say(f"note: {known.overruled_by} is set, and still gives one.", stderr=True)


def show_tokens(known: Sequence[KnownToken]) -> None:
    """Where tokens come from: a line for each server, and what is of interest below it."""
    for one in known:
        say(one.origin)
        say(f"  from     {one.source}")
        if one.account:
            say(f"  account  {plain(one.account)}")
        if one.end:
            say(f"  ends     {_day(one)}")
        if one.overruled_by:
            say(f"  not used: {one.overruled_by} is set and goes first")
    if not known:
        say("There is no token: none is kept, and no variable is set.")


def _day(known: KnownToken) -> str:
    return f"{known.end:%Y-%m-%d %H:%M} UTC" if known.end else ""
