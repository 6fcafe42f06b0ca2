"""`publishpipe` where no file that is written can grow beyond some size: SIZE (bytes) ARGUMENTS…"""

from __future__ import annotations

import resource
import sys

from publishpipe import __main__ as publishpipe


def main() -> None:
    """The program, on such a disk."""
    size = int(sys.argv.pop(1))
    sys.dont_write_bytecode = True  # Python would leave half a module behind, at which every later start fails
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    publishpipe.main()
