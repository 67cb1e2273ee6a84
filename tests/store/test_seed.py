"""The first data of a database."""

import re
from collections import Counter
from pathlib import Path

from domain.roles import Role
from store.people import Person, actor_by_token, save_person
from store.pool import Pool
from store.seed import load_calendar, load_catalogue, load_samples, parse_samples, wants_samples
from store.shipped import calendar_files, catalogue_file

SAMPLES = parse_samples(
    (Path(__file__).parents[2] / "domain" / "data" / "sample_people.toml").read_text(encoding="utf-8")
)
TOKENS = {person.id: f"token of {person.id}" for person in SAMPLES.people}


async def test_what_is_published_is_never_displaced(pool: Pool):
    async with pool.acquire() as connection:
        known = await load_catalogue(connection, catalogue_file())
        newer = catalogue_file().replace(f'version = "{known.version}"', 'version = "9999-01-01"')
        first = await load_calendar(connection, calendar_files())

        assert (await load_catalogue(connection, newer)).version == known.version
        assert (await load_calendar(connection, {})).rev == first.rev == 1


async def test_each_department_has_an_officer_and_a_head_who_can_come_in(pool: Pool):
    async with pool.acquire() as connection:
        catalogue = await load_catalogue(connection, catalogue_file())
        assert await wants_samples(connection, SAMPLES)
        await load_samples(connection, SAMPLES, TOKENS)

        for department in catalogue.departments:
            for role in (Role.OFFICER, Role.HEAD):
                person = SAMPLES.who(role, department)
                found = await actor_by_token(connection, TOKENS[person.id])
                assert found is not None
                assert (found.role, found.department) == (role, department)
        phones = await connection.fetch("SELECT phone FROM department")

    assert all(row["phone"].startswith("154000010") for row in phones)
    assert Counter(person.role for person in SAMPLES.people)[Role.APPLICANT] == 2


async def test_samples_are_found_again_and_a_changed_account_is_left_alone(pool: Pool):
    async with pool.acquire() as connection:
        await load_samples(connection, SAMPLES, TOKENS)
        await save_person(connection, Person("helper", "另一个人", Role.HELPER))

        assert await wants_samples(connection, SAMPLES)
        await load_samples(connection, SAMPLES, TOKENS)

        assert await connection.fetchval("SELECT name FROM person WHERE id = 'helper'") == "另一个人"


async def test_samples_never_come_among_real_people(pool: Pool):
    async with pool.acquire() as connection:
        await save_person(connection, Person("somebody", "某人", Role.ADMINISTRATOR))

        assert not await wants_samples(connection, SAMPLES)


def test_every_sample_person_can_be_reached_and_nobody_real_is():
    phones = [person.phone for person in SAMPLES.people]

    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"1540000\d{4}", phone) for phone in phones)
    assert [person.mail for person in SAMPLES.people] == [f"{person.id}@example.org" for person in SAMPLES.people]
