"""Pages for people: a record, and the list of records."""

from __future__ import annotations

routes: list[object] = []
