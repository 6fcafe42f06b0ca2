"""Faults on demand: the failures of real servers and networks, switched on by rules.

A rule as text is a fault, the requests it hits, and options, for example::

    drop-after POST /api/deposit/depositions
    drop-before PUT /api/files/*/* times=2 after=3
    status=503 * * effect=no
    status=429 GET /api/records* retry_after=2
    slow=1.5 GET *
    cut=100 GET *
    truncate * *
    corrupt PUT /api/files/*
    search-lag=20
    processing-hangs times=2
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from fnmatch import fnmatchcase
from typing import Any

KINDS = {
    "drop-before": "close the connection without acting",
    "drop-after": "act, then close the connection without an answer",
    "status": "answer with this status; effect=yes: act first",
    "slow": "wait this many seconds before acting",
    "cut": "close the connection after this many bytes of the body",
    "truncate": "answer with half of the body, as if it were whole",
    "corrupt": "store other bytes than were sent",
    "search-lag": "let searches lag this many seconds behind, while the rule is there",
    "processing-fails": "NOMAD: the next `times` processes end with an error",
    "processing-hangs": "NOMAD: the next `times` processes do not end",
    "busy-conflicts": "NOMAD: refuse all work on a busy upload with 409 instead of 400, while the rule is there",
}


@dataclass(frozen=True)
class Rule:
    """One fault, and which requests it hits.

    Attributes:
        kind: One of `KINDS`.
        value: The number that belongs to the kind.
        method: HTTP method, or `*`.
        path: Path with wildcards `*` and `?` (`*` matches slashes too).
        after: How many matching requests pass first.
        times: How many are hit then; 0: all.
        effect: With `status`: whether the request is carried out first.
        retry_after: With `status`: seconds for the Retry-After header.
    """

    kind: str
    value: float = 0
    method: str = "*"
    path: str = "*"
    after: int = 0
    times: int = 1
    effect: bool = False
    retry_after: int | None = None

    def __post_init__(self) -> None:
        """Refuse unknown kinds.

        Raises:
            ValueError: The kind does not exist.
        """
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; there are: {', '.join(KINDS)}")

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read a rule's text form.

        Raises:
            ValueError: It has another form; the message says which part is wrong.
        """
        head, *rest = text.split() or [""]
        kind, _, value = head.partition("=")
        options = dict(word.split("=", 1) for word in rest if "=" in word)
        places = [word for word in rest if "=" not in word]
        if len(places) > 2:
            raise ValueError(f"a fault rule has one method and one path, not {' '.join(places)!r}")
        method, path = (*places, "*", "*")[:2]
        rule = cls(kind, float(value or 0), method, path)
        return replace(rule, **{name: _option(name, given) for name, given in options.items()})

    @classmethod
    def from_json(cls, given: Any) -> Rule:
        """Read a rule from JSON: its text form or an object with the attributes.

        Raises:
            ValueError: It is neither.
        """
        if isinstance(given, str):
            return cls.parse(given)
        if isinstance(given, dict) and given.keys() <= {one.name for one in fields(cls)}:
            return cls(**given)
        raise ValueError(f"not a fault rule: {given!r}")

    def matches(self, method: str, path: str) -> bool:
        """Whether it is about such a request."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)


def _option(name: str, value: str) -> Any:
    if name == "effect":
        return value == "yes"
    if name in ("after", "times", "retry_after"):
        return int(value)
    raise ValueError(f"unknown option {name!r} of a fault rule")


@dataclass
class Faults:
    """The rules in force, and how often each has matched.

    Attributes:
        rules: The rules.
        on_change: Told of new rules: for faults that do not belong to single requests.
    """

    rules: list[Rule] = field(default_factory=list)
    on_change: list[Callable[[list[Rule]], None]] = field(default_factory=list)
    _matched: list[int] = field(default_factory=list)

    def set(self, rules: Iterable[Rule]) -> None:
        """Replace all rules and start counting anew."""
        self.rules = list(rules)
        self._matched = [0] * len(self.rules)
        for switch in self.on_change:
            switch(self.rules)

    def hit(self, method: str, path: str, kinds: Iterable[str]) -> Iterator[Rule]:
        """Count a request, and give the rules that hit it."""
        wanted = set(kinds)
        for index, rule in enumerate(self.rules):
            if rule.kind in wanted and rule.matches(method, path):
                self._matched[index] += 1
                turn = self._matched[index] - rule.after
                if turn > 0 and (not rule.times or turn <= rule.times):
                    yield rule

    def listed(self) -> list[dict[str, Any]]:
        """The rules as JSON, with how often each has matched."""
        return [{**asdict(rule), "matched": matched} for rule, matched in zip(self.rules, self._matched, strict=True)]
