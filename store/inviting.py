"""Letters that invite: each gets a secret of its own when it is claimed, which the database knows by its hash alone.

A letter is posted from memory and never read again to be posted, so what is kept of it need not tell the secret, not even
for the moment in which it is on its way: where it stood there are dots. A letter that was surely not taken is followed by
another one with another secret; of those that may have arrived each holds, until one of them is used.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.codes import ALPHABET
from domain.fate import Fate
from store.letters import Letter
from store.notices import end_notices, wake_postroom
from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
REF = "invitation"  # of what speaks of no case, but of an account
WITHHELD = "····-····-····-····"
_LENGTH = 16  # 80 bits
_SECRET = "secret"  # noqa: S105  # the name of a parameter


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    """An invitation that goes by letter: until when it holds, what became of its newest message, and who carried that."""

    expires_at: datetime
    state: Fate
    carrier: str


def new_code(length: int = _LENGTH) -> str:
    """A random code of so many letters, or half of one, that can be said on the telephone."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(code[place : place + 4] for place in range(0, length, 4))


def plain(code: str) -> str:
    """A code as it is hashed, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()


async def invited(connection: Connection, notice: UUID, now: datetime) -> str:
    """A new secret for the invitation that a notice brings; it holds as long as that invitation."""
    code = new_code()
    await connection.execute(SQL["add_secret"], hash_of(plain(code)), notice, now)
    return code


def withheld(letter: Letter) -> Letter:
    """The letter as it is kept: without its secret, if it has one."""
    secret = letter.parameters.get(_SECRET)
    if secret is None:
        return letter
    without = [text.replace(secret, WITHHELD) for text in (letter.subject, letter.text, *letter.lines)]
    parameters = letter.parameters | {_SECRET: WITHHELD}
    return replace(letter, subject=without[0], text=without[1], lines=tuple(without[2:]), parameters=parameters)


async def tell_invitation(connection: Connection, person: str, *, by: str, now: datetime, expires_at: datetime) -> None:
    """Let the postroom bring an invitation to a person; nobody knows a code before it goes out."""
    nobody_knows = hash_of(secrets.token_urlsafe(32))
    cycle = secrets.token_hex(8)
    notice = await connection.fetchval(SQL["tell_invitation"], person, cycle, now, expires_at)
    await connection.execute(SQL["add_told_invitation"], nobody_knows, person, by, now, expires_at, notice)
    await wake_postroom(connection)


async def take_back(connection: Connection, person: str, now: datetime) -> None:
    """What was to be sent to somebody as an invitation goes out no more."""
    await end_notices(connection, REF, [person], now)


async def letter_of(connection: Connection, person: str) -> InvitationLetter | None:
    """How the newest invitation by letter to somebody stands; None when there is none."""
    row = await connection.fetchrow(SQL["letter_of_invitation"], person)
    return InvitationLetter(row["expires_at"], Fate(row["state"]), row["carrier"]) if row else None
