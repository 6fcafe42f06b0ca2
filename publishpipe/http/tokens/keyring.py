"""The system keyring, if there is one: Keychain, Secret Service, the Credential Locker of Windows.

It takes the extra `publishpipe[keyring]`, and is loaded only where a token is in it or may come into it. Whatever it
raises is told as that: what is behind it (D-Bus, a settings file) raises errors of its own through it.
"""

from __future__ import annotations

from types import ModuleType

from publishpipe.errors import CredentialsError

NAME = "the system keyring"
SERVICE = "publishpipe"
INSTALL = "Install what opens it: pip install 'publishpipe[keyring]'"


def get(origin: str) -> str:
    """The token that was put there for an origin. Raises CredentialsError: it cannot be had."""
    library = _library()
    if library is None:
        raise _not_had(origin, "this installation cannot open it", INSTALL)
    try:
        token: str | None = library.get_password(SERVICE, origin)
    except Exception as error:  # noqa: BLE001  # see above
        raise _not_had(origin, f"it does not give it ({type(error).__name__})", "Unlock the keyring.") from None
    if not token:
        raise _not_had(origin, "it is not there any more", "Run publishpipe login again.")
    return token


def put(origin: str, token: str) -> bool:
    """Put a token there; False if there is no keyring that keeps it safe, or it does not take it."""
    library = _library()
    if library is None:
        return False
    try:
        if library.get_keyring().priority < 1:  # none at all, or one in plain text
            return False
        library.set_password(SERVICE, origin, token)
    except Exception:  # noqa: BLE001  # see above
        return False
    return True


def remove(origin: str) -> None:
    """Remove the token for an origin; fine if it is gone. Raises CredentialsError if that is not possible."""
    library = _library()
    if library is None:
        raise _not_removed(origin, "this installation cannot open it", INSTALL)
    try:
        library.delete_password(SERVICE, origin)
    except library.errors.PasswordDeleteError:
        pass
    except Exception as error:  # noqa: BLE001  # see above
        raise _not_removed(origin, f"it refuses ({type(error).__name__})", "Unlock the keyring.") from None


def _not_had(origin: str, why: str, cure: str) -> CredentialsError:
    return CredentialsError(
        f"The token for {origin} should be in {NAME}, but {why}.", state="Nothing was sent.", hint=cure
    )


def _not_removed(origin: str, why: str, cure: str) -> CredentialsError:
    return CredentialsError(
        f"The token for {origin} cannot be removed from {NAME}: {why}.", state="It is still there.", hint=cure
    )


def _library() -> ModuleType | None:
    try:
        import keyring  # noqa: PLC0415  # an extra, and slow to load
    except ImportError:
        return None
    return keyring
