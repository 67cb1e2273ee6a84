"""What one of the security office has asked for and another one must ask for too; only the digest of it is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.roles import RULES, Act
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
PLAN_HOLDS = timedelta(hours=72)


class Needs(StrEnum):
    """What two are needed for: whatever lets somebody in as a person, or changes what that person may do."""

    INVITE = "invite"
    FIRST_PASSWORD = "first_password"  # noqa: S105  # the kind of an act
    DROP_FACTOR = "drop_factor"
    TOKEN = "token"  # noqa: S105  # likewise
    LINK = "link"


WITH_SECRET = frozenset({Needs.INVITE, Needs.FIRST_PASSWORD, Needs.TOKEN})


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody of the security office asks for, with all that belongs to it."""

    what: Needs
    person: str
    about: Mapping[str, object]

    @property
    def digest(self) -> bytes:
        """By it two who ask for the same are known; what they ask for is not kept."""
        text = json.dumps(self.about, sort_keys=True, default=str, ensure_ascii=True)
        return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned: by whom, and the half of the secret that was shown to them."""

    made_by: str
    half: str


async def plan(connection: Connection, asked: Asked, half: str, *, by: str, now: datetime) -> datetime:
    """Keep what somebody asks for until another one asks for the same; the answer is until when."""
    expires_at = now + PLAN_HOLDS
    values = (asked.what, asked.person, asked.digest, by, now, expires_at, half)
    await connection.execute(SQL["forget_plans"], now)
    await connection.execute(SQL["plan"], *values)
    return expires_at


async def take_plan(connection: Connection, asked: Asked, *, by: str, now: datetime) -> Plan | None:
    """The same as somebody else has asked for it, who may; it is planned no more. None when nobody has."""
    roles = list(RULES[Act.MANAGE_ACCOUNTS])
    row = await connection.fetchrow(SQL["take_plan"], asked.what, asked.person, asked.digest, by, now, roles)
    return Plan(**row) if row else None
