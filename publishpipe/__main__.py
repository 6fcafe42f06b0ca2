"""`publishpipe`, and `python -m publishpipe`."""

from __future__ import annotations

import sys

from publishpipe.cli.version import print_version


def main() -> None:
    """Run the command line."""
    try:
        if sys.argv[1:] == ["--version"]:  # which scripts ask for often: it needs none of the commands
            print_version()
            return
        from publishpipe.cli.main import run  # noqa: PLC0415  # an interrupt during this is no traceback either

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
