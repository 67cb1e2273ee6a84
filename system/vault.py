"""Keeps what the database holds but whoever reads it must not know: locked with a key that only the environment has.

The lock is Fernet (AES-128 in CBC mode with HMAC-SHA-256). Within it stands whose secret it is, so that nobody can put the
secret of one person in the place of another's.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from system.settings import Settings

_LOCKED = "gAAAA"  # how every locked text begins; what is kept open never does
_WHOSE = "\n"


class NotUnlocked(Exception):
    """None of our keys fits, or this was locked for somebody else."""


class KeyMissing(Exception):
    """Real people are served, and there is no key to lock their secrets with."""


class Vault:
    """Locks with its first key, and unlocks with any: an old one stands beside the new one while keys are changed.

    Without a key (on a developer's machine) everything is kept open, and nothing that was locked can be read.
    """

    def __init__(self, *keys: str | None) -> None:
        """Raises `ValueError`: a key is not 32 bytes in URL-safe base64."""
        self._keys = [Fernet(key) for key in keys if key]
        self._any = MultiFernet(self._keys) if self._keys else None

    def locked(self, secret: str, *, of: str) -> str:
        """The secret of somebody, as it may be kept."""
        if not self._keys:
            return secret
        return self._keys[0].encrypt(f"{of}{_WHOSE}{secret}".encode()).decode()

    def unlocked(self, kept: str, *, of: str) -> str:
        """The secret of somebody as it was before. Raises `NotUnlocked`, also for one that was kept open where there is a key."""
        if self._any is None:
            if kept.startswith(_LOCKED):
                raise NotUnlocked("locked, and no key is set")
            return kept
        try:
            whose, _, secret = self._any.decrypt(kept).decode().rpartition(_WHOSE)
        except (InvalidToken, ValueError) as fault:
            raise NotUnlocked("none of the keys fits") from fault
        if whose != of:
            raise NotUnlocked("locked for somebody else")
        return secret

    def renewed(self, kept: str, *, of: str) -> str:
        """The same, locked with the newest key: what was kept open, or under an older key. Raises `NotUnlocked`."""
        if not self._keys:
            return kept
        if not kept.startswith(_LOCKED):
            return self.locked(kept, of=of)
        return kept if self._is_newest(kept) else self.locked(self.unlocked(kept, of=of), of=of)

    def _is_newest(self, kept: str) -> bool:
        try:
            self._keys[0].decrypt(kept)
        except InvalidToken:
            return False
        return True


def vault_of(settings: Settings) -> Vault:
    """The vault with the keys of the settings. Raises `KeyMissing` in production without one."""
    if settings.production and not settings.factor_key:
        raise KeyMissing("In production CHENGNUO_FACTOR_KEY must be set: it locks the secrets of second factors.")
    return Vault(settings.factor_key, settings.factor_key_2)
