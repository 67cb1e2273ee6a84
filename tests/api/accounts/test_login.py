"""Signing in: the same answer and the same work for whatever is wrong, and nobody is locked out by others."""

import asyncio
import re
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from urllib.parse import urlencode

import pytest
from signing import OWNER, PASSWORD, SITE

from domain.accounts.throttle import OF_ACCOUNT, OF_ADDRESS, OF_CODES, OF_DEVICE
from domain.roles import Role
from store.people import Person
from system.passwords import DECOY, Passwords


async def test_a_person_signs_in_with_password_and_code(doors, browser):
    answer = await doors.entered(browser, OWNER)

    assert answer.json() | {"csrf": "", "ends_at": ""} == {
        "person": "li", "role": "officer", "stage": "full", "csrf": "", "ends_at": "",
    }  # fmt: skip
    assert (await browser.get("/api/v1/me")).json()["id"] == "li"


async def test_the_cookies_are_for_this_host_over_tls_and_out_of_reach_of_scripts(doors, browser):
    cookies = (await doors.entered(browser, OWNER)).headers.get_list("set-cookie")

    assert len(cookies) == 2
    for cookie in cookies:
        assert re.match(r"__Host-(session|device)=[\w-]{43};", cookie)
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


async def test_only_hashes_of_what_lets_somebody_in_are_kept(doors, browser):
    await doors.entered(browser, OWNER)
    tables = ("session", "device", "account", "login_attempt", "recovery_code", "security_event", "second_factor")
    rows = [row for table in tables for row in await doors.pool.fetch(f"SELECT * FROM {table}")]  # noqa: S608  # from above
    dumped = "\n".join(str(tuple(row)) for row in rows)

    for secret in (
        PASSWORD,
        browser.session,
        browser.web.cookies["__Host-device"],
        browser.csrf,
        "K7M2QX3Y9ABC",
        doors.secrets["li"],
    ):
        assert secret
        assert secret not in dumped


@pytest.mark.parametrize(
    ("person", "password", "code"),
    [("li", "another horse battery", "right"), ("li", PASSWORD, "000000x"), ("li", PASSWORD, ""), ("no", PASSWORD, "")],
    ids=["wrong password", "wrong code", "no code", "unknown name"],
)
async def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(doors, browser, person, password, code):
    await doors.employ(OWNER)
    await doors.equip("li")
    before = doors.verified

    answer = await browser.login(person, password, await doors.code("li") if code == "right" else code)

    assert (answer.status_code, answer.json()["code"]) == (401, "login_refused")
    assert answer.json()["detail"] == "Name, password or code is wrong."
    assert "set-cookie" not in answer.headers
    assert doors.verified == before + 1


async def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(doors):
    await doors.employ(OWNER)
    await doors.pool.execute("INSERT INTO person (id, name, role) VALUES ('bare', '无密码', 'applicant')")
    took = {"li": [], "bare": [], "nobody": []}

    for number in range(9):
        async with doors.browser(f"198.51.100.{number}") as stranger:
            for person, times in took.items():
                begun_at = time.perf_counter()
                assert (await stranger.login(person, "wrong password yes")).status_code == 401
                times.append(time.perf_counter() - begun_at)

    known, bare, unknown = (median(times) for times in took.values())
    assert 0.5 < bare / known < 2  # without the work of a verification it is a tenth
    assert 0.5 < unknown / known < 2


def test_the_decoy_costs_as_much_as_a_password():
    assert not Passwords()._hasher.check_needs_rehash(DECOY)


async def test_a_code_is_taken_once_even_by_two_who_come_at_once(doors, browser):
    await doors.employ(OWNER)
    await doors.equip("li")
    code = await doors.code("li")

    async with doors.browser() as other:
        answers = await asyncio.gather(*(one.login("li", code=code) for one in (browser, other)))

        assert sorted(answer.status_code for answer in answers) == [200, 401]
        assert (await other.login("li", code=code)).status_code == 401


async def test_a_recovery_code_is_taken_once(doors, browser):
    await doors.employ(OWNER)
    await doors.equip("li")

    codes = [(await browser.login("li", code="k7m2-qx3y-9abc")).status_code for _ in range(2)]

    assert codes == [200, 401]


async def test_whoever_has_left_is_let_in_no_more(doors, browser):
    await doors.entered(browser, OWNER)
    await doors.pool.execute("UPDATE person SET left_at = now() WHERE id = 'li'")

    assert (await browser.get("/api/v1/session")).status_code == 401
    assert (await browser.login("li", code=await doors.code("li"))).status_code == 401


