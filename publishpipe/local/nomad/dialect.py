"""How the generations of NOMAD differ, as data.

Observed on nomad-lab 1.3.16 (Celery) and 2.0.0 (Temporal), 2026-11; what both do alike is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class EntryDialect:
    """How one generation shows entries.

    Attributes:
        process: Name of the process that parsed an entry; None: not shown.
        done: Message of an entry that was parsed.
        failed: Message of one that was not.
        error: Its error.
        index_error: What the index says of it.
        indexes_state: The index knows the state of an entry.
        indexes_texts: The index finds entries by their authors, upload, comment and datasets, and not by data only.
        indexes_segments: Searchable quantities say where they lie.
        inherits_directly: Inherited sections count as used.
    """

    process: str | None
    done: str
    failed: str
    error: str
    index_error: str
    indexes_state: bool
    indexes_texts: bool
    indexes_segments: bool
    inherits_directly: bool


@dataclass(frozen=True)
class Dialect:
    """One generation of the server.

    Attributes:
        version: What `GET info` says.
        token_by_get: `GET auth/token` works.
        token_set: A login answers with Keycloak's whole token set and needs `grant_type`.
        personal_tokens: Personal access tokens exist, and tokens have scopes.
        upload_token_header: The upload token is a header and not a query parameter.
        anonymous: What a missing token is told.
        challenge: `WWW-Authenticate` of a missing or expired token; None: no such header.
        denied: Status for somebody else's things.
        published_raw: Status for changing the files of a published upload.
        zone: What stands behind the times of uploads and entries.
        processes: Names of the processes by operation.
        put_and_wait: Name that a `wait_for_processing` PUT leaves as the current process; None: it is no process,
            leaves that alone, and is done whatever runs.
        pending_message: Message of a waiting process; None: the last one's stays.
        success_message: Message of a finished process.
        steps: Status and message of each step that is shown while a process runs.
        queueing: Work on a busy upload is queued, not refused, except behind a publication or deletion.
        busy_edit: What an edit that is refused is told (the newer server trips over its own check).
        waits: edit, publish and delete answer when done; if not, at once.
        stoppable: `action/stop-processing` and `trigger_processing=false` exist.
        upload_nulls: Keys of an upload that only this generation has.
        datasets_path: Where datasets live; the other form is redirected.
        structured_names: A name filter may be JSON, and `is_owned` and unknown states filter.
        published_folder: Uploads keep their server path when published, archives have no folder entries.
        editable_description: Uploads have a description.
        bad_archive: Error of an archive that is none.
        broken_archive: Error of one with a broken member; None: the one that a second attempt finds.
        unpacks_always: `auto_decompress` is not known, members are unpacked apart first, and `..` is cut off.
        replaces_potcars: A POTCAR is replaced by its header; else that is put beside whatever is called so.
        refers_by_upload: References in files that processing makes have the upload's id.
        encoded_names: Downloads have an encoded name beside the plain one.
        bad_order: What a wrong `order_by` of uploads is told; None: the list of right ones.
        main_author_first: Order of writers and viewers (a set on the real server).
        get_first: A 405 for uploads names GET, and not POST or DELETE.
        entries: How entries are shown.
    """

    version: str
    token_by_get: bool
    token_set: bool
    personal_tokens: bool
    upload_token_header: bool
    anonymous: str
    challenge: str | None
    denied: int
    published_raw: int
    zone: str
    processes: Mapping[str, str]
    put_and_wait: str | None
    pending_message: str | None
    success_message: str
    steps: Mapping[str, tuple[str, str]]
    queueing: bool
    busy_edit: str
    waits: bool
    stoppable: bool
    upload_nulls: tuple[str, ...]
    datasets_path: str
    structured_names: bool
    published_folder: bool
    editable_description: bool
    bad_archive: str
    broken_archive: str | None
    unpacks_always: bool
    replaces_potcars: bool
    refers_by_upload: bool
    encoded_names: bool
    bad_order: str | None
    main_author_first: bool
    get_first: bool
    entries: EntryDialect


_TEMPORAL = Dialect(
    version="2.0.0",
    token_by_get=False,
    token_set=True,
    personal_tokens=True,
    upload_token_header=True,
    anonymous="Authentication required.",
    challenge="Bearer",
    denied=403,
    published_raw=400,
    zone="Z",
    processes=MappingProxyType(
        {
            "process": "_process_upload",
            "edit": "_edit_metadata",
            "publish": "_publish_upload",
            "delete": "delete_upload",
        }
    ),
    put_and_wait=None,
    pending_message=None,
    success_message="Process completed successfully",
    steps=MappingProxyType(
        {
            "adding": ("PENDING", "Adding files"),
            "deleting": ("PENDING", "Deleting files"),
            "copying": ("PENDING", "COPY the file"),
            "moving": ("PENDING", "MOVE the file"),
            "matching": ("PENDING", "Matching"),
            "parsing": ("PENDING", "Parsing level -1"),
            "cleaning": ("PENDING", "Cleanup"),
        }
    ),
    queueing=False,
    busy_edit="'NoneType' object has no attribute 'is_blocking'",
    waits=True,
    stoppable=True,
    upload_nulls=("description", "doi", "included_entries"),
    datasets_path="/datasets",
    structured_names=True,
    published_folder=True,
    editable_description=True,
    bad_archive="ValueError: Bad archive.",
    broken_archive=None,
    unpacks_always=False,
    replaces_potcars=True,
    refers_by_upload=True,
    encoded_names=True,
    bad_order=None,
    main_author_first=True,
    get_first=False,
    entries=EntryDialect(
        process=None,
        done="Archiving",
        failed="Process None failed: ProcessFailure: parser failed with exception",
        error="ProcessFailure: parser failed with exception",
        index_error="process failed with exception",
        indexes_state=True,
        indexes_texts=True,
        indexes_segments=True,
        inherits_directly=False,
    ),
)

_CELERY = Dialect(
    version="1.3.16",
    token_by_get=True,
    token_set=False,
    personal_tokens=False,
    upload_token_header=False,
    anonymous="Authorization required.",
    challenge=None,
    denied=401,
    published_raw=401,
    zone="",
    processes=MappingProxyType(
        {
            "process": "process_upload",
            "edit": "edit_upload_metadata",
            "publish": "publish_upload",
            "delete": "delete_upload",
        }
    ),
    put_and_wait="put_file_and_process_local",
    pending_message="Pending: {process}",
    success_message="Process {process} completed successfully",
    steps=MappingProxyType(
        {
            "starting": ("RUNNING", "Started: {process}"),
            "adding": ("RUNNING", "Adding files"),
            "deleting": ("RUNNING", "Deleting files"),
            "matching": ("RUNNING", "Matching"),
            "parsing": ("WAITING_FOR_RESULT", "Waiting for results (level -1)"),
            "cleaning": ("RUNNING", "Cleanup"),
        }
    ),
    queueing=True,
    busy_edit="Upload {upload_id} is blocked by another process",
    waits=False,
    stoppable=False,
    upload_nulls=(),
    datasets_path="/datasets/",
    structured_names=False,
    published_folder=False,
    editable_description=False,
    bad_archive="AssertionError: Cannot extract file. Bad file format or file extension?",
    broken_archive="ValueError: Cannot extract file. Bad file format or file extension?",
    unpacks_always=True,
    replaces_potcars=False,
    refers_by_upload=False,
    encoded_names=False,
    bad_order="order_by must be a valid attribute",
    main_author_first=False,
    get_first=True,
    entries=EntryDialect(
        process="process_entry",
        done="Process process_entry completed successfully",
        failed="Process process_entry failed: parser failed with exception",
        error="parser failed with exception",
        index_error="process failed",
        indexes_state=False,
        indexes_texts=False,
        indexes_segments=False,
        inherits_directly=True,
    ),
)

#: By the names that the settings use.
DIALECTS: Mapping[str, Dialect] = MappingProxyType({"1.3": _CELERY, "2.0": _TEMPORAL})
