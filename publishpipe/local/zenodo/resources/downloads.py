"""The bytes of a file as an answer."""

from __future__ import annotations

from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from publishpipe.local.zenodo.models import File
from publishpipe.local.zenodo.services.files import mimetype
from publishpipe.local.zenodo.services.records import Service

#: Shown as they are by invenio-files-rest; the texts below as plain text; everything else is saved to disk.
SHOWN = frozenset(
    "audio/mpeg audio/ogg audio/wav audio/webm image/gif image/jpeg image/png image/tiff text/plain".split()
)
SHOWN_AS_TEXT = frozenset(
    "application/javascript application/json application/xhtml+xml application/xml text/css text/csv text/html "
    "image/svg+xml text/xml text/markdown".split()
)


def content(service: Service, file: File) -> Response:
    """The bytes of a file, with a media type that does no harm in a browser. Range requests are not heeded."""
    kind = mimetype(file.key)
    path = service.store.content(str(file.id))
    if kind in SHOWN or kind in SHOWN_AS_TEXT:
        shown = kind if kind in SHOWN else "text/plain"
        return WholeFile(path, media_type=shown, headers={"Content-Disposition": "inline"})
    return WholeFile(path, media_type="application/octet-stream", filename=file.key)


class WholeFile(FileResponse):
    """A file, whatever range of it was asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it."""
        headers = [pair for pair in scope["headers"] if pair[0] not in (b"range", b"if-range")]
        await super().__call__({**scope, "headers": headers}, receive, send)
