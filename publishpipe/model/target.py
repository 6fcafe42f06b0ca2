"""Where a release goes: a repository, and which of its servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Environment = Literal["local", "sandbox", "production"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to publish. `url` is another instance's base URL, or empty."""

    repository: str
    environment: Environment
    url: str = ""

    def __str__(self) -> str:
        return f"{self.repository}/{self.environment}"

    @property
    def is_embedded(self) -> bool:
        """Whether it is the embedded repository."""
        return self.environment == "local" and not self.url
