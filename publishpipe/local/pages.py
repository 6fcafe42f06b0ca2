"""Pages for people: a record as it will be seen, and the list of records."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from publishpipe.local.zenodo import links, vocabularies
from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.reading import Reader
from publishpipe.local.zenodo.texts import clean_html

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #666; --mark: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --soft: #aaa; --mark: #7ab7ff; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
a { color: var(--mark); }
h1 { line-height: 1.2; margin: .2em 0; }
h2 { font-size: 1.1rem; margin: 2em 0 .5em; border-bottom: 1px solid var(--line); }
.soft, dt, caption { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; }
dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3em .8em .3em 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; white-space: nowrap; }
code { font-size: .85em; }
blockquote { margin: 0; padding-left: 1em; border-left: 3px solid var(--line); }
.note { border: 1px solid var(--line); padding: .5em 1em; border-radius: .3em; }
ol.list { list-style: none; padding: 0; }
ol.list li { padding: .6em 0; border-bottom: 1px solid var(--line); }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5em; } }
"""
#: Whatever a record contains: nothing is loaded and nothing is run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LOCAL = "An embedded repository on this machine: nothing here is public, and no DOI is registered."


def record(item: Json) -> str:
    """The page of a record."""
    metadata = item["metadata"]
    title = metadata.get("title", "Untitled")
    doi = item["pids"].get("doi", {}).get("identifier", "")
    parts = [
        f'<p class="soft">{_overline(item)}</p>',
        f"<h1>{escape(title)}</h1>",
        f"<p>{'; '.join(_person(one) for one in metadata.get('creators', []))}</p>",
        _definitions(_facts(item, doi)),
        _section("Description", metadata.get("description", "")),
        *(_section(_label(one), one.get("description", "")) for one in metadata.get("additional_descriptions", [])),
        _files(item),
        f"<h2>Citation</h2><blockquote>{escape(citation(item))}</blockquote>",
    ]
    return _page(title, parts)


def _overline(item: Json) -> str:
    metadata = item["metadata"]
    kind = metadata.get("resource_type", {}).get("id")
    words = [
        vocabularies.terms("resource_types")[kind]["en"] if kind else "",
        f"Version {metadata['version']}" if metadata.get("version") else f"v{item['version']}",
        f"Published {metadata.get('publication_date', '')}",
        "Open" if item["access"]["files"] == "public" else "Files restricted",
    ]
    return " · ".join(escape(word) for word in words if word)


def _person(one: Json) -> str:
    person = one.get("person_or_org", {})
    shown = escape(person.get("name", "?"))
    for known in person.get("identifiers", []):
        if known["scheme"] == "orcid":
            shown = f'<a href="https://orcid.org/{quote(known["identifier"])}">{shown}</a>'
    places = ", ".join(escape(place.get("name", "")) for place in one.get("affiliations", []))
    return f'{shown} <span class="soft">({places})</span>' if places else shown


def _facts(item: Json, doi: str) -> Iterable[tuple[str, str]]:
    metadata = item["metadata"]
    yield "DOI", f"<code>{escape(doi)}</code>"
    if item["concept"]["doi"]:
        yield "DOI for all versions", f"<code>{escape(item['concept']['doi'])}</code>"
    for right in metadata.get("rights", []):
        yield "Licence", _license(right)
    if metadata.get("publisher"):
        yield "Publisher", escape(metadata["publisher"])
    keywords = [one["subject"] for one in metadata.get("subjects", []) if one.get("subject")]
    if keywords:
        yield "Keywords", escape(", ".join(keywords))
    if item["communities"]:
        yield "Communities", escape(", ".join(item["communities"]))
    for one in metadata.get("related_identifiers", []):
        relation = vocabularies.terms("relation_types").get(one.get("relation_type", {}).get("id"), {}).get("en", "")
        yield relation or "Related", f"{escape(one['identifier'])} <span class=soft>({escape(one['scheme'])})</span>"
    for one in metadata.get("contributors", []):
        yield vocabularies.terms("roles").get(one.get("role", {}).get("id"), {}).get("en", "Contributor"), _person(one)


