"""What becomes public, as a person says yes to it: name by name."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.model.steps import Plan
from publishpipe.render.numbers import counted, size
from publishpipe.render.plain import plain


def becoming_public(plan: Plan) -> Mapping[str, str]:
    """Title, creators, licence, files and so on; nothing if the plan publishes nothing."""
    if not any(step.irreversible for step in plan.pending) or not plan.outline:
        return {}
    told = {name: plain(str(value)) for name, value in plan.outline.items() if name not in {"files", "bytes"}}
    return told | {"files": f"{counted(int(plan.outline['files']), 'file')}, {size(int(plan.outline['bytes']))}"}
