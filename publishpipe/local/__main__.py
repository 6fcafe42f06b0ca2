"""`python -m publishpipe.local`: the embedded repository as a program."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from publishpipe.local.server import serve
from publishpipe.local.settings import Settings


def _pair(text: str) -> tuple[str, str]:
    name, found, token = text.partition("=")
    if not (name and found and token):
        raise argparse.ArgumentTypeError("expected NAME=TOKEN")
    return name, token


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m publishpipe.local", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="folder with the state; made when missing")
    parser.add_argument("--port", type=int, help="default: the store's own port, chosen once")
    parser.add_argument("--token", type=_pair, action="append", default=[], metavar="NAME=TOKEN", dest="tokens")
    parser.add_argument("--fault", action="append", default=[], metavar="RULE", dest="faults")
    parser.add_argument("--search-lag", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--rate-limit", type=int, metavar="PER_MINUTE", help="default: no limit")
    parser.add_argument("--nomad", choices=["1.3", "2.0"], default="2.0", help="which NOMAD answers")
    parser.add_argument("--nomad-users", type=Path, metavar="FILE", help="JSON file with NOMAD's only users")
    parser.add_argument("--while-used", action="store_true", help="end when nobody holds a lease any more")
    given = parser.parse_args(arguments)
    settings = Settings(
        store=given.store,
        tokens=dict(given.tokens),
        faults=tuple(given.faults),
        search_lag=given.search_lag,
        rate_limit=given.rate_limit,
        nomad_dialect=given.nomad,
        nomad_users=given.nomad_users,
    )
    try:
        serve(settings, given.port, while_used=given.while_used)
    except (OSError, ValueError) as error:
        sys.exit(f"The embedded repository does not start: {error}")


if __name__ == "__main__":
    main()
