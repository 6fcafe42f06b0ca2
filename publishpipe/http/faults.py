"""Why there is no answer: what happened, the cause, the cure. The one place that tells faults of a connection apart."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from publishpipe.http.library import httpx
from publishpipe.http.proxies import Proxy, proxy_for

E = TypeVar("E", bound=BaseException)

REFUSED = {errno.ECONNREFUSED}
NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
NO_TLS = "WRONG_VERSION_NUMBER"  # what OpenSSL makes of an answer in the clear
PROXY_CURE = "Where only a proxy leads out, name it: HTTPS_PROXY=http://proxy.example.org:3128"
LOGIN_PAGE = "A network that wants you to log in first does this, too: open any page in a browser, and log in there."


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened, in words that follow the host's name, and what to do; nothing where it may pass by itself.

    `unknown_host`: there is no such name, which passes by itself only where it was known before.
    """

    words: str
    cure: str = ""
    unknown_host: bool = False


def fault(failure: httpx.RequestError, base_url: str) -> Fault:
    """Why a request to the API at `base_url` has no answer."""
    proxy = proxy_for(base_url)
    if isinstance(failure, httpx.ProxyError):
        return _refused_by(proxy, str(failure), _host(base_url))
    if isinstance(failure, httpx.ConnectError | httpx.ConnectTimeout):
        if wrong := _within(failure, ssl.SSLError):
            return _insecure(wrong, _host(base_url))
        return _to_proxy(failure, proxy) if proxy else _unreachable(failure, base_url)
    kinds: dict[type[Exception], str] = {
        httpx.ReadTimeout: "nothing came in time",
        httpx.WriteTimeout: "it takes no more bytes",
        httpx.RemoteProtocolError: "the connection was cut",
        httpx.ReadError: "the connection was cut",
        httpx.WriteError: "the connection was cut",
        httpx.DecodingError: "an answer that cannot be unpacked",
    }
    return Fault(kinds.get(type(failure), type(failure).__name__) + (f" ({failure})" if str(failure) else ""))


def is_insecure(failure: BaseException) -> bool:
    """Whether there is no secure connection, which does not pass by itself."""
    wrong = _within(failure, ssl.SSLError)
    return isinstance(wrong, ssl.SSLCertVerificationError) or (wrong is not None and wrong.reason == NO_TLS)


def _unreachable(failure: httpx.RequestError, base_url: str) -> Fault:
    """No connection to the host itself."""
    parts = urlsplit(base_url)
    place = f"{parts.hostname}, port {parts.port or {'https': 443}.get(parts.scheme, 80)}"
    online = "Is this machine online?"
    if unknown := _within(failure, socket.gaierror):
        if unknown.errno in NO_SUCH_NAME:
            right = f"If you named {parts.hostname} (target.url, --url), is it spelled right?"
            return Fault(
                "no connection: no host of this name is known", f"{online} {right} {PROXY_CURE}", unknown_host=True
            )
        return Fault("no connection: its name cannot be looked up just now", f"{online} {PROXY_CURE}")
    if isinstance(failure, httpx.ConnectTimeout):
        return Fault(f"no connection in time ({place})", f"{online} A firewall may be between. {PROXY_CURE}")
    number = getattr(_within(failure, OSError), "errno", None)
    if number in REFUSED:
        return Fault(
            f"no connection: nothing listens there ({place})",
            f"Is {place} right (target.url, --url)? If so, it is down: run the same command again later.",
        )
    if number in NO_WAY:
        return Fault("no connection: no network leads there", f"{online} {PROXY_CURE}")
    return Fault(f"no connection ({failure})" if str(failure) else "no connection")


def _to_proxy(failure: httpx.RequestError, proxy: Proxy) -> Fault:
    """No connection to the proxy: with one, no other is made."""
    why = "in time" if isinstance(failure, httpx.ConnectTimeout) else f"({failure})"
    cure = f"Is {proxy.named_by} right, and are you in the network that has this proxy?"
    return Fault(f"no connection to {proxy} {why}", f"{cure} {_without(proxy)}")


def _refused_by(proxy: Proxy | None, told: str, host: str) -> Fault:
    """A proxy that does not connect. `told` begins with its status."""
    named = proxy.named_by if proxy else "HTTPS_PROXY"
    where = str(proxy) if proxy else "the proxy"
    if told.startswith("407"):
        cure = f"Put them into {named}: http://NAME:PASSWORD@proxy.example.org:3128, percent-encoded."
        return Fault(f"{where} wants a user name and a password, or others", cure)
    return Fault(f"{where} did not connect ({told})", f"Is {named} right? NO_PROXY={host} goes without it.")


def _without(proxy: Proxy) -> str:
    unset = proxy.named_by == "the system's settings"
    return "Else take it out of the system's settings." if unset else f"Else unset {proxy.named_by}."


def _insecure(wrong: ssl.SSLError, host: str) -> Fault:
    """No secure connection: what is wrong with the certificate, or there is none."""
    if isinstance(wrong, ssl.SSLCertVerificationError):
        told, cure = _CERTIFICATES.get(wrong.verify_code, (f"is not trusted here ({wrong.verify_message})", UNTRUSTED))
        return Fault(f"no connection: its certificate {told}", f"{cure.format(host=host)} {LOGIN_PAGE}")
    if wrong.reason == NO_TLS:
        return Fault("no connection: what listens there does not speak https", "Is the port right (target.url, --url)?")
    return Fault(f"no connection: no secure one can be agreed on ({wrong.reason or wrong})")


UNTRUSTED = (
    "If {host} or this network is your institution's own, name its authority: SSL_CERT_FILE=/path/to/ca.pem. "
    "Else somebody may be between you and the server."
)
CLOCK = "Are date and time of this machine right? If so, only those who run {host} can help."
NAME = "Is {host} the name that the server goes by (target.url, --url)?"
_CERTIFICATES = {  # by OpenSSL's codes (x509_vfy.h)
    9: ("is not good yet", CLOCK),
    10: ("has expired", CLOCK),
    18: ("is self-signed", UNTRUSTED),
    19: ("is of an authority that is not known here", UNTRUSTED),
    20: ("is of an authority that is not known here", UNTRUSTED),
    62: ("is another host's", NAME),
    64: ("is another host's", NAME),
}


def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or ""


def _within(failure: BaseException, kind: type[E]) -> E | None:
    """The failure of this kind that a failure comes from."""
    return next((error for error in _causes(failure) if isinstance(error, kind)), None)


def _causes(failure: BaseException) -> Iterator[BaseException]:
    error: BaseException | None = failure
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
