"""What people hand in to the legal circle is kept once, and whoever has its number and code has the way back to it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from legal_commits import AT, CODE, NAME, ONE, PHONE, TWO, commit, handed_in, matter, write
from legal_rows import settle_in
from told import add_letter

from domain.legal.record import Happening, LegalEvent, Service
from store.legal_matters import (
    Asker,
    Matter,
    Pledge,
    add_asker,
    add_bars,
    add_matter,
    add_pledge,
    bars_of,
    false_pledge_at,
    find_asker,
    find_asker_by_code,
    find_matter,
    find_pledge,
    new_number,
    unbegun,
)
from store.pool import Pool

MONGOLIAN = "ᠭᠡᠷ\u202fᠦᠨ ᠲᠣᠭ\u180eᠠ 😀 𠀀"
MIDNIGHT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # Wed 2026-11-25 has begun in Kulun


@pytest.fixture
async def memory(pool: Pool) -> Pool:
    """A database that knows a small legal circle."""
    await settle_in(pool)
    return pool


async def keep(memory: Pool, **more: object) -> Matter:
    """Hand something in under a number of its own, as a counter does."""
    async with memory.acquire() as connection, connection.transaction():
        return await add_matter(connection, matter(await new_number(connection, Service.INQUIRY, AT), **more))


async def test_a_number_holds_the_letter_of_its_service_and_the_local_day_and_grows(memory):
    async with memory.acquire() as connection:
        numbers = [await new_number(connection, service, MIDNIGHT) for service in Service]
        await connection.execute("ALTER SEQUENCE legal_number RESTART 1234567")
        numbers.append(await new_number(connection, Service.AID, MIDNIGHT - timedelta(microseconds=1)))

    assert [re.sub(r"\d{6}$", "", number) for number in numbers[:4]] == [f"{one}20261125-" for one in "LAVC"]
    assert [int(number[-6:]) for number in numbers[:4]] == list(range(int(numbers[0][-6:]), int(numbers[0][-6:]) + 4))
    assert numbers[4] == "A20261124-1234567"


async def test_what_was_handed_in_is_kept_as_it_came(memory):
    told = {name: f"{name} {MONGOLIAN}" for name in ("text", "address", "other_side", "company")}
    more = {"key": "anna/1", "lat": 42.7, "lon": 121.8, "language": "mn", "field": "labour", "kind": "wages"}
    more |= {"people": "migrant_worker", "campaign": "spring", "from_ref": "L20261124-000001", "taken_by": "clerk-1"}
    wanted = matter("A20261125-000001", Service.AID, first_at=AT - timedelta(days=1), **told, **more)
    async with memory.acquire() as connection:
        assert await add_matter(connection, wanted) == wanted
        assert await find_matter(connection, wanted.ref) == wanted
        assert await find_matter(connection, "A20261125-000002") is None


async def test_the_same_key_twenty_times_at_once_is_one_matter(memory):  # H49
    kept = await asyncio.gather(*(keep(memory, key="anna/1") for _ in range(20)))

    assert len({one.ref for one in kept}) == 1
    other = await keep(memory, key="anna/1", print="print-2", text="别的")
    assert other == kept[0]  # so the counter sees that the key was used before
    assert await memory.fetchval("SELECT count(*) FROM legal_matter") == 1


async def test_without_a_key_the_same_words_are_two_matters(memory):
    first, second = await keep(memory), await keep(memory)

    assert first.ref != second.ref
    assert (first.text, first.print) == (second.text, second.print)


async def test_who_asked_is_kept_once_with_a_number_that_can_be_called(memory):
    kept = await keep(memory)
    who = Asker(f"{kept.ref}-1", kept.ref, NAME, "154 0000-0001", "", "mn", CODE, AT)
    async with memory.acquire() as connection:
        await add_asker(connection, who)
        await add_asker(connection, replace(who, code="OTHER7", name="别人"))
        assert await find_asker(connection, who.id, reading=None) == replace(who, phone="+8615400000001", mail=None)
        assert await find_asker(connection, "nobody", reading=None) is None


async def test_an_asker_belongs_to_something_that_was_handed_in(memory):
    async with memory.acquire() as connection:
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await add_asker(connection, Asker("x-1", "L20261125-999999", "", None, None, "zh", CODE, AT))


async def test_number_and_code_together_are_the_way_back_and_one_alone_is_not(memory):  # H65
    mine, other = await handed_in(memory), await handed_in(memory)
    await memory.execute("UPDATE asker SET code = 'OTHER7' WHERE ref = $1", other)
    async with memory.acquire() as connection:
        assert (await find_asker_by_code(connection, mine, CODE)).id == f"{mine}-1"
        assert await find_asker_by_code(connection, other, CODE) is None
        assert await find_asker_by_code(connection, mine, "OTHER7") is None
        assert await find_asker_by_code(connection, mine, "") is None
        assert await find_asker_by_code(connection, "L20261125-999999", CODE) is None


async def test_the_code_of_a_letter_is_as_good_for_whom_it_was_written_to_and_for_nobody_else(memory):
    mine, other = await handed_in(memory), await handed_in(memory)
    _, code = await add_letter(memory, to=f"caller:{mine}-1")
    async with memory.acquire() as connection:
        assert (await find_asker_by_code(connection, mine, code)).id == f"{mine}-1"
        assert await find_asker_by_code(connection, other, code) is None


async def test_a_pledge_is_kept_once_as_it_was_given(memory):
    ref = await handed_in(memory, Service.AID)
    wanted = Pledge(ref, "无固定收入", ("means", "work"), may_check=True, spoken=True, witness="村干部", pledged_at=AT)
    async with memory.acquire() as connection:
        assert await find_pledge(connection, ref, reading=None) is None
        await add_pledge(connection, wanted)
        await add_pledge(connection, replace(wanted, means="另一个说法", waived=()))
        assert await find_pledge(connection, ref, reading=None) == wanted


async def test_a_pledge_that_was_read_aloud_has_a_witness(memory):
    ref = await handed_in(memory, Service.AID)
    alone = Pledge(ref, "无固定收入", ("means",), may_check=True, spoken=True, witness="", pledged_at=AT)
    async with memory.acquire() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await add_pledge(connection, alone)


@pytest.mark.parametrize(
    ("asks", "is_same"),
    [
        ({"phone": "15400000001"}, True),
        ({"phone": PHONE, "name": NAME}, True),
        ({"phone": PHONE, "name": "另一个人"}, False),  # of the same household
        ({"mail": "NAREN@example.org"}, True),
        ({"mail": "someone@example.org", "phone": "15400000002", "name": NAME}, False),
        ({"name": NAME}, False),  # a name alone is anybody's
    ],
)
async def test_a_false_pledge_is_found_again_by_number_or_mail_and_never_by_name_alone(memory, asks, is_same):
    ref = await handed_in(memory, Service.AID)
    async with memory.acquire() as connection:
        await add_asker(connection, Asker(f"{ref}-2", ref, NAME, None, "naren@example.org", "zh", CODE, AT))
    found = LegalEvent(Happening.VERIFIED, at=AT, what="false")
    await write(memory, commit(ref, Service.AID, events=(found,)))

    assert await false_pledge(memory, **asks) == (AT if is_same else None)


async def test_a_pledge_that_held_or_was_set_right_on_objection_bars_nobody(memory):
    held, ref = [await handed_in(memory, Service.AID) for _ in range(2)]
    await write(memory, commit(held, Service.AID, events=(LegalEvent(Happening.VERIFIED, at=AT, what="true"),)))
    assert await false_pledge(memory, phone=PHONE) is None

    await write(memory, commit(ref, Service.AID, events=(LegalEvent(Happening.VERIFIED, at=AT, what="false"),)))
    assert await false_pledge(memory, phone=PHONE) == AT
    upheld = LegalEvent(Happening.OBJECTION_DECIDED, at=AT, what="upheld")
    await write(memory, commit(ref, Service.AID, seq=2, n=2, events=(upheld,)))

    assert await false_pledge(memory, phone=PHONE) is None


async def false_pledge(memory: Pool, **asks: str) -> datetime | None:
    """When a pledge of whoever asks was found false."""
    who: dict[str, str] = {"name": "", "phone": "", "mail": ""} | asks
    async with memory.acquire() as connection:
        return await false_pledge_at(connection, **who, but_key="")


async def test_people_on_the_other_side_are_kept_once_and_are_of_the_pool(memory):
    ref = await handed_in(memory, Service.AID)
    async with memory.acquire() as connection:
        await add_bars(connection, ref, (TWO, ONE))
        await add_bars(connection, ref, [ONE])
        assert await bars_of(connection, ref) == [ONE, TWO]
        assert await bars_of(connection, "A20261125-999999") == []
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await add_bars(connection, ref, ["clerk-1"])


async def test_what_was_kept_and_never_begun_is_found_again_the_oldest_first(memory):
    minutes = (3, 1, 2, 9)
    refs = [await handed_in(memory, at=AT + timedelta(minutes=minute)) for minute in minutes]
    begun = await handed_in(memory)
    await write(memory, commit(begun))
    before = AT + timedelta(minutes=9)
    async with memory.acquire() as connection:
        found = await unbegun(connection, before)
        assert [one.ref for one in found] == [refs[1], refs[2], refs[0]]
        assert found[0] == await find_matter(connection, refs[1])
        assert [one.ref for one in await unbegun(connection, before, most=1)] == [refs[1]]
        await write(memory, commit(refs[1]))
        assert [one.ref for one in await unbegun(connection, before)] == [refs[2], refs[0]]
