"""What a check finds: where in the metadata, what is wrong there, and what to write."""

from __future__ import annotations

from publishpipe.errors import Place

Wrong = tuple[Place, str, str]