async def test_a_thousand_wrong_passwords_from_many_addresses_do_not_lock_the_owner_out(doors, browser):
    await doors.entered(browser, OWNER)
    await browser.post("/api/v1/logout")
    before, answers = doors.verified, []

    async def guess(number):
        async with doors.browser(f"198.51.{number // 250}.{number % 250}") as stranger:
            answers.append((await stranger.login("li", f"wrong password {number}")).status_code)

    for first in range(0, 1000, 50):
        guessing = asyncio.gather(*(guess(number) for number in range(first, first + 50)))
        if first == 500:  # in the midst of it
            assert (await browser.login("li", code=await doors.code("li"))).status_code == 200
            before += 1
        await guessing

    assert (answers.count(401), answers.count(429)) == (OF_ACCOUNT, 1000 - OF_ACCOUNT)
    assert doors.verified - before == OF_ACCOUNT  # of no other one was a password looked at
    assert (await browser.login("li", "wrong password yes")).status_code == 401  # where it is known, it is looked at
    assert (await browser.login("li", code=await doors.code("li"))).status_code == 200  # on a device that is known
    async with doors.browser("203.0.113.9") as new_device:
        assert (await new_device.login("li")).status_code == 429  # the right password alone
        assert (await new_device.login("li", code=await doors.code("li"))).status_code == 200  # with the code
    told = await doors.pool.fetchval("SELECT count(*) FROM security_event WHERE kind = 'stopped' AND person = 'li'")
    assert told == 1


@pytest.mark.parametrize("person", ["session of li", "lі", "ｌｉ", "li\u200b", " li", "li\n", "LI", "li\u202e", ""])
async def test_a_name_that_only_looks_like_one_is_nobodys_and_touches_nobodys_attempts(doors, browser, person):
    await doors.entered(browser, OWNER)
    forms = {"Origin": SITE, "Content-Type": "application/x-www-form-urlencoded"}

    async with doors.browser("198.51.100.1") as stranger:
        for _ in range(OF_ACCOUNT + 1):
            form = urlencode({"person": person, "password": PASSWORD, "code": await doors.code("li")})
            answer = await stranger.web.post("/login", content=form, headers=forms)
            assert (answer.status_code, "set-cookie" in answer.headers) in ((401, False), (429, False))
    changed = await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": "another horse battery"})

    assert changed.status_code == 204, changed.text


async def test_a_name_that_somebody_has_takes_as_long_as_one_that_nobody_has(doors):
    """In turns, so that a busy machine slows all alike; without the decoy the second would take a tenth of the first."""
    await doors.employ(OWNER)
    await doors.equip("li")
    await doors.employ(replace(OWNER, id="gone", work_no="NRB-9"))
    await doors.pool.execute("UPDATE person SET left_at = now() WHERE id = 'gone'")
    took = {"li": [], "nobody": [], "gone": []}
    async with doors.browser() as stranger:
        for _ in range(OF_ACCOUNT - 1):
            for person, times in took.items():
                began = time.perf_counter()
                assert (await stranger.login(person, "wrong password yes", code="123456")).status_code == 401
                times.append(time.perf_counter() - began)

    middle = {person: median(times) for person, times in took.items()}
    assert max(middle.values()) < 2 * min(middle.values()), middle


async def test_a_known_device_has_a_limit_of_its_own(doors, browser):
    await doors.entered(browser, OWNER)

    answers = [(await browser.login("li", "wrong password yes")).status_code for _ in range(OF_DEVICE + 1)]

    assert answers == [401] * OF_DEVICE + [429]
    async with doors.browser() as stranger:
        assert (await stranger.login("li", "wrong password yes")).status_code == 401  # counted apart from it


async def test_one_address_cannot_try_many_accounts(doors):
    async with doors.browser("198.51.100.7") as stranger:
        assert (await stranger.login("somebody", "wrong password yes")).status_code == 401
        await doors.pool.execute(
            "INSERT INTO login_attempt (account, address, at, state)"
            " SELECT sha256(number::text::bytea), address, at, state FROM login_attempt, generate_series(2, $1) AS number",
            OF_ADDRESS,
        )

        assert (await stranger.login("somebody-else", "wrong password yes")).status_code == 429
    async with doors.browser("198.51.100.8") as neighbour:
        assert (await neighbour.login("somebody-else", "wrong password yes")).status_code == 401


