"""Letters that have gone out, with the notices that they tell, put straight into the memory."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg

from domain.codes import ALPHABET, LENGTH
from domain.roles import Role
from store.dossiers import Dossier, add_dossier
from store.people import Person, save_person
from store.pool import Pool

REF = "2611-150524-04-01-700001"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Mon 2026-03-02 09:00
LI, LI_PHONE = "person:li", "+8613900000001"
_numbers = itertools.count(40_000)

_NOTICE = """
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, "left", unit, silence, created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, 2, 'wd', 'nothing', $5, $7)
RETURNING id
"""
_LETTER = """
INSERT INTO letter (id, code, channel, recipient, address, language, template, parameters, subject, text, lines, segments,
                    urgency, valid_until, carrier, state, claimed_at)
VALUES ($1, $2, $3, $4, $5, $6, '', '{}', '', '', '{}', 1, 1, $7, 'outbox', 'sent', $8)
"""
_MESSAGE = """
INSERT INTO outbox (ref, item, cycle, step, recipient, channel, not_before, expires_at, created_at, state, notice, letter)
SELECT ref, item, cycle, step, $2, $3, not_before, expires_at, created_at, $4, id, $5
  FROM notice
 WHERE id = $1
RETURNING id
"""


async def add_project(pool: Pool) -> str:
    """A project whose items have names, opened by nobody in particular."""
    async with pool.acquire() as connection:
        version = await connection.fetchval("SELECT max(version) FROM catalogue")
        await save_person(connection, Person("opener", "某某", Role.APPLICANT))
        kind = ("gov", "grant", [], "platform", version, None, None, "opener", AT)
        await add_dossier(connection, Dossier(REF, "print", "冷链仓储", "库伦镇", *kind))
    return REF


async def add_notice(pool: Pool, item: str = "PR-01", step: str = "red") -> UUID:
    """An open notice of its own cycle, whose ladder moves in two hours."""
    cycle = f"1:{next(_numbers)}"
    times = (AT, AT + timedelta(days=3), AT + timedelta(hours=2))
    notice: UUID = await pool.fetchval(_NOTICE, REF, item, cycle, step, *times)
    return notice


async def add_message(
    pool: Pool, notice: UUID, *, to: str = LI, channel: str = "sms", state: str = "queued", letter: UUID | None = None
) -> UUID:
    """A message of a notice."""
    message: UUID = await pool.fetchval(_MESSAGE, notice, to, channel, state, letter)
    return message


async def add_letter(
    pool: Pool, *notices: UUID, to: str = LI, address: str = LI_PHONE, channel: str = "sms", language: str = "zh"
) -> tuple[UUID, str]:
    """A letter that tells some notices and has been sent; its id and its code."""
    letter, code = uuid4(), next_code()
    columns = (letter, code, channel, to, address, language, AT + timedelta(days=1), AT)
    await pool.execute(_LETTER, *columns)
    for notice in notices:
        await add_message(pool, notice, to=to, channel=channel, state="sent", letter=letter)
    return letter, code


async def end(pool: Pool, notice: UUID, why: str) -> None:
    """Let what a notice says no longer hold."""
    statement = "UPDATE notice SET state = 'ended', ended_at = $2, why = $3, next_at = NULL WHERE id = $1"
    await pool.execute(statement, notice, AT, why)


async def state_of(pool: Pool, notice: UUID) -> asyncpg.Record:
    """How a notice stands."""
    row = await pool.fetchrow("SELECT * FROM notice WHERE id = $1", notice)
    assert row is not None
    return row


def next_code() -> str:
    """A code that no letter of the tests has."""
    number, code = next(_numbers) * 7919, ""
    while len(code) < LENGTH:
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code
