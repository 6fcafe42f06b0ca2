"""Tokens that this server signs itself: it keeps none of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid

from publishpipe.local.nomad.errors import Json

_HEADER = b'{"alg": "HS256", "typ": "JWT"}'


class Signer:
    """Makes and checks tokens with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, payload: Json, seconds: float) -> str:
        """A JSON Web Token that ends after some time."""
        content = json.dumps(payload | {"exp": time.time() + seconds}).encode()
        parts = f"{_encode(_HEADER)}.{_encode(content)}"
        return f"{parts}.{self._signature(parts)}"

    def verified(self, token: str) -> Json | None:
        """The payload of a token of this server, ended or not; None for any other."""
        parts, _, signature = token.rpartition(".")
        if not parts or not hmac.compare_digest(signature.encode(), self._signature(parts).encode()):
            return None
        payload: Json = json.loads(_decode(parts.partition(".")[2]))
        return payload

    def upload_token(self, user_id: str) -> str:
        """The token of a user for uploads, which never ends."""
        name = _encode(uuid.UUID(user_id).bytes)
        return f"{name}.{self._signature(name)}"

    def user_of_upload_token(self, token: str) -> str | None:
        """Whose upload token it is, None for nobody's."""
        name, _, signature = token.partition(".")
        right = hmac.compare_digest(signature.encode(), self._signature(name).encode())
        return str(uuid.UUID(bytes=_decode(name))) if right else None

    def _signature(self, text: str) -> str:
        return _encode(hmac.digest(self._secret, text.encode(), "sha256"))


def looks_signed(token: str) -> bool:
    """Whether a token has the form of this server's own."""
    return token.startswith(_encode(_HEADER) + ".")


def fingerprint(token: str) -> str:
    """What is kept of a token that somebody else made."""
    return hashlib.sha256(token.encode()).hexdigest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
