"""Which request goes where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publishpipe.local.nomad import server
from publishpipe.local.nomad.dialect import Dialect
from publishpipe.local.nomad.routers import (
    actions,
    archive,
    datasets,
    downloads,
    edit,
    entries,
    graph,
    groups,
    listing,
    login,
    personal_tokens,
    rawdir,
    rawfiles,
    search,
    uploads,
    users,
)

Endpoint = Callable[[Request], Response | Awaitable[Response]]


def routes(dialect: Dialect) -> list[Route]:
    """The routes of a dialect, in the real server's order: a 405 names the methods of the first one that fits."""
    table = [*_AUTH, *(_SINCE_1_4 if dialect.stoppable else ()), *_datasets(dialect.datasets_path)]
    table += [*(reversed(_UPLOAD) if dialect.get_first else _UPLOAD), *_UPLOADS, *_OTHERS]
    if dialect.token_by_get:
        table.insert(0, ("GET", "/auth/token", login.get_token))
    return [_route(method, path, endpoint) for method, path, endpoint in table]


def _route(method: str, path: str, endpoint: Endpoint) -> Route:
    route = Route(path, endpoint, methods=[method])
    # Starlette answers HEAD where it answers GET; the real server does not.
    route.methods = {method}
    return route


def _datasets(path: str) -> list[tuple[str, str, Endpoint]]:
    return [
        ("GET", path, datasets.get_datasets),
        ("GET", "/datasets/{dataset_id}", datasets.get_dataset),
        ("POST", path, datasets.post_dataset),
        ("DELETE", "/datasets/{dataset_id}", datasets.delete_dataset),
        ("POST", "/datasets/{dataset_id}/action/doi", datasets.post_doi),
    ]


_AUTH: list[tuple[str, str, Endpoint]] = [
    ("POST", "/auth/token", login.post_token),
    ("GET", "/auth/app_token", login.get_app_token),
    ("GET", "/auth/signature_token", login.get_signature_token),
    ("GET", "/users/me", users.get_me),
    ("GET", "/users", users.get_users),
    ("GET", "/users/{user_id}", users.get_user),
    ("GET", "/groups", groups.get_groups),
    ("POST", "/groups", groups.post_group),
    ("GET", "/info", server.get_info),
    ("GET", "/uploads/command-examples", uploads.get_examples),
]
_SINCE_1_4: list[tuple[str, str, Endpoint]] = [
    ("POST", "/auth/pats", personal_tokens.post_personal_token),
    ("POST", "/uploads/{upload_id}/action/stop-processing", actions.post_stop),
    ("POST", "/uploads/{upload_id}/action/assign-doi", actions.post_assign_doi),
]
_UPLOAD: list[tuple[str, str, Endpoint]] = [
    ("POST", "/uploads", uploads.post_upload),
    ("DELETE", "/uploads/{upload_id}", uploads.delete_upload),
    ("GET", "/uploads", listing.get_uploads),
    ("GET", "/uploads/{upload_id}", uploads.get_upload),
]
_UPLOADS: list[tuple[str, str, Endpoint]] = [
    ("GET", "/uploads/{upload_id}/entries", entries.get_entries),
    ("GET", "/uploads/{upload_id}/entries/{entry_id}", entries.get_entry),
    ("POST", "/uploads/{upload_id}/edit", edit.post_edit),
    ("GET", "/uploads/{upload_id}/rawdir/{path:path}", rawdir.get_rawdir),
    ("GET", "/uploads/{upload_id}/raw", downloads.get_all_raw),
    ("GET", "/uploads/{upload_id}/raw/{path:path}", downloads.get_raw),
    ("PUT", "/uploads/{upload_id}/raw/{path:path}", rawfiles.put_raw),
    ("DELETE", "/uploads/{upload_id}/raw/{path:path}", rawfiles.delete_raw),
    ("POST", "/uploads/{upload_id}/action/publish", actions.post_publish),
    ("POST", "/uploads/{upload_id}/action/process", actions.post_process),
    ("POST", "/uploads/{upload_id}/action/delete-entry-files", actions.post_delete_entry_files),
    ("POST", "/uploads/{upload_id}/action/lift-embargo", actions.post_lift_embargo),
]
_OTHERS: list[tuple[str, str, Endpoint]] = [
    ("GET", "/entries", search.get_entries),
    ("GET", "/entries/{entry_id}/archive", archive.get_archive),
    ("POST", "/entries/{entry_id}/archive/query", archive.post_query),
    ("POST", "/entries/query", search.post_query),
    ("POST", "/graph/query", graph.post_query),
]
