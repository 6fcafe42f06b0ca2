"""`publishpipe` run inside this process, which is quicker than to start one."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest import mock

import pytest

from publishpipe.cli import main


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def called(*arguments: str, tokens: Mapping[str, str]) -> Ended:
    """Run the command line, with tokens by origin."""
    out, err = io.StringIO(), io.StringIO()
    listed = " ".join(f"{origin}={token}" for origin, token in tokens.items())
    with (
        mock.patch.dict(os.environ, {"PUBLISHPIPE_TOKENS": listed}),
        mock.patch.object(sys, "argv", ["publishpipe", *arguments]),
        mock.patch.object(signal, "signal"),  # those of the tests stay
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main.run()
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())
