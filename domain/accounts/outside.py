"""Signing in by the word of a provider: how long one may take, and when the provider's word stands for a second factor.

Whose account it is follows from a link alone, which the security office or the signed-in person has made; never from a
name or a mail address that the provider tells.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.accounts.refusals import OutsideRefused

HOLDS = timedelta(minutes=10)  # between the beginning of a sign-in and its end
FRESH = timedelta(minutes=5)  # how new a sign-in at the provider must be that is to be linked


@dataclass(frozen=True, slots=True)
class Trust:
    """The words of a provider (`acr`, `amr`) that stand for a second factor. By itself none does."""

    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()

    def vouched(self, acr: str, amr: Collection[str]) -> bool:
        """Does the provider say that a second factor was shown there, in words that we were told to trust?"""
        return acr in self.acr or not self.amr.isdisjoint(amr)


def check_fresh(signed_in_at: datetime | None, now: datetime) -> None:
    """Pass when somebody has just signed in at the provider; else an account could be linked to whoever was there before.

    Raises:
        OutsideRefused: they have not, or the provider does not say when.
    """
    if signed_in_at is None or now - signed_in_at > FRESH:
        raise OutsideRefused()
