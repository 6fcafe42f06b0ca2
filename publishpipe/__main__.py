"""`publishpipe`, and `python -m publishpipe`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from publishpipe.cli.main import run  # noqa: PLC0415  # an interrupt during this is no traceback either

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
