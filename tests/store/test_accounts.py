"""Accounts that are made by hand."""

from dataclasses import replace

import asyncpg
import pytest

from domain.roles import Actor, Role
from store.accounts import ROLES, Account, BadAccount, give_account
from store.people import Person, actor_by_token, find_person, has_people, save_person
from store.pool import Pool


async def test_the_first_administrator_can_come_in(pool: Pool):
    async with pool.acquire() as connection:
        await give_account(connection, Account("ada", "administrator", name="阿达"), "secret")

        assert await actor_by_token(connection, "secret") == Actor("ada", Role.ADMINISTRATOR)
        assert await find_person(connection, "ada") == Person("ada", "阿达", Role.ADMINISTRATOR)


async def test_what_is_not_given_stays_as_it_is(pool: Pool):
    before = Person("li", "李某", Role.OFFICER, "DRC", "DRC-7", "13900000000")
    async with pool.acquire() as connection:
        await save_person(connection, before)

        await give_account(connection, Account("li", "head"), "first")
        await give_account(connection, Account("li", "head", department="NRB", work_no="NRB-1"), "second")

        assert await find_person(connection, "li") == Person("li", "李某", Role.HEAD, "NRB", "NRB-1", "13900000000")
        for token in ("first", "second"):
            assert await actor_by_token(connection, token) == Actor("li", Role.HEAD, "NRB")


async def test_how_a_person_is_reached_is_kept_until_it_is_changed(pool: Pool):
    async with pool.acquire() as connection:
        await give_account(connection, Account("li", "helper", phone="+86 139-0000-0000", mail="li@example.org"), "1")
        first = await find_person(connection, "li")
        await give_account(connection, Account("li", "helper", language="mn"), "2")

        assert (first.phone, first.mail, first.language) == ("+8613900000000", "li@example.org", "zh")
        assert await find_person(connection, "li") == replace(first, language="mn")


@pytest.mark.parametrize("role", ["lawyer", "clerk", "director"])
async def test_people_of_the_legal_circle_belong_to_the_bureau_whose_director_keeps_their_rosters(
    pool: Pool, role: str
):
    async with pool.acquire() as connection:
        before = await give_account(connection, Account("ann", role), "first")
        await connection.execute("INSERT INTO department (id, name_zh, name_en) VALUES ('JUB', '', '')")
        after = await give_account(connection, Account("ann", role), "second")

    assert (before.department, after.department) == (None, "JUB"), "once there is a bureau"


async def test_who_leaves_a_department_has_none(pool: Pool):
    async with pool.acquire() as connection:
        await give_account(connection, Account("li", "officer", department="DRC"), "first")
        await give_account(connection, Account("li", "supervisor"), "second")

        assert await actor_by_token(connection, "second") == Actor("li", Role.SUPERVISOR)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Account("li", "mayor"), f"'mayor' is not a role; the roles are: {', '.join(ROLES)}."),
        (Account("li", "system"), "'system' is not a role"),
        (Account("li", "officer"), "This role (officer) needs a --department; the departments are: CTB, DRC, "),
        (Account("li", "head"), "This role (head) needs a --department"),
        (Account("li", "officer", department="XXX"), "'XXX' is not a department; the departments are: CTB, DRC, "),
        (
            Account("li", "helper", department="DRC"),
            "Only officer, head, grid_member, dispatcher, leader have a department; the role given is ",
        ),
        (Account("l i", "helper"), "'l i' is not an id"),
        (Account("li", "helper", phone="me"), "'me' is not a telephone number."),
        (Account("li", "helper", phone="0"), "'0' is not a telephone number."),
        (Account("li", "helper", mail="li@home"), "'li@home' is not a mail address."),
        (Account("li", "helper", mail="li@example.org\nBcc: x@example.org"), "'li@example.org"),
        (Account("li", "helper", language="fr"), "'fr' is not a language (zh, mn or en)."),
        (Account("li", "supervisor", work_no="T-1"), "Somebody else has the work number T-1."),
    ],
)
async def test_what_cannot_be_is_told_and_nothing_is_changed(pool: Pool, wanted: Account, told: str):
    async with pool.acquire() as connection:
        if wanted.work_no:
            await save_person(connection, Person("other", "另一个", Role.HELPER, work_no=wanted.work_no))

        with pytest.raises(BadAccount) as refused:
            await give_account(connection, wanted, "secret")

        assert str(refused.value).startswith(told)
        assert await find_person(connection, wanted.id) is None
        assert await actor_by_token(connection, "secret") is None
        assert await has_people(connection) is bool(wanted.work_no)


async def test_a_database_without_its_schema_is_told(postgres):
    connection = await asyncpg.connect(postgres.url_of("postgres"))

    with pytest.raises(BadAccount, match="run `python -m local migrate` first"):
        await give_account(connection, Account("ada", "administrator"), "secret")

    await connection.close()
