"""A file fetched to disk, where it is as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from publishpipe.errors import PublishPipeError, ServerError
from publishpipe.http.download import fetched
from publishpipe.http.request import Begin
from publishpipe.model.events import Emit
from publishpipe.model.facts import FileFact

if TYPE_CHECKING:
    from publishpipe.http.session import Session

PART = ".publishpipe.part"  # what is not whole yet; short, as a file's name may be as long as names can be


def save(session: Session, content: str, place: Path, expected: FileFact, emit: Emit) -> None:
    """Download a file to disk, where it is as a whole or not at all.

    Args:
        session: the server that has it.
        content: where its bytes are, below the base URL.
        place: where to put it.
        expected: its size, and md5 if the server told it.
        emit: told how far it is.

    Raises:
        ServerError: what arrived is something else.
    """
    part = place.with_name(PART)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            got = fetched(
                place.name, expected.size, lambda _, begin: session.download(content, _into(file, begin)), emit
            )
        if got is None or got.size != expected.size or expected.md5 not in (None, got.md5):
            raise ServerError(
                f"{place.name} did not arrive as the server says that it is.", hint="Run the same command again."
            )
        part.replace(place)
    except OSError as error:
        raise PublishPipeError(
            f"{place} cannot be written: {error.strerror}.",
            hint="Make room, or give yourself the right to write there; then run the same command again.",
        ) from None
    finally:
        with suppress(OSError):
            part.unlink()


def _into(file: BinaryIO, begin: Begin) -> Begin:
    """The same download, written to a file too; each attempt from its beginning."""

    def anew() -> Callable[[bytes], None]:
        file.seek(0)
        file.truncate()
        take = begin()

        def both(piece: bytes) -> None:
            file.write(piece)
            take(piece)

        return both

    return anew
