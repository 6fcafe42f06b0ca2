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
    """What to look for. `marks`: whatever fits has one of these, which are quick to look for.

    `mixed`: what fits has capitals, small letters and digits, as drawn texts have. `home`: it is no secret, but says
    whose computer it was; only notebooks tell that without being asked to. `variables`: only in files of such.
    """

    what: str
    pattern: re.Pattern[bytes]
    marks: tuple[bytes, ...]
    mixed: bool = False
    home: bool = False
    variables: bool = False


def _rule(what: str, pattern: bytes, *marks: bytes, **options: bool) -> Rule:
    return Rule(what, re.compile(pattern), marks, **options)


RULES = (
    _rule(
        "a private key",
        rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[rn]|[A-Za-z-]+: [^\n]*\n)+[\w+/=]{16}",
        b"PRIVATE KEY",
    ),
    _rule(
        "a token of GitHub",
        rb"\bgh[pousr]_\w{36}|\bgithub_pat_\w{50,}",
        b"ghp_",
        b"gho_",
        b"ghu_",
        b"ghs_",
        b"ghr_",
        b"github_pat_",
    ),
    _rule("a token of GitLab", rb"\bglpat-[\w-]{20}", b"glpat-"),
    _rule(
        "a key of Amazon Web Services",
        rb"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b(?s:.{1,300}?)(?<![\w+/])[\w+/]{40}(?![\w+/=])",
        b"AKIA",
        b"ASIA",
    ),
    _rule(
        "a token of Slack",
        rb"\bxox[abeoprs]-\d+-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w{20,}",
        b"xox",
        b"hooks.slack.com",
    ),
    _rule("a key of Google", rb"\bAIza[\w-]{35}(?![\w-])", b"AIza"),
    _rule("a key of OpenAI or Anthropic", rb"(?<![\w-])sk-[\w-]{40,}", b"sk-", mixed=True),
    _rule("a token of Hugging Face", rb"\bhf_[A-Za-z]{34}\b", b"hf_"),
    _rule("a token of PyPI", rb"\bpypi-AgE[\w-]{50,}", b"pypi-AgE"),
    _rule("a token in an address", rb"[?&]access_token=[\w.~%-]{20,}", b"access_token="),
    _rule("a token in a header", rb"\bBearer [\w.~+/-]{30,}", b"Bearer ", mixed=True),
    _rule(
        "a token",
        rb"(?i)(?:token|secret|api_?key)\w*\\?[\"']?\]?\s*[:=]\s*\\?[\"'](?P<secret>[a-z0-9]{32,})\\?[\"']",
        b"oken",
        b"OKEN",
        b"ecret",
        b"ECRET",
        b"ey",
        b"EY",
        mixed=True,
    ),
    _rule(
        "a password in an address",
        rb"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>{}$\\]+:(?P<secret>[^\s/:@\"'<>{}$\\]{3,})@[\w.-]+\w",
        b"://",
    ),
    _rule(
        "a password or token",
        rb"(?im)^\s*(?:export\s+)?\w*(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|_PAT)\w*\s*=\s*[\"']?(?P<secret>[^\s\"'$<{#]{6,})",
        b"=",
        variables=True,
    ),
    _rule(
        "the path of a home folder",
        rb"(?:/home/|/Users/|[A-Z]:(?:\\\\|\\|/)Users(?:\\\\|\\|/))(?P<name>[A-Za-z][\w.-]*)(?=[/\\])",
        b"/home/",
        b"Users",
        home=True,
    ),
)

#: What stands where people show how something is written; a made-up password, too.
_STAND_IN = re.compile(
    rb"(?i)example|x{4}|\*{3}|\.{3}|your|my_?(?:token|key|secret|pass)|dummy|fake|redacted|placeholder|change_?me|0{8}|"
    rb"(?:user(?:name)?)?:?(?:pass(?:word|wd)?|pwd|secret|token|key|api_?key)\d*"
)
#: Homes of nobody: of containers, of hosted notebooks, and of examples.
_NOBODY = re.compile(
    rb"(?i)user(name)?|you(rname|r_name)?|name|me|my_?(user)?name|jovyan|jupyter|runner|ubuntu|ec2-user|azureuser|vagrant|docker|"
    rb"shared|public|default|conda|circleci|travis|builder|appuser|root|admin|student"
)


@lru_cache(maxsize=10_000)
def found(entry: Entry) -> tuple[tuple[Rule, int], ...]:
    """The rules that fit a file as it was when the manifest was read, each with the first line that it fits.

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
    for rule in RULES:
        if (rule.home and not name.endswith(".ipynb")) or (rule.variables and not holds_variables(name)):
            continue
        if any(mark in text for mark in rule.marks):
            fits = next((one for one in rule.pattern.finditer(text) if _is_meant(rule, one)), None)
            if fits:
                yield rule, text.count(b"\n", 0, fits.start()) + 1


def _is_meant(rule: Rule, fits: re.Match[bytes]) -> bool:
    """Whether it is no example."""
    if rule.home:
        return not _NOBODY.fullmatch(fits["name"])
    secret = fits["secret"] if "secret" in rule.pattern.groupindex else fits[0]
    drawn = all(re.search(kind, secret) for kind in (rb"[a-z]", rb"[A-Z]", rb"\d"))
    whole = _STAND_IN.fullmatch(secret) or re.search(rb"(?i)example|x{4}|your|\*{3}", secret)
    return not whole and (drawn or not rule.mixed)
