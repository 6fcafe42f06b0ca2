"""What is said of a first manifest: what it says from where, what is left to write, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishpipe.render.plain import plain, say

if TYPE_CHECKING:
    from publishpipe.model.begun import Begun


def show(begun: Begun) -> None:
    """Print it."""
    say(f"{begun.path} is written. Nothing was sent.")
    for origin in dict.fromkeys(begun.origins.values()):
        say(f"  from {origin}: {', '.join(name for name, other in begun.origins.items() if other == origin)}")
    for remark in begun.remarks:
        say(f"  {plain(remark)}")
    if begun.dois:
        say("\nIt is on Zenodo already. So that no second record is made, go on with that one:")
        say(f"  publishpipe adopt {begun.path} {begun.dois[0]} --environment production")
    if begun.open:
        say(f"\nStill to write, where TODO stands: {', '.join(begun.open)}. Then:")
    else:
        say("\nRead it through. Then:")
    say(f"  publishpipe validate {begun.path}\n  publishpipe apply {begun.path}")
