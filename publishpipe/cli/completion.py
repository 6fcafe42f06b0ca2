"""What the shell offers while one types. It asks no server and loads nothing that is slow.

As in all modules of commands, annotations are not postponed: typer reads them.
"""

from collections.abc import Iterator
from pathlib import Path

import typer

#: What `--until` takes: an action stands for all its steps.
STEPS = {
    "create": "the new draft or upload",
    "new-version": "the draft of a new version",
    "edit": "the open edit of what is published",
    "upload": "all files are sent",
    "remove": "files that are no longer wanted",
    "wait": "NOMAD has processed all files",
    "dataset": "NOMAD's datasets exist",
    "describe": "the metadata are set",
    "verify": "everything is compared: the complete draft",
    "review": "the community is asked to look",
    "publish": "it is public",
    "dataset-doi": "the datasets have their DOIs",
}


def manifests(incomplete: str) -> list[str]:
    """The manifests in the folder that is typed so far; if there are none, the shell offers files."""
    from publishpipe.workspace.lockfiles import MANIFESTS, is_manifest

    return [str(path) for path in _beside(incomplete) if path.suffix in MANIFESTS and is_manifest(path)]


def manifests_and_plans(incomplete: str) -> list[str]:
    """The same, and saved plans."""
    return manifests(incomplete) + [str(path) for path in _beside(incomplete) if path.suffix == ".plan"]


def steps() -> list[tuple[str, str]]:
    """What `--until` takes, and what is then done."""
    return list(STEPS.items())


def repositories() -> list[str]:
    """The repositories that there are."""
    from publishpipe.repositories import HOMES

    return list(HOMES)


def schemas(ctx: typer.Context) -> list[str]:
    """The names of schemas; with --fields, repositories."""
    if ctx.params.get("fields"):
        return repositories()
    from publishpipe.schemas.places import names

    return [name.rpartition(".")[0] for name in names()]


def _beside(incomplete: str) -> Iterator[Path]:
    """The files whose path may become what is typed so far."""
    folder = Path(incomplete) if incomplete.endswith("/") else Path(incomplete).parent
    yield from sorted(path for path in folder.glob("*") if str(path).startswith(incomplete) and path.is_file())
