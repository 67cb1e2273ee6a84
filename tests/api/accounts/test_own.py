"""One's own account: the first password, the second factor, sessions and tokens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from signing import OWNER, PASSWORD

from domain.accounts.second_factor import STEP
from domain.accounts.throttle import OF_CODES
from domain.roles import Role
from store.rosters import add_absence
from system.one_time_codes import code_of_step

NEW = "another horse battery"
CITIZEN = replace(OWNER, id="wu", work_no=None, role=Role.APPLICANT)


def in_days(days):
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def test_the_first_password_and_the_second_factor_come_before_anything_else(doors, browser):
    await doors.employ(OWNER, must_change=True)
    assert (await browser.login("li")).json()["stage"] == "password"
    assert (await browser.get("/api/v1/inbox?department=NRB")).json()["code"] == "password_due"
    assert (await browser.post("/api/v1/me/factor", {})).json()["code"] == "password_due"

    changed = await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": NEW})
    assert changed.status_code == 204, changed.text
    shown = (await browser.get("/api/v1/session")).json()
    browser.csrf = shown["csrf"]
    assert shown["stage"] == "factor"
    assert (await browser.get("/api/v1/inbox?department=NRB")).json()["code"] == "factor_due"

    wanted = (await browser.post("/api/v1/me/factor", {"password": NEW})).json()
    assert parse_qs(urlsplit(wanted["uri"]).query)["secret"] == [wanted["secret"]]
    code = code_of_step(wanted["secret"], int(datetime.now(UTC).timestamp()) // STEP)
    assert (await browser.post("/api/v1/me/factor/confirm", {"code": "000000x"})).json()["code"] == "code_wrong"
    confirmed = await browser.post("/api/v1/me/factor/confirm", {"code": code})

    assert len(set(confirmed.json()["recovery_codes"])) == 10
    assert (await browser.get("/api/v1/session")).json()["stage"] == "full"
    assert (await browser.login("li", NEW, code)).status_code == 401  # the code that confirmed it is taken
    assert (await browser.login("li", NEW, confirmed.json()["recovery_codes"][0])).status_code == 200


@pytest.mark.parametrize("rfc6238", [(1, "287082"), (37037036, "081804"), (41152263, "005924")])
def test_the_codes_are_those_of_the_standard(rfc6238):
    step, code = rfc6238

    assert code_of_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", step) == code


async def test_a_new_password_ends_all_other_sessions_and_renews_this_one(doors, browser):
    await doors.employ(CITIZEN)
    async with doors.browser() as other:
        await other.login("wu")
        await browser.login("wu")
        before = browser.session

        assert (await browser.post("/api/v1/me/password", {"present": "wrong one", "new": NEW})).status_code == 403
        assert (await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": "short"})).status_code == 422
        assert (await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": PASSWORD})).status_code == 422
        assert (await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": NEW})).status_code == 204

        assert browser.session != before
        assert (await browser.get("/api/v1/session")).status_code == 200
        assert (await other.get("/api/v1/session")).status_code == 401
        assert (await other.login("wu", PASSWORD)).status_code == 401


async def test_whoever_holds_a_session_cannot_guess_the_password_in_it(doors, browser):
    await doors.employ(CITIZEN)
    await browser.login("wu")

    answers = [
        (await browser.post("/api/v1/me/password", {"present": f"wrong {n}", "new": NEW})).status_code
        for n in range(11)
    ]

    assert answers == [403] * 10 + [429]


async def test_another_second_factor_needs_a_code_of_the_present_one(doors, browser):
    await doors.entered(browser, OWNER)

    assert (await browser.post("/api/v1/me/factor", {})).json()["code"] == "code_wrong"
    code = await doors.code("li")
    assert (await browser.post("/api/v1/me/factor", {"code": code})).status_code == 200
    assert (await browser.post("/api/v1/me/factor", {"code": code})).json()["code"] == "code_wrong"


async def test_sessions_are_listed_and_ended_one_by_one_or_all_but_this(doors, browser):
    await doors.employ(CITIZEN)
    await browser.login("wu")
    async with doors.browser("198.51.100.9") as second, doors.browser() as third:
        for one in (second, third):
            await one.login("wu")
        rows = (await browser.get("/api/v1/me/sessions")).json()
        of_second = next(row for row in rows if row["address"] == "198.51.100.9")

        assert [row["is_this"] for row in rows].count(True) == 1
        assert (await browser.delete(f"/api/v1/me/sessions/{of_second['id']}")).status_code == 204
        assert (await browser.delete(f"/api/v1/me/sessions/{of_second['id']}")).status_code == 404
        assert [(await one.get("/api/v1/session")).status_code for one in (second, third)] == [401, 200]
        assert (await browser.post("/api/v1/me/sessions/end-others")).status_code == 204
        assert [(await one.get("/api/v1/session")).status_code for one in (browser, third)] == [200, 401]


async def test_nobody_ends_the_session_of_somebody_else(doors, browser):
    await doors.employ(CITIZEN)
    await browser.login("wu")
    async with doors.browser() as other:
        await doors.entered(other, OWNER)
        theirs = (await other.get("/api/v1/me/sessions")).json()[0]["id"]

        assert (await browser.delete(f"/api/v1/me/sessions/{theirs}")).json()["code"] == "unknown_session"
        assert (await other.get("/api/v1/session")).status_code == 200


async def test_a_token_does_what_it_was_made_for_until_it_is_ended(doors, browser):
    await doors.entered(browser, replace(OWNER, department="NRB", role=Role.HEAD))
    body = {"label": "备份", "scope": ["read_inbox"], "expires_at": in_days(30), "password": PASSWORD}

    made = await browser.post("/api/v1/me/tokens", body)

    assert made.status_code == 201, made.text
    bearing = {"Authorization": f"Bearer {made.json()['token']}"}
    async with doors.browser() as program:
        assert (await program.web.get("/api/v1/inbox", headers=bearing)).status_code == 200
        beyond = await program.web.get(
            "/api/v1/projects/2611-150524-04-01-000001/commands/xxxxxxxxxxxxxxxx", headers=bearing
        )
        assert (beyond.status_code, beyond.json()["code"]) == (403, "scope_too_narrow")
        assert (await program.web.get("/api/v1/me", headers=bearing)).json()["id"] == ""  # beyond it, a visitor
        assert (await program.web.get("/api/v1/me/tokens", headers=bearing)).json()["code"] == "session_needed"
        page = await program.web.get("/outbox", headers=bearing)
        assert (page.status_code, "scope_too_narrow" in page.text) == (403, True)
        listed = (await browser.get("/api/v1/me/tokens")).json()
        assert [(row["label"], row["scope"]) for row in listed] == [("备份", ["read_inbox"])]
        assert made.json()["token"] not in str(listed)
        assert made.json()["token"] not in str([tuple(row) for row in await doors.pool.fetch("SELECT * FROM token")])
        assert (await browser.delete(f"/api/v1/me/tokens/{made.json()['id']}")).status_code == 204
        assert (await program.web.get("/api/v1/inbox", headers=bearing)).status_code == 401


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scope": ["approve_everything"]}, "scope_not_allowed"),
        ({"scope": ["publish_calendar"]}, "scope_not_allowed"),
        ({"scope": []}, "scope_not_allowed"),
        ({"expires_at": in_days(400)}, "expiry_not_allowed"),
        ({"expires_at": in_days(-1)}, "expiry_not_allowed"),
        ({"person": "root"}, "invalid_request"),
    ],
)
async def test_a_token_for_too_much_or_too_long_is_refused(doors, browser, changes, code):
    await doors.employ(CITIZEN)
    await browser.login("wu")

    answer = await browser.post(
        "/api/v1/me/tokens", {"label": "x", "scope": ["read_public"], "expires_at": in_days(1)} | changes
    )

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_whoever_only_holds_a_session_leaves_nothing_behind_in_it(doors, browser):
    await doors.entered(browser, replace(OWNER, department="NRB"))
    body = {"label": "x", "scope": ["read_inbox"], "expires_at": in_days(30)}

    answers = [
        await browser.post("/api/v1/me/tokens", body | proof)
        for proof in ({}, {"password": "wrong password yes"}, {"code": "000000"}, {"code": await doors.code("li")})
    ]

    told = [(answer.status_code, answer.json().get("code")) for answer in answers]
    assert told == [(403, "password_wrong"), (403, "password_wrong"), (403, "code_wrong"), (201, None)]


async def test_whoever_only_holds_a_session_guesses_only_so_many_codes_a_day(doors, browser):
    await doors.entered(browser, OWNER)

    answers = [await browser.post("/api/v1/me/factor", {"code": f"00000{n}"}) for n in range(OF_CODES)]
    await doors.pool.execute("UPDATE login_attempt SET at = at - interval '20 minutes'")
    answers.append(await browser.post("/api/v1/me/factor", {"code": await doors.code("li")}))
    answers.append(await browser.post("/api/v1/me/factor", {"code": "K7M2-QX3Y-9ABC"}))

    assert [answer.status_code for answer in answers] == [403] * (OF_CODES + 1) + [200]


async def test_a_token_does_no_more_than_it_was_made_for_when_its_owner_stands_in_for_the_head(doors, browser):
    now = datetime.now(UTC)
    head = replace(OWNER, id="hu", work_no="NRB-9", role=Role.HEAD, department="NRB", phone=None)
    await doors.employ(head)
    await doors.entered(browser, replace(OWNER, department="NRB"))
    async with doors.pool.acquire() as connection:
        await add_absence(connection, "hu", now - timedelta(hours=1), now + timedelta(days=1), stand_in="li", by="root")
    body = {"label": "x", "scope": ["read_inbox"], "expires_at": in_days(1), "password": PASSWORD}
    bearing = {"Authorization": f"Bearer {(await browser.post('/api/v1/me/tokens', body)).json()['token']}"}

    async with doors.browser() as program:
        by_token = await program.web.get("/api/v1/absences", headers=bearing)
    by_session = await browser.get("/api/v1/absences")

    assert (by_token.status_code, by_token.json()["code"]) == (403, "scope_too_narrow")
    assert by_session.status_code == 200, by_session.text  # the head's right is lent to the person


async def test_whoever_only_holds_a_session_cannot_give_it_a_second_factor(doors, browser):
    await doors.employ(CITIZEN)
    await browser.login("wu")

    answers = [await browser.post("/api/v1/me/factor", proof) for proof in ({}, {"code": "123456"})]
    answers.append(await browser.post("/api/v1/me/factor", {"password": PASSWORD}))

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert await doors.pool.fetchval("SELECT count(*) FROM second_factor") == 1


async def test_a_new_password_ends_tokens_and_no_other_device_is_known(doors, browser):
    await doors.entered(browser, replace(OWNER, department="NRB"))
    body = {"label": "x", "scope": ["read_inbox"], "expires_at": in_days(30), "password": PASSWORD}
    token = (await browser.post("/api/v1/me/tokens", body)).json()["token"]
    async with doors.browser() as thief:
        assert (await thief.login("li", code=await doors.code("li"))).status_code == 200
        devices = await doors.pool.fetchval("SELECT count(*) FROM device")

        await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": NEW})

        assert (await thief.web.get("/api/v1/inbox", headers={"Authorization": f"Bearer {token}"})).status_code == 401
    assert (devices, await doors.pool.fetchval("SELECT count(*) FROM device")) == (2, 1)
