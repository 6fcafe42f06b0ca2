"""The commands for what is there: how it is cited, and its page in the browser."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

import publishpipe
from publishpipe.cli.options import DebugOption, EnvironmentOption, ManifestOrMember, SetOption, UrlOption, settings

Format = Literal["text", "bibtex", "cff", "csl", "badge", "badge-html", "badge-rst"]


def cite(
    manifest: ManifestOrMember,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, bibtex, cff (a CITATION.cff), csl (JSON); badge (Markdown), badge-html, badge-rst.",
        ),
    ] = "text",
    debug: DebugOption = False,
) -> None:
    """Print how a release is cited.

    The lockfile knows all that is needed: no request is sent. Exits with 4 if nothing is released yet.
    """
    from publishpipe.render.citations import WRITERS, notes
    from publishpipe.render.plain import say

    found = publishpipe.cite(manifest, environment=environment, url=url, set=settings(sets))
    say(WRITERS[form](found))
    if said := notes(found):
        from publishpipe.render.text import console
        from publishpipe.render.wrapping import tell
    for note in said:
        tell(console(stderr=True), f"note: {note}", 6)


def open_page(
    manifest: ManifestOrMember,
    environment: EnvironmentOption = None,
    url: UrlOption = None,
    sets: SetOption = [],  # noqa: B006  # typer copies it
    only_print: Annotated[bool, typer.Option("--print", help="Print the address and open nothing.")] = False,
    debug: DebugOption = False,
) -> None:
    """Open the page of the record or draft in the browser.

    That of a rehearsal is a file on this disk. The address is printed, too.
    """
    from publishpipe.render.plain import say

    found = publishpipe.address(manifest, environment=environment, url=url, set=settings(sets))
    say(str(found))
    if not only_print and _has_browser():
        import webbrowser

        webbrowser.open(found.absolute().as_uri() if isinstance(found, Path) else found)


def _has_browser() -> bool:
    """Whether a browser would show itself to whoever sits here: not where one is logged in from elsewhere."""
    if os.environ.get("BROWSER"):
        return True
    if os.environ.keys() & {"SSH_CONNECTION", "SSH_TTY"}:
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"})
