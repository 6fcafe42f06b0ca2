"""A report of many releases, for whoever was not there: by the ending of its name JSON, Markdown, HTML or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from html import escape
from io import StringIO

from publishpipe.model.campaign import CampaignResult, Ended
from publishpipe.render.campaign.text import summary
from publishpipe.render.markdown import cell
from publishpipe.render.plain import plain

Rows = list[tuple[str, ...]]
COLUMNS = ("release", "status", "doi", "id", "published", "record_url", "error")


def as_json(result: CampaignResult) -> str:
    """All that is known."""
    releases = [one.as_json() for one in result.releases]
    releases += [{"release": name, "status": "left", "error": why} for name, why in result.left.items()]
    value = {name: told for name, told in result.as_json().items() if name != "event"}
    return json.dumps({"campaign": 1, **value, "releases": releases}, indent=2, ensure_ascii=False) + "\n"


def as_csv(result: CampaignResult) -> str:
    """A row for each release, with its DOI."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_rows(result))
    return out.getvalue()


def as_markdown(result: CampaignResult) -> str:
    """The counts, then tables: what did not end well, what is left, what is done."""
    lines = [f"# {plain(result.title)}", "", summary(result)]
    lines += ["", f"Stopped: {plain(result.stopped)}"] if result.stopped else []
    for heading, columns, rows in _tables(result):
        lines += ["", f"## {heading}", "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
        lines += [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def as_html(result: CampaignResult) -> str:
    """The same as a page of its own."""
    parts = [f"<h1>{escape(plain(result.title))}</h1>", f"<p>{escape(summary(result))}</p>"]
    parts += [f"<p><strong>Stopped:</strong> {escape(plain(result.stopped))}</p>"] if result.stopped else []
    for heading, columns, rows in _tables(result):
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        body = "\n".join(f"<tr>{''.join(f'<td>{_linked(text)}</td>' for text in row)}</tr>" for row in rows)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
        parts.append(f"<h2>{escape(heading)}</h2>\n{table}")
    return PAGE.format(title=escape(plain(result.title)), style=STYLE, body="\n".join(parts))


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
{style}</head>
<body>
{body}
</body></html>
"""
STYLE = (
    "<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}</style>"
)

BY_ENDING = {".json": as_json, ".csv": as_csv, ".md": as_markdown, ".html": as_html}


def _linked(text: str) -> str:
    told = escape(text)
    return f'<a href="{told}">{told}</a>' if text.startswith(("https://", "http://")) else told


def _tables(result: CampaignResult) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Heading, columns and rows of each part that has any."""
    failed: Rows = [(one.release, plain(str(one.result.error)), plain(one.hint)) for one in result.exceptions]
    left: Rows = [(name, plain(why)) for name, why in result.left.items()]
    good = [one for one in result.releases if not one.exit_code]
    done: Rows = [(one.release, str(one.result.status), _known_by(one), one.result.record_url or "") for one in good]
    if failed:
        yield "Failed", ("release", "why", "what to do"), failed
    if left:
        yield "Left", ("release", "why"), left
    if done:
        yield "Done", ("release", "status", "DOI or id", "record"), done


def _known_by(one: Ended) -> str:
    return one.result.doi_url or one.result.doi or one.result.id or ""


def _rows(result: CampaignResult) -> Iterator[tuple[object, ...]]:
    for one in result.releases:
        told = one.result
        known = (told.doi or "", told.id or "", told.published, told.record_url or "")
        yield one.release, told.status, *known, told.error or ""
    for name, why in result.left.items():
        yield name, "left", "", "", "", "", why
