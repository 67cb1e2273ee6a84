"""Invitations by letter: the handset or the mailbox of whoever is invited learns the code, and nobody and nothing else does."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from house import House, phone_of
from signing import PASSWORD, WEN, WU, Doors, TwoOfThem, doors_of

from activities.kept_carrier import KeptCarrier
from domain.fate import Channel
from domain.roles import Role
from store import invitations
from store.pool import Pool

CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){3}")
ABROAD = "+12025550177"  # where links may stand in a text


class Catching(KeptCarrier):
    """A carrier that keeps what it was given, as a mail server would."""

    def __init__(self) -> None:
        self.letters = []

    async def post(self, letter):
        self.letters.append(letter)
        return await super().post(letter)


@pytest.fixture
def doors(pool: Pool) -> Doors:
    return doors_of(pool)


async def invited(house: House, person: str, *, hours: float = 72) -> None:
    """The security office invites somebody at the time of the house."""
    async with house.pool.acquire() as connection, connection.transaction():
        until = house.now + timedelta(hours=hours)
        await invitations.invite_by_letter(connection, person, by="wen", now=house.now, expires_at=until)


async def holds(house: House, person: str, code: str) -> bool:
    async with house.pool.acquire() as connection:
        return await invitations.is_invited(connection, code, person, house.now)


async def used(house: House, person: str, code: str) -> bool:
    async with house.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        is_used = await invitations.use_invitation(connection, code, person, house.now)
        await (transaction.commit() if is_used else transaction.rollback())
        return is_used


async def kept(pool: Pool) -> str:
    """Everything that stands in the database, as text."""
    tables = await pool.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    rows = [await pool.fetchval(f'SELECT string_agg(t::text, chr(10)) FROM "{row[0]}" AS t') for row in tables]  # noqa: S608
    return "\n".join(filter(None, rows))


async def test_the_office_invites_and_the_handset_alone_learns_the_code(house, phone, doors):
    async with doors.browser() as office, doors.browser() as second, doors.browser() as new:
        await doors.entered(office, WEN)
        await doors.entered(second, WU)
        body = {"person": "bo", "role": "applicant", "phone": phone_of("bo"), "by_letter": True}
        answer = await TwoOfThem(office, second).do("invite", body)
        house.with_policy(day_opens=time.min, day_closes=time.max)
        house.now = datetime.now(UTC)
        await house.work()
        text = await phone(phone_of("bo")).expects("账号邀请", "账号bo")
        code = CODE.search(text)[0]

        assert (answer.status_code, answer.json()["half"]) == (201, None)
        everything = await kept(house.pool)
        assert (code in everything, code.replace("-", "") in everything) == (False, False)
        assert "····-····-····-····" in everything
        assert (await office.get("/api/v1/accounts/bo")).json()["invitation_letter"]["state"] in (
            "accepted",
            "sent",
            "delivered",
        )
        taking_up = {"person": "bo", "code": code, "password": PASSWORD}
        taken = [(await new.post("/api/v1/invitations/accept", taking_up)).status_code for _ in range(2)]
        assert taken == [204, 404]
        assert (await new.login("bo")).status_code == 200


async def test_without_a_number_and_an_address_the_office_hands_it_over_itself(house, doors):
    async with doors.browser() as office:
        await doors.entered(office, WEN)
        nowhere = await office.post("/api/v1/accounts/invite", {"person": "bo", "role": "applicant", "by_letter": True})

        assert (nowhere.status_code, nowhere.json()["code"]) == (422, "unreachable")
        assert await house.pool.fetchval("SELECT count(*) FROM person WHERE id = 'bo'") == 0
        assert (await office.post("/api/v1/accounts/invite", {"person": "bo", "role": "applicant"})).json()["half"]


async def test_a_link_bears_the_code_behind_what_no_server_sees(house, phone):
    await house.person("bo", Role.APPLICANT, None, phone=ABROAD, language="en")
    await invited(house, "bo")
    await house.work()

    text = await phone(ABROAD).expects("https://hotline.example.org/invitation#bo/")

    assert len(set(CODE.findall(text))) == 1
    assert await holds(house, "bo", CODE.search(text)[0])


async def test_whoever_has_no_number_gets_it_by_mail(house):
    catching = Catching()
    house.carriers = {**house.carriers, Channel.MAIL: catching}
    await house.person("bo", Role.APPLICANT, None, phone=None, mail="bo@office.example")
    await invited(house, "bo")
    await house.work()

    (letter,) = catching.letters
    code = CODE.search(letter.text)[0]
    assert f"https://hotline.example.org/invitation#bo/{code}" in letter.text
    assert code not in letter.subject
    assert await holds(house, "bo", code)
    assert code not in await kept(house.pool)


async def test_nobody_gets_it_instead_and_it_is_never_bundled(house, phone):
    await house.person("deputy", department="NRB")
    await house.person("li", department="NRB")
    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ('li', $1, $2, 'deputy', 'x')",
        *(house.now - timedelta(days=1), house.now + timedelta(days=1)),
    )
    await invited(house, "li")
    await house.work()

    await phone(phone_of("li")).expects("账号邀请")
    assert {recipient for recipient, *_ in await house.fates("invitation")} == {"person:li"}


async def test_a_letter_that_failed_is_followed_by_mail_with_another_code(house, twilio, phone):
    catching = Catching()
    house.carriers = {**house.carriers, Channel.MAIL: catching}
    await house.person("bo", Role.APPLICANT, None, mail="bo@office.example")
    await house.pool.execute("INSERT INTO barred VALUES ('sms', $1, 'stopped', now())", phone_of("bo"))
    await invited(house, "bo")
    await house.work()

    assert [channel for _, channel, _, _ in await house.fates("invitation")] == ["sms", "mail"]
    assert await holds(house, "bo", CODE.search(catching.letters[0].text)[0])


async def test_whom_nothing_reaches_is_on_no_list_for_nobody_else_knows_the_code(house):
    await house.person("bo", Role.APPLICANT, None)
    await house.pool.execute("INSERT INTO barred VALUES ('sms', $1, 'stopped', now())", phone_of("bo"))
    await invited(house, "bo")
    await house.work()

    fates = [(channel, state, reason) for _, channel, state, reason in await house.fates("invitation")]
    assert fates == [("sms", "failed", "barred:stopped"), ("mail", "failed", "no_address")]


async def test_of_several_codes_one_is_used_and_then_none_holds(house):
    first, second = Catching(), Catching()
    await house.person("bo", Role.APPLICANT, None, mail="bo@office.example")
    house.carriers = {Channel.SMS: first, Channel.MAIL: second}
    await invited(house, "bo")
    await house.work()
    await house.pool.execute(
        "UPDATE outbox SET state = 'queued', letter = NULL, due_at = $1", house.now
    )  # as if it were busy
    await house.work()
    codes = [CODE.search(letter.text)[0] for letter in first.letters]
    assert len(set(codes)) == 2

    answers = await asyncio.gather(*(used(house, "bo", code) for code in codes))

    assert sorted(answers) == [False, True]
    assert [await holds(house, "bo", code) for code in codes] == [False, False]


async def test_a_newer_invitation_makes_the_older_void_and_stops_its_letter(house):
    catching = Catching()
    house.carriers = {Channel.SMS: catching}
    await house.person("bo", Role.APPLICANT, None)
    await invited(house, "bo")
    await house.work()
    old = CODE.search(catching.letters[0].text)[0]
    await invited(house, "bo")
    house.now += timedelta(minutes=2)
    async with house.pool.acquire() as connection:
        code = "K7M2-QX3Y-9ABC-DEFG"
        until = house.now + timedelta(hours=72)
        await invitations.invite(connection, code, "bo", by="wen", now=house.now, expires_at=until)
    await house.work()

    assert len(catching.letters) == 1  # the second was stopped before it went out
    assert [await holds(house, "bo", each) for each in (old, code)] == [False, True]


async def test_an_invitation_waits_for_the_day_and_ends_with_its_letter(house):
    catching = Catching()
    house.carriers = {Channel.SMS: catching}
    await house.person("bo", Role.APPLICANT, None)
    house.now = house.now.replace(hour=23)
    await invited(house, "bo", hours=72)
    await house.work()
    assert catching.letters == []

    await house.after(hours=9)
    code = CODE.search(catching.letters[0].text)[0]
    assert await holds(house, "bo", code)
    house.now += timedelta(hours=64)
    assert not await holds(house, "bo", code)
