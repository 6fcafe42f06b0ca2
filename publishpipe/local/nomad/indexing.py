"""How an entry looks in the search index: `entry_metadata` (nomad-lab, observed 2026-11)."""

from __future__ import annotations

from pathlib import Path

from publishpipe.local.nomad.access import is_published, viewers, writers
from publishpipe.local.nomad.clock import now
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.parsing import PARSER, Parsed, sections
from publishpipe.local.nomad.server import Server

_ARCHIVE = ("nomad.datamodel.datamodel.EntryArchive", "nomad.datamodel.datamodel.EntryMetadata")
_RESULTS = ("nomad.datamodel.results.Properties", "nomad.datamodel.results.Results")
_ELN = "nomad.datamodel.results.ELN"
_ROOT = "nomad.datamodel.data.ArchiveSection"
_LONGEST_TEXT = 500
_ALWAYS = """coauthor_groups coauthors datasets embargo_length entry_coauthors entry_create_time entry_hash entry_id
files last_processing_time license main_author mainfile nomad_commit nomad_distro_commit_url nomad_version parser_name
process_status processed processing_errors published quantities references reviewer_groups reviewers section_defs
section_defs.definition_id section_defs.definition_qualified_name section_defs.used_directly sections
upload_create_time upload_id with_embargo""".split()


def index(server: Server, upload: Json, entry: Json, parsed: Parsed, folder: Path) -> Json:
    """What parsing an entry leaves in the index; edits do not change it.

    Args:
        server: The server.
        upload: The entry's upload.
        entry: The entry, with its own metadata.
        parsed: What was found in its file.
        folder: The folder that the file lies in: its other files belong to the entry.
    """
    name = None if parsed.errors else parsed.metadata.get("entry_name") or Path(entry["mainfile"]).name
    data = _with_time(parsed)
    results = {} if parsed.errors else _results(parsed, data)
    used, inherited = _sections(parsed, results)
    quantities = _quantities(upload, entry, name, data, results)
    return {
        **({"results": results} if results else {}),
        **({"entry_name": name} if name else {}),
        "text_search_contents": _texts(server, upload, entry, name, data),
        "files": sorted(file.name for file in folder.iterdir() if file.is_file()),
        "processed": not parsed.errors,
        "last_processing_time": now() + "+00:00",
        "processing_errors": list(parsed.errors),
        "n_quantities": counted(quantities),
        "quantities": quantities,
        "sections": sorted(used),
        "section_defs": _definitions(server.dialect.version, used, inherited),
        **({"search_quantities": _search_quantities(parsed, data)} if parsed.section else {}),
        **({"data": data} if parsed.section else {}),
    }


def counted(quantities: list[str]) -> int:
    """How many quantities are said to be there: those of the index itself are not counted."""
    late = ("metadata.quantities", "metadata.section")
    return sum(bool(name) and not name.startswith(late) for name in quantities)


def _with_time(parsed: Parsed) -> Json:
    """Normalising dates an entry that has no date."""
    dated = parsed.section and parsed.known and "datetime" in sections()[parsed.section]["quantities"]
    if not dated:
        return parsed.data
    moment = parsed.data.get("datetime")
    return parsed.data | {"datetime": f"{moment or now()}" + ("" if moment else "+00:00")}


def _results(parsed: Parsed, data: Json) -> Json:
    results: Json = {"properties": {"available_properties": []}}
    if parsed.section and parsed.known and data:
        names = {"names": [data["name"]]} if "name" in data else {}
        results["eln"] = {"sections": [parsed.section.rpartition(".")[2]], **names}
    return results


def _sections(parsed: Parsed, results: Json) -> tuple[list[str], list[str]]:
    """The sections of the archive, and those that they inherit from."""
    used = [*_ARCHIVE, *(_RESULTS if results else ()), *([_ELN] if "eln" in results else [])]
    if not parsed.section:
        return used, [_ROOT]
    bases = sections()[parsed.section]["bases"] if parsed.known else []
    return [*used, parsed.section], [_ROOT, *bases]


