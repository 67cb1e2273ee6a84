"""How often it may be tried to sign in, so that guessing is hopeless and yet nobody can lock somebody else out.

An account is never locked. Strangers to it share one small number of wrong attempts, and so does each address; whoever comes
with a device on which the owner has signed in before is counted apart. Beyond these limits nobody gets in by a password alone,
and whoever has the second factor gets in with both: an attempt that brings a code is looked at, and answered alike whatever of it
is wrong. Codes of six digits can be guessed, but only by whoever has the password: so a wrong code counts on its own when it came
with the right password, and nobody else can use these attempts up. A recovery code, which nobody guesses, always passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from domain.accounts.refusals import TooManyAttempts

WINDOW = timedelta(minutes=15)
OF_ACCOUNT = 10
OF_DEVICE = 10
OF_ADDRESS = 100  # a whole office may stand behind one address; those who try at once may pass it by as many as are let in at once
CODES_WINDOW = timedelta(days=1)
OF_CODES = 10  # wrong ones with the right password: 10 of a million a day, three of which are right at any moment
_PREFIX = 64  # of an IPv6 address: what one household gets


@dataclass(frozen=True, slots=True)
class Tally:
    """The attempts of the last `WINDOW` that were wrong, or are not decided yet; `device` is None for an unknown device."""

    account: int  # by strangers
    address: int
    device: int | None = None


def is_stopped(tally: Tally) -> bool:
    """Is it tried so often that a password alone lets nobody in?"""
    if tally.device is not None:
        return tally.device >= OF_DEVICE
    return tally.account >= OF_ACCOUNT or tally.address >= OF_ADDRESS


def check_attempt(tally: Tally, *, with_code: bool = False) -> None:
    """Pass when an attempt is looked at now; `with_code` when something came with it that may be of the second factor.

    Raises:
        TooManyAttempts: otherwise.
    """
    if is_stopped(tally) and not with_code:
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
