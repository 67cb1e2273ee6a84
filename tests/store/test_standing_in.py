"""Who stands in for whom, and who is there: through chains, never round a ring, and for the time of the absence only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.roles import Actor, Role
from store import rosters, sessions
from store.contacts import directory
from store.people import Person, add_token, bearer_of, save_person

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def office(pool):
    """A bureau with five lawyers who all have tokens."""
    await pool.execute("INSERT INTO department (id, name_zh, name_en) VALUES ('JUB', 'JUB', 'JUB')")
    async with pool.acquire() as connection:
        for name in ("ann", "bo", "cy", "di", "ed"):
            await save_person(connection, Person(name, name, Role.LAWYER, "JUB"))
            await add_token(connection, f"token-of-{name}", person=name, label="test")
        yield connection


async def away(office, person, stand_in, first=-1, last=1):
    entry, _ = await rosters.add_absence(
        office, person, NOW + first * HOUR, NOW + last * HOUR, stand_in=stand_in, by="test"
    )
    return entry


async def there(office, person, at=NOW):
    return await office.fetchval("SELECT there_for($1, $2)", person, at)


async def stands_in_for(office, person):
    bearer = await bearer_of(office, f"token-of-{person}")
    return bearer.actor.stands_in_for


async def test_a_token_and_a_session_know_for_whom_their_owner_stands_in_and_as_what(office):
    await away(office, "ann", "bo")
    await office.execute("UPDATE person SET role = 'director' WHERE id = 'ann'")
    await sessions.open_session(office, "cookie", "bo", agent="", address="", now=NOW)

    session = await sessions.session_by_token(office, "cookie", NOW)
    bearer = await bearer_of(office, "token-of-bo")

    expected = Actor("bo", Role.LAWYER, "JUB", ("ann",), (Role.DIRECTOR,))
    assert session.actor == bearer.actor == expected


async def test_a_chain_leads_to_whoever_is_there(office):
    await away(office, "ann", "bo")
    await away(office, "bo", "cy")

    assert [await there(office, name) for name in ("ann", "bo", "cy")] == ["cy"] * 3
    assert await stands_in_for(office, "cy") == ("ann", "bo")
    assert await stands_in_for(office, "bo") == ("ann",), "who comes in after all may act"


async def test_in_a_ring_nobody_is_there_and_nobody_stands_in_for_themselves(office):
    for person, stand_in in (("ann", "bo"), ("bo", "cy"), ("cy", "ann")):
        await away(office, person, stand_in)
    await away(office, "di", "ann")

    assert [await there(office, name) for name in ("ann", "bo", "cy", "di")] == [None] * 4
    assert await stands_in_for(office, "ann") == ("bo", "cy", "di")


async def test_a_ring_in_which_one_returns_leads_to_that_one(office):
    await away(office, "ann", "bo")
    entry = await away(office, "bo", "ann")

    await rosters.end_absence(office, entry, NOW)

    assert [await there(office, name) for name in ("ann", "bo")] == ["bo", "bo"]
    assert (await stands_in_for(office, "bo"), await stands_in_for(office, "ann")) == (("ann",), ())


async def test_nobody_stands_in_before_and_after_and_when_nobody_was_named(office):
    await away(office, "ann", "bo", first=1, last=2)
    await away(office, "cy", "bo", first=-2, last=-1)
    await away(office, "di", None)

    assert await stands_in_for(office, "bo") == ()
    assert [await there(office, name) for name in ("ann", "cy", "di")] == ["ann", "cy", None]
    assert [await there(office, "ann", NOW + n * HOUR) for n in (1, 2)] == ["bo", "ann"]


async def test_whoever_has_left_stands_in_for_nobody(office):
    await away(office, "ann", "bo")

    await office.execute("UPDATE person SET left_at = now() WHERE id = 'bo'")

    assert await there(office, "ann") is None
    assert await bearer_of(office, "token-of-bo") is None


async def test_of_a_case_from_which_the_stand_in_is_ruled_out_nobody_is_told_instead(office):
    await away(office, "ann", "bo")
    for ref in ("A20261125-000001", "A20261125-000002"):
        await office.execute(
            "INSERT INTO legal_matter (ref, print, service, channel, text, policy_version, asked_at, first_at)"
            " VALUES ($1, '', 'aid', 'web', '', '1', now(), now())",
            ref,
        )
    await office.execute(
        "INSERT INTO legal_case (ref, service, state, ruled_out, updated_at)"
        " VALUES ('A20261125-000001', 'aid', 'received', '{bo}', now())"
    )

    people = await directory(
        office, ["JUB"], ["ann"], NOW, requests=["A20261125-000001", "A20261125-000002"], complainants=()
    )
    told = {
        ref: [(contact.recipient, contact.instead_of) for contact in people.reach("JUB", "ann", ref=ref)["officer"]]
        for ref in ("A20261125-000001", "A20261125-000002")
    }

    assert told == {"A20261125-000001": [], "A20261125-000002": [("person:bo", "person:ann")]}
