"""What would be refused later is told by plan, and by apply before it changes anything."""

from __future__ import annotations

import httpx

from tests.commands.desk import Desk


def test_a_group_that_nomad_does_not_know_is_told_before_anything_is_made(nomad: Desk) -> None:
    desk = nomad.fill().changed(more=(("reviewer_groups", ["nobodies"]),))
    for command in ("plan", "apply"):
        already = len(desk.server.log())
        ended = desk.run(command, code=3)
        assert "NOMAD knows no group nobodies." in ended.err
        assert {line.split()[0] for line in desk.server.log()[already:]} == {"GET"}
    assert '"state": "absent"' in desk.run("status", "--json").out


def test_one_who_has_as_many_unpublished_uploads_as_nomad_takes_is_told_by_the_plan(nomad: Desk) -> None:
    url = f"{nomad.server.origin}/nomad/api/v1/"
    headers = {"Authorization": f"Bearer {nomad.token}", "Accept": "application/json"}
    told = "you have 10 uploads that are not published"
    with httpx.Client(base_url=url, headers=headers) as own:
        made = [own.post("uploads", params={"upload_name": f"old {n}"}).json()["upload_id"] for n in range(10)]
        assert told in nomad.run("plan").out
        own.delete(f"uploads/{made[0]}")
        assert told not in nomad.run("plan").out
