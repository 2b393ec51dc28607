"""Secrets: made here, kept as digests only, and passwords kept so that they are slow to guess."""

from __future__ import annotations

import secrets
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

MOT_DE_PASSE_MIN: Final = 12
MOT_DE_PASSE_MAX: Final = 200
_AT_ONCE: Final = BoundedSemaphore(4)
"""Each password that is looked at takes 64 MiB for a moment: others wait for their turn."""


def new_secret() -> str:
    """A secret that cannot be guessed, for a cookie, a link or a program."""
    return secrets.token_urlsafe(32)


def new_identifiant() -> str:
    """An identifiant for somebody new; it says nothing of who has one, nor of how many do."""
    return f"UID{secrets.randbelow(10**8):08d}"


def digest(secret: str) -> str:
    """What is kept of a secret: enough to know it again, not to find it."""
    return sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return secrets.compare_digest(one.encode(), other.encode())


def hash_password(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _hasher().hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one that is kept; as slow when nothing is kept."""
    known = kept or _nobody()
    try:
        with _AT_ONCE:
            _hasher().verify(known, password)
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return hash_password(new_secret())