async def strangers_have_tried(doors, browser, person="li"):
    """Somebody has used up what strangers have for an account."""
    for _ in range(OF_ACCOUNT):
        assert (await browser.login(person, "wrong password yes")).status_code == 401


async def test_who_has_the_password_cannot_guess_codes_once_the_account_is_stopped(doors):
    await doors.employ(OWNER)
    await doors.equip("li")
    async with doors.browser("198.51.100.7") as thief:
        await strangers_have_tried(doors, thief)

        answers = [(await thief.login("li", PASSWORD, f"{number:06}")).status_code for number in range(OF_CODES + 5)]
        right = await thief.login("li", PASSWORD, await doors.code("li"))

        assert answers == [429] * (OF_CODES + 5)
        assert right.status_code == 429  # nor from any other address
    async with doors.browser("203.0.113.9") as other:
        assert (await other.login("li", PASSWORD, await doors.code("li"))).status_code == 429
        assert (await other.login("li", PASSWORD, "K7M2-QX3Y-9ABC")).status_code == 200  # which nobody guesses
    stopped = await doors.pool.fetch("SELECT about FROM security_event WHERE kind = 'stopped' ORDER BY n")
    assert [row["about"] for row in stopped] == ["", "code"]


async def test_who_has_not_the_password_uses_up_no_codes_and_learns_nothing_of_them(doors):
    await doors.employ(OWNER)
    await doors.equip("li")
    async with doors.browser("198.51.100.7") as stranger:
        await strangers_have_tried(doors, stranger)

        codes = [*(f"{number:06}" for number in range(2 * OF_CODES)), await doors.code("li"), "K7M2-QX3Y-9ABC"]
        answers = [await stranger.login("li", "wrong password yes", code) for code in codes]

        assert {(answer.status_code, answer.text) for answer in answers} == {(429, answers[0].text)}
    async with doors.browser("203.0.113.9") as new_device:
        assert (await new_device.login("li", PASSWORD, await doors.code("li"))).status_code == 200


async def test_codes_that_were_guessed_at_once_are_counted_too(doors):
    await doors.employ(OWNER)
    await doors.equip("li")

    async def guess(number):
        async with doors.browser(f"198.51.100.{number}") as thief:
            return (await thief.login("li", PASSWORD, f"{number:06}")).status_code

    await asyncio.gather(*(guess(number) for number in range(40)))

    async with doors.browser("203.0.113.9") as thief:
        assert (await thief.login("li", PASSWORD, await doors.code("li"))).status_code == 429


async def test_codes_guessed_with_the_old_password_do_not_count_against_the_new_one(doors, browser):
    await doors.entered(browser, OWNER)
    async with doors.browser("198.51.100.7") as thief:
        for number in range(OF_CODES):
            await thief.login("li", PASSWORD, f"{number:06}")
    assert (await browser.login("li", PASSWORD, await doors.code("li"))).status_code == 200  # on a device that is known
    await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": "another horse battery"})

    async with doors.browser("203.0.113.9") as new_device:
        assert (await new_device.login("li", "another horse battery", await doors.code("li"))).status_code == 200


async def test_a_code_that_is_none_helps_nobody_without_a_second_factor(doors):
    await doors.employ(replace(OWNER, role=Role.APPLICANT))
    async with doors.browser() as stranger:
        await strangers_have_tried(doors, stranger)

        assert (await stranger.login("li", PASSWORD, "123456")).status_code == 429


async def test_others_behind_the_same_address_do_not_shut_the_owner_out(doors):
    await doors.employ(OWNER)
    await doors.equip("li")
    async with doors.browser("198.51.100.7") as colleague:
        assert (await colleague.login("somebody", "wrong password yes")).status_code == 401
        await doors.pool.execute(
            "INSERT INTO login_attempt (account, address, at, state)"
            " SELECT sha256(number::text::bytea), address, at, state FROM login_attempt, generate_series(2, $1) AS number",
            OF_ADDRESS,
        )
        assert (await colleague.login("nobody", "wrong password yes")).status_code == 429
    async with doors.browser("198.51.100.7") as new_device:
        assert (await new_device.login("li", PASSWORD)).status_code == 429
        assert (await new_device.login("li", PASSWORD, await doors.code("li"))).status_code == 200


