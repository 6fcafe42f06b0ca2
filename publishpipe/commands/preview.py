"""The page of a release as it will be, written to a file in the scratch folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publishpipe.commands.observe import Look
from publishpipe.errors import PublishPipeError
from publishpipe.files.checksums import CHEAP
from publishpipe.model.facts import merge
from publishpipe.model.plan import Plan
from publishpipe.render.preview import as_html
from publishpipe.state.storage import scratch, write_atomically

FOLDER = "preview"


def write(seen: Look, plan: Plan) -> Path:
    """Write it; where it is. Raises PublishPipeError if that cannot be done."""
    space, sums = seen.space, seen.checksums
    contents = [
        replace(file.content, checksum=sums.of(file) if file.size <= CHEAP else sums.known(file))
        for file in space.wanted.files.values()
    ]
    path = scratch(space.folder) / FOLDER / f"{space.name}.html"
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise PublishPipeError(f"{path.parent} cannot be made: {error.strerror}.", state="Nothing was sent.") from None
    anew = not plan.reserved_doi and any(step.action == "new-version" for step in plan.pending)
    facts = merge(seen.facts, {"doi": None}) if anew else seen.facts  # that of the last version is not its own
    write_atomically(path, as_html(seen.release.page(facts), plan, contents))
    return path
