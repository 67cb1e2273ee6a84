"""What a password must be: long, not one of those that everybody tries first, and not the name of its owner."""

from __future__ import annotations

import unicodedata

from domain.accounts.refusals import PasswordWeak

LEAST = 12
MOST = 128
_COMMON = frozenset(
    {
        *("password1234", "passwordpassword", "administrator", "qwertyuiop12", "qwertyuiop123", "1qaz2wsx3edc"),
        *("letmeinplease", "welcome12345", "changemenow1", "iloveyou1234", "woaini1314520", "1q2w3e4r5t6y"),
    }
)
_RUNS = ("0123456789" * 2, "9876543210" * 2, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def plain(password: str) -> str:
    """The password as it is hashed: what looks the same is the same on every keyboard (NFC)."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *about: str) -> None:
    """Pass when the password may be chosen by the person of whom `about` tells: account, name, work number, telephone.

    No rules on kinds of characters and no expiry: they make people choose worse ones (NIST SP 800-63B, 3.1.1.2).

    Raises:
        PasswordWeak: otherwise; the fact `reason` says why.
    """
    said = plain(password).casefold()
    if not LEAST <= len(said) <= MOST:
        raise PasswordWeak(reason="length", least=str(LEAST), most=str(MOST))
    if said in _COMMON or len(set(said)) < LEAST // 2 or any(said in run for run in _RUNS):
        raise PasswordWeak(reason="common")
    if any(len(word) > 2 and word.casefold() in said for word in about):
        raise PasswordWeak(reason="about_you")
