"""What is remembered of a run that was killed, though the one after it found nothing to do."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Server
from tests.crash.moments import killed
from tests.crash.nomad import NomadCase
from tests.killing import proxied


def test_a_field_that_a_killed_run_set_can_be_taken_out_again(server: Server, tmp_path: Path) -> None:
    with proxied(server.origin) as proxy, NomadCase(server, tmp_path, proxy.url).begun() as case:
        comment = case.metadata.pop("comment")
        case.write()
        case.run("apply")
        case.metadata["comment"] = comment
        case.write()
        assert killed(case, proxy, "apply", "unwritten", 1)
        case.run("apply")
        del case.metadata["comment"]
        case.write()
        case.run("apply")
        (number,) = case.published()
        entries = case.ask("GET", f"uploads/{number}/entries")["data"]
    assert not entries[0]["entry_metadata"].get("comment")
