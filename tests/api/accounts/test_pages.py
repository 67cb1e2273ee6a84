"""The plain pages: signing in, one's own account and signing out with forms alone, in three languages."""

import re
from datetime import UTC, datetime

import pytest
from signing import OWNER, PASSWORD, SITE

from api.accounts.leading import HOME, safe_path
from api.refused import SENTENCES
from domain.accounts.second_factor import STEP
from domain.roles import Role
from store.people import Person
from system.one_time_codes import code_of_step

CITIZEN = Person("wu", "吴某某", Role.APPLICANT)
NEW = "another horse battery"


def proof_on(page):
    return re.search(r'name="csrf" value="(\w+)"', page.text)[1]


async def enter(browser, person, **more):
    fields = {"person": person, "password": PASSWORD, "code": ""} | more
    return await browser.send("/login", **fields)


@pytest.mark.parametrize("path", ["/", "/account", "/projects/2611-150524-04-01-000001?after=1", "/outbox?state=sent"])
def test_a_place_of_ours_is_where_one_wanted_to_go(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "/\r\nSet-Cookie: a=b", "/a\\..\\\\evil.example", "evil.example", " //evil.example"),
        "/" + "a" * 600,
    ],
)
def test_no_address_leads_to_another_site(elsewhere):
    assert safe_path(elsewhere) == HOME


async def test_somebody_signs_in_with_a_form_and_is_led_on(doors, browser):
    await doors.employ(CITIZEN)

    page = await browser.get("/login?next=/projects/x%22%3E")
    wrong = await enter(browser, "wu", password="wrong password yes", next="/projects/x")
    right = await enter(browser, "wu", next="//evil.example/\r\nX-Bad: 1")

    assert 'value="/projects/x&#34;&gt;"' in page.text
    assert (wrong.status_code, SENTENCES["login_refused"] in wrong.text) == (401, True)
    assert 'value="/projects/x"' in wrong.text
    assert (right.status_code, right.headers["location"]) == (303, "/account")
    assert "x-bad" not in right.headers


async def test_a_form_of_another_site_signs_nobody_in(doors, browser):
    await doors.employ(CITIZEN)
    fields = {"person": "wu", "password": PASSWORD}

    for headers in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        answer = await browser.web.post("/login", data=fields, headers=headers)

        assert (answer.status_code, "foreign_origin" in answer.text) == (403, True)


