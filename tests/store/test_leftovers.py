"""What accounts leave behind goes when it has been over for as long as the data says, and what is not over stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.privacy.book import Swept
from domain.roles import Role
from store.leftovers import sweep_accounts
from store.people import Person, save_person
from store.pool import Pool
from store.shipped import privacy

NOW = datetime(2026, 11, 25, 0, 20, tzinfo=UTC)
BOOK = replace(privacy(), swept=dict.fromkeys(Swept, timedelta(days=10)))
LONG, LATELY = NOW - timedelta(days=10, seconds=1), NOW - timedelta(days=9)
MINUTES_29 = timedelta(minutes=29)

# What is added, with when it began or ended, and whether it stays.
ROWS = {
    "a session that was ended": (
        "INSERT INTO session (hash, person, started_at, seen_at, ended_at, agent, address) VALUES ('a', 'li', $1, $1, $1, '', '')",
        Swept.SESSION,
    ),
    "a session that was left idle": (
        "INSERT INTO session (hash, person, started_at, seen_at, agent, address) VALUES ('a', 'li', $1::timestamptz - interval '31 minutes', $1::timestamptz - interval '30 minutes', '', '')",
        Swept.SESSION,
    ),
    "a session that was used to its whole length": (
        "INSERT INTO session (hash, person, started_at, seen_at, agent, address) VALUES ('a', 'li', $1::timestamptz - interval '12 hours', $1, '', '')",
        Swept.SESSION,
    ),
    "an attempt": ("INSERT INTO login_attempt (account, address, at) VALUES ('a', 'b', $1)", Swept.LOGIN_ATTEMPT),
    "an invitation that was used": (
        "INSERT INTO invitation VALUES ('a', 'li', 'wen', $1::timestamptz, $1::timestamptz + interval '30 days', $1)", Swept.INVITATION,
    ),
    "an invitation that nobody used": (
        "INSERT INTO invitation VALUES ('a', 'li', 'wen', $1::timestamptz - interval '3 days', $1)", Swept.INVITATION,
    ),
    "a browser": ("INSERT INTO device VALUES ('a', 'li', $1)", Swept.DEVICE),
    "a sign-in that was begun": ("INSERT INTO outside_sign_in VALUES ('a', '', '', $1)", Swept.OUTSIDE_SIGN_IN),
}  # fmt: skip


@pytest.fixture
async def li(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await save_person(connection, Person("li", "李某", Role.OFFICER, None))


@pytest.mark.parametrize(("statement", "kind"), ROWS.values(), ids=ROWS.keys())
@pytest.mark.parametrize(("over_at", "goes"), [(LONG, 1), (LATELY, 0)], ids=["long over", "over lately"])
async def test_what_has_been_over_for_long_goes(pool, li, statement, kind, over_at, goes):
    await pool.execute(statement, over_at)

    async with pool.acquire() as connection:
        swept = await sweep_accounts(connection, BOOK, NOW)

    assert swept == dict.fromkeys(Swept, 0) | {kind: goes}
    assert await pool.fetchval(f"SELECT count(*) FROM {kind}") == 1 - goes  # noqa: S608  # a word of ours


async def test_whoever_is_signed_in_stays_so_however_short_the_time(pool, li):
    at_once = replace(privacy(), swept=dict.fromkeys(Swept, timedelta(0)))
    await pool.execute(
        "INSERT INTO session (hash, person, started_at, seen_at, agent, address) VALUES ('a', 'li', $1, $1, '', '')",
        NOW - MINUTES_29,
    )

    async with pool.acquire() as connection:
        assert (await sweep_accounts(connection, at_once, NOW))[Swept.SESSION] == 0


async def test_the_record_of_accounts_stays(pool, li):
    await pool.execute(
        "INSERT INTO security_event (at, kind, actor, person) VALUES ($1, 'signed_in', 'li', 'li')", LONG
    )

    async with pool.acquire() as connection:
        await sweep_accounts(connection, BOOK, NOW)

    assert await pool.fetchval("SELECT count(*) FROM security_event") == 1


def test_every_kind_has_its_days():
    assert set(privacy().swept) == set(Swept)
    assert all(days >= timedelta(days=1) for days in privacy().swept.values())
