"""The text of a manifest, read from a file that may be anything."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from pathlib import Path

from publishpipe.errors import InputError, Problem
from publishpipe.state.reading import opened

LARGEST = 10 << 20  # bytes


def text_of(path: Path) -> str:
    """What stands in a manifest. Raises InputError: it cannot be read, is no text, or too large to be one."""
    try:
        with opened(path) as file:
            data = file.read(LARGEST + 1)
        if len(data) <= LARGEST:
            return TextIOWrapper(BytesIO(data), "utf-8-sig").read()
        message = f"is larger than {LARGEST >> 20} MiB, which no manifest is"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
    raise InputError(f"{path} {message}", problems=(Problem(str(path), 1, 1, "", message),))
