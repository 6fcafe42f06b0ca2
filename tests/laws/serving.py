"""An embedded repository whose NOMAD is fast: `python -m tests.laws.serving STORE DIALECT` serves one and says where."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishpipe.local.server import serve
from publishpipe.local.settings import Settings
from tests.conftest import Server
from tests.program import ending

STEP = 0.002  # seconds of NOMAD's processing; a real one takes longer


@contextmanager
def serving(store: Path, dialect: str) -> Iterator[Server]:
    """A server for as long as the block lasts. It tells what a client that died cut off: that is not listened to."""
    command = [sys.executable, "-m", __name__, str(store), dialect]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)) as process:
        assert process.stdout
        yield Server(process.stdout.readline().strip(), store)


if __name__ == "__main__":
    serve(Settings(Path(sys.argv[1]), nomad_dialect=sys.argv[2], nomad_step_seconds=STEP, takes_any=True))
