"""The record of accounts and rights: who did what to whose account; only ever added to, and read by the auditor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


class Done(StrEnum):
    """What can happen to an account."""

    SIGNED_IN = "signed_in"
    STOPPED = "stopped"  # too many wrong attempts
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # the kind of an event
    FIRST_PASSWORD = "first_password"  # noqa: S105  # likewise
    FACTOR_SET = "factor_set"
    FACTOR_DROPPED = "factor_dropped"
    RECOVERY_USED = "recovery_used"
    TOKEN_MADE = "token_made"  # noqa: S105  # likewise
    TOKEN_ENDED = "token_ended"  # noqa: S105  # likewise
    PLANNED = "planned"  # somebody of the security office has asked for what needs two
    AGREED = "agreed"  # another one has asked for the same, and it is done
    INVITED = "invited"
    ROLE_CHANGED = "role_changed"
    DEPARTMENT_CHANGED = "department_changed"
    DETAILS_CHANGED = "details_changed"
    INVITATION_USED = "invitation_used"
    LINKED = "linked"  # to whom a provider names
    UNLINKED = "unlinked"
    WORK_MOVED = "work_moved"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """One line; `about` is a role, a department, the id of a session or token, or what was changed; never a secret, a name or a number."""

    n: int
    at: datetime
    kind: str
    actor: str
    person: str
    about: str


async def note(connection: Connection, kind: Done, *, actor: str, person: str, now: datetime, about: str = "") -> None:
    """Add one line, in the transaction of what it tells."""
    await connection.execute(SQL["add_security_event"], now, kind, actor, person, about)


async def note_if_known(connection: Connection, kind: Done, *, person: str, now: datetime, about: str = "") -> None:
    """Add one line about what nobody known did, if there is such an account; it costs as much where there is none."""
    await connection.execute(SQL["add_security_event_if_known"], now, kind, person, about)


async def events(connection: Connection, person: str, *, before: int | None, most: int) -> list[SecurityEvent]:
    """The newest lines before one of them, of one person or of all when none is named."""
    return [SecurityEvent(*row) for row in await connection.fetch(SQL["security_events"], person, before, most)]
