"""Signing in by a provider, which is a real one: its word is checked to the letter, and lets in only whom a link names."""

import asyncio
import re
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from outside import CLIENT, SECRET, Traveller
from signing import OWNER, PASSWORD, SITE, WEN, WU, TwoOfThem, doors_of

from api.refused import SENTENCES
from domain.roles import Role
from store import outside
from store.people import Person
from system.web import free_port

CITIZEN = Person("wu", "吴某某", Role.APPLICANT)
TRAVELLER = Traveller("subject-of-wu")


@pytest.fixture
def doors(pool, provider):
    return doors_of(pool, **provider.settings)


async def link(doors, provider, person, subject):
    async with doors.pool.acquire() as connection:
        await outside.link(connection, provider.issuer, subject, person, by="wen", now=datetime.now(UTC))


@asynccontextmanager
async def two_of(doors, browser):
    """Two of the security office, one of them in this browser."""
    await doors.entered(browser, WEN)
    async with doors.browser() as other:
        await doors.entered(other, WU)
        yield TwoOfThem(browser, other)


@pytest.fixture
async def wu(doors, provider):
    """Somebody with a password and a link, who needs no second factor."""
    await doors.employ(CITIZEN)
    await link(doors, provider, "wu", TRAVELLER.subject)


@pytest.fixture
async def li(doors, provider):
    """An officer with a link, who needs a second factor and has none yet."""
    await doors.employ(OWNER)
    await link(doors, provider, "li", "subject-of-li")
    return Traveller("subject-of-li")


def proof_on(page):
    return re.search(r'name="csrf" value="(\w+)"', page.text)[1]


def is_refused(answer, code):
    return SENTENCES[code] in answer.text and "__Host-session=" not in answer.headers.get("set-cookie", "")


async def test_whoever_is_linked_signs_in_as_with_a_password(doors, browser, wu):
    page = await browser.get("/login?next=/projects/x")
    address = re.search(r'href="(/login/provider[^"]+)"', page.text)[1].replace("&amp;", "&")

    arrived = await TRAVELLER.arrived(browser, address)

    assert (arrived.status_code, arrived.headers["location"]) == (303, "/projects/x")
    cookies = {c.partition("=")[0]: c for c in arrived.headers.get_list("set-cookie")}
    assert set(cookies) == {"__Host-session", "__Host-device", "__Host-outside"}
    for name in ("__Host-session", "__Host-device"):
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookies[name].split("; "))
    session = (await browser.get("/api/v1/session")).json()
    assert (session["person"], session["stage"]) == ("wu", "full")
    ends_in = datetime.fromisoformat(session["ends_at"]) - datetime.now(UTC)
    assert timedelta(minutes=29) < ends_in <= timedelta(minutes=30)
    told = await doors.pool.fetchrow(
        "SELECT kind, about FROM security_event WHERE person = 'wu' ORDER BY n DESC LIMIT 1"
    )
    assert tuple(told) == ("signed_in", "provider")


async def test_the_way_there_bears_state_nonce_and_challenge_and_no_secret(doors, browser):
    begun = await browser.get("/login/provider")

    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.headers["location"]).query).items()}
    cookie = begun.headers["set-cookie"]
    assert asked["redirect_uri"] == f"{SITE}/login/provider/back"
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert re.match(r"__Host-outside=[\w-]{43}\.", cookie)
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=600"} <= set(cookie.split("; "))
    token = re.match(r"__Host-outside=([\w-]+)", cookie)[1]
    rows = str([tuple(row) for row in await doors.pool.fetch("SELECT * FROM outside_sign_in")])
    assert not [secret for secret in (token, asked["state"], asked["nonce"], SECRET) if secret in rows]
    assert not [secret for secret in (token, SECRET) if secret in begun.headers["location"]]


async def test_a_session_that_was_planted_before_is_worth_nothing_after(doors, browser, wu):
    await doors.entered(browser, replace(OWNER, id="planter", work_no=None))
    planted = browser.session
    async with doors.browser() as victim:
        victim.web.cookies.set("__Host-session", planted, domain="office.local", path="/")

        await TRAVELLER.arrived(victim)

        assert victim.session not in ("", planted)
    assert (await browser.get("/api/v1/session")).status_code == 401