async def test_an_officer_sets_everything_up_on_the_page(doors, browser):
    await doors.employ(OWNER, must_change=True)
    await enter(browser, "li")
    page = await browser.get("/account")
    assert "请先改为自己的密码" in page.text

    browser.csrf = proof_on(page)
    wrong = await browser.send("/account/password", present="wrong", new=NEW)
    assert (wrong.status_code, SENTENCES["password_wrong"] in wrong.text) == (403, True)
    assert (await browser.send("/account/password", present=PASSWORD, new=NEW)).status_code == 303
    page = await browser.get("/account")
    assert "您的角色必须设置第二重验证" in page.text

    browser.csrf = proof_on(page)
    refused = await browser.send("/account/factor", present="wrong")
    assert (refused.status_code, SENTENCES["password_wrong"] in refused.text) == (403, True)
    begun = await browser.send("/account/factor", present=NEW)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", begun.text)[1]
    assert f"otpauth://totp/Chengnuo:li?secret={secret}&amp;issuer=Chengnuo" in begun.text
    code = code_of_step(secret, int(datetime.now(UTC).timestamp()) // STEP)
    confirmed = await browser.send("/account/factor/confirm", code=code)

    recovery = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", confirmed.text)
    assert len(recovery) == 10
    assert "您的角色必须设置第二重验证" not in (await browser.get("/account")).text
    assert (await enter(browser, "li", password=NEW, code=recovery[0])).status_code == 303


async def test_a_session_is_ended_and_one_signs_out_on_the_page(doors, browser):
    await doors.employ(CITIZEN)
    await enter(browser, "wu")
    async with doors.browser("198.51.100.9") as other:
        await enter(other, "wu")
        page = await browser.get("/account")
        browser.csrf = proof_on(page)
        address = re.search(r'action="(/account/sessions/[\w-]+/end)', page.text)[1]

        assert (await browser.web.post(address, data={"csrf": "x"}, headers={"Origin": SITE})).status_code == 403
        assert (await browser.send(address)).status_code == 303
        assert (await other.get("/account")).status_code == 401
    out = await browser.send("/account/logout")

    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert browser.session == ""


async def test_who_is_invited_chooses_a_password_on_the_page(doors, browser):
    await doors.employ(CITIZEN)
    await doors.pool.execute(
        "INSERT INTO invitation VALUES (sha256('K7M2QX3Y9ABCDEFG'), 'wu', 'wen', now(), now() + interval '1 hour')"
    )

    wrong = await browser.send("/invitation", person="wu", code="K7M2-QX3Y-9ABC-DEFF", password=NEW)
    right = await browser.send("/invitation", person="wu", code="k7m2-qx3y-9abc-defg", password=NEW)

    assert (wrong.status_code, SENTENCES["invitation_gone"] in wrong.text) == (404, True)
    assert right.headers["location"] == "/login"
    assert (await enter(browser, "wu", password=NEW)).status_code == 303


@pytest.mark.parametrize(
    ("language", "tag", "heading", "sessions"),
    [
        ("zh", "zh-Hans", "登录", "登录中的设备"),
        ("mn", "mn-Mong", "ᠨᠡᠪᠲᠡᠷᠡᠬᠦ", "ᠨᠡᠪᠲᠡᠷᠡᠭᠰᠡᠨ ᠲᠥᠬᠥᠭᠡᠷᠦᠮᠵᠢ"),
        ("en", "en", "Sign in", "Where you have signed in"),
    ],
)
async def test_the_pages_speak_three_languages(doors, browser, language, tag, heading, sessions):
    await doors.employ(CITIZEN)

    page = await browser.get(f"/{language}/login")
    preferred = await browser.web.get("/login", headers={"Accept-Language": f"{language}-CN,zh;q=0.5"})
    await enter(browser, "wu")
    account = await browser.get(f"/{language}/account")

    for shown in (page, preferred, account):
        assert f'<html lang="{tag}">' in shown.text
        assert shown.headers["content-language"] == tag
        assert shown.headers["cache-control"] == "no-store"
        assert "<script" not in shown.text
        assert shown.headers["vary"].startswith("Accept-Language, Cookie")
    assert f"<h1>{heading}</h1>" in page.text
    assert sessions in account.text


async def test_an_invitation_that_is_gone_loses_nothing_that_was_typed(doors, browser):
    await doors.employ(CITIZEN)

    wrong = await browser.send("/invitation", person="wu", code='K7M2"><b>', password=NEW)

    assert ('value="wu"' in wrong.text, 'value="K7M2&#34;&gt;&lt;b&gt;"' in wrong.text) == (True, True)
    assert NEW not in wrong.text


async def test_somebody_chooses_the_language_of_pages_and_messages(doors, browser):
    await doors.employ(CITIZEN)
    await enter(browser, "wu")
    browser.csrf = proof_on(await browser.get("/account"))

    chosen = await browser.send("/account/language", language="en")
    said = await browser.get(chosen.headers["location"])
    unknown = await browser.send("/account/language", language="fr")
    again = await browser.post("/api/v1/me/language", {"language": "mn"})

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/en/account?told=done")
    assert ("Done." in said.text, '<option value="en" lang="en" selected>' in said.text) == (True, True)
    assert (unknown.status_code, SENTENCES["invalid_request"] in unknown.text) == (
        422,
        False,
    )  # in English, by the account
    assert again.status_code == 204
    assert '<html lang="mn-Mong">' in (await browser.get("/account")).text
    async with doors.pool.acquire() as connection:
        language = await connection.fetchval("SELECT language FROM person WHERE id = 'wu'")
        noted = await connection.fetch("SELECT about FROM security_event WHERE kind = 'details_changed' ORDER BY n")
    assert (language, [row["about"] for row in noted]) == ("mn", ["language", "language"])


async def test_a_page_says_where_to_set_up_what_is_due(doors, browser):
    await doors.employ(OWNER)
    await enter(browser, "li")

    page = await browser.get("/outbox")

    assert page.status_code == 403
    assert '<a href="/account">' in page.text


async def test_an_outbox_button_counts_for_whoever_has_signed_in_and_bears_its_own_proof(doors, browser):
    await doors.entered(browser, Person("shen", "沈某某", Role.SUPERVISOR))

    page = await browser.get("/outbox")
    address = "/outbox/00000000-0000-4000-8000-000000000000/told"
    forged, foreign = [
        await browser.web.post(address, data={"proof": "x"}, headers={"Origin": origin})
        for origin in (SITE, "https://evil.example")
    ]

    assert page.status_code == 200
    assert ("proof_wrong" in forged.text, "foreign_origin" in foreign.text) == (True, True)
