"""What all pages share: frame, style, tables, and how a page is kept as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #666; --mark: #0b5cad; --draft: #b45f06; }
@media (prefers-color-scheme: dark) { :root { --soft: #aaa; --mark: #7ab7ff; --draft: #f0a95b; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
a { color: var(--mark); }
h1 { line-height: 1.2; margin: .2em 0; }
h2 { font-size: 1.1rem; margin: 2em 0 .5em; border-bottom: 1px solid var(--line); }
.soft, dt, caption { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; }
dd { margin: 0; grid-column: 2; }
header { margin-bottom: 1em; }
.text { white-space: pre-line; }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; }
th, td { text-align: left; padding: .3em .8em .3em 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { min-width: 9rem; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
code { font-size: .85em; }
blockquote { margin: 0; padding-left: 1em; border-left: 3px solid var(--line); }
.note { border: 1px solid var(--line); padding: .5em 1em; border-radius: .3em; }
.draft { border-color: var(--draft); border-left-width: .3em; }
.draft strong, strong.draft { color: var(--draft); }
ol.list { list-style: none; padding: 0; }
ol.list li { padding: .6em 0; border-bottom: 1px solid var(--line); }
@media (max-width: 32rem) {
  dl { grid-template-columns: 1fr; }
  dd { grid-column: 1; }
  dt { margin-top: .4em; }
  tr, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); }
  tr { padding: .4em 0; border-bottom: 1px solid var(--line); }
  td { padding: 0; border: 0; }
  td.number { text-align: left; }
}
"""
#: Whatever a page shows: nothing is loaded and nothing is run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LOCAL = "An embedded repository on this machine: nothing here is public, and no DOI is registered."
#: More rows than this nobody reads.
MOST_ROWS = 1000


@dataclass(frozen=True)
class Listed:
    """One thing in the list of all.

    Attributes:
        created: When it was made, ISO, UTC.
        url: Its page.
        title: What it is called.
        state: What it is, and whether it is published, as HTML.
        words: What else there is to say, as HTML.
    """

    created: str
    url: str
    title: str
    state: str
    words: str


def page(title: str, parts: Iterable[str]) -> str:
    """A whole page.

    Args:
        title: A text.
        parts: Its content, as HTML.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f'<header class="note soft"><a href="/">All records</a> · {LOCAL}</header>'
        f"<main>{''.join(parts)}</main></body></html>\n"
    )


def listing(items: Iterable[Listed]) -> str:
    """The page with everything, newest first."""
    newest = sorted(items, key=lambda item: item.created, reverse=True)
    rows = "".join(
        f'<li><a href="{escape(item.url)}">{escape(item.title)}</a><br>{item.state}'
        f'<span class="soft">{" · " if item.words else ""}{item.words}</span></li>'
        for item in newest
    )
    return page("Records", ["<h1>Records</h1>", f'<ol class="list">{rows}</ol>' if rows else "<p>Nothing yet.</p>"])


def definitions(facts: Iterable[tuple[str, str]]) -> str:
    """Names (texts) with values (HTML); a name that comes again at once is not repeated."""
    html, last = "", ""
    for name, value in facts:
        html += ("" if name == last else f"<dt>{escape(name)}</dt>") + f"<dd>{value}</dd>"
        last = name
    return f"<dl>{html}</dl>"


def table(heading: str, caption: str, columns: Iterable[str], rows: list[list[str]]) -> str:
    """A section with a table of HTML cells; a column called Size is one of numbers."""
    styles = {name: ' class="number"' if name == "Size" else "" for name in columns}
    head = "".join(f'<th scope="col"{style}>{name}</th>' for name, style in styles.items())
    cut = f", of which {MOST_ROWS} are shown" if len(rows) > MOST_ROWS else ""
    body = "".join(
        f"<tr>{''.join(f'<td{style}>{cell}</td>' for style, cell in zip(styles.values(), row, strict=True))}</tr>"
        for row in rows[:MOST_ROWS]
    )
    return (
        f'<h2>{heading}</h2><div class="scroll" tabindex="0" role="region" aria-label="{heading}">'
        f"<table><caption>{caption}{cut}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def counted(number: int, one: str, many: str) -> str:
    """A number of things."""
    return f"{number} {one if number == 1 else many}"


def size_cell(size: int) -> str:
    """A size, with the exact one behind it."""
    return f'<span title="{size} bytes">{size_text(size)}</span>'


def size_text(size: float) -> str:
    """A number of bytes for people."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"


def keep(store: Path, name: str, html: Callable[[], str] | None) -> None:
    """Keep a page as a file, to be looked at without a server; None removes it."""
    path = store / "records" / f"{name}.html"
    with suppress(OSError):  # what was done is done, whether or not its page can be kept
        if html is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(html(), "utf-8")
        part.replace(path)