async def test_an_own_second_factor_is_still_asked_for(doors, browser, li):
    await doors.equip("li")

    asked = await li.arrived(browser, "/login/provider?next=/outbox")
    assert (asked.status_code, browser.session) == (200, "")
    assert "还需要您在本站设置的第二重验证" in asked.text
    wrong = await browser.send("/login/provider/code", code="000000")
    held = browser.web.cookies["__Host-outside"]
    right = await browser.send("/login/provider/code", code=await doors.code("li"))
    browser.web.cookies.set("__Host-outside", held, domain="office.local", path="/")
    again = await browser.send("/login/provider/code", code=await doors.code("li"))

    assert (wrong.status_code, SENTENCES["code_wrong"] in wrong.text) == (403, True)
    assert right.is_redirect, right.text
    assert (right.status_code, right.headers["location"]) == (303, "/outbox")
    assert (await browser.get("/api/v1/session")).json()["stage"] == "full"
    assert is_refused(again, "outside_refused")


async def test_codes_after_the_provider_cannot_be_guessed(doors, browser, li):
    await doors.equip("li")
    await li.arrived(browser)

    answers = [(await browser.send("/login/provider/code", code=f"00000{n}")).status_code for n in range(10)]
    beyond = await browser.send("/login/provider/code", code=await doors.code("li"))

    assert answers == [403] * 10
    assert (beyond.status_code, browser.session) == (429, "")
    await doors.pool.execute("UPDATE login_attempt SET at = at - interval '20 minutes'")
    next_quarter = await browser.send("/login/provider/code", code=await doors.code("li"))
    assert (next_quarter.status_code, browser.session) == (403, "")
    assert (await browser.send("/login/provider/code", code="K7M2-QX3Y-9ABC")).is_redirect  # which nobody guesses


async def test_the_code_is_taken_from_the_browser_that_the_provider_sent_back_and_from_our_page_only(
    doors, browser, li
):
    await doors.equip("li")
    await li.arrived(browser)
    code = await doors.code("li")

    async with doors.browser() as other:
        stranger = await other.send("/login/provider/code", code=code)
    foreign = await browser.web.post(
        "/login/provider/code", data={"code": code}, headers={"Origin": "https://evil.example"}
    )

    assert is_refused(stranger, "outside_refused")
    assert foreign.status_code == 403
    assert (await browser.send("/login/provider/code", code=code)).status_code == 303


async def test_whoever_needs_a_factor_and_has_none_sets_one_up_first(doors, browser, li):
    await li.arrived(browser)

    assert (await browser.get("/api/v1/session")).json()["stage"] == "factor"
    assert (await browser.get("/api/v1/inbox?department=NRB")).json()["code"] == "factor_due"


@pytest.mark.parametrize("trust", [{"oidc_factor_amr": ("otp", "mfa")}, {"oidc_factor_acr": ("two",)}])
async def test_a_second_factor_at_the_provider_counts_only_where_the_settings_say_so(pool, provider, li, trust):
    shown_there = Traveller(li.subject, amr=("pwd", "otp"), more={"acr": "two"})
    trusting, wary = doors_of(pool, **provider.settings, **trust), doors_of(pool, **provider.settings)
    await trusting.equip("li")

    async with trusting.browser() as browser, wary.browser() as careful, trusting.browser() as plain:
        straight = await shown_there.arrived(browser)
        asked = await shown_there.arrived(careful)
        without = await li.arrived(plain)
        session = (await browser.get("/api/v1/session")).json()

    assert (straight.status_code, session["stage"]) == (303, "full")
    assert ["还需要您在本站设置的第二重验证" in answer.text for answer in (asked, without)] == [True, True]


async def test_a_vouched_session_is_whole_without_a_factor_here_and_stays_so_with_a_new_password(pool, provider, li):
    doors = doors_of(pool, **provider.settings, oidc_factor_amr=("otp",))
    async with doors.browser() as browser:
        await Traveller(li.subject, amr=("otp",)).arrived(browser)
        browser.csrf = (await browser.get("/api/v1/session")).json()["csrf"]

        changed = await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": "another horse battery"})

        assert changed.status_code == 204
        assert (await browser.get("/api/v1/session")).json()["stage"] == "full"
        assert (await browser.login("li", "another horse battery")).json()["stage"] == "factor"


TWISTS = {
    "another nonce": {"claims": {"nonce": "0" * 64}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "another-office"}},
    "for another audience, though by our name": {"claims": {"aud": "another-office", "azp": CLIENT}},
    "made for another party too": {"claims": {"aud": [CLIENT, "another-office"], "azp": "another-office"}},
    "too old": {"claims": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200}},
    "without an end": {"claims": {"exp": None}},
    "not valid yet": {"claims": {"nbf": int(time.time()) + 3600}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": 4711}},
    "of another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "without a signature": {"key": "none"},
    "signed with our own secret": {"key": "secret"},
    "signed with another key": {"key": "foreign"},
}