async def test_one_address_does_not_take_the_whole_door(doors, browser, monkeypatch):
    await doors.employ(OWNER)
    await doors.equip("li")
    monkeypatch.setattr(doors.app.state.desk.at_the_door, "most_of_one", 3)

    async def guess(number):
        async with doors.browser("198.51.100.7") as stranger:
            return (await stranger.login(f"nobody-{number}", "wrong password yes", "123456")).status_code

    answers = asyncio.gather(*(guess(number) for number in range(20)))
    async with doors.browser("203.0.113.9") as elsewhere:
        assert (await elsewhere.login("li", PASSWORD, await doors.code("li"))).status_code == 200

    assert {401, 503} == set(await answers)
    assert doors.app.state.desk.at_the_door.inside.total() == 0


async def test_what_was_not_looked_at_for_want_of_time_was_no_attempt(doors, browser, monkeypatch):
    await doors.employ(replace(OWNER, role=Role.APPLICANT))
    monkeypatch.setattr("system.passwords._MOST_WAITING", 0)
    answers = [(await browser.login("li")).status_code for _ in range(OF_ACCOUNT)]
    monkeypatch.undo()

    assert answers == [503] * OF_ACCOUNT
    assert await doors.pool.fetchval("SELECT count(*) FROM login_attempt") == 0
    assert (await browser.login("li")).status_code == 200


async def test_a_name_that_somebody_has_costs_the_database_no_more_than_another(doors, browser, monkeypatch):
    await doors.employ(OWNER)
    await doors.equip("li")
    await doors.employ(replace(OWNER, id="wu", work_no="NRB-8", role=Role.APPLICANT))
    line, said = doors.app.state.desk.postgres, []
    connection = line.connection

    @asynccontextmanager
    async def heard():
        async with connection() as opened:
            with opened.query_logger(lambda record: said.append(record.query)):
                yield opened

    async def asked(who, code):
        said.clear()
        await browser.login(who, "wrong password yes", code)
        return list(said)

    monkeypatch.setattr(line, "connection", heard)
    for code in [""] * OF_ACCOUNT + ["123456", "AAAA-BBBB-CCCC", ""]:  # to the one that is told, and beyond the limit
        with_factor, without, nobodys = [await asked(who, code) for who in ("li", "wu", "nobody")]

        assert with_factor == without == nobodys
        assert len(nobodys) > 3
    assert await doors.pool.fetchval("SELECT count(*) FROM security_event WHERE kind = 'stopped'") == 2


async def test_wrong_passwords_at_once_are_counted_too(doors):
    await doors.employ(OWNER)

    async def guess(number):
        async with doors.browser(f"198.51.100.{number}") as stranger:
            return (await stranger.login("li", "wrong password yes")).status_code

    answers = await asyncio.gather(*(guess(number) for number in range(40)))

    assert answers.count(401) == OF_ACCOUNT


async def test_a_hundred_people_sign_in_at_once_while_others_are_served(doors):
    people = [Person(f"p-{n}", f"某某{n}", Role.APPLICANT) for n in range(100)]
    await doors.employ(people[0])
    hashed = await doors.pool.fetchval("SELECT password FROM account")
    async with doors.pool.acquire() as connection:
        await connection.executemany(
            "INSERT INTO person (id, name, role) VALUES ($1, $2, 'applicant')", [(p.id, p.name) for p in people[1:]]
        )
        await connection.executemany(
            "INSERT INTO account VALUES ($1, $2, false, now())", [(p.id, hashed) for p in people[1:]]
        )

    async def enter(person):
        async with doors.browser() as one:  # all behind the same address, as in an office
            return (await one.login(person.id)).status_code

    everybody = asyncio.gather(*(enter(person) for person in people))
    async with doors.browser() as visitor:
        served = await visitor.get("/api/v1/projects")
        were_waiting = not everybody.done()

    assert await everybody == [200] * 100
    assert (served.status_code, were_waiting) == (200, True)
    assert await doors.pool.fetchval("SELECT count(DISTINCT hash) FROM session") == 100


async def test_a_session_that_was_planted_before_is_worth_nothing_after(doors, browser):
    await doors.entered(browser, OWNER)
    planted = browser.session
    async with doors.browser() as victim:
        await doors.employ(replace(OWNER, id="wu", work_no="NRB-8", role=Role.APPLICANT))
        victim.web.cookies.set("__Host-session", planted, domain="office.local", path="/")

        assert (await victim.login("wu")).status_code == 200

        assert victim.session != planted
    assert (await browser.get("/api/v1/session")).status_code == 401  # what was planted has ended


async def test_another_site_cannot_sign_a_browser_in(doors, browser):
    await doors.employ(OWNER)

    for origin in (
        "https://evil.example",
        "null",
        "https://office.evil.example",
        "https://evil.example/office",
        "https://[",
        "ftp://office",
    ):
        answer = await browser.login("li", Origin=origin)

        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert browser.session == ""


