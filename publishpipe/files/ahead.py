"""Files that are sent soon, read into the system's memory meanwhile: whoever packs them then waits for no disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from publishpipe.files.local_file import LocalFile
from publishpipe.state.reading import opened


def read_ahead(files: Iterable[LocalFile]) -> None:
    """Have the system begin to read these files, where it can: it keeps what there is room for.

    See posix_fadvise(2), POSIX_FADV_WILLNEED. What cannot be read is told when it is sent.
    """
    if not hasattr(os, "posix_fadvise"):
        return
    for entry in (entry for file in files for entry in file.entries):
        with suppress(OSError), opened(entry.path) as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
