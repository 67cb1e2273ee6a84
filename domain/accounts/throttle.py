"""How often passwords may be tried, so that guessing is hopeless and yet nobody can lock somebody else out.

An account is never locked. Strangers to it share one small number of wrong attempts, and so does each address; but whoever
comes with a device on which the owner has signed in before is counted apart, and a right code of the second factor passes the
limit of the account: both are what the owner has and those who try do not. Codes of six digits can be guessed too, so those that
are wrong count beyond that limit; a recovery code, which nobody guesses, always passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from domain.accounts.refusals import TooManyAttempts

WINDOW = timedelta(minutes=15)
OF_ACCOUNT = 10
OF_CODES = 20  # wrong codes beyond `OF_ACCOUNT`: 30 of a million in 15 minutes, three of which are right
OF_DEVICE = 10
OF_ADDRESS = 100  # a whole office may stand behind one address
_PREFIX = 64  # of an IPv6 address: what one household gets


@dataclass(frozen=True, slots=True)
class Tally:
    """The attempts of the last `WINDOW` that were wrong, or are not decided yet; `device` is None for an unknown device."""

    account: int  # by strangers
    address: int
    device: int | None = None


class Proof(StrEnum):
    """What came with a password, of the second factor."""

    NONE = "none"  # nothing, or nothing that is right
    CODE = "code"
    RECOVERY = "recovery"


def may_try(tally: Tally, proof: Proof) -> bool:
    """May a password be tried now?"""
    if tally.device is not None:
        return tally.device < OF_DEVICE
    most = OF_ACCOUNT + (OF_CODES if proof is Proof.CODE else 0)
    return tally.address < OF_ADDRESS and (tally.account < most or proof is Proof.RECOVERY)


def counts(tally: Tally, *, with_code: bool) -> bool:
    """Does an attempt count that `may_try` has stopped? Only if a code was guessed in it, as long as codes pass at all."""
    return with_code and tally.device is None and tally.account < OF_ACCOUNT + OF_CODES


def check_attempt(tally: Tally, proof: Proof = Proof.NONE) -> None:
    """Pass when a password may be tried now.

    Raises:
        TooManyAttempts: otherwise.
    """
    if not may_try(tally, proof):
        raise stopped()


def stopped() -> TooManyAttempts:
    """The refusal of an attempt that is one too many."""
    return TooManyAttempts(minutes=str(int(WINDOW.total_seconds()) // 60))


def address_group(address: str) -> str:
    """The addresses that count as one: an IPv4 address, or the /64 of an IPv6 address; other words as they are."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> _PREFIX << _PREFIX))
    return str(parsed)
