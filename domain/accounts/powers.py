"""Who changes rights, who changes data and who keeps the record of both are three persons: no one holds two of these powers."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from domain.accounts.refusals import PowersTogether
from domain.roles import RULES, Act, Role


class Power(StrEnum):
    """What must not come together in one hand."""

    RIGHTS = "rights"
    DATA = "data"
    RECORD = "record"


_POWERS = {Act.MANAGE_ACCOUNTS: Power.RIGHTS, Act.READ_SECURITY_RECORD: Power.RECORD}
_ONE_S_OWN = (Act.KEEP_OWN_ACCOUNT, Act.TAKE_OWN)
_READING = ("read_", "track_")


def power_of(act: Act) -> Power | None:
    """The power that an act exercises; None for what is open to everybody, for reading, and for what is one's own."""
    if act in _POWERS:
        return _POWERS[act]
    if act in _ONE_S_OWN or act.startswith(_READING) or Role.VISITOR in RULES[act]:
        return None
    return Power.DATA


def powers_of(role: Role) -> frozenset[Power]:
    """The powers that a role has by the table of rules."""
    return frozenset(power for act, rules in RULES.items() if role in rules and (power := power_of(act)))


def check_powers(roles: Iterable[Role]) -> None:
    """Pass when one person may have all these roles, be it under several accounts.

    Raises:
        PowersTogether: the roles bring two of the powers into one hand.
    """
    held = sorted(frozenset[Power]().union(*map(powers_of, roles)))
    if len(held) > 1:
        raise PowersTogether(powers=", ".join(held))
