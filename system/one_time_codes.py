"""The codes that an authenticator shows (TOTP, RFC 6238: SHA-1, six digits, 30 seconds) and the address by which it learns the secret."""

from __future__ import annotations

import pyotp

ISSUER = "Chengnuo"


def new_secret() -> str:
    """A random secret of 160 bits, in base32."""
    return pyotp.random_base32(32)


def code_of_step(secret: str, step: int) -> str:
    """The code that is shown within a step of 30 seconds since 1970."""
    return pyotp.HOTP(secret).at(step)


def otpauth_uri(secret: str, person: str) -> str:
    """What is put into an authenticator, as a link or a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=ISSUER)
