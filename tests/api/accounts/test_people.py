"""The security office: invitations, first passwords, leavers, tokens of systems; and the record that it cannot change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from signing import OWNER, PASSWORD

from domain.roles import Role
from store.people import Person, add_token, save_person

WEN = Person("wen", "文某某", Role.SECURITY, None, "A-2", "13900000002")
JIAN = Person("jian", "简某某", Role.AUDITOR, None, "A-3", "13900000003")
LATER = (datetime.now(UTC) + timedelta(days=3)).isoformat()


@pytest.fixture
async def office(doors, browser):
    """A browser in which somebody of the security office has signed in."""
    await doors.entered(browser, WEN)
    return browser


async def kinds_of(doors, person):
    rows = await doors.pool.fetch("SELECT kind, actor FROM security_event WHERE person = $1 ORDER BY n", person)
    return [tuple(row) for row in rows]


async def test_who_is_invited_chooses_a_password_once(doors, office):
    invited = await office.post("/api/v1/accounts/invite", {"person": "bo", "role": "applicant", "name": "博某某"})
    assert invited.status_code == 201, invited.text
    code = invited.json()["code"]
    taking_up = {"person": "bo", "code": f" {code.lower()} ", "password": PASSWORD}

    async with doors.browser() as new:
        weak = await new.post("/api/v1/invitations/accept", taking_up | {"password": "short"})
        answers = [(await new.post("/api/v1/invitations/accept", taking_up)).status_code for _ in range(2)]

        assert weak.json()["code"] == "password_weak"
        assert answers == [204, 404]
        assert (await new.login("bo")).json()["stage"] == "full"
    assert code.replace("-", "") not in str(await doors.pool.fetch("SELECT * FROM invitation"))
    assert await kinds_of(doors, "bo") == [("invited", "wen"), ("invitation_used", "bo"), ("signed_in", "bo")]


async def test_an_invitation_ends_and_a_newer_one_makes_it_void(doors, office):
    codes = [
        (await office.post("/api/v1/accounts/invite", {"person": "bo", "role": "applicant"})).json()["code"]
        for _ in range(2)
    ]

    async def take_up(code, person="bo"):
        body = {"person": person, "code": code, "password": PASSWORD}
        return (await office.post("/api/v1/invitations/accept", body)).status_code

    assert await take_up(codes[0]) == 404
    assert await take_up(codes[1], "wen") == 404  # it is for bo alone
    await doors.pool.execute("UPDATE invitation SET expires_at = now()")
    assert await take_up(codes[1]) == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"person": "wen", "role": "administrator"}, "own_rights"),
        ({"person": "bo", "role": "administrator", "phone": WEN.phone}, "powers_together"),
        ({"person": "bo", "role": "emperor"}, "account_refused"),
        ({"person": "bo", "role": "officer"}, "account_refused"),
        ({"person": "bo", "role": "applicant", "left_at": LATER}, "invalid_request"),
    ],
)
async def test_what_an_account_cannot_be_is_refused(doors, office, body, code):
    answer = await office.post("/api/v1/accounts/invite", body)

    assert answer.json()["code"] == code
    assert await doors.pool.fetchval("SELECT count(*) FROM person WHERE id = 'bo'") == 0
    assert await doors.pool.fetchval("SELECT role FROM person WHERE id = 'wen'") == "security"


async def test_a_first_password_ends_what_was_open_and_must_be_changed(doors, office):
    async with doors.browser() as owner:
        await doors.entered(owner, OWNER)

        given = await office.post("/api/v1/accounts/li/first-password")

        assert (await owner.get("/api/v1/session")).status_code == 401
        answer = await owner.login("li", given.json()["password"], await doors.code("li"))
        assert answer.json()["stage"] == "password"
    assert ("first_password", "wen") in await kinds_of(doors, "li")


async def test_who_has_lost_the_second_factor_sets_up_a_new_one(doors, office):
    async with doors.browser() as owner:
        await doors.entered(owner, OWNER)

        assert (await office.post("/api/v1/accounts/li/drop-factor")).status_code == 204

        assert (await owner.get("/api/v1/session")).status_code == 401
        assert (await owner.login("li")).json()["stage"] == "factor"


@pytest.mark.parametrize("act", ["first-password", "drop-factor", "end-sessions", "close"])
async def test_nobody_of_the_security_office_does_it_to_themselves(office, act):
    answer = await office.post(f"/api/v1/accounts/wen/{act}")

    assert (answer.status_code, answer.json()["code"]) == (403, "own_rights")


async def test_who_leaves_is_out_everywhere_at_once_but_not_while_work_is_open(doors, office):
    async with doors.browser() as owner:
        await doors.entered(owner, OWNER)
        async with doors.pool.acquire() as connection:
            await add_token(connection, "by hand", person="li", label="old")
        await doors.pool.execute(
            "INSERT INTO legal_matter (ref, print, service, channel, text, policy_version, asked_at, first_at)"
            " VALUES ('L1', '', 'aid', 'page', '', '', now(), now())"
        )
        await doors.pool.execute(
            "INSERT INTO legal_case (ref, service, state, holder, updated_at) VALUES ('L1', 'aid', 'working', 'li', now())"
        )
        await doors.pool.execute(
            "INSERT INTO assignment (ref, n, service, person, how, since) VALUES ('L1', 1, 'aid', 'li', 'offer', now())"
        )

        refused = await office.post("/api/v1/accounts/li/close")
        assert (refused.status_code, refused.json()["code"], refused.json()["work"]) == (409, "work_open", "legal 1")
        await doors.pool.execute("UPDATE legal_case SET ended_at = now()")
        assert (await office.post("/api/v1/accounts/li/close")).status_code == 204

        assert (await owner.get("/api/v1/session")).status_code == 401
        bearing = {"Authorization": "Bearer by hand"}
        assert (await owner.web.get("/api/v1/me", headers=bearing)).status_code == 401
        assert (await owner.login("li", code=await doors.code("li"))).status_code == 401
    assert (await office.get("/api/v1/accounts/li")).json()["left_at"]


async def test_a_system_has_tokens_but_nobody_gets_one_for_another_person(doors, office):
    async with doors.pool.acquire() as connection:
        await save_person(connection, Person("city", "市平台", Role.DISPATCHER))
    await doors.employ(replace(OWNER, role=Role.APPLICANT))
    body = {"label": "12345", "scope": ["request_import"], "expires_at": LATER}

    for_system = await office.post("/api/v1/accounts/city/tokens", body)
    for_person = await office.post("/api/v1/accounts/li/tokens", body | {"scope": ["read_public"]})

    assert for_system.status_code == 201, for_system.text
    assert for_person.json()["code"] == "account_refused"
    shown = (await office.get("/api/v1/accounts/city")).json()["tokens"]
    assert [(row["label"], row["made_by"]) for row in shown] == [("12345", "wen")]
    assert (await office.delete(f"/api/v1/accounts/city/tokens/{for_system.json()['id']}")).status_code == 204


async def test_the_auditor_reads_the_record_and_nobody_changes_it(doors, office):
    await office.post("/api/v1/accounts/invite", {"person": "bo", "role": "applicant"})
    async with doors.browser() as auditor:
        await doors.entered(auditor, JIAN)

        rows = (await auditor.get("/api/v1/security-events?person=bo")).json()["rows"]
        refused = await auditor.post("/api/v1/accounts/invite", {"person": "bo", "role": "officer"})
        page = (await auditor.get("/api/v1/security-events?limit=1")).json()

    assert [(row["kind"], row["actor"], row["about"]) for row in rows] == [("invited", "wen", "applicant")]
    assert refused.json()["code"] == "not_allowed"
    assert page["rows"][0]["n"] == page["before"]
    assert (await office.get("/api/v1/security-events")).json()["code"] == "not_allowed"
    for statement in (
        "UPDATE security_event SET actor = 'no'",
        "DELETE FROM security_event",
        "TRUNCATE security_event",
    ):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await doors.pool.execute(statement)
