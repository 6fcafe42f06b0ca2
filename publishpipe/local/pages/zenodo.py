"""The page of a Zenodo record or draft: what to look at before publishing for good."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from publishpipe.local.pages import frame
from publishpipe.local.pages import zenodo_facts as facts
from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.schemas.texts import clean_html
from publishpipe.local.zenodo.serializers import legacy_links
from publishpipe.local.zenodo.services.reading import Reader

# Cleaned when it was stored; cleaned again because this is where it would do harm.
# Each file that is sent renews the page, and cleaning is by far its slowest part.
_clean = lru_cache(16)(clean_html)


def keep(reader: Reader, number: int) -> None:
    """Keep the page of the published record, or else the draft, of this number; none if both are gone."""
    document = reader.store.document(number, "record") or reader.store.document(number, "draft")
    found = (lambda: show(reader.item(document))) if document else None
    frame.keep(reader.store.folder, str(number), found)


def show(item: Json) -> str:
    """The page of a record or a draft."""
    metadata = item["metadata"]
    title = metadata.get("title", "Untitled")
    parts = [
        f'<p class="soft">{_overline(item)}</p>',
        f"<h1>{escape(title)}</h1>",
        _draft_note(item) if item["kind"] == "draft" else "",
        f"<p>{'; '.join(facts.person(one) for one in metadata.get('creators', []))}</p>",
        frame.definitions(facts.facts(item)),
        _section("Description", metadata.get("description", "")),
        *(_section(_label(one), one.get("description", "")) for one in metadata.get("additional_descriptions", [])),
        _files(item),
        f"<h2>Citation</h2><blockquote>{escape(facts.citation(item))}</blockquote>",
    ]
    return frame.page(f"Draft: {title}" if item["kind"] == "draft" else title, parts)


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


def _draft_note(item: Json) -> str:
    if item["is_published"]:
        told = "Draft of changes, not published."
        more = f'The <a href="/records/{item["id"]}">published record</a> is not changed by it yet.'
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


def _files(item: Json) -> str:
    rows = [_file_row(item, file) for file in sorted(item["files"], key=lambda file: str(file["key"]))]
    total = frame.size_text(sum(file["size"] or 0 for file in item["files"]))
    caption = f"{frame.counted(len(rows), 'file', 'files')}, {total}"
    return frame.table("Files", caption, ["Name", "Size", "MD5"], rows)


def _file_row(item: Json, file: Json) -> list[str]:
    name = escape(file["key"])
    if item["kind"] == "record" and item["access"]["files"] == "public":  # a browser brings no token
        url = f"/api/records/{item['id']}/files/{legacy_links.file_name(file['key'])}/content"
        name = f'<a href="{escape(url)}">{name}</a>'
    return [name, frame.size_cell(file["size"] or 0), f"<code>{escape(file['md5'] or 'not yet sent')}</code>"]
