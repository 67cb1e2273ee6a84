"""The sample of the legal circle in the database: whole, quick, and never in the way of what people entered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.legal.circle import Adviser
from domain.roles import Actor, Role
from store import rosters, village_advisers
from store.legal_people import PoolCount, RoleCount, pool_count, role_counts
from store.people import Person, actor_by_token, find_person, save_person
from store.pool import Connection, Pool
from store.seed import load_samples, parse_samples
from store.seed_circle import joined, load_circle
from store.seed_organisation import load_organisation, staffed
from store.shipped import circle, organisation

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in Kulun
TODAY = date(2026, 11, 25)
TEXT = (Path(__file__).parents[2] / "domain" / "data" / "sample_people.toml").read_text(encoding="utf-8")
STAFF = staffed(parse_samples(TEXT), organisation())
SAMPLES = joined(STAFF, circle())
TOKENS = {person.id: f"token of {person.id}" for person in SAMPLES.everyone}


async def load(connection: Connection, now: datetime = NOW) -> None:
    """Load all samples, as the program does it at each start."""
    await load_samples(connection, STAFF, TOKENS)
    await load_organisation(connection, organisation(), STAFF, TOKENS, now=now)
    await load_circle(connection, circle(), TOKENS, now=now)


@pytest.fixture
async def loaded(pool: Pool):
    """The sample organisation with its legal circle."""
    async with pool.acquire() as connection:
        await load(connection)
        yield connection


async def test_people_and_roles_are_counted_apart(loaded):
    counts = {(count.role, count.language): count.people for count in await role_counts(loaded)}

    assert await pool_count(loaded) == PoolCount(people=1071, roles=1093, several=22)
    assert [counts[role, ""] for role in ("licensed_lawyer", "aid_lawyer", "public_lawyer")] == [29, 6, 16]
    assert [counts[role, ""] for role in ("volunteer", "notary", "literate", "")] == [72, 3, 967, 1071]
    assert counts["", "zh"] == 1071
    assert counts["", "mn"] == await loaded.fetchval(
        "SELECT count(*) FROM legal_person JOIN person ON id = person WHERE 'mn' = ANY (languages)"
    )
    assert RoleCount("notary", "mn", 1) in await role_counts(loaded)


async def test_everybody_can_come_in(loaded):
    names = ("jub-director-1", "jub-clerk-1", "aid-lawyer-1")
    actors = [await actor_by_token(loaded, TOKENS[name]) for name in names]
    label = "SELECT count(*) FROM token JOIN person ON person.id = token.person WHERE role IN ('lawyer', 'clerk', 'director')"

    assert actors == [
        Actor(name, role, "JUB") for name, role in zip(names, (Role.DIRECTOR, Role.CLERK, Role.LAWYER), strict=True)
    ]
    assert await loaded.fetchval(label) == len(circle().staff) + len(circle().pool)


async def test_loading_again_changes_nothing(pool: Pool):
    tables = ("person", "token", "legal_place", "legal_person", "legal_role", "village_adviser", "duty")
    count = f"SELECT {', '.join(f'(SELECT count(*) FROM {table})' for table in tables)}"  # noqa: S608
    async with pool.acquire() as connection:
        await load(connection)
        before = await connection.fetchrow(count)
        await save_person(connection, Person("lawyer-01", "真律师", Role.LAWYER, "JUB"))
        await connection.execute("UPDATE legal_place SET phone = '15400049999' WHERE id = 'centre'")
        await load(connection)

        assert await connection.fetchrow(count) == before
        assert (await find_person(connection, "lawyer-01")).name == "真律师"
        assert await connection.fetchval("SELECT phone FROM legal_place WHERE id = 'centre'") == "15400049999"


async def test_who_left_the_pool_and_what_was_entered_of_advisers_stays_as_people_left_it(loaded):
    await loaded.execute("DELETE FROM legal_person WHERE person = 'notary-3'")
    new = Adviser("T1-V01", "lawyer-09", date(2026, 12, 1), None)
    await village_advisers.set_adviser(loaded, new, by="jub-clerk-1", at=NOW, today=TODAY)
    entered = await loaded.fetch("SELECT * FROM village_adviser ORDER BY village, from_on")

    await load(loaded)

    assert (await pool_count(loaded)).people == 1070
    assert await loaded.fetch("SELECT * FROM village_adviser ORDER BY village, from_on") == entered


async def test_a_shift_that_was_ended_does_not_come_back_and_a_later_start_fills_the_rosters_further(loaded):
    there = "SELECT person FROM duty WHERE department = 'JUB' AND from_at <= $1 AND until_at > $1 ORDER BY person"
    (duty, *_) = await loaded.fetch("SELECT id FROM duty WHERE person = 'jub-director-1' AND until_at > $1", NOW)
    await rosters.end_duty(loaded, duty["id"], NOW)
    before = await loaded.fetch(there, NOW)

    await load(loaded, NOW + timedelta(days=10))

    assert await loaded.fetch(there, NOW) == before
    assert len(await loaded.fetch(there, NOW + timedelta(days=44))) == 6  # with the bureau's own officer
