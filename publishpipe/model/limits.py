"""How much of something anybody can ask for."""

from __future__ import annotations

MOST = 9_999  # items of a list: one less than Zenodo's search shows, so that it can be told whether there are more
