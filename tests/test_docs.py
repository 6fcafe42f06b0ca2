"""What the README and the pages in docs/ show is what happens: commands, outputs, manifests, code, links."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

import publishpipe
from publishpipe.cli.completion import STEPS
from publishpipe.cli.help import LAST
from publishpipe.schemas import loader
from publishpipe.state.places import STORE
from tests import reference
from tests.documents import PAGES, ROOT, Block, blocks, commands, fits, for_good, headings, likened, links, run
from tests.local.running import Running, running

LANGUAGES = {"sh", "console", "yaml", "python", "json", "text", "markdown"}
RUN = {"sh", "console", "yaml", "python"}


def named(pages: list[Path]) -> list[Any]:
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages]


def tried(page: Path) -> list[Block]:
    """The blocks of a page that somebody tries."""
    return [block for block in blocks(page) if not block.noted("not run")]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The embedded repository of a folder that the pages have one after another."""
    with running(tmp_path_factory.mktemp("page") / STORE, "--open", "--search-lag=0") as found:
        yield found


@pytest.fixture
def folder(server: Running) -> Path:
    """What the pages speak of: the README's manifest, and the files of it; crystals for NOMAD. Nothing was rehearsed."""
    folder = server.store.parents[1]
    for path in folder.iterdir():
        if path.name != ".publishpipe":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in server.store.glob("*.lock.json"):
        path.unlink()
    for name in ("README.md", "results/frost.csv", "raw/model/a.nc", "raw/a.tmp", "docs/report-final-v3.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name}\n")
    (folder / "CITATION.cff").write_text(CITATION)
    shutil.copytree(ROOT / "manifests/crystals", folder / "crystals")
    shutil.copy(ROOT / "manifests/nomad-crystals.yaml", folder / "crystals.yaml")
    (folder / "frost.yaml").write_text(FROST)
    return folder


FROST = next(block.text for block in blocks(ROOT / "README.md") if block.noted("file") == "frost.yaml")
CITATION = """\
cff-version: 1.2.0
message: Please cite these data.
title: Frost days climate index 2015-2100
type: dataset
authors: [{family-names: Fabrizio, given-names: Antonio, affiliation: CMCC}]
license: CC-BY-4.0
version: "1.0"
# doi: ${doi}
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", named([page for page in PAGES if any(b.language in RUN for b in tried(page))]))
def test_what_a_page_shows_is_what_happens(
    page: Path, folder: Path, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    origin = server.url
    tokens = {name: f"token-{uuid4().hex}" for name in (origin, for_good(origin))}  # accounts without a past
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", " ".join(f"{origin}={token}" for origin, token in tokens.items()))
    monkeypatch.setenv("GITHUB_SHA", "4c86cac")
    for block in tried(page):
        if name := block.noted("file"):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(block.text)
        if block.language == "yaml":
            valid(block)
        elif block.language in {"sh", "console"}:
            for command in commands(block):
                output = run(command, folder, origin, tokens)
                shown = command.output
                assert shown is None or fits(shown, output), f"{command.line}\n{likened(shown)}\n---\n{likened(output)}"
        elif block.language == "python":
            exec(compile(block.text, str(page), "exec"), {"__name__": "__main__"})  # noqa: S102  # our own pages


def valid(block: Block) -> None:
    """Hold a manifest, or a part of one laid over the README's, against what publishpipe takes."""
    value = yaml.safe_load(block.text)
    if "${row." in block.text or "${release." in block.text:
        return  # its campaign is tried
    if not set(value) & {"publishpipe", "target", "files", "metadata", "publish", "id", "environment_variables"}:
        return  # another program's, such as a CITATION.cff
    if name := block.noted("file"):
        assert publishpipe.validate(name) == (), block.text
        return
    if "publishpipe" not in value:
        whole = yaml.safe_load(CRYSTALS if "upload_name" in value.get("metadata", {}) else FROST)
        value = {**whole, **value, "metadata": {**whole["metadata"], **value.get("metadata", {})}}
    text = yaml.safe_dump(value).replace("2027-06-01", "2999-06-01")  # whatever day it is
    Path("tried.yaml").write_text(text)
    try:
        assert publishpipe.validate("tried.yaml") == (), block.text
    finally:
        Path("tried.yaml").unlink()


CRYSTALS = (ROOT / "manifests/nomad-crystals.yaml").read_text("utf-8")


def test_every_block_is_tried_or_says_why_not() -> None:
    for page in PAGES:
        for block in blocks(page):
            assert block.language in LANGUAGES, f"{page}:\n{block.text}"
            untried = block.language in {"text", "markdown"} and not block.noted("file")
            assert not untried or block.noted("not run") or page.name == "CONTRIBUTING.md", f"{page}:\n{block.text}"
            if block.language == "json" and not block.noted("not run"):
                value = json.loads(block.text)
                if schema := block.noted("schema"):
                    loader.validator(schema).validate(value)


@pytest.mark.timeout(600)
def test_the_python_of_the_pages_is_typed(tmp_path: Path) -> None:
    for number, block in enumerate(block for page in PAGES for block in blocks(page) if block.language == "python"):
        (tmp_path / f"example_{number}.py").write_text(block.text)
    command = [sys.executable, "-m", "mypy", "--strict", *sorted(map(str, tmp_path.glob("*.py")))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", named(PAGES))
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for address, file, heading in links(page):
        assert file.exists(), address
        assert not heading or heading in headings(file), address


def test_every_page_is_reached_from_the_first() -> None:
    reached = {ROOT / "README.md"}
    while True:
        further = {file for page in reached for _, file, _ in links(page) if file.suffix == ".md"}
        if further <= reached:
            break
        reached |= further
    decisions = ROOT / "docs/decisions"
    assert {page for page in PAGES if page.parent != decisions} <= reached


@pytest.mark.parametrize("name", ["commands.md", "python.md"])
def test_the_pages_that_are_made_are_up_to_date(name: str) -> None:
    assert (reference.FOLDER / name).read_text("utf-8") == reference.PAGES[name](), "make docs writes it anew"


PROGRAM = [file for file in (ROOT / "publishpipe").rglob("*.py") if "local" not in file.parts]


def test_the_messages_that_are_explained_are_those_that_are_told() -> None:
    texts = "\n".join(text for file in PROGRAM for text in _texts(file))
    page = (ROOT / "docs/troubleshooting.md").read_text("utf-8")
    messages = re.findall(r"^#+ `(.+)`$", page, re.MULTILINE)
    assert messages
    for message in messages:
        for part in filter(None, (part.strip() for part in message.split("…"))):
            assert part in texts, message


def _texts(file: Path) -> Iterator[str]:
    """The texts of a module; `…` stands for what is filled in."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_step_and_every_exit_code_is_explained() -> None:
    steps = (ROOT / "docs/reference/steps.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)(?::NAME)?` \|", steps, re.MULTILINE)) == set(STEPS)
    codes = (ROOT / "docs/reference/exit-codes.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) \|", codes, re.MULTILINE) == re.findall(r"^ +(\d+)  ", LAST, re.MULTILINE)
