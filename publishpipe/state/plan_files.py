"""Which files are saved plans: no pattern of a manifest matches one, whatever its name.

No file of data is opened to find that out. A file is looked into only if it is below 64 MiB and its name ends in
`.json` or `.plan`, or if it has a name that `plan --out` wrote to: the scratch folder remembers those.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from publishpipe.errors import PublishPipeError
from publishpipe.state.places import SCRATCH
from publishpipe.state.reading import opened, text_of
from publishpipe.state.storage import scratch, write_atomically

BEGINNING = b'{\n  "plan": 1,\n  "saved": {'  # of every saved plan, whatever its name
ENDINGS = (".json", ".plan")
LARGEST = 64 << 20  # bytes
REMEMBERED = 100


def is_saved_plan(path: Path) -> bool:
    """Whether a file is a plan that `plan --out` wrote."""
    with suppress(OSError, ValueError), opened(Path(os.path.realpath(path)), links=False) as file:
        return os.fstat(file.fileno()).st_size < LARGEST and file.read(len(BEGINNING)) == BEGINNING
    return False


def is_named_like_one(path: Path) -> bool:
    """Whether a file has a name that plans have, of which nobody was told."""
    return path.name.endswith(ENDINGS)


def remember(folder: Path, path: Path) -> None:
    """Remember beside the manifest in `folder`, as far as that can be, that `path` is a plan with an unusual name."""
    if not is_named_like_one(path):
        names = [os.path.relpath(path, folder), *_names(folder)]
        with suppress(PublishPipeError):
            scratch(folder)
            write_atomically(_list(folder), json.dumps([*dict.fromkeys(names)][:REMEMBERED], indent=0))


def remembered(folder: Path) -> frozenset[Path]:
    """The plans with unusual names that are remembered there, and still are plans."""
    return frozenset(path for name in _names(folder) if is_saved_plan(path := folder / name))


def _list(folder: Path) -> Path:
    return folder / SCRATCH / "plans.json"


def _names(folder: Path) -> list[str]:
    try:
        names = json.loads(text_of(_list(folder)))
    except (OSError, ValueError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
