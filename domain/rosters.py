"""Who may be away, who may stand in, and for which time: what a roster takes."""

from __future__ import annotations

from datetime import datetime

from domain.refusals import PeriodNotAllowed, StandInNotAllowed
from domain.roles import LEADERS, RULES, Actor, Role

STAFF = frozenset(Role) - {Role.VISITOR, Role.APPLICANT, Role.HELPER, Role.SYSTEM}  # whom messages reach


def check_period(from_at: datetime, until_at: datetime, now: datetime) -> None:
    """Pass when the period has a length and is not over; `until_at` is the first moment after it.

    Raises:
        PeriodNotAllowed: otherwise.
    """
    if from_at >= until_at:
        raise PeriodNotAllowed(place="body.until_at", reason="not after from_at")
    if until_at <= now:
        raise PeriodNotAllowed(place="body.until_at", reason="in the past")


def check_stand_in(absent: Actor, stand_in: Actor) -> None:
    """Pass when somebody may stand in: another person of the same department, or of the same role where there is none.

    Whoever stands in must be able to do what the absent may, by their own role or by the one that they are lent.

    Raises:
        StandInNotAllowed: otherwise.
    """
    if stand_in.id == absent.id:
        raise StandInNotAllowed(place="body.stand_in", reason="the same person")
    if stand_in.department != absent.department:
        raise StandInNotAllowed(place="body.stand_in", reason="another department", department=absent.department)
    if not absent.department and stand_in.role is not absent.role:
        raise StandInNotAllowed(place="body.stand_in", reason="another role", role=absent.role)
    if LEADERS.get(stand_in.role) is not absent.role and not _may_all(stand_in.role, absent.role):
        raise StandInNotAllowed(place="body.stand_in", reason="may do less", role=stand_in.role)


def _may_all(role: Role, other: Role) -> bool:
    """May somebody of a role do whatever those of the other one may?"""
    return all(role in allowed for allowed in RULES.values() if other in allowed)
