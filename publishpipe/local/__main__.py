"""`python -m publishpipe.local`: the embedded repository as a command starts it for itself.

People start it by `publishpipe local serve`, which has all the options.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from publishpipe.local.server import serve
from publishpipe.local.settings import Settings


def main() -> None:
    """Serve a store while somebody holds a lease."""
    parser = argparse.ArgumentParser(prog="python -m publishpipe.local", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="folder with the state; made when missing")
    try:
        serve(Settings(parser.parse_args().store), while_used=True)
    except (OSError, ValueError) as error:
        sys.exit(str(error))  # whoever started it says what that kept from starting


if __name__ == "__main__":
    main()
