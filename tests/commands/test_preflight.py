"""What would be refused later is told by plan, and by apply before it changes anything."""

from __future__ import annotations

from tests.commands.desk import Desk


def test_a_group_that_nomad_does_not_know_is_told_before_anything_is_made(nomad: Desk) -> None:
    desk = nomad.fill().changed(more=(("reviewer_groups", ["nobodies"]),))
    for command in ("plan", "apply"):
        already = len(desk.server.log())
        ended = desk.run(command, code=3)
        assert "NOMAD knows no group nobodies." in ended.err
        assert {line.split()[0] for line in desk.server.log()[already:]} == {"GET"}
    assert '"state": "absent"' in desk.run("status", "--json").out