def _license(right: Json) -> str:
    known = vocabularies.licenses().get(right.get("id", ""))
    if known is None:
        return escape(right.get("title", {}).get("en", ""))
    return f'<a href="{escape(known.url)}">{escape(known.title)}</a>' if known.url else escape(known.title)


def _definitions(facts: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _label(one: Json) -> str:
    return vocabularies.terms("description_types").get(one.get("type", {}).get("id"), {}).get("en", "Note")


def _section(heading: str, html: str) -> str:
    # Cleaned when it was stored; cleaned again because this is where it would do harm.
    return f"<h2>{escape(heading)}</h2><div>{clean_html(html)}</div>" if html else ""


def _files(item: Json) -> str:
    rows = [_file_row(item, file) for file in sorted(item["files"], key=lambda file: str(file["key"]))]
    total = size_text(sum(file["size"] or 0 for file in item["files"]))
    return (
        f'<h2>Files</h2><div class="scroll"><table><caption>{len(rows)} files, {total}</caption>'
        '<thead><tr><th scope="col">Name</th><th scope="col" class="number">Size</th>'
        '<th scope="col">MD5</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _file_row(item: Json, file: Json) -> str:
    url = f"/api/records/{item['id']}/files/{links.file_name(file['key'])}/content"
    return (
        f'<tr><td><a href="{escape(url)}">{escape(file["key"])}</a></td>'
        f'<td class="number"><span title="{file["size"]} bytes">{size_text(file["size"] or 0)}</span></td>'
        f"<td><code>{escape(file['md5'] or '')}</code></td></tr>"
    )


def size_text(size: float) -> str:
    """A number of bytes for people."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"


def citation(item: Json) -> str:
    """How the record is to be cited, in APA's order."""
    metadata = item["metadata"]
    names = [one.get("person_or_org", {}).get("name", "?") for one in metadata.get("creators", [])]
    year = metadata.get("publication_date", "n.d.")[:4]
    version = f" (Version {metadata['version']})" if metadata.get("version") else ""
    doi = item["pids"].get("doi", {}).get("identifier")
    title = metadata.get("title", "Untitled")
    source = f" {metadata['publisher']}." if metadata.get("publisher") else ""
    return f"{'; '.join(names)} ({year}). {title}{version}.{source}" + (f" https://doi.org/{doi}" if doi else "")


def listing(items: list[Json]) -> str:
    """The page with all records, newest first."""
    rows = "".join(
        f'<li><a href="/records/{item["id"]}">{escape(item["metadata"].get("title", "Untitled"))}</a>'
        f'<br><span class="soft">{_overline(item)}</span></li>'
        for item in items
    )
    body = f'<ol class="list">{rows}</ol>' if items else "<p>Nothing is published here yet.</p>"
    return _page("Records", ["<h1>Records</h1>", body])


def _page(title: str, parts: list[str]) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f'<header class="note soft"><a href="/">All records</a> · {LOCAL}</header>'
        f"<main>{''.join(parts)}</main></body></html>\n"
    )


def write(reader: Reader, document: Document) -> Path:
    """Keep a copy of a record's page in the store, to be looked at without a server."""
    folder = reader.store.folder / "records"
    folder.mkdir(exist_ok=True)
    path = folder / f"{document.id}.html"
    path.write_text(record(reader.item(document)), "utf-8")
    return path


async def _record(request: Request) -> Response:
    reader: Reader = request.app.state.service
    document = reader.store.document(request.path_params["id"], "record")
    if document is None:
        return HTMLResponse(_page("Not found", ["<h1>Not found</h1><p>There is no such record.</p>"]), 404)
    return HTMLResponse(record(reader.item(document)))


async def _listing(request: Request) -> Response:
    reader: Reader = request.app.state.service
    documents = reader.store.records()
    return HTMLResponse(listing([reader.item(document) for document in documents]))


routes = [Route("/", _listing), Route("/records/{id:int}", _record), Route("/record/{id:int}", _record)]
