"""What is said of a first manifest: what it says from where, what is left to write, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishpipe.render.plain import plain, say
from publishpipe.render.text import console
from publishpipe.render.wrapping import tell

if TYPE_CHECKING:
    from publishpipe.model.begun import Begun


def show(begun: Begun) -> None:
    """Print it."""
    out = console()
    tell(out, f"{begun.path} is written. Nothing was sent.")
    for origin in dict.fromkeys(begun.origins.values()):
        names = ", ".join(name for name, other in begun.origins.items() if other == origin)
        tell(out, f"  from {origin}: {names}", 4)
    for remark in begun.remarks:
        tell(out, f"  {plain(remark)}", 4)
    if begun.dois:
        tell(out, "\nIt is on Zenodo already. So that no second record is made, go on with that one:")
        say(f"  publishpipe adopt {begun.path} {begun.dois[0]} --environment production")
    if begun.open:
        tell(out, f"\nStill to write, where TODO stands: {', '.join(begun.open)}. Then:")
    else:
        say("\nRead it through. Then:")
    say(f"  publishpipe validate {begun.path}\n  publishpipe apply {begun.path}")