async def test_where_the_key_is_missing_that_is_said_and_nobody_gets_in(doors, browser):
    await doors.employ(OWNER)
    await doors.equip("li")
    await doors.pool.execute("UPDATE second_factor SET secret = 'gAAAAnot-ours'")

    answer = await browser.login("li")

    assert (answer.status_code, answer.json()["code"]) == (503, "factor_locked")
    assert browser.session == ""


async def test_nothing_in_an_address_lets_anybody_in(doors, browser):
    await doors.entered(browser, OWNER)

    async with doors.browser() as stranger:
        for name in ("session", "token", "__Host-session", "access_token"):
            assert (await stranger.get(f"/api/v1/session?{name}={browser.session}")).status_code == 401


async def test_a_session_is_over_when_idle_and_after_its_whole_length(doors, browser):
    for column, age in (("seen_at", "30 minutes"), ("started_at", "12 hours")):
        await doors.entered(browser, OWNER)
        await doors.pool.execute(f"UPDATE session SET {column} = now() - interval '{age}'")  # noqa: S608  # stands above

        answer = await browser.get("/api/v1/session")

        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_a_session_is_not_over_a_minute_before(doors, browser):
    for column, age in (("seen_at", "29 minutes"), ("started_at", "11 hours 59 minutes")):
        await doors.entered(browser, OWNER)
        await doors.pool.execute(f"UPDATE session SET {column} = now() - interval '{age}'")  # noqa: S608  # stands above

        assert (await browser.get("/api/v1/session")).status_code == 200


async def test_use_does_not_lengthen_a_session_beyond_its_whole_length(doors, browser):
    await doors.entered(browser, OWNER)
    await doors.pool.execute("UPDATE session SET started_at = now() - interval '11 hours 59 minutes'")
    await browser.get("/api/v1/session")
    await doors.pool.execute("UPDATE session SET started_at = started_at - interval '1 minute'")

    assert (await browser.get("/api/v1/session")).status_code == 401


async def test_a_session_lives_on_while_it_is_used(doors, browser):
    await doors.entered(browser, OWNER)
    await doors.pool.execute("UPDATE session SET seen_at = now() - interval '29 minutes'")

    await browser.get("/api/v1/session")

    seen_at = await doors.pool.fetchval("SELECT seen_at FROM session WHERE ended_at IS NULL")
    assert (datetime.now(UTC) - seen_at).total_seconds() < 60


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"X-CSRF-Token": "0" * 64}]
)
async def test_another_site_cannot_use_a_session(doors, browser, headers):
    await doors.entered(browser, OWNER)

    answer = await browser.post("/api/v1/logout", **headers)

    assert answer.json()["code"] in ("foreign_origin", "csrf_wrong")
    assert (await browser.get("/api/v1/session")).status_code == 200


async def test_a_form_of_another_site_without_any_proof_changes_nothing(doors, browser):
    await doors.entered(browser, OWNER)

    answer = await browser.web.post("/api/v1/me/sessions/end-others", headers={"Origin": SITE})

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_wrong")


async def test_the_proof_of_one_session_is_none_for_another(doors, browser):
    await doors.entered(browser, OWNER)
    async with doors.browser() as other:
        await doors.entered(other, replace(OWNER, id="wu", work_no="NRB-8"))
        other.csrf = browser.csrf

        assert (await other.post("/api/v1/logout")).json()["code"] == "csrf_wrong"


async def test_what_everybody_may_do_counts_as_a_visitors_when_another_site_sends_it(doors, browser):
    await doors.entered(browser, OWNER)

    mine = await browser.web.post("/api/v1/requests", json={}, headers={"Origin": "https://evil.example"})

    assert mine.json()["code"] != "foreign_origin"


async def test_signing_out_ends_the_session_for_whoever_holds_it(doors, browser):
    await doors.entered(browser, OWNER)
    held = browser.session

    answer = await browser.post("/api/v1/logout")

    assert answer.status_code == 204
    assert browser.session == ""
    browser.web.cookies.set("__Host-session", held, domain="office.local", path="/")
    assert (await browser.get("/api/v1/session")).status_code == 401


async def test_what_is_answered_to_a_session_is_kept_by_no_cache(doors, browser):
    await doors.entered(browser, OWNER)

    answer = await browser.get("/api/v1/session")

    assert answer.headers["cache-control"] == "no-store"
    assert "Cookie" in answer.headers["vary"]
