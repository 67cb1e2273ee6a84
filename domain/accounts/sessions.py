"""When a session ends, and what it may do before its owner has a password and a second factor of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain.accounts.refusals import FactorDue, PasswordDue
from domain.accounts.second_factor import needs_factor
from domain.roles import Role

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)


class Stage(StrEnum):
    """How far a session's owner has come."""

    PASSWORD = "password"  # noqa: S105  # the stage at which one must be chosen
    FACTOR = "factor"
    FULL = "full"


def session_ends_at(started_at: datetime, seen_at: datetime) -> datetime:
    """The first moment at which a session is over that was last used at `seen_at`."""
    return min(started_at + ABSOLUTE, seen_at + IDLE)


def stage_of(role: Role, *, must_change: bool, has_factor: bool) -> Stage:
    """What is still due: an own password first, then the second factor where the role needs one."""
    if must_change:
        return Stage.PASSWORD
    if needs_factor(role) and not has_factor:
        return Stage.FACTOR
    return Stage.FULL


def check_stage(stage: Stage) -> None:
    """Pass when nothing is due any more.

    Raises:
        PasswordDue: the first password must be changed.
        FactorDue: the second factor must be set up.
    """
    if stage is Stage.PASSWORD:
        raise PasswordDue()
    if stage is Stage.FACTOR:
        raise FactorDue()
