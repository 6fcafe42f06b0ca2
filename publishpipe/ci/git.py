"""git, as far as a lockfile on a branch needs it. Nothing here touches the checkout or its index."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from publishpipe.errors import PublishPipeError

REMOTE = "origin"
PUSH_TOKEN = "PUBLISHPIPE_PUSH_TOKEN"  # noqa: S105  # the name of a variable
TOLD = 600  # characters of what git said
_USER = re.compile(r"(?<=://)[^@/\s]+@")  # a token may stand before the host


class GitError(PublishPipeError):
    """A command of git failed; the message holds what it said."""


class Git:
    """The repository that holds `folder`, and its remote `origin`.

    Args:
        folder: anywhere inside.
        variables: of the process; its PUBLISHPIPE_PUSH_TOKEN, if there is one, is used with the remote and never shown.

    Raises:
        GitError: there is no repository, or no git.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str] = os.environ) -> None:
        self._folder = folder
        self._variables = {**variables, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
        self._remote = REMOTE
        self._folder = Path(self.run("rev-parse", "--show-toplevel"))
        if variables.get(PUSH_TOKEN):
            self._remote = self._without_user()
            self._variables |= _authorization(self._remote, variables[PUSH_TOKEN])

    def path(self, file: Path) -> str:
        """A file's path inside the repository: where it lies itself, should it be a link."""
        return (file.parent.resolve() / file.name).relative_to(self._folder.resolve()).as_posix()

    def run(self, *words: str, text: str | None = None, index: str | None = None) -> str:
        """What a command prints. Raises GitError."""
        variables = {**self._variables, "GIT_INDEX_FILE": index} if index else self._variables
        try:
            done = subprocess.run(  # noqa: S603  # no shell
                ["git", *words],  # noqa: S607  # whichever git the pipeline has
                cwd=self._folder,
                env=variables,
                input=text,
                stdin=subprocess.DEVNULL if text is None else None,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except FileNotFoundError as missing:
            raise GitError(f"git cannot be started: {missing}", hint="Install git where the pipeline runs.") from None
        if done.returncode:
            raise GitError(f"git {words[0]} failed: {discreet(done.stdout + done.stderr)}")
        return done.stdout.strip()

    def tip(self, branch: str) -> str:
        """The newest commit of a branch of the remote, which is then here; empty if there is no such branch."""
        listed = self.run("ls-remote", self._remote, f"refs/heads/{branch}")
        if not listed:
            return ""
        depth = ["--depth=1"] if self._is_shallow else []
        self.run("fetch", "--quiet", "--no-tags", *depth, self._remote, f"refs/heads/{branch}")
        return self.run("rev-parse", "FETCH_HEAD")

    def messages(self, line: str, *commits: str) -> str:
        """The messages of all commits, of these and all before them, that hold this line's beginning, newest first.

        A pipeline's clone has one commit only; then all are fetched, without the contents of their files.
        """
        if self._is_shallow:
            less = ["--filter=blob:none"] if self._remote == REMOTE else []  # git knows that of a remote with a name
            self.run("fetch", "--quiet", "--no-tags", "--unshallow", *less, self._remote, *commits)
        return self.run("log", "--format=%B", "--fixed-strings", f"--grep={line}", *commits)

    def is_before(self, commit: str) -> bool:
        """Whether what is checked out is among those that `commit` was made from."""
        try:
            self.run("merge-base", "--is-ancestor", "--end-of-options", "HEAD", commit)
        except GitError:  # it is not, or nobody knows that commit any more
            return False
        return self.head != commit

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.run("rev-parse", "HEAD")

    @property
    def _is_shallow(self) -> bool:
        return self.run("rev-parse", "--is-shallow-repository") == "true"

    def file(self, path: str, commit: str) -> str:
        """The text of a file in a commit; empty if it is not there."""
        listed = self.run("ls-tree", "-z", "--full-tree", commit, "--", path)
        return self.blob(listed.split()[2]) if listed else ""

    def blob(self, name: str) -> str:
        """A text that git keeps, with a line's end."""
        text = self.run("cat-file", "blob", name)
        return f"{text}\n" if text else ""

    def keep(self, ref: str, text: str) -> None:
        """Keep a text under a ref of this clone."""
        self.run("update-ref", ref, self.run("hash-object", "-w", "--stdin", text=text))

    def kept(self, ref: str) -> str | None:
        """The text under a ref; None if nothing was kept."""
        try:
            return self.blob(self.run("rev-parse", "--verify", "--quiet", ref))
        except GitError:
            return None

    def forget(self, ref: str) -> None:
        """Keep nothing there any more."""
        self.run("update-ref", "-d", ref)

    def commit(self, parent: str, path: str, text: str, message: str) -> str:
        """A new commit upon `parent`, in which only one file is another."""
        blob = self.run("hash-object", "-w", "--stdin", text=text)
        with tempfile.TemporaryDirectory() as folder:
            index = str(Path(folder) / "index")
            self.run("read-tree", parent, index=index)
            self.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", index=index)
            tree = self.run("write-tree", index=index)
        return self.run("commit-tree", tree, "-p", parent, "-F", "-", text=message)

    def push(self, commit: str, branch: str, seen: str, *options: str) -> None:
        """Have a branch of the remote be this commit, if it is still as it was `seen`. Raises GitError."""
        lease = f"--force-with-lease=refs/heads/{branch}:{seen}"
        given = [f"--push-option={option}" for option in options]
        self.run("push", "--quiet", lease, *given, self._remote, f"{commit}:refs/heads/{branch}")

    def _without_user(self) -> str:
        """The remote's address without the token that a runner may have put into it."""
        return _USER.sub("", self.run("remote", "get-url", "--push", REMOTE))


def discreet(text: str) -> str:
    """What git said, as one line, without a token that stands in an address."""
    return _USER.sub("", " ".join(text.split()))[:TOLD]


def _authorization(url: str, token: str) -> Mapping[str, str]:
    """Variables by which git sends the token to the host of `url`, and nowhere else: no argument shows it."""
    user = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"http.{url}.extraHeader",
        "GIT_CONFIG_VALUE_0": "",  # not the checkout's token, too
        "GIT_CONFIG_KEY_1": f"http.{url}.extraHeader",
        "GIT_CONFIG_VALUE_1": f"Authorization: Basic {user}",
    }
