"""What parsing an entry leaves in the search index (nomad-lab, observed 2026-11)."""

from __future__ import annotations

from pathlib import Path

from publishpipe.local.nomad.access import viewers
from publishpipe.local.nomad.clock import now
from publishpipe.local.nomad.dialect import Dialect, EntryDialect
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing.documents import datasets_of
from publishpipe.local.nomad.processing.parsing import Parsed, sections
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


def index(server: Server, upload: Json, entry: Json, parsed: Parsed, files: list[str]) -> Json:
    """What parsing an entry leaves in the index; edits do not change it.

    Args:
        server: The server.
        upload: The entry's upload.
        entry: The entry, with its own metadata.
        parsed: What was found in its file.
        files: The file, and those that belong to it.
    """
    dialect = server.dialect.entries
    name = None if parsed.failed else parsed.metadata.get("entry_name") or Path(entry["mainfile"]).name
    data = _with_time(parsed)
    results = {} if parsed.failed else _results(parsed, data)
    used, inherited = _sections(parsed, results)
    quantities = _quantities(upload, entry, name, data, results)
    if not dialect.indexes_state:
        quantities.remove("metadata.process_status")
    return {
        **({"results": results} if results else {}),
        **({"entry_name": name} if name else {}),
        "text_search_contents": _texts(server, upload, entry, name, data),
        "files": files,
        "processed": not parsed.failed,
        "last_processing_time": now() + "+00:00",
        "processing_errors": [*parsed.errors, *([dialect.index_error] if parsed.failed else [])],
        "n_quantities": counted(quantities),
        "quantities": quantities,
        "sections": sorted(used),
        "section_defs": _definitions(server.dialect, used, inherited),
        **({"search_quantities": _search_quantities(dialect, parsed, data)} if parsed.section else {}),
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


def _definitions(dialect: Dialect, used: list[str], inherited: list[str]) -> list[Json]:
    return [
        {
            "definition_qualified_name": name,
            "definition_id": sections()[name]["ids"][dialect.version],
            "used_directly": name in used or dialect.entries.inherits_directly,
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
    texts: list[str | None] = [value for key, value in data.items() if isinstance(value, str) and key != "datetime"]
    if server.dialect.entries.indexes_texts:
        texts += [server.accounts.name_of(user_id) for user_id in viewers(upload)]
        texts += [dataset["dataset_name"] for dataset in datasets_of(server, entry)]
        texts += [upload["upload_name"], upload.get("description"), entry.get("comment"), name]
    return sorted({text[:_LONGEST_TEXT] for text in texts if text})


def _search_quantities(dialect: EntryDialect, parsed: Parsed, data: Json) -> list[Json]:
    if not parsed.section or not parsed.known:
        return []
    section = sections()[parsed.section]
    kinds = {"datetime": "datetime_value", "int32": "int_value", "float64": "float_value", "bool": "bool_value"}
    return [
        {
            "id": f"data.{name}#{parsed.section}",
            "definition": f"{section['quantities'][name]}.{name}",
            "path_archive": f"data.{name}",
            **(_segments(section, name) if dialect.indexes_segments else {}),
            kinds.get(section.get("types", {}).get(name, "str"), "str_value"): value,
        }
        for name, value in data.items()
    ]


def _segments(section: Json, name: str) -> Json:
    """Where a quantity of the data lies."""
    lineage = [base for base in reversed(section["bases"]) if base != _ROOT]
    owner = section["quantities"][name]
    return {"segments": {"1": {"path": "data", "definitions": lineage}, "2": {"path": name, "definitions": [owner]}}}
