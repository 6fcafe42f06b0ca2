"""How an entry looks in the search index: `entry_metadata` (nomad-lab, observed 2026-11)."""

from __future__ import annotations

from publishpipe.local.nomad.access import is_published, viewers, writers
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing.parsing import PARSER
from publishpipe.local.nomad.server import Server


def datasets_of(server: Server, entry: Json) -> list[Json]:
    """The datasets that an entry is in."""
    found = (server.store.get("dataset", dataset_id) for dataset_id in entry["datasets"])
    return [dataset for dataset in found if dataset]


def indexed(server: Server, upload: Json, entry: Json) -> Json:
    """The index document of an entry: what parsing left, and what can be edited since."""
    people = {"authors": writers(upload), "writers": writers(upload), "viewers": viewers(upload)}
    optional = {
        "upload_name": upload["upload_name"],
        "description": upload.get("description"),
        **{key: entry.get(key) for key in ("comment", "external_id")},
    }
    return {
        **entry["index"],
        **{key: value for key, value in optional.items() if value},
        "upload_id": upload["upload_id"],
        "upload_create_time": upload["upload_create_time"] + "+00:00",
        "entry_id": entry["entry_id"],
        "calc_id": entry["entry_id"],
        "entry_create_time": entry["entry_create_time"] + "+00:00",
        "parser_name": PARSER,
        "mainfile": entry["mainfile"],
        "published": is_published(upload),
        "with_embargo": bool(upload["embargo_length"]),
        **({"process_status": entry["process_status"]} if server.dialect.entries.indexes_state else {}),
        "nomad_version": server.dialect.version,
        "nomad_commit": "",
        "nomad_distro_commit_url": "",
        "references": entry["references"],
        "origin": server.accounts.name_of(upload["main_author"]),
        "main_author": _person(server, upload["main_author"]),
        **{role: [_person(server, user_id) for user_id in ids] for role, ids in people.items()},
        "writer_groups": upload["coauthor_groups"],
        "viewer_groups": [*upload["coauthor_groups"], *upload["reviewer_groups"]],
        "datasets": [_dataset(dataset) for dataset in datasets_of(server, entry)],
        "readonly": False,
        "license": upload["license"],
    }


def _person(server: Server, user_id: str) -> Json:
    return {"name": server.accounts.name_of(user_id), "user_id": user_id}


def _dataset(dataset: Json) -> Json:
    times = {key: f"{dataset[key]}+00:00" for key in ("dataset_create_time", "dataset_modified_time")}
    shown = {key: value for key, value in dataset.items() if key != "user_id" and value is not None}
    return {"m_annotations": {"mongo": ["MongoInstance"]}, **shown, **times}
