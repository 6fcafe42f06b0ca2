"""Secrets and home folders in text files: a few rules, each for what hardly ever looks like that by chance.

The forms of tokens are those that their makers publish for secret scanning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publishpipe.files.doubts.names import holds_variables
from publishpipe.files.local_file import Entry
from publishpipe.state.reading import opened

FIRST = 8 << 10  # bytes in which a file that is no text shows it
LARGEST = 1 << 20  # bytes that are looked at, of one file


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for: a pattern that fits from one of `marks` on, which are quick to find.

    `mixed`: what fits has capitals, small letters and digits, as drawn texts have. `home`: it is no secret, but says
    whose computer it was; only notebooks tell that without being asked to. `variables`: only in files of such.
    """

    what: str
    marks: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    mixed: bool = False
    home: bool = False
    variables: bool = False


def _rule(what: str, marks: bytes, pattern: bytes, **options: bool) -> Rule:
    return Rule(what, tuple(marks.split()), re.compile(pattern), **options)


RULES = (
    _rule(
        "a private key",
        b"-----BEGIN",
        rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[rn]|[A-Za-z-]+: [^\n]*\n)+[\w+/=]{16}",
    ),
    _rule("a token of GitHub", b"ghp_ gho_ ghu_ ghs_ ghr_", rb"(?<!\w)gh._[A-Za-z0-9]{36}"),
    _rule("a token of GitHub", b"github_pat_", rb"(?<!\w)github_pat_\w{50,}"),
    _rule("a token of GitLab", b"glpat-", rb"(?<!\w)glpat-[\w-]{20}"),
    _rule(
        "a key of Amazon Web Services",
        b"AKIA ASIA",
        rb"(?<!\w)A.IA[A-Z2-7]{16}\b(?s:.{1,300}?)(?<![\w+/])[\w+/]{40}(?![\w+/=])",
    ),
    _rule("a token of Slack", b"xox", rb"(?<!\w)xox[a-z]-\d+-[\w-]{10,}"),
    _rule("an address of Slack that takes messages", b"hooks.slack.com/services/", rb"[\w./]+/T\w+/B\w+/\w{20,}"),
    _rule("a key of Google", b"AIza", rb"(?<!\w)AIza[\w-]{35}(?![\w-])"),
    _rule("a key of OpenAI or Anthropic", b"sk-", rb"(?<![\w-])sk-[\w-]{40,}", mixed=True),
    _rule("a token of Hugging Face", b"hf_", rb"(?<!\w)hf_[A-Za-z]{34}\b"),
    _rule("a token of PyPI", b"pypi-AgE", rb"(?<!\w)pypi-AgE[\w-]{50,}"),
    _rule("a token in an address", b"access_token=", rb"(?<=[?&])access_token=[\w.~%-]{20,}"),
    _rule("a token in a header", b"Bearer", rb"Bearer [\w.~+/-]{30,400}", mixed=True),
    _rule(
        "a token",
        b"oken OKEN ecret ECRET api_key API_KEY apikey apiKey",
        rb"\w{3,40}+\\?[\"']?\]?\s{0,9}[:=]\s{0,9}\\?[\"'](?P<secret>[A-Za-z0-9]{32,200})\\?[\"']",
        mixed=True,
    ),
    _rule(
        "a token",
        b"ZENODO_ NOMAD_ PUBLISHPIPE_",
        rb"\w{3,40}TOKENS?\s{0,9}[:=]\s{0,9}[\"']?(?P<secret>[\w.-]{40,400})",
        mixed=True,
    ),
    _rule("a token (JWT)", b"eyJ", rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    _rule(
        "a password in an address",
        b"://",
        rb"://(?P<user>[^\s/:@\"'<>{}$\\]+):(?P<secret>(?!(?P=user)@)[^\s/:@\"'<>{}$\\]{3,})@(?!127\.)\w[\w-]*\.[\w.-]*\w",
    ),
    _rule(
        "a password or token",
        b"TOKEN SECRET PASSW API_KEY APIKEY ACCESS_KEY _PAT= token secret passw api_key",
        rb"\w{3,40}+[ \t]{0,9}=[ \t]{0,9}[\"']?(?P<secret>(?!https?:|[/.~]|\d+\b|true|false)[^\s\"'$<{#]{6,200})",
        variables=True,
    ),
    _rule(
        "the path of a home folder",
        b"/home/ /Users/ :\\Users :\\\\Users",
        rb"(?<![\w.~-])/(?:home|Users)/(?P<name>[A-Za-z][\w.-]*)(?=/)|:\\+Users\\+(?P<windows>\w[\w. -]*)(?=\\)",
        home=True,
    ),
)

#: What stands where people show how something is written, and what the guessing rules find too often.
_SHOWN = re.compile(rb"(?i)example|x{4}|your|\*{3}")
_GUESSED = re.compile(
    rb"(?i).*(?:example|x{4}|your|\*{3}|pass(?:w|phrase)|test|dummy|fake|redacted|placeholder|change_?me|0{6}).*|"
    rb"(?:my_?)?(?:pass|pwd|secret|token|api_?key|key|guest|user|admin)\d*",
    re.DOTALL,
)
#: Homes of nobody: of containers, of hosted notebooks, and of examples.
_NOBODY = re.compile(
    rb"(?i)user(?:name)?|your?_?(?:user)?_?(?:name)?|name|me|my_?(?:user)?name|jovyan|jupyter|runner|ubuntu|ec2-user|"
    rb"azureuser|vagrant|docker|hadoop|shared|public|default|conda|circleci|travis|builder|appuser|root|admin|student"
)


@lru_cache(maxsize=10_000)
def found(entry: Entry) -> tuple[tuple[Rule, int], ...]:
    """The rules that fit a file as it was when the manifest was read, each with a line that it fits.

    A file that is no text, or cannot be read, has none.
    """
    return tuple(_found(entry.name, _text(entry)))


def _text(entry: Entry) -> bytes:
    """The first megabyte of a text file."""
    try:
        with opened(entry.path) as file:
            first = file.read(FIRST)
            return first + file.read(LARGEST - FIRST) if b"\0" not in first else b""
    except OSError:
        return b""


def _found(name: str, text: bytes) -> Iterator[tuple[Rule, int]]:
    told: set[str] = set()
    for rule in (rule for rule in RULES if rule.what not in told):
        if (rule.home and not name.endswith(".ipynb")) or (rule.variables and not holds_variables(name)):
            continue
        fits = next((one for mark in rule.marks for one in _fits(rule, mark, text)), None)
        if fits:
            told.add(rule.what)
            yield rule, text.count(b"\n", 0, fits.start()) + 1


def _fits(rule: Rule, mark: bytes, text: bytes) -> Iterator[re.Match[bytes]]:
    """Where it fits, if that is no example."""
    at = text.find(mark)
    while at >= 0:
        if (one := rule.pattern.match(text, at)) and _is_meant(rule, one):
            yield one
        at = text.find(mark, at + len(mark))


def _is_meant(rule: Rule, fits: re.Match[bytes]) -> bool:
    """Whether it is no example."""
    if rule.home:
        return not _NOBODY.fullmatch(fits["name"] or fits["windows"])
    guessed = fits.groupdict().get("secret")
    drawn = all(re.search(kind, guessed or fits[0]) for kind in (rb"[a-z]", rb"[A-Z]", rb"\d"))
    shown = _GUESSED.fullmatch(guessed) if guessed else _SHOWN.search(fits[0])
    return not shown and (drawn or not rule.mixed)
