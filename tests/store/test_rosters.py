"""The rosters in the database: what is current, and what an end leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.refusals import RosterOverlap
from domain.roles import Role
from store import rosters
from store.people import Person, save_person
from store.pool import Pool

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def staffed(pool: Pool):
    """A department with two people, and a supervisor."""
    async with pool.acquire() as connection:
        await save_person(connection, Person("li", "李某", Role.OFFICER, "DRC"))
        await save_person(connection, Person("wang", "王某", Role.HEAD, "DRC"))
        await save_person(connection, Person("shen", "沈某", Role.SUPERVISOR))
        yield connection


async def listed(connection, department=""):
    rows = await rosters.absences(connection, now=NOW, department=department, after=(None, None), most=10)
    return [row.person for row in rows]


async def test_what_is_over_is_not_listed_and_what_ends_this_moment_is_over(staffed):
    for person, first, last in (("li", -2, -1), ("wang", -1, 0), ("shen", -1, 1), ("li", 1, 2)):
        await rosters.add_absence(staffed, person, NOW + first * HOUR, NOW + last * HOUR, stand_in=None, by="root")

    assert await listed(staffed) == ["shen", "li"]
    assert await listed(staffed, "DRC") == ["li"]


@pytest.mark.parametrize(("first", "kept"), [(-2, -2 * HOUR), (2, -timedelta(microseconds=1))])
async def test_an_end_leaves_a_period_that_no_later_moment_lies_in(staffed, first, kept):
    entry, _ = await rosters.add_absence(staffed, "li", NOW + first * HOUR, NOW + 9 * HOUR, stand_in="wang", by="root")
    duty, _ = await rosters.add_duty(staffed, "DRC", "li", NOW + first * HOUR, NOW + 9 * HOUR, by="root")

    await rosters.end_absence(staffed, entry, NOW)
    await rosters.end_duty(staffed, duty, NOW)
    await rosters.end_absence(staffed, entry, NOW + HOUR)

    for found in (await rosters.absence(staffed, entry), await rosters.duty(staffed, duty)):
        assert (found.from_at, found.until_at) == (NOW + kept, NOW)


async def test_the_same_entry_again_is_the_first(staffed):
    period = (NOW, NOW + HOUR)
    first = await rosters.add_absence(staffed, "li", *period, stand_in="wang", by="root")
    again = await rosters.add_absence(staffed, "li", *period, stand_in="wang", by="wang")

    with pytest.raises(RosterOverlap) as refused:
        await rosters.add_absence(staffed, "li", NOW, NOW + 2 * HOUR, stand_in="wang", by="root")

    assert (first[1], again) == (True, (first[0], False))
    assert datetime.fromisoformat(refused.value.facts["until_at"]) == NOW + HOUR
