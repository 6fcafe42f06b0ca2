"""The pages that people read, as the tests see them: blocks of code, what is shown of an output, links.

What stands in an HTML comment right before a block says what the tests do with it:

- `<!-- file: NAME -->`: it is that file, which the commands after it find.
- `<!-- schema: NAME -->`: it is valid by that JSON Schema.
- `<!-- not run: REASON -->`: nobody tries it, for that reason.

In a block of `console`, a line that begins with `$ ` is a command and what follows is what it prints. There `…` stands
for anything, and so do numbers that differ from run to run (see `likened`). `# exit 4` behind a command is its exit
code. In a block of `sh`, each line is a command. Commands for the sandbox or for production go to the embedded
repository, by `--url`, and are confirmed.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.killing import PATIENCE
from tests.program import program

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>.*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

_ANY_LINES = r"(?:.*\n)*?"

#: What differs from run to run, from place to place, or with the files of a test, and what stands for it.
_VOLATILE = {
    r"\x1b\[[0-9;]*m": "",
    r"https?://((127\.0\.0\.1|localhost):\d+|(sandbox\.)?zenodo\.org)": "SERVER",
    r"10\.\d{4,}/(zenodo|nomad|NOMAD)[./][\w.-]+\w": "DOI",
    r"\b\d{4}-\d\d-\d\d(T[\d:]+Z)?": "DATE",
    r"\b\d[\d.]* ([kMG]?B|bytes?)\b": "SIZE",
    r"\b\d{6,}\b": "NUMBER",
    r"\b(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{22}(?![\w-])": "ID",
    r"\d+ s\b": "SECONDS",
    r"[ \t]+": " ",
}


@dataclass(frozen=True)
class Block:
    """A block of code on a page."""

    language: str
    text: str
    note: str

    def noted(self, what: str) -> str:
        """What the comment before it says of this: `file`, `schema`, `not run`; or nothing."""
        name, _, value = self.note.partition(": ")
        return value if name == what else ""


@dataclass(frozen=True)
class Command:
    """A line that somebody types, what is shown of its output (None: nothing is), and the exit code."""

    line: str
    output: str | None
    code: int


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    found = _BLOCK.finditer(page.read_text("utf-8"))
    return [Block(match["language"], match["text"], match["note"] or "") for match in found]


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block of `sh` or `console`."""
    if block.language == "sh":
        for line in block.text.splitlines():
            yield _command(line, None)
        return
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, output = part.partition("\n")
        yield _command(line, output if output.strip() else None)


def _command(line: str, output: str | None) -> Command:
    words, _, remark = line.partition("  # ")
    code = re.search(r"\bexit (\d+)", remark)
    return Command(words.strip(), output, int(code[1]) if code else 0)


def run(command: Command, folder: Path, origin: str, tokens: dict[str, str]) -> str:
    """Run a command as its page means it; what it prints. Raises AssertionError if it ends with another exit code."""
    line = _elsewhere(command, origin)
    if line.startswith("publishpipe ") and not re.search(r"[|><*]", line):
        process = program(*shlex.split(line)[1:], cwd=folder, tokens=tokens)
        out, err = process.communicate(timeout=PATIENCE)
        code = process.returncode
    else:
        path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        listed = " ".join(f"{origin}={token}" for origin, token in tokens.items())
        variables = {"PATH": path, "HOME": str(folder), "PUBLISHPIPE_TOKENS": listed}
        done = subprocess.run(
            ["/bin/sh", "-c", line], cwd=folder, env=variables, capture_output=True, text=True, check=False
        )
        out, err, code = done.stdout, done.stderr, done.returncode
    assert code == command.code, f"{line}\nexit code {code}\n{out}\n{err}"
    return out + err


def _elsewhere(command: Command, origin: str) -> str:
    """A command for a real server as one for the embedded repository, and without a question that nobody answers."""
    line = command.line
    found = re.search(r"^publishpipe (\w+) .*(?:--environment|-e) (sandbox|production)\b", line)
    if not found or "--url" in line:
        return line
    root = origin if found[2] == "sandbox" else for_good(origin)
    api = f"{root}/nomad/api/v1/" if "nomad" in line or "crystals" in line else f"{root}/api/"
    asks = found[1] in {"apply", "discard"} and "--yes" not in line and command.code == 0
    return f"{line} --url {api}{' --yes' if asks else ''}"


def for_good(origin: str) -> str:
    """The same server under another name, which stands for production: it has a token, and so an account, of its own."""
    return origin.replace("127.0.0.1", "localhost")


def likened(text: str) -> str:
    """An output without what differs from run to run."""
    for pattern, instead in _VOLATILE.items():
        text = re.sub(pattern, instead, text)
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def fits(shown: str, output: str) -> bool:
    """Whether an output is what a page shows of it."""
    lines = (
        _ANY_LINES if line == "…" else f"{re.escape(line)}\n".replace("…", ".*?")
        for line in likened(shown).splitlines()
    )
    return re.fullmatch("".join(lines), f"{likened(output)}\n") is not None


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """The links to other pages and files: as they are written, the file, and the heading."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for address in _LINK.findall(text):
        if not re.match(r"\w+:", address):
            name, _, heading = address.partition("#")
            yield address, (page.parent / name if name else page).resolve(), heading


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in _HEADING.findall(text)}
