"""How often passwords may be tried, so that guessing is hopeless and yet nobody can lock somebody else out.

An account is never locked. Strangers to it share one small number of wrong attempts, and so does each address; but whoever
comes with a device on which the owner has signed in before is counted apart, and a right code of the second factor passes the
limit of the account: both are what the owner has and those who try do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from domain.accounts.refusals import TooManyAttempts

WINDOW = timedelta(minutes=15)
OF_ACCOUNT = 10
OF_DEVICE = 10
OF_ADDRESS = 100  # a whole office may stand behind one address
_PREFIX = 64  # of an IPv6 address: what one household gets


@dataclass(frozen=True, slots=True)
class Tally:
    """The attempts of the last `WINDOW` that were wrong, or are not decided yet; `device` is None for an unknown device."""

    account: int  # by strangers
    address: int
    device: int | None = None


def check_attempt(tally: Tally, *, code_is_right: bool) -> None:
    """Pass when a password may be tried now; `code_is_right` when a right code of the second factor came with it.

    Raises:
        TooManyAttempts: otherwise.
    """
    if tally.device is not None:
        allowed = tally.device < OF_DEVICE
    else:
        allowed = tally.address < OF_ADDRESS and (tally.account < OF_ACCOUNT or code_is_right)
    if not allowed:
        raise TooManyAttempts(minutes=str(int(WINDOW.total_seconds()) // 60))


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
