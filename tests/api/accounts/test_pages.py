"""The plain pages: signing in, one's own account and signing out with forms alone, in three languages."""

import re
from datetime import UTC, datetime

import pytest
from signing import OWNER, PASSWORD, SITE

from api.accounts.leading import HOME, safe_path
from api.accounts.words import WORDS
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
    assert (wrong.status_code, WORDS["zh"]["login_refused"] in wrong.text) == (401, True)
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
    assert WORDS["zh"]["password_due"] in page.text

    browser.csrf = proof_on(page)
    wrong = await browser.send("/account/password", present="wrong", new=NEW)
    assert (wrong.status_code, WORDS["zh"]["password_wrong"] in wrong.text) == (403, True)
    assert (await browser.send("/account/password", present=PASSWORD, new=NEW)).status_code == 303
    page = await browser.get("/account")
    assert WORDS["zh"]["factor_due"] in page.text

    browser.csrf = proof_on(page)
    refused = await browser.send("/account/factor", present="wrong")
    assert (refused.status_code, WORDS["zh"]["password_wrong"] in refused.text) == (403, True)
    begun = await browser.send("/account/factor", present=NEW)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", begun.text)[1]
    assert f"otpauth://totp/Chengnuo:li?secret={secret}&amp;issuer=Chengnuo" in begun.text
    code = code_of_step(secret, int(datetime.now(UTC).timestamp()) // STEP)
    confirmed = await browser.send("/account/factor/confirm", code=code)

    recovery = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", confirmed.text)
    assert len(recovery) == 10
    assert WORDS["zh"]["full"] in (await browser.get("/account")).text
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

    assert (wrong.status_code, WORDS["zh"]["invitation_gone"] in wrong.text) == (404, True)
    assert right.headers["location"] == "/login"
    assert (await enter(browser, "wu", password=NEW)).status_code == 303


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-Hans"), ("mn", "mn-Mong"), ("en", "en")])
async def test_the_pages_speak_three_languages(doors, browser, language, tag):
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
    assert f"<h1>{WORDS[language]['login']}</h1>" in page.text
    assert WORDS[language]["sessions"] in account.text


def test_each_language_has_every_word():
    assert all(set(words) == set(WORDS["zh"]) for words in WORDS.values())
    assert all(text for words in WORDS.values() for text in words.values())


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
