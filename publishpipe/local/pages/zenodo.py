"""The page of a Zenodo record or draft: what to look at before publishing for good."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from html import escape

from publishpipe.local.pages import frame
from publishpipe.local.pages import zenodo_facts as facts
from publishpipe.local.pages import zenodo_naming as naming
from publishpipe.local.pages.links import Links, identified, inside, path
from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.schemas.texts import clean_html
from publishpipe.local.zenodo.serializers.legacy_links import file_name as _name
from publishpipe.local.zenodo.services.reading import Reader

# Cleaned when it was stored; cleaned again because this is where it would do harm.
# Each file that is sent renews the page, and cleaning is by far its slowest part.
_clean = lru_cache(16)(clean_html)

SERVED = Links("/", "/records/{}".format, lambda number, name: f"/api/records/{number}/files/{_name(name)}/content")
KEPT = Links("", "{}.html".format, lambda number, name: f"{number}/{path(name)}" if _is_plain(name) else "")


def keep(reader: Reader, number: int) -> None:
    """Keep the page of the published record, or else the draft, of this number; none if both are gone.

    The pages of its other versions name it, and its files lie beside its page under their own names.
    """
    document = reader.store.document(number, "record") or reader.store.document(number, "draft")
    if document is None or document.kind == "draft":
        _keep(reader, number, document)
        return
    _keep_files(reader, document)
    for pid in reader.published(reader.pid(number).concept):
        _keep(reader, pid.id, reader.store.document(pid.id, "record"))


def _keep(reader: Reader, number: int, document: Document | None) -> None:
    found = (lambda: show(reader, document, KEPT)) if document else None
    frame.keep(reader.store.folder, str(number), found)


def _keep_files(reader: Reader, record: Document) -> None:
    """The files of a record as second names of what the store holds: no byte is copied."""
    folder = reader.store.folder / "records" / str(record.id)
    for file in reader.store.files_in(record.bucket):
        if file.id and _is_plain(file.key):
            with suppress(OSError):  # it is there already; or what was done is done, whether or not it can be shown
                folder.mkdir(parents=True, exist_ok=True)
                (folder / file.key).hardlink_to(reader.store.content(file.id))


def _is_plain(name: str) -> bool:
    """Whether a file's name is one on disk, too."""
    return "/" not in name and "\0" not in name and name not in {".", ".."}


def show(reader: Reader, document: Document, links: Links = SERVED) -> str:
    """The page of a record or a draft."""
    item = reader.item(document)
    metadata = item["metadata"]
    title = metadata.get("title", "Untitled")
    references = "".join(f"<li>{_reference(one)}</li>" for one in metadata.get("references", []))
    parts = [
        f'<p class="soft">{_overline(item)}</p>',
        f"<h1>{escape(title)}</h1>",
        _draft_note(item, links) if item["kind"] == "draft" else _newer_note(reader, item, links),
        f"<p>{'; '.join(naming.person(one) for one in metadata.get('creators', []))}</p>",
        frame.definitions(facts.facts(item, _versions(reader, item), links)),
        _section("Description", metadata.get("description", "")),
        *(_section(_label(one), one.get("description", "")) for one in metadata.get("additional_descriptions", [])),
        _files(item, links),
        f'<h2>References</h2><ol class="list">{references}</ol>' if references else "",
        f"<h2>Citation</h2><blockquote>{escape(naming.citation(item))}</blockquote>",
        "" if naming.is_own(item) else f'<p class="soft">{frame.UNREGISTERED}</p>',
    ]
    return frame.page(f"Draft: {title}" if item["kind"] == "draft" else title, parts, links.home)


def _versions(reader: Reader, item: Json) -> list[Json]:
    """What is published of it, oldest first: number, version and metadata."""
    pids = reader.published(item["concept"]["id"])
    found = ((pid, reader.store.document(pid.id, "record")) for pid in pids)
    return [{"id": pid.id, "version": pid.version, "metadata": one.body["metadata"]} for pid, one in found if one]


def _newer_note(reader: Reader, item: Json, links: Links) -> str:
    if item["is_latest"]:
        return ""
    newest = reader.published(item["concept"]["id"])[-1].id
    return f'<p class="note">There is {inside(links.page(newest), "a newer version")}.</p>'


def _reference(one: Json) -> str:
    known = identified(one["identifier"], one.get("scheme", "")) if one.get("identifier") else ""
    return f"{escape(one.get('reference', ''))} {known}".strip()


def listed(reader: Reader, document: Document) -> frame.Listed:
    """A record or draft in the list of all."""
    item = reader.item(document)
    title = item["metadata"].get("title", "Untitled")
    if document.kind == "record":
        state, folder = "Zenodo record", "records"
    else:
        changes = " of changes" if item["is_published"] else ""
        state, folder = f'Zenodo <strong class="draft">draft{changes}</strong>, not published', "deposit"
    return frame.Listed(document.created, f"/{folder}/{document.id}", title, state, _overline(item))


def _draft_note(item: Json, links: Links) -> str:
    if item["is_published"]:
        told = "Draft of changes, not published."
        more = f"The {inside(links.page(item['id']), 'published record')} is not changed by it yet."
    else:
        given = item["pids"].get("doi", {}).get("provider") == "external"
        told = f"Draft, not published; its DOI is {'the one it was given' if given else 'reserved'}."
        more = "Look at everything: what is published cannot be taken back."
    return f'<p class="note draft"><strong>{told}</strong> {more}</p>'


def _overline(item: Json) -> str:
    metadata = item["metadata"]
    kind = metadata.get("resource_type", {}).get("id")
    dated = "Published" if item["kind"] == "record" else "Publication date"
    words = [
        vocabularies.terms("resource_types")[kind]["en"] if kind else "",
        f"Version {metadata['version']}" if metadata.get("version") else f"v{item['version']}",
        f"{dated} {metadata['publication_date']}" if metadata.get("publication_date") else "",
        "Open" if item["access"]["files"] == "public" else "Files restricted",
    ]
    return " · ".join(escape(word) for word in words if word)


def _label(one: Json) -> str:
    return vocabularies.terms("description_types").get(one.get("type", {}).get("id"), {}).get("en", "Note")


def _section(heading: str, html: str) -> str:
    return f"<h2>{escape(heading)}</h2><div>{_clean(html)}</div>" if html else ""


def _files(item: Json, links: Links) -> str:
    rows = [_file_row(item, file, links) for file in sorted(item["files"], key=lambda file: str(file["key"]))]
    total = frame.size_text(sum(file["size"] or 0 for file in item["files"]))
    caption = f"{frame.counted(len(rows), 'file', 'files')}, {total}"
    return frame.table("Files", caption, ["Name", "Size", "MD5"], rows)


def _file_row(item: Json, file: Json, links: Links) -> list[str]:
    # A browser brings no token; what lies on disk is one's own.
    open_to_all = item["kind"] == "record" and (item["access"]["files"] == "public" or links is KEPT)
    name = inside(links.file(item["id"], file["key"]) if open_to_all else "", file["key"])
    return [name, frame.size_cell(file["size"] or 0), f"<code>{escape(file['md5'] or 'not yet sent')}</code>"]
