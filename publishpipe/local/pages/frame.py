"""What all pages share: frame, list, tables, and how a page is kept as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

from publishpipe.local.pages.style import STYLE

#: Whatever a page shows: nothing is loaded and nothing is run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LOCAL = "<strong>Rehearsal</strong> on this machine: nothing here is public, and no DOI is registered."
UNREGISTERED = "A rehearsal: this DOI is registered nowhere and leads nowhere. Cite what is published for good."
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


def page(title: str, parts: Iterable[str], home: str = "/") -> str:
    """A whole page.

    Args:
        title: A text.
        parts: Its content, as HTML.
        home: Where the list of all is; empty on disk, where there is none.
    """
    listed = f'<a href="{home}">All records</a> · ' if home else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f'<header class="note soft">{listed}{LOCAL}</header>'
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
    # What was done is done, whether or not its page can be kept, or made: a draft may hold half of anything.
    with suppress(OSError, LookupError, TypeError, ValueError):
        if html is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(html(), "utf-8")
        part.replace(path)
