"""Local files beside those of a server: by what it lists, or by the bytes that it gives back."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.errors import ServerError
from publishpipe.files.checksums import Checksums
from publishpipe.files.local_file import LocalFile
from publishpipe.http.download import Download, fetched
from publishpipe.model.comparison import Compared, Unread, compared_files
from publishpipe.model.events import Emit
from publishpipe.model.facts import FileFact

BROKEN = 500  # the status of a server that stumbles over this very file; it has others for being out of order


def held_files(
    files: Mapping[str, LocalFile],
    checksums: Checksums,
    listed: Mapping[str, FileFact],
    download: Download | None,
    emit: Emit,
) -> tuple[Compared[FileFact], ...]:
    """Compare local files with those that a server lists.

    Args:
        files: the local ones.
        checksums: of these.
        listed: what the server lists.
        download: reads a file back; None to believe the list.
        emit: told how far each is.
    """
    read = checksums.of_all(files.values())
    here = {name: FileFact(file.size, read[name]) for name, file in files.items()}

    def look(name: str) -> FileFact | Unread | None:
        if not download:
            return listed[name]
        try:
            return fetched(name, here[name].size, download, checksums.algorithm, emit)
        except ServerError as error:
            if error.status != BROKEN:
                raise
            return Unread(error.message)

    return compared_files(here, listed, look)
