"""When the program dies, and how the server fails: the columns of both matrices."""

from __future__ import annotations

from tests.crash.case import Case
from tests.killing import PATIENCE, Moment, Proxy
from tests.program import Program, kill

FROM_OUTSIDE: dict[Moment, str] = {  # at a request, by the proxy
    "before": "the program sent it, the server has nothing of it",
    "within": "the server has half of its body",
    "after": "the server did it, the answer is on its way",
}
FROM_INSIDE = {  # see `tests.crash.dying`: at an answer, or at a write of the lockfile
    "answered": "the program has the answer and has not written anything yet",
    "unwritten": "nothing of the new lockfile is written",
    "torn": "half of it is",
    "unrenamed": "all of it is, but it has not taken the old one's place",
    "renamed": "it has, and that is the last thing that happened",
}
MOMENTS = [*FROM_OUTSIDE, *FROM_INSIDE]
GIVEN_UP = {f"{moment}, discard": moment for moment in ("after", "unwritten")}  # what is left is then discarded
#: Without a lockfile, and with that of the write before, it is all the same whether the last one came to be written.
LOST = {f"{moment}, lockfile lost": moment for moment in ("after", "answered", "renamed")}

LAG = 3  # seconds that searches are behind; usually 1

FAULTS = {  # each strikes the request after `after` others, once
    "drop-before": ("drop-before * * after={after}",),
    "drop-after": ("drop-after * * after={after}",),
    "500": ("status=500 * * after={after}",),
    "500 done": ("status=500 * * after={after} effect=yes",),
    "502": ("status=502 * * after={after}",),
    "502 done": ("status=502 * * after={after} effect=yes",),
    "503": ("status=503 * * after={after}",),
    "503 done": ("status=503 * * after={after} effect=yes",),
    "504": ("status=504 * * after={after}",),
    "504 done": ("status=504 * * after={after} effect=yes",),
    "429": ("status=429 * * after={after} retry_after=1",),
    "slow": ("slow=1 * * after={after}",),
    "cut": ("cut=100 * * after={after}",),
    "truncate": ("truncate * * after={after}",),
    "corrupt": ("corrupt PUT {uploads} after={after}",),
    "search-lag": (f"search-lag={LAG}", "drop-after * * after={after}"),
}


def killed(case: Case, proxy: Proxy, command: str, moment: str, at: int) -> bool:
    """Run a command that is killed at the `at`-th such moment (from 1); False: it had not so many, and went well."""
    running: list[Program] = []
    by_proxy = next((each for each in FROM_OUTSIDE if each == moment), None)
    if by_proxy:
        proxy.arm(at, by_proxy, lambda: kill(running[0]))
    running.append(case.start(command, dying=() if by_proxy else (moment, str(at))))
    _, told = running[0].communicate(timeout=PATIENCE)
    proxy.arm(0, "before", lambda: None)
    code = running[0].returncode
    assert code in {-9, 0}, f"exit code {code}, neither killed nor well\n{told}"
    return code == -9
