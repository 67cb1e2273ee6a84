"""The security office: invitations, first passwords, leavers, tokens of systems; and the record that it cannot change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from signing import OWNER, PASSWORD, WEN, WU, TwoOfThem

from domain.roles import Role
from store.people import Person, add_token, save_person

JIAN = Person("jian", "简某某", Role.AUDITOR, None, "A-3", "13900000003")
LATER = (datetime.now(UTC) + timedelta(days=3)).isoformat()


@pytest.fixture
async def office(doors, browser):
    """A browser in which somebody of the security office has signed in."""
    await doors.entered(browser, WEN)
    return browser


@pytest.fixture
async def two(doors, office):
    """Another one of the security office has signed in, too."""
    async with doors.browser() as other:
        await doors.entered(other, WU)
        yield TwoOfThem(office, other)


async def kinds_of(doors, person):
    rows = await doors.pool.fetch("SELECT kind, actor FROM security_event WHERE person = $1 ORDER BY n", person)
    return [tuple(row) for row in rows]


async def test_who_is_invited_chooses_a_password_once(doors, two):
    code = await two.secret("invite", {"person": "bo", "role": "applicant", "name": "博某某"})
    taking_up = {"person": "bo", "code": f" {code.lower()} ", "password": PASSWORD}

    async with doors.browser() as new:
        weak = await new.post("/api/v1/invitations/accept", taking_up | {"password": "short"})
        answers = [(await new.post("/api/v1/invitations/accept", taking_up)).status_code for _ in range(2)]

        assert weak.json()["code"] == "password_weak"
        assert answers == [204, 404]
        assert (await new.login("bo")).json()["stage"] == "full"
    assert code.replace("-", "") not in str(await doors.pool.fetch("SELECT * FROM invitation"))
    assert await kinds_of(doors, "bo") == [
        *(("planned", "wen"), ("agreed", "wu-2"), ("invited", "wen")),
        *(("invitation_used", "bo"), ("signed_in", "bo")),
    ]


async def test_an_invitation_ends_and_a_newer_one_makes_it_void(doors, office, two):
    codes = [await two.secret("invite", {"person": "bo", "role": "applicant"}) for _ in range(2)]

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


async def test_a_first_password_ends_what_was_open_and_must_be_changed(doors, two):
    async with doors.browser() as owner:
        await doors.entered(owner, OWNER)
        async with doors.pool.acquire() as connection:
            await add_token(connection, "of before", person="li", label="x")

        given = await two.secret("li/first-password")

        assert (await owner.get("/api/v1/session")).status_code == 401
        assert (await owner.web.get("/api/v1/me", headers={"Authorization": "Bearer of before"})).status_code == 401
        answer = await owner.login("li", given, await doors.code("li"))
        assert answer.json()["stage"] == "password"
    assert ("first_password", "wen") in await kinds_of(doors, "li")


async def test_who_has_lost_the_second_factor_sets_up_a_new_one(doors, two):
    async with doors.browser() as owner:
        await doors.entered(owner, OWNER)

        assert (await two.do("li/drop-factor")).status_code == 204

        assert (await owner.get("/api/v1/session")).status_code == 401
        assert (await owner.login("li")).json()["stage"] == "factor"


ROOT = Person("root", "管某某", Role.ADMINISTRATOR, None, "A-1", "13900000001")
TAKE_OVER = [
    ("root/first-password", None),
    ("root/drop-factor", None),
    ("invite", {"person": "puppet", "role": "administrator", "phone": "15400000009"}),
    ("invite", {"person": "root", "role": "administrator", "phone": "15400000009"}),
    ("invite", {"person": "second-me", "role": "security"}),
    ("city/tokens", {"label": "x", "scope": ["request_import"], "expires_at": LATER}),
]


@pytest.mark.parametrize(("path", "body"), TAKE_OVER)
async def test_one_of_the_security_office_alone_becomes_nobody_however_often_they_ask(doors, office, path, body):
    await doors.employ(ROOT)
    await doors.equip("root")
    async with doors.pool.acquire() as connection:
        await save_person(connection, Person("city", "市平台", Role.DISPATCHER))
    before = await _of_accounts(doors)

    answers = [await office.post(f"/api/v1/accounts/{path}", body) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202] * 3
    assert await _of_accounts(doors) == before
    assert (await kinds_of(doors, answers[0].json()["person"]))[-3:] == [("planned", "wen")] * 3


async def _of_accounts(doors):
    """Everything by which somebody is let in, or is what they are."""
    tables = ("person", "account", "second_factor", "invitation", "token")
    return [tuple(row) for table in tables for row in await doors.pool.fetch(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608


async def test_two_who_ask_for_something_else_have_not_agreed(doors, two):
    body = {"person": "bo", "role": "applicant", "phone": "15400000008"}

    first = await two.one.post("/api/v1/accounts/invite", body)
    second = await two.other.post("/api/v1/accounts/invite", body | {"phone": "15400000009"})

    assert [first.status_code, second.status_code] == [202, 202]
    assert await doors.pool.fetchval("SELECT count(*) FROM person WHERE id = 'bo'") == 0
    assert "154000" not in str(await doors.pool.fetch("SELECT * FROM account_plan"))
    typed_otherwise = body | {"phone": "154-0000-0009"}
    assert (await two.one.post("/api/v1/accounts/invite", typed_otherwise)).status_code == 201


@pytest.mark.parametrize(
    "but",
    [
        "UPDATE account_plan SET expires_at = now()",
        "UPDATE person SET left_at = now() WHERE id = 'wen'",
        "UPDATE person SET role = 'applicant' WHERE id = 'wen'",
        "UPDATE person SET phone = (SELECT phone FROM person WHERE id = 'wu-2') WHERE id = 'wen'",
    ],
    ids=["too late", "has left", "may no more", "the same telephone"],
)
async def test_what_somebody_planned_counts_only_in_time_and_from_another_one_who_may(doors, two, but):
    await doors.employ(ROOT)
    await two.one.post("/api/v1/accounts/root/first-password")
    await doors.pool.execute(but)

    assert (await two.other.post("/api/v1/accounts/root/first-password")).status_code == 202


async def test_neither_half_lets_anybody_in(doors, two):
    body = {"person": "bo", "role": "applicant"}
    halves = [(await one.post("/api/v1/accounts/invite", body)).json()["half"] for one in (two.one, two.other)]

    async def take_up(code):
        taking_up = {"person": "bo", "code": code, "password": PASSWORD}
        return (await two.one.post("/api/v1/invitations/accept", taking_up)).status_code

    codes = [*halves, f"{halves[0]}-{halves[0]}", f"{halves[1]}-{halves[0]}", f"{halves[0]}-{halves[1]}"]
    assert [await take_up(code) for code in codes] == [404, 404, 404, 404, 204]


async def test_the_record_tells_what_was_changed_and_no_number_or_name(doors, two):
    await doors.employ(replace(OWNER, department="NRB"))
    body = {"person": "li", "role": "head", "department": "DRC", "phone": "15400000009", "name": "李新某"}

    await two.do("invite", body)

    rows = await doors.pool.fetch("SELECT kind, actor, about FROM security_event WHERE person = 'li' ORDER BY n")
    assert [tuple(row) for row in rows] == [
        ("planned", "wen", "invite"),
        ("agreed", "wu-2", "invite"),
        ("role_changed", "wen", "officer>head"),
        ("department_changed", "wen", "NRB>DRC"),
        ("details_changed", "wen", "name,phone"),
        ("invited", "wen", "head"),
    ]


async def test_a_token_manages_no_accounts(doors, office):
    async with doors.pool.acquire() as connection:
        await add_token(connection, "of wen", person="wen", label="x")
    await doors.pool.execute("UPDATE token SET scope = scope || '{manage_accounts,keep_own_account}'")
    bearing = {"Authorization": "Bearer of wen"}

    async with doors.browser() as program:
        answers = [
            await program.web.post(
                "/api/v1/accounts/invite", json={"person": "bo", "role": "officer"}, headers=bearing
            ),
            await program.web.post("/api/v1/accounts/li/close", headers=bearing),
            await program.web.get("/api/v1/me/tokens", headers=bearing),
        ]
        seen = await program.web.get("/api/v1/accounts", headers=bearing)

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "session_needed")] * 3
    assert seen.status_code == 200


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


async def test_a_system_has_tokens_but_nobody_gets_one_for_another_person(doors, office, two):
    async with doors.pool.acquire() as connection:
        await save_person(connection, Person("city", "市平台", Role.DISPATCHER))
    await doors.employ(replace(OWNER, role=Role.APPLICANT))
    body = {"label": "12345", "scope": ["request_import"], "expires_at": LATER}

    for_system = await two.do("city/tokens", body)
    for_person = await office.post("/api/v1/accounts/li/tokens", body | {"scope": ["read_public"]})
    again = await two.secret("city/tokens", body | {"label": "12346", "scope": ["read_queue"]})

    assert for_system.status_code == 201, for_system.text
    assert for_person.json()["code"] == "account_refused"
    bearing = {"Authorization": f"Bearer {again}"}
    assert (await office.web.get("/api/v1/queue", headers=bearing)).status_code == 200
    await doors.pool.execute("DELETE FROM token WHERE label = '12346'")
    shown = (await office.get("/api/v1/accounts/city")).json()["tokens"]
    assert [(row["label"], row["made_by"]) for row in shown] == [("12345", "wen")]
    assert (await office.delete(f"/api/v1/accounts/city/tokens/{for_system.json()['id']}")).status_code == 204


async def test_the_auditor_reads_the_record_and_nobody_changes_it(doors, office, two):
    await two.do("invite", {"person": "bo", "role": "applicant"})
    async with doors.browser() as auditor:
        await doors.entered(auditor, JIAN)

        rows = (await auditor.get("/api/v1/security-events?person=bo")).json()["rows"]
        refused = await auditor.post("/api/v1/accounts/invite", {"person": "bo", "role": "officer"})
        page = (await auditor.get("/api/v1/security-events?limit=1")).json()

    assert [(row["kind"], row["actor"], row["about"]) for row in rows] == [
        *(("invited", "wen", "applicant"), ("agreed", "wu-2", "invite"), ("planned", "wen", "invite"))
    ]
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
