"""Whoever reads personal data is written down in the same transaction, by ids only, for good."""

import asyncpg
import pytest

from domain.privacy.readings import Reading, What
from domain.roles import Act, Actor, Role
from store.pool import Pool
from store.readings import read_personal, readings

READING = Reading(Actor("dispatcher-1", Role.DISPATCHER, "CENTRE"), Act.READ_COMPLAINANTS)
PEOPLE = "SELECT * FROM (VALUES ('c-2', '乙某'), ('c-1', '甲某'), ('c-1', '甲某')) AS people (id, name)"


async def read(connection, reading=READING):
    """Somebody reads who handed a request in."""
    return await read_personal(
        connection, PEOPLE, reading=reading, what=What.CONTACT, of=lambda row: ("H20261125-000001", row["id"])
    )


async def test_each_person_whose_data_is_read_is_written_down_once(pool: Pool):
    async with pool.acquire() as connection:
        rows = await read(connection)
        lines = await readings(connection, before=None, most=10)

    assert [row["name"] for row in rows] == ["乙某", "甲某", "甲某"]
    assert [(line.reader, line.role, line.why, line.what, line.ref, line.whose) for line in lines] == [
        ("dispatcher-1", "dispatcher", "read_complainants", "contact", "H20261125-000001", "c-2"),
        ("dispatcher-1", "dispatcher", "read_complainants", "contact", "H20261125-000001", "c-1"),
    ]
    assert "某" not in str(lines)


async def test_what_cannot_be_written_down_is_not_read(pool: Pool):
    await pool.execute("ALTER TABLE access_log ADD CHECK (reader <> 'dispatcher-1')")

    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await read(connection)


async def test_a_reading_that_is_taken_back_was_none(pool: Pool):
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await read(connection)
        await transaction.rollback()
        lines = await readings(connection, before=None, most=10)

    assert lines == []


async def test_whoever_is_shown_nothing_personal_is_not_written_down(pool: Pool):
    async with pool.acquire() as connection:
        await read(connection, reading=None)
        await read_personal(connection, PEOPLE, reading=READING, what=What.WORDS, of=lambda _: None)

        assert await readings(connection, before=None, most=10) == []


@pytest.mark.parametrize(
    "change", ["UPDATE access_log SET reader = 'x'", "DELETE FROM access_log", "TRUNCATE access_log"]
)
async def test_the_log_is_only_ever_added_to(pool: Pool, change):
    async with pool.acquire() as connection:
        await read(connection)
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(change)


async def test_it_is_listed_by_case_by_person_and_by_reader(pool: Pool):
    async with pool.acquire() as connection:
        await read(connection)
        await read(connection, Reading(Actor("caller:c-1", Role.VISITOR), Act.TRACK_REQUEST))

        async def count(**query):
            return len(await readings(connection, **query, before=None, most=10))

        assert await count() == 4
        assert await count(ref="H20261125-000001") == 4
        assert await count(ref="H20261125-000002") == 0
        assert await count(person="c-1") == 2
        assert await count(reader="caller:c-1", person="c-2") == 1
        newest, *_ = await readings(connection, before=None, most=1)
        assert len(await readings(connection, before=newest.n, most=10)) == 3
