"""A record's page as one HTML file, to look at before anything is sent: nothing is loaded with it, and nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files as resources

from publishpipe.model.changes import FieldChange, FileChange
from publishpipe.model.contents import Content
from publishpipe.model.page import Fact, Item, Page, Prose
from publishpipe.model.placeholders import STAND_INS
from publishpipe.model.plan import Plan
from publishpipe.render.numbers import counted, size
from publishpipe.render.plain import plain
from publishpipe.render.plan import changing, where
from publishpipe.repositories import REPOSITORIES

#: For a browser: whatever the page says, it may load nothing and run nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def as_html(page: Page, plan: Plan, contents: Iterable[Content]) -> str:
    """The whole file.

    Args:
        page: what the record says.
        plan: what it follows from, with what changes.
        contents: the files of the record.
    """
    changed = {change.name for change in plan.changes if isinstance(change, FieldChange)}
    title = f"<h1>{_text(page.title)}{_tag(page.naming in changed, 'changed')}</h1>"
    parts = [
        _banner(page, plan),
        f'<p class="soft">{" · ".join(map(_item, page.overline))}</p>{title}',
        f"<p>{'; '.join(map(_item, page.people))}{_tag('creators' in changed, 'changed')}</p>" if page.people else "",
        _changes(plan),
        _facts(page.facts, changed),
        *(_prose(part, changed) for part in page.prose),
        _files(tuple(contents), plan),
        f"<h2>Citation</h2><blockquote>{_text(page.citation)}</blockquote>",
    ]
    style = (resources("publishpipe.render") / "preview.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>Preview: {_text(page.title)}</title>\n<style>\n{style}</style></head>\n<body>\n<main>\n"
        + "\n".join(filter(None, parts))
        + "\n</main>\n</body></html>\n"
    )


def _banner(page: Page, plan: Plan) -> str:
    what = "is what publishpipe apply would make" if plan.pending else "is how it is"
    stand_in = f" {STAND_INS['doi']} stands for the DOI until that is known." if STAND_INS["doi"] in str(page) else ""
    return (
        f'<p class="banner" role="note"><strong>Preview. Nothing was sent.</strong> This {what}, of '
        f"{_text(plan.manifest)}, on {_text(where(plan))}. Its page there may be arranged in another way.{stand_in}</p>"
    )


def _changes(plan: Plan) -> str:
    cells = ((f"{sign} {name}", what) for sign, name, what in changing(plan))
    rows = "".join(f"<tr><td>{_text(name)}</td><td>{_text(what)}</td></tr>" for name, what in cells)
    return f'<h2>What changes</h2><table class="changes"><tbody>{rows}</tbody></table>' if rows else ""


def _facts(facts: Iterable[Fact], changed: set[str]) -> str:
    html, last = "", ""
    for fact in facts:
        tag = _tag(fact.field in changed, "changed")
        html += "" if fact.name == last else f"<dt>{_text(fact.name)}{tag}</dt>"
        html += "".join(f"<dd>{_item(item)}</dd>" for item in fact.items)
        last = fact.name
    return f"<dl>{html}</dl>" if html else ""


def _prose(part: Prose, changed: set[str]) -> str:
    tag = _tag(part.field in changed, "changed")
    return f'<h2>{_text(part.name)}{tag}</h2><div class="prose">{part.html}</div>'


def _files(contents: tuple[Content, ...], plan: Plan) -> str:
    checksum = REPOSITORIES[plan.repository].CHECKSUM
    changes = {change.name: change for change in plan.changes if isinstance(change, FileChange)}
    rows = "".join(f"<tr>{''.join(_cells(content, changes.get(content.name)))}</tr>" for content in contents)
    caption = f"{counted(len(contents), 'file')}, {size(sum(content.size for content in contents))}"
    return (
        f'<h2>Files</h2><table class="files"><caption>{caption}</caption><thead><tr><th scope="col">Name</th>'
        f'<th scope="col" class="number">Size</th><th scope="col">{checksum}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cells(content: Content, change: FileChange | None) -> Iterator[str]:
    tag = _tag(change is not None, "replaced" if change and change.before else "new")
    origin = f'<br><span class="soft">{_text(content.origin)}</span>' if content.origin else ""
    members = "".join(f"<li>{_text(name)}</li>" for name in content.members)
    inside = f"<details><summary>What is in it</summary><ul>{members}</ul></details>" if members else ""
    yield f"<td>{_text(content.name)}{tag}{origin}{inside}</td>"
    yield f'<td class="number"><span title="{content.size} bytes">{size(content.size)}</span></td>'
    yield f"<td><code>{_text(content.checksum or 'known once it is read')}</code></td>"


def _item(item: Item) -> str:
    shown = f'<a href="{escape(item.url)}" rel="noreferrer">{_text(item.text)}</a>' if item.url else _text(item.text)
    return f'{shown} <span class="soft">({_text(item.note)})</span>' if item.note else shown


def _tag(shown: bool, word: str) -> str:  # noqa: FBT001  # reads as: a tag if
    return f' <span class="tag">{word}</span>' if shown else ""


def _text(text: str) -> str:
    """A text that HTML takes as it stands, without what turns or hides what follows."""
    return escape(plain(text))