@pytest.mark.parametrize("twist", TWISTS.values(), ids=TWISTS.keys())
async def test_a_word_that_does_not_hold_lets_nobody_in(doors, browser, wu, provider, twist):
    back = await TRAVELLER.sent_back(browser)

    with provider.twisted(**twist):
        answer = await browser.get(back)

    assert answer.status_code == 403
    assert is_refused(answer, "outside_refused")
    assert (await browser.login("wu")).status_code == 200


async def test_a_word_that_holds_passes_the_same_twisting(browser, wu, provider):
    back = await TRAVELLER.sent_back(browser)

    with provider.twisted(claims={"extra": "said again and signed again"}):
        assert (await browser.get(back)).status_code == 303


@pytest.mark.parametrize("subject", ["nobody", "13900000077", "wu", "wu@office.example"])
async def test_nobody_is_let_in_by_a_name_or_an_address(doors, browser, wu, provider, subject):
    await doors.pool.execute("UPDATE person SET phone = '13900000077', mail = 'wu@office.example' WHERE id = 'wu'")
    back = await Traveller(subject).sent_back(browser)

    with provider.twisted(claims={"email": "wu@office.example", "email_verified": True, "preferred_username": "wu"}):
        answer = await browser.get(back)

    assert answer.status_code == 403
    assert is_refused(answer, "outside_unknown")


async def test_whoever_has_left_is_answered_like_a_stranger(doors, browser, wu):
    unknown = await Traveller("nobody").arrived(browser)
    await doors.pool.execute("UPDATE person SET left_at = now() WHERE id = 'wu'")

    left = await TRAVELLER.arrived(browser)

    assert (left.status_code, left.text) == (unknown.status_code, unknown.text)
    assert is_refused(left, "outside_unknown")


async def test_a_callback_is_worth_nothing_a_second_time(doors, browser, wu):
    back = await TRAVELLER.sent_back(browser)
    held = browser.web.cookies["__Host-outside"]
    first = await browser.get(back)
    assert await doors.pool.fetchval("SELECT count(*) FROM outside_sign_in") == 0
    browser.web.cookies.set("__Host-outside", held, domain="office.local", path="/")

    again = await browser.get(back)

    assert (first.status_code, again.status_code) == (303, 403)
    assert is_refused(again, "outside_refused")


