"""The page of a NOMAD upload."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

from publishpipe.local.nomad.access import is_published
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.routers.rawdir import files_below
from publishpipe.local.nomad.server import Server
from publishpipe.local.pages import frame
from publishpipe.local.pages.links import Links, inside, link, path

PATH = "/nomad/gui/user/uploads/upload/id/"
SERVED = Links("/", f"{PATH}{{}}".format, lambda number, name: f"/nomad/api/v1/uploads/{number}/raw/{path(name)}")
KEPT = Links("", "{}.html".format, lambda number, name: f"../nomad/uploads/{number}/raw/{path(name)}")
#: Of values that differ from entry to entry.
_MOST_VALUES = 20
_DRAFT_NOTE = (
    '<p class="note draft"><strong>Not published.</strong> '
    "Look at everything: what is published cannot be taken back, and its files can never be changed.</p>"
)
#: Processing has a thread for each upload, and requests have theirs.
_KEEPING = threading.Lock()


def keep(store: Path, server: Server, upload_id: str) -> None:
    """Keep the page of an upload as it is now; none if it is gone."""
    with _KEEPING:
        upload = server.store.get("upload", upload_id)
        frame.keep(store, upload_id, (lambda: show(server, upload, KEPT)) if upload else None)


def show(server: Server, upload: Json, links: Links = SERVED) -> str:
    """The page of an upload."""
    entries = server.store.all("entry", upload["upload_id"])
    entries.sort(key=lambda entry: (entry["process_status"] == "SUCCESS", entry["mainfile"]))
    parts = [
        f'<p class="soft">NOMAD upload · {_overline(upload, len(entries))}</p>',
        f"<h1>{escape(_title(upload))}</h1>",
        "" if is_published(upload) else _DRAFT_NOTE,
        frame.definitions(_facts(server, upload, entries)),
        f'<h2>Description</h2><div class="text">{escape(upload["description"])}</div>' if upload["description"] else "",
        _entries(entries),
        _files(server, upload, links),
        *_citations(server, entries),
    ]
    return frame.page(_title(upload), parts, links.home)


def listed(server: Server, upload: Json) -> frame.Listed:
    """An upload in the list of all."""
    upload_id = upload["upload_id"]
    state = "NOMAD upload" + ("" if is_published(upload) else ', <strong class="draft">not published</strong>')
    words = _overline(upload, server.store.count("entry", upload_id))
    return frame.Listed(upload["upload_create_time"], f"{PATH}{upload_id}", _title(upload), state, words)


def _title(upload: Json) -> str:
    return str(upload["upload_name"] or f"Upload {upload['upload_id']}")


def _overline(upload: Json, entries: int) -> str:
    words = [
        f"Published {upload['publish_time'][:10]}" if is_published(upload) else "",
        f"Embargo of {_months(upload)}" if upload["embargo_length"] else "",
        frame.counted(entries, "entry", "entries"),
        "Processing failed" if upload["process_status"] == "FAILURE" else "",
    ]
    return " · ".join(escape(word) for word in words if word)


def _months(upload: Json) -> str:
    return frame.counted(upload["embargo_length"], "month", "months")


def _facts(server: Server, upload: Json, entries: list[Json]) -> Iterator[tuple[str, str]]:
    yield "Upload id", f"<code>{escape(upload['upload_id'])}</code>"
    if upload["doi"]:
        yield "DOI", f"<code>{escape(upload['doi']['id'])}</code>"
    yield "Main author", _people(server, [upload["main_author"]])
    for role in ("coauthors", "reviewers"):
        if upload[role]:
            yield role.capitalize(), _people(server, upload[role])
    for role in ("coauthor_groups", "reviewer_groups"):
        if upload[role]:
            groups = (server.store.get("group", key) or {} for key in upload[role])
            told = [group.get("group_name", key) for group, key in zip(groups, upload[role], strict=True)]
            yield role.capitalize().replace("_", " "), escape("; ".join(told))
    yield "Embargo", f"{_months(upload)} from publication" if upload["embargo_length"] else "None"
    yield "Licence", escape(upload["license"])
    yield from _gathered("Dataset", entries, lambda entry: [_dataset(server, key) for key in entry["datasets"]])
    yield from _gathered("Reference", entries, lambda entry: [link(url, url) for url in entry["references"]])
    yield from _gathered("Comment", entries, lambda entry: [_text(entry["comment"])] if entry.get("comment") else [])
    yield "Processing", escape(" · ".join(filter(None, (upload["process_status"], upload["last_status_message"]))))


def _people(server: Server, user_ids: Iterable[str]) -> str:
    return escape("; ".join(server.accounts.name_of(user_id) or user_id for user_id in user_ids))


def _gathered(name: str, entries: list[Json], values: Callable[[Json], list[str]]) -> Iterator[tuple[str, str]]:
    """What the entries say, each value once; of how many entries it is, unless of all."""
    found = Counter(value for entry in entries for value in values(entry))
    for value, number in found.most_common(_MOST_VALUES):
        some = f' <span class="soft">({number} of {len(entries)} entries)</span>' if number < len(entries) else ""
        yield name, value + some
    if len(found) > _MOST_VALUES:
        yield name, f"and {len(found) - _MOST_VALUES} more"


def _dataset(server: Server, dataset_id: str) -> str:
    dataset = server.store.get("dataset", dataset_id) or {}
    doi = f"DOI <code>{escape(dataset['doi'])}</code>" if dataset.get("doi") else "no DOI"
    return f'{escape(dataset.get("dataset_name", dataset_id))} <span class="soft">({doi})</span>'


def _citations(server: Server, entries: list[Json]) -> Iterator[str]:
    """How each dataset with a DOI is cited; that of a rehearsal leads nowhere, and so is no link."""
    found = (server.store.get("dataset", key) for key in dict.fromkeys(key for e in entries for key in e["datasets"]))
    cited = [_citation(server, dataset) for dataset in found if dataset and dataset.get("doi")]
    if cited:
        yield f"<h2>Citation</h2>{''.join(f'<blockquote>{escape(text)}</blockquote>' for text in cited)}"
        yield f'<p class="soft">{frame.UNREGISTERED}</p>'


def _citation(server: Server, dataset: Json) -> str:
    name, year = server.accounts.name_of(dataset["user_id"]) or "?", str(dataset["dataset_create_time"])[:4]
    return f"{name} ({year}). NOMAD dataset: {dataset['dataset_name']}. NOMAD Repository. doi:{dataset['doi']}"


def _text(text: str) -> str:
    return f'<span class="text">{escape(text)}</span>'


def _entries(entries: list[Json]) -> str:
    failed = sum(entry["process_status"] != "SUCCESS" for entry in entries)
    caption = frame.counted(len(entries), "entry", "entries") + (f", {failed} failed" if failed else "")
    rows = [[escape(entry["mainfile"]), escape(entry["parser_name"]), _state(entry)] for entry in entries]
    return frame.table("Entries", caption, ["Mainfile", "Parser", "Status"], rows)


def _state(entry: Json) -> str:
    if entry["process_status"] == "SUCCESS":
        return "SUCCESS"
    told = [*entry["errors"], *entry.get("index", {}).get("processing_errors", ())]
    status = f'<strong class="draft">{escape(entry["process_status"])}</strong>'
    return "<br>".join([status, *(escape(error) for error in dict.fromkeys(told))])


def _files(server: Server, upload: Json, links: Links) -> str:
    root = server.store.raw(upload["upload_id"])
    files = [(found.relative_to(root).as_posix(), found.stat().st_size) for found in files_below(root)]
    caption = f"{frame.counted(len(files), 'file', 'files')}, {frame.size_text(sum(size for _, size in files))}"
    # A browser brings no token; what lies on disk is one's own.
    open_to_all = links is KEPT or (is_published(upload) and not upload["embargo_length"])
    rows = [
        [inside(links.file(upload["upload_id"], name) if open_to_all else "", name), frame.size_cell(size)]
        for name, size in files
    ]
    return frame.table("Files", caption, ["Name", "Size"], rows)
