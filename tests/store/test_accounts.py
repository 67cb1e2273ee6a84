"""Accounts that are made by hand."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.roles import Actor, Role
from store.accounts import ROLES, Account, BadAccount, ByHand, give_account
from store.invitations import is_invited
from store.people import Person, actor, add_token, bearer_of, find_person, has_people, save_person
from store.pool import Pool

_numbers = itertools.count(1)
CODE = "K7M2-QX3Y-9ABC-DEFG"
IN_A_MONTH = datetime.now(UTC) + timedelta(days=30)


async def give(connection, wanted, **given):
    """Make or change an account as at the machine itself."""
    return await give_account(connection, wanted, **{"invitation": f"{CODE}-{next(_numbers)}"} | given)


async def recorded(connection, person):
    """What the record of accounts says of somebody."""
    rows = await connection.fetch("SELECT kind, actor, about FROM security_event WHERE person = $1 ORDER BY n", person)
    return [tuple(row) for row in rows]


async def test_the_first_administrator_is_invited_and_has_no_token(pool: Pool):
    async with pool.acquire() as connection:
        await give(connection, Account("ada", "administrator", name="阿达"), invitation=CODE)

        assert await is_invited(connection, CODE, "ada", datetime.now(UTC))
        assert await find_person(connection, "ada") == Person("ada", "阿达", Role.ADMINISTRATOR)
        assert await connection.fetchval("SELECT count(*) FROM token") == 0
        assert await recorded(connection, "ada") == [("invited", "by hand", "administrator")]


async def test_a_token_by_hand_has_a_scope_and_an_end_and_is_written_down(pool: Pool):
    async with pool.acquire() as connection:
        made = ByHand("secret", ("request_import",), IN_A_MONTH)
        await give(connection, Account("city", "dispatcher", department="HUB"), token=made)

        bearer = await bearer_of(connection, "secret")
        row = await connection.fetchrow("SELECT id::text, expires_at FROM token")
        assert (bearer.actor.id, bearer.scope, row["expires_at"]) == ("city", {"request_import"}, IN_A_MONTH)
        assert ("token_made", "by hand", row["id"]) in await recorded(connection, "city")


@pytest.mark.parametrize(
    ("scope", "expires_at"),
    [
        (("request_import",), datetime.now(UTC) + timedelta(days=400)),
        (("request_import",), datetime.now(UTC) - timedelta(days=1)),
        (("manage_accounts",), IN_A_MONTH),
        (("anything",), IN_A_MONTH),
        ((), IN_A_MONTH),
    ],
)
async def test_a_token_for_too_much_or_too_long_is_not_made_by_hand_either(pool: Pool, scope, expires_at):
    async with pool.acquire() as connection:
        with pytest.raises(BadAccount):
            await give(connection, Account("wen", "security"), token=ByHand("secret", scope, expires_at))

        assert await connection.fetchval("SELECT count(*) FROM person") == 0


@pytest.mark.parametrize("missing", ["scope", "expires_at"])
async def test_the_database_takes_no_token_without_a_scope_or_an_end(pool: Pool, missing):
    async with pool.acquire() as connection:
        await save_person(connection, Person("li", "李某", Role.HELPER))
        await add_token(connection, "secret", person="li", label="x")

        with pytest.raises(asyncpg.NotNullViolationError):
            await connection.execute(f"UPDATE token SET {missing} = NULL")  # noqa: S608  # from above


async def test_what_is_not_given_stays_as_it_is_and_what_changes_is_written_down(pool: Pool):
    before = Person("li", "李某", Role.OFFICER, "DRC", "DRC-7", "13900000000")
    async with pool.acquire() as connection:
        await save_person(connection, before)

        await give(connection, Account("li", "head"))
        await give(connection, Account("li", "head", department="NRB", work_no="NRB-1", phone="13900000001"))

        after = Person("li", "李某", Role.HEAD, "NRB", "NRB-1", "13900000001")
        assert await find_person(connection, "li") == after
        assert [(kind, about) for kind, _, about in await recorded(connection, "li")] == [
            *(("role_changed", "officer>head"), ("invited", "head")),
            *(("department_changed", "DRC>NRB"), ("details_changed", "work_no,phone"), ("invited", "head")),
        ]


async def test_how_a_person_is_reached_is_kept_until_it_is_changed(pool: Pool):
    async with pool.acquire() as connection:
        await give(connection, Account("li", "helper", phone="+86 139-0000-0000", mail="li@example.org"))
        first = await find_person(connection, "li")
        await give(connection, Account("li", "helper", language="mn"))

        assert (first.phone, first.mail, first.language) == ("+8613900000000", "li@example.org", "zh")
        assert await find_person(connection, "li") == replace(first, language="mn")


@pytest.mark.parametrize("role", ["lawyer", "clerk", "director"])
async def test_people_of_the_legal_circle_belong_to_the_bureau_whose_director_keeps_their_rosters(
    pool: Pool, role: str
):
    async with pool.acquire() as connection:
        before = await give(connection, Account("ann", role))
        await connection.execute("INSERT INTO department (id, name_zh, name_en) VALUES ('JUB', '', '')")
        after = await give(connection, Account("ann", role))

    assert (before.department, after.department) == (None, "JUB"), "once there is a bureau"


async def test_who_leaves_a_department_has_none(pool: Pool):
    async with pool.acquire() as connection:
        await give(connection, Account("li", "officer", department="DRC"))
        await give(connection, Account("li", "supervisor"))

        assert await actor(connection, "li") == Actor("li", Role.SUPERVISOR)
        assert ("department_changed", "by hand", "DRC>") in await recorded(connection, "li")


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
            await give(connection, wanted, token=ByHand("secret", ("read_public",), IN_A_MONTH))

        assert str(refused.value).startswith(told)
        assert await find_person(connection, wanted.id) is None
        assert await bearer_of(connection, "secret") is None
        assert await has_people(connection) is bool(wanted.work_no)


async def test_no_two_accounts_differ_by_the_case_of_a_letter_only(pool: Pool):
    async with pool.acquire() as connection:
        await give(connection, Account("li", "helper"))

        with pytest.raises(BadAccount, match="would be taken for 'li'"):
            await give(connection, Account("LI", "helper"))
        assert await find_person(connection, "LI") is None
        await give(connection, Account("li", "helper", language="mn"))  # it may be changed as before


async def test_a_database_without_its_schema_is_told(postgres):
    connection = await asyncpg.connect(postgres.url_of("postgres"))

    with pytest.raises(BadAccount, match="run `python -m local migrate` first"):
        await give(connection, Account("ada", "administrator"))

    await connection.close()