async def test_of_two_callbacks_at_once_one_is_taken(browser, wu):
    back = await TRAVELLER.sent_back(browser)

    answers = await asyncio.gather(*(browser.get(back) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403, 403]


async def test_nobody_is_signed_in_as_somebody_else_by_a_foreign_callback(doors, browser, wu):
    """Login CSRF: the attacker begins, signs in as themselves, and makes the victim's browser come back."""
    async with doors.browser("198.51.100.7") as attacker:
        back = await TRAVELLER.sent_back(attacker)

        without = await browser.get(back)
        await browser.get("/login/provider")
        with_own = await browser.get(back)

        assert [is_refused(answer, "outside_refused") for answer in (without, with_own)] == [True, True]
        assert browser.session == ""
        assert (await attacker.get(back)).status_code == 303  # nor was the way of whoever had begun it spoilt


@pytest.mark.parametrize(
    "change",
    [("state=", "state=0"), ("code=", "code=0"), ("code=", "error=access_denied&was="), ("iss=http", "iss=https")],
)
async def test_a_callback_that_was_changed_is_refused(browser, wu, change):
    back = await TRAVELLER.sent_back(browser)

    answer = await browser.get(back.replace(*change))

    assert answer.status_code == 403
    assert is_refused(answer, "outside_refused")


async def test_a_callback_without_its_issuer_is_refused_where_the_provider_names_it(browser, wu):
    back = await TRAVELLER.sent_back(browser)

    answer = await browser.get(re.sub(r"&iss=[^&]+", "", back))

    assert is_refused(answer, "outside_refused")


async def test_a_sign_in_that_took_too_long_is_over(doors, browser, wu):
    back = await TRAVELLER.sent_back(browser)
    await doors.pool.execute("UPDATE outside_sign_in SET begun_at = now() - interval '10 minutes 1 second'")

    assert is_refused(await browser.get(back), "outside_refused")


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX-Bad:1"])
async def test_the_way_back_leads_to_a_place_of_ours_only(browser, wu, elsewhere):
    begun = await browser.web.get("/login/provider", params={"next": elsewhere})
    arrived = await browser.get(await TRAVELLER.signed_in(begun.headers["location"]))

    assert arrived.headers["location"] == "/account"
    assert "x-bad" not in arrived.headers


async def test_a_cookie_that_was_changed_leads_nowhere_else(browser, wu):
    back = await TRAVELLER.sent_back(browser)
    token = browser.web.cookies["__Host-outside"].partition(".")[0]
    browser.web.cookies.set("__Host-outside", f"{token}.%2F%2Fevil.example", domain="office.local", path="/")

    assert (await browser.get(back)).headers["location"] == "/account"


async def test_without_the_provider_one_still_signs_in_with_a_password(pool, provider):
    away = doors_of(pool, **provider.settings | {"oidc_issuer": f"http://127.0.0.1:{free_port()}"})
    await away.employ(CITIZEN)
    async with away.browser() as browser:
        answer = await browser.get("/login/provider")

        assert (answer.status_code, SENTENCES["provider_away"] in answer.text) == (503, True)
        assert (await browser.login("wu")).status_code == 200


async def test_a_provider_that_goes_away_on_the_way_is_told_and_one_begins_again(browser, wu, provider):
    back = await TRAVELLER.sent_back(browser)
    with provider.twisted(status=503):
        answer = await browser.get(back)

    assert (answer.status_code, SENTENCES["provider_away"] in answer.text) == (503, True)
    assert (await TRAVELLER.arrived(browser)).status_code == 303


async def test_what_is_not_configured_is_not_there(pool):
    doors = doors_of(pool)
    async with doors.browser() as browser:
        assert "/login/provider" not in (await browser.get("/login")).text
        for path in ("/login/provider", "/login/provider/back?state=x&code=y"):
            assert (await browser.get(path)).status_code == 404
        await doors.entered(browser, WEN)
        await doors.employ(CITIZEN)
        assert (await browser.post("/api/v1/accounts/wu/link", {"subject": "x"})).json()["code"] == "no_provider"


async def begin_link(doors, browser, person, password=PASSWORD):
    """Sign in, and begin to link on the page; the answer."""
    await doors.entered(browser, person)
    browser.csrf = proof_on(await browser.get("/account"))
    return await browser.send("/account/link", present=password)


def way_on(page):
    return re.search(r'href="(http[^"]+)"', page.text)[1].replace("&amp;", "&")


async def test_somebody_links_their_own_account_and_ends_the_link(doors, browser):
    begun = await begin_link(doors, browser, CITIZEN)
    back = await TRAVELLER.signed_in(way_on(begun))

    linked = await browser.get(back)

    assert (linked.status_code, linked.headers["location"]) == (303, "/account")
    assert "已关联，可以通过统一身份认证登录。" in (await browser.get("/account")).text
    assert TRAVELLER.subject not in str(await doors.pool.fetch("SELECT * FROM outside_link"))
    async with doors.browser() as new:
        await doors.pool.execute("DELETE FROM second_factor")
        assert (await TRAVELLER.arrived(new)).status_code == 303
    assert (await browser.send("/account/unlink")).status_code == 303
    async with doors.browser() as new:
        assert is_refused(await TRAVELLER.arrived(new), "outside_unknown")
    kinds = [
        row["kind"] for row in await doors.pool.fetch("SELECT kind FROM security_event WHERE person = 'wu' ORDER BY n")
    ]
    assert [kind for kind in kinds if kind != "signed_in"] == ["linked", "unlinked"]


async def test_a_link_needs_the_password_and_our_page(doors, browser):
    wrong = await begin_link(doors, browser, CITIZEN, "wrong password yes")
    foreign = await browser.web.post("/account/link", data={"present": PASSWORD}, headers={"Origin": SITE})

    assert (wrong.status_code, SENTENCES["password_wrong"] in wrong.text) == (403, True)
    assert "http://" not in wrong.text
    assert foreign.status_code == 403
    assert await doors.pool.fetchval("SELECT count(*) FROM outside_sign_in") == 0


async def test_only_who_has_just_signed_in_at_the_provider_is_linked(doors, browser, provider):
    begun = await begin_link(doors, browser, CITIZEN)
    back = await TRAVELLER.signed_in(way_on(begun))

    with provider.twisted(claims={"auth_time": int(time.time()) - 3600}):
        answer = await browser.get(back)

    assert is_refused(answer, "outside_refused")
    assert await doors.pool.fetchval("SELECT count(*) FROM outside_link") == 0


async def test_a_link_is_made_in_the_session_that_began_it(doors, browser):
    begun = await begin_link(doors, browser, CITIZEN)
    back = await TRAVELLER.signed_in(way_on(begun))
    await doors.entered(browser, replace(OWNER, id="other", work_no=None))

    assert is_refused(await browser.get(back), "outside_refused")
    assert await doors.pool.fetchval("SELECT count(*) FROM outside_link") == 0


@pytest.mark.parametrize(("maker", "stays"), [("wu", False), ("wen", True)])
@pytest.mark.parametrize("by", ["the owner", "the office"])
async def test_a_new_password_ends_a_link_that_was_made_with_the_old_one(
    doors, browser, provider, wu, maker, stays, by
):
    await doors.pool.execute("UPDATE outside_link SET made_by = $1", maker)
    if by == "the owner":
        await browser.login("wu")
        changed = await browser.post("/api/v1/me/password", {"present": PASSWORD, "new": "another horse battery"})
    else:
        async with two_of(doors, browser) as two:
            changed = await two.do("wu/first-password")
    assert changed.status_code in (200, 204)

    async with doors.browser() as thief:
        arrived = await TRAVELLER.arrived(thief)

    assert arrived.is_redirect == stays
    assert stays or is_refused(arrived, "outside_unknown")


async def test_one_subject_is_one_account(doors, browser, wu):
    begun = await begin_link(doors, browser, OWNER)

    answer = await browser.get(await TRAVELLER.signed_in(way_on(begun)))

    assert (answer.status_code, SENTENCES["link_taken"] in answer.text) == (409, True)
    assert await doors.pool.fetchval("SELECT person FROM outside_link") == "wu"


async def test_the_security_office_links_and_ends_a_link_but_never_its_own(doors, browser):
    await doors.employ(CITIZEN)
    async with two_of(doors, browser) as two:
        linked = await two.do("wu/link", {"subject": TRAVELLER.subject})
    own = await browser.post("/api/v1/accounts/wen/link", {"subject": "subject-of-wen"})
    taken = await browser.post("/api/v1/accounts/li/link", {"subject": TRAVELLER.subject})
    assert (linked.status_code, own.json()["code"], taken.json()["code"]) == (204, "own_rights", "unknown_account")
    assert (await browser.get("/api/v1/accounts/wu")).json()["is_linked"]
    async with doors.browser() as wu:
        assert (await TRAVELLER.arrived(wu)).status_code == 303

        assert (await browser.delete("/api/v1/accounts/wu/link")).status_code == 204

        assert (await wu.get("/api/v1/session")).status_code == 401
        assert is_refused(await TRAVELLER.arrived(wu), "outside_unknown")
    assert (await browser.delete("/api/v1/accounts/wu/link")).json()["code"] == "unknown_link"


async def test_whoever_signs_in_by_the_provider_alone_sets_up_a_factor_and_gets_no_token_from_others(
    doors, browser, provider
):
    await doors.employ(OWNER)
    await doors.pool.execute("DELETE FROM account")
    await link(doors, provider, "li", "subject-of-li")
    async with doors.browser() as office:
        await doors.entered(office, WEN)
        later = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        body = {"label": "x", "scope": ["read_inbox"], "expires_at": later}
        assert (await office.post("/api/v1/accounts/li/tokens", body)).json()["code"] == "account_refused"

    await Traveller("subject-of-li").arrived(browser)
    browser.csrf = (await browser.get("/api/v1/session")).json()["csrf"]

    page = (await browser.get("/account")).text
    assert (await browser.post("/api/v1/me/factor", {})).status_code == 200
    await doors.pool.execute("UPDATE session SET started_at = started_at - interval '6 minutes'")
    stale = await browser.post("/api/v1/me/factor", {})  # somebody may hold this session by now
    assert (stale.status_code, stale.json()["code"]) == (403, "outside_refused")
    assert 'id="again"' not in page  # there is no password to say
    assert (await browser.login("li", PASSWORD)).status_code == 401


async def test_a_closed_account_is_linked_to_nobody(doors, browser, wu):
    await doors.entered(browser, WEN)

    assert (await browser.post("/api/v1/accounts/wu/close")).status_code == 204

    assert await doors.pool.fetchval("SELECT count(*) FROM outside_link") == 0
    async with doors.browser() as left:
        assert is_refused(await TRAVELLER.arrived(left), "outside_unknown")
