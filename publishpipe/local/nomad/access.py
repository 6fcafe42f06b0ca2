"""Who may see or change which upload, and how an upload is shown."""

from __future__ import annotations

from collections.abc import Callable

from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.dialect import Dialect
from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.process_states import PROCESSING
from publishpipe.local.nomad.server import Server
from publishpipe.local.refusal import Refusal

NO_UPLOAD = "The specified upload_id was not found."
BUSY = "The upload is currently being processed, operation not allowed."


def writers(upload: Json) -> list[str]:
    """Main author and coauthors."""
    return list(dict.fromkeys([upload["main_author"], *upload["coauthors"]]))


def viewers(upload: Json) -> list[str]:
    """Writers and reviewers."""
    return list(dict.fromkeys([*writers(upload), *upload["reviewers"]]))


def may_write(server: Server, upload: Json, user_id: str) -> bool:
    """Whether somebody is a writer, or belongs to a group of these."""
    return user_id in writers(upload) or is_member(server, upload["coauthor_groups"], user_id)


def may_see(server: Server, upload: Json, user_id: str) -> bool:
    """Whether somebody is a viewer, or belongs to a group of these; `all` is everybody, whom it makes no reviewer."""
    groups = upload["reviewer_groups"]
    return (
        "all" in groups
        or user_id in viewers(upload)
        or is_member(server, [*upload["coauthor_groups"], *groups], user_id)
    )


def is_member(server: Server, groups: list[str], user_id: str) -> bool:
    """Whether somebody belongs to one of these groups."""
    found = (server.store.get("group", group_id) for group_id in groups)
    return any(group and user_id in group["members"] for group in found)


def is_published(upload: Json) -> bool:
    """Whether the upload is published."""
    return upload["publish_time"] is not None


def find_upload(server: Server, upload_id: str) -> Json:
    """An upload by id.

    Raises:
        Refusal: There is none (404).
    """
    upload = server.store.get("upload", upload_id)
    if upload is None:
        raise refused(404, NO_UPLOAD)
    return upload


def readable(server: Server, upload_id: str, identity: Identity | None, *, own: bool = False) -> Json:
    """An upload that somebody, or nobody, may see.

    Args:
        server: The server.
        upload_id: Which upload.
        identity: Who wants to.
        own: Whether being published does not help.

    Raises:
        Refusal: There is none (404) or it is not theirs to see (401, 403).
    """
    upload, denied = find_upload(server, upload_id), server.dialect.denied
    if identity and (identity.is_admin or may_see(server, upload, identity.user_id)):
        return upload
    if own or not is_published(upload):
        if identity is None:
            raise refused(401, "You need to log in to access the specified upload.")
        raise refused(denied, "You do not have access to the specified upload.")
    if upload["embargo_length"]:
        raise refused(denied, "You do not have access to the specified upload - published with embargo.")
    return upload


def writable(server: Server, upload_id: str, identity: Identity, *, main_author: bool = False) -> Json:
    """An upload that somebody may change, published or not.

    Args:
        server: The server.
        upload_id: Which upload.
        identity: Who wants to.
        main_author: Whether coauthors may not.

    Raises:
        Refusal: There is none (404) or it is not theirs to change (401, 403).
    """
    upload, denied = find_upload(server, upload_id), server.dialect.denied
    if not identity.is_admin and not may_write(server, upload, identity.user_id):
        raise refused(denied, "You do not have write access to the specified upload.")
    if main_author and not identity.is_admin and identity.user_id != upload["main_author"]:
        raise refused(denied, "Only main author has permissions for this operation.")
    return upload


def refuse_published(server: Server, upload: Json) -> None:
    """Refuse what cannot be done to the files of a published upload.

    Raises:
        Refusal: It is published.
    """
    if is_published(upload):
        raise refused(server.dialect.published_raw, "Upload is already published, operation not possible.")


def refuse_published_to_users(server: Server, upload: Json, identity: Identity) -> None:
    """Refuse what only administrators may do to a published upload.

    Raises:
        Refusal: It is published, and nobody of them asks.
    """
    if is_published(upload) and not identity.is_admin:
        message = "Upload is already published, only admins can perform this operation."
        raise refused(server.dialect.denied, message)


def busy(server: Server, message: str = BUSY) -> Refusal:
    """The refusal of what cannot be done while the upload is being processed."""
    return refused(409 if server.processing.fault.conflicts else 400, message)


def refuse_busy(server: Server, upload: Json) -> None:
    """Refuse what cannot be done while the upload is being processed.

    Raises:
        Refusal: It is.
    """
    if upload["process_status"] in PROCESSING:
        raise busy(server)


def shown(server: Server, upload: Json, *, nulls: bool = False, counted: bool = True, placed: bool = True) -> Json:
    """The `data` of an upload.

    Args:
        server: The server.
        upload: The upload.
        nulls: Whether empty values are shown, as only the answers to POST uploads and PUT raw do.
        counted: Whether the number of its entries is shown.
        placed: Whether its place on the server is shown.
    """
    data = _described(server.dialect, upload)
    if counted:
        data["entries"] = server.store.count("entry", upload["upload_id"])
    if placed and (server.dialect.published_folder or not data["published"]):
        data["upload_files_server_path"] = str(server.store.raw(upload["upload_id"]).parent)
    return data if nulls else {key: value for key, value in data.items() if value is not None}


def _described(dialect: Dialect, upload: Json) -> Json:
    kept: Callable[[str], object] = upload.__getitem__
    turn = 0 if dialect.main_author_first else 1
    names = ("current_process", "process_status", "last_status_message", "errors", "warnings")
    people = ("coauthors", "coauthor_groups", "reviewers", "reviewer_groups")
    only_here = {name: upload.get(name) for name in dialect.upload_nulls}
    writing, seeing = writers(upload), viewers(upload)
    return {
        "process_running": upload["process_status"] in PROCESSING,
        **{name: kept(name) for name in names},
        "complete_time": _zoned(dialect, upload["complete_time"]),
        "upload_id": kept("upload_id"),
        "upload_name": kept("upload_name"),
        "upload_create_time": _zoned(dialect, upload["upload_create_time"]),
        "main_author": kept("main_author"),
        **only_here,
        **{name: kept(name) for name in people},
        "writers": writing[turn:] + writing[:turn],
        "writer_groups": kept("coauthor_groups"),
        "viewers": seeing[turn:] + seeing[:turn],
        "viewer_groups": [*upload["coauthor_groups"], *upload["reviewer_groups"]],
        "published": is_published(upload),
        "published_to": [],
        "publish_time": _zoned(dialect, upload["publish_time"]),
        "with_embargo": bool(upload["embargo_length"]),
        "embargo_length": kept("embargo_length"),
        "license": kept("license"),
    }


def _zoned(dialect: Dialect, moment: str | None) -> str | None:
    return moment and moment + dialect.zone