def _definitions(version: str, used: list[str], inherited: list[str]) -> list[Json]:
    return [
        {
            "definition_qualified_name": name,
            "definition_id": sections()[name]["ids"][version],
            "used_directly": name in used,
        }
        for name in sorted({*used, *inherited})
        if name in sections()
    ]


def _quantities(upload: Json, entry: Json, name: str | None, data: Json, results: Json) -> list[str]:
    optional = {
        "entry_name": name,
        "upload_name": upload["upload_name"],
        "description": upload.get("description"),
        **{key: entry.get(key) for key in ("comment", "external_id", "last_edit_time")},
    }
    metadata = [*_ALWAYS, *(key for key, value in optional.items() if value)]
    found = ["", "metadata", *(f"metadata.{key}" for key in metadata)]
    if results:
        found += ["results", "results.properties"]
    if eln := results.get("eln"):
        found += ["results.eln", *(f"results.eln.{key}" for key in eln)]
    if data:
        found += ["data", *(f"data.{key}" for key in data)]
    return sorted(found)


def _texts(server: Server, upload: Json, entry: Json, name: str | None, data: Json) -> list[str]:
    people = [server.accounts.name_of(user_id) for user_id in viewers(upload)]
    datasets = [dataset["dataset_name"] for dataset in _datasets(server, entry)]
    described = (upload["upload_name"], upload.get("description"), entry.get("comment"), name)
    values = [value for key, value in data.items() if isinstance(value, str) and key != "datetime"]
    return sorted({text[:_LONGEST_TEXT] for text in (*people, *datasets, *described, *values) if text})


def _search_quantities(parsed: Parsed, data: Json) -> list[Json]:
    if not parsed.section or not parsed.known:
        return []
    section = sections()[parsed.section]
    lineage = [base for base in reversed(section["bases"]) if base != _ROOT]
    kinds = {"datetime": "datetime_value", "int32": "int_value", "float64": "float_value", "bool": "bool_value"}
    return [
        {
            "id": f"data.{name}#{parsed.section}",
            "definition": f"{section['quantities'][name]}.{name}",
            "path_archive": f"data.{name}",
            "segments": {
                "1": {"path": "data", "definitions": lineage},
                "2": {"path": name, "definitions": [section["quantities"][name]]},
            },
            kinds.get(section.get("types", {}).get(name, "str"), "str_value"): value,
        }
        for name, value in data.items()
    ]


def _datasets(server: Server, entry: Json) -> list[Json]:
    found = (server.store.get("dataset", dataset_id) for dataset_id in entry["datasets"])
    return [dataset for dataset in found if dataset]


def indexed(server: Server, upload: Json, entry: Json) -> Json:
    """The index document of an entry: what parsing left, and what can be edited since."""
    people = {
        "authors": writers(upload),
        "writers": writers(upload),
        "viewers": viewers(upload),
    }
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
        "process_status": entry["process_status"],
        "nomad_version": server.dialect.version,
        "nomad_commit": "",
        "nomad_distro_commit_url": "",
        "references": entry["references"],
        "origin": server.accounts.name_of(upload["main_author"]),
        "main_author": _person(server, upload["main_author"]),
        **{role: [_person(server, user_id) for user_id in ids] for role, ids in people.items()},
        "writer_groups": upload["coauthor_groups"],
        "viewer_groups": [*upload["coauthor_groups"], *upload["reviewer_groups"]],
        "datasets": [_dataset(dataset) for dataset in _datasets(server, entry)],
        "readonly": False,
        "license": upload["license"],
    }


def _person(server: Server, user_id: str) -> Json:
    return {"name": server.accounts.name_of(user_id), "user_id": user_id}


def _dataset(dataset: Json) -> Json:
    times = {key: f"{dataset[key]}+00:00" for key in ("dataset_create_time", "dataset_modified_time")}
    shown = {key: value for key, value in dataset.items() if key != "user_id" and value is not None}
    return {"m_annotations": {"mongo": ["MongoInstance"]}, **shown, **times}
