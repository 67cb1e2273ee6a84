"""What citizens hand in is kept once, and old requests are taken over without waking anything."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.codes import code_of
from domain.hotline.request import State
from store import request_readers
from store.pool import Pool
from store.reports import (
    Complainant,
    OldRequest,
    Report,
    add_complainant,
    add_history,
    add_report,
    find_complainant,
    new_code,
    new_number,
)

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
MONGOLIAN = "ᠭᠡᠷ\u202fᠦᠨ ᠲᠣᠭ\u180eᠠ 😀 𠀀"


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows one village."""
    await pool.execute(
        "INSERT INTO department (id, name_zh, name_en, kind) VALUES ('V-001', '一村', 'Village', 'village')"
    )
    return pool


def report(ref: str, **more: object) -> Report:
    told = (
        ref,
        "print-1",
        "anna/key-1",
        "web",
        None,
        "light",
        "路灯不亮",
        "V-001",
        "",
        None,
        None,
        "zh",
        None,
        "1",
        None,
        AT,
    )
    return replace(Report(*told), **more)


async def keep(memory: Pool, **more: object) -> Report:
    async with memory.acquire() as connection, connection.transaction():
        return await add_report(connection, report(await new_number(connection, AT), **more))


async def test_a_number_holds_the_local_day_and_grows(memory):
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    async with memory.acquire() as connection:
        numbers = [await new_number(connection, midnight) for _ in range(2)]
        await connection.execute("ALTER SEQUENCE request_number RESTART 1234567")
        numbers.append(await new_number(connection, midnight))

    assert all(re.fullmatch(r"H20261125-\d{6,}", number) for number in numbers)
    assert int(numbers[1][-6:]) == int(numbers[0][-6:]) + 1
    assert numbers[2] == "H20261125-1234567"


async def test_a_report_is_kept_as_it_came(memory):
    wanted = report(
        "H20261125-000001", text=MONGOLIAN, lat=42.7, lon=121.8, language="mn", outer_due=AT, taken_by="bao"
    )
    async with memory.acquire() as connection:
        assert await add_report(connection, wanted) == wanted


async def test_the_same_key_twenty_times_at_once_is_one_report(memory):  # H49
    kept = await asyncio.gather(*(keep(memory) for _ in range(20)))

    assert len({one.ref for one in kept}) == 1
    assert (await keep(memory, print="print-2")).print == "print-1"  # so the counter sees that the key was used before
    assert await memory.fetchval("SELECT count(*) FROM report") == 1


async def test_the_citys_number_is_kept_once_and_is_nobody_elses(memory):
    first = await keep(memory, source="city", external_no="TL-1", key=None, outer_due=AT)
    again = await keep(memory, source="city", external_no="TL-1", key="other", text="改过")
    other = await keep(memory, source="grid", external_no="TL-1", key="third")
    plain = [await keep(memory, key=None) for _ in range(2)]

    assert again == first
    assert len({one.ref for one in (first, other, *plain)}) == 4


async def test_a_complainant_is_kept_once_with_a_number_that_finds_the_caller_again(memory):
    kept = await keep(memory)
    who = Complainant(f"{kept.ref}-1", kept.ref, kept.ref, "娜仁", "138 0000-0001", "", "mn", new_code(), AT)
    async with memory.acquire() as connection:
        first = await add_complainant(connection, who)
        again = await add_complainant(connection, replace(who, code=new_code()))
        assert await find_complainant(connection, "nobody") is None

    assert first == again == replace(who, phone="+8613800000001", mail=None)
    assert code_of(first.code) == first.code


def old(number: int, **more: object) -> OldRequest:
    state = (State.ARCHIVED, State.ADVISED, State.WITHDRAWN)[number % 3]
    reported_at = AT - timedelta(days=number % 900 + 1)
    values = {"source": "city", "external_no": f"OLD-{number}", "state": state, "text": "旧诉求", "district": "V-001"}
    times = {"reported_at": reported_at, "ended_at": reported_at + timedelta(hours=9)}
    return OldRequest(**(values | times | {"kind": "consultation", "closed_at": reported_at} | more))


async def test_fifty_thousand_old_requests_are_taken_over_without_a_clock_or_a_message(memory):  # H38
    rows = [old(number, phone=f"+86138{number:08}") for number in range(50_000)]
    async with memory.acquire() as connection:
        assert await add_history(connection, rows) == 50_000
        assert await add_history(connection, rows[:7]) == 0

    for table in ("notice", "outbox", "event", "run", "custody", "letter"):
        assert await memory.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608
    assert (
        await memory.fetchval("SELECT count(*) FROM request WHERE wakes_at IS NULL AND ended_at IS NOT NULL") == 50_000
    )
    assert await memory.fetchval("SELECT count(*) FROM report WHERE imported_at IS NOT NULL") == 50_000
    assert await memory.fetchval("SELECT count(*) FROM complainant") == 50_000


async def test_old_requests_are_neither_public_nor_duplicates(memory):
    async with memory.acquire() as connection:
        await add_history(connection, [old(1, topic="light", phone="13800000001")])
        found = await request_readers.duplicates(
            connection, district="V-001", topic="light", phone="13800000001", since=AT - timedelta(days=900), most=9
        )
        assert found == await request_readers.public_requests(connection, most=9) == []


@pytest.mark.parametrize("state", sorted(set(State) - {State.ARCHIVED, State.ADVISED, State.WITHDRAWN}))
async def test_an_old_request_that_is_not_over_refuses_the_batch(memory, state):  # H38
    async with memory.acquire() as connection:
        with pytest.raises(ValueError, match="row 3"):
            await add_history(connection, [old(1), old(2), old(3, state=state)])

        assert await connection.fetchval("SELECT count(*) FROM report") == 0


async def test_an_unknown_place_refuses_the_batch_and_a_repeated_number_is_taken_once(memory):
    async with memory.acquire() as connection:
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await add_history(connection, [old(1), old(2, district="nowhere")])
        assert await connection.fetchval("SELECT count(*) FROM report") == 0

        assert await add_history(connection, [old(1), old(2), old(1)]) == 2
