"""The rooms of the legal circle: a lawyer takes and answers, the desk decides, the director hears an objection, a host records a session."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from circle import AID, CLERK, DIRECTOR, INQUIRY, PLEDGE, STRANGER, VISIT, Circle
from playwright.async_api import expect
from stage import HOST
from surfing import needs_browser

from api.legal.deeds import DEEDS
from api.legal_work.forms import FORMS
from api.legal_work.words import HAPPENINGS
from domain.legal.record import Happening
from domain.privacy.readings import What
from domain.roles import Act
from store.rosters import add_duty

PHONE = "15400008888"
POOR = AID | {"groups": ["poor"], "phone": PHONE, "name": "其其格"}
CHECKUP = {"text": "用工与合同", "person": "ann", "companies": [{"company": "某某商贸", "phone": PHONE}]}
TEXT = "可以申请劳动仲裁：\n“一裁终局”。<b>&amp; 😀𠀀"  # H58
BUSY = re.compile("系统暂时繁忙|busy")
WORDS = {
    "zh": {"take": "我来接办", "reply": "提交答复", "done": "已办理。", "accept": "我来承接", "grant": "决定给予援助"},
    "en": {"take": "I take it over", "reply": "Send the answer", "done": "Done.", "accept": "I accept the case", "grant": "Grant legal aid"},
}  # fmt: skip


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


async def row(circle, table, ref):
    return await circle.counter.pool.fetchrow(f"SELECT * FROM {table} WHERE ref = $1", ref)  # noqa: S608 (stands here)


async def note(circle, ref, kind):
    return await circle.counter.pool.fetchval(
        "SELECT note.body->>'text' FROM event JOIN note ON note.id = event.note WHERE event.ref = $1 AND event.kind = $2",
        *(ref, kind),
    )


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_a_lawyer_takes_a_question_from_the_list_and_answers_it(circle, look, lang):  # B1
    ref, _ = await circle.begun("inquiries", INQUIRY | {"field": "labour", "phone": PHONE, "name": "其其格"})
    person, words = await circle.called(ref), WORDS[lang]

    async with look("/work/legal", lang=lang, person=person) as page:
        offer = page.locator(f"#offer-{ref}")
        await expect(offer.locator(".countdown .before")).to_contain_text("0:0")
        await offer.get_by_role("button", name=words["take"]).click()
        await expect(page.locator(".told.green")).to_have_text(words["done"])
        await expect(page.locator("#asker")).to_contain_text(PHONE)
        await page.locator("#legal_reply-text").fill(TEXT)
        await page.get_by_role("button", name=words["reply"]).click()
        await expect(page.locator("#record .words").first).to_have_text(TEXT)

    assert await note(circle, ref, "replied") == TEXT
    assert (await row(circle, "inquiry", ref))["kept"] is True
    read = await circle.counter.pool.fetch("SELECT DISTINCT reader, what, why FROM access_log WHERE ref = $1", ref)
    assert (person, What.CONTACT, Act.READ_ASKERS) in {tuple(one) for one in read}


@needs_browser
async def test_whoever_comes_second_is_told_so_plainly_and_loses_no_word(circle, look):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    person = await circle.called(ref)
    other, _ = await circle.begun("inquiries", INQUIRY)
    second = await circle.called(other)

    async with (
        look("/work/legal", person=person, script=False) as page,
        look(f"/work/legal/{other}", person=second) as at,
    ):
        await at.locator("#act-legal_reply summary").click()
        await at.locator("#legal_reply-text").fill(TEXT)
        await circle.do(CLERK, ref, "take")
        await circle.do(second, other, "take")
        await circle.do(CLERK, other, "reply", text="已电话答复")
        await page.locator(f"#offer-{ref}").get_by_role("button", name="我来接办").click()
        await at.get_by_role("button", name="提交答复").click()

        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator(f"#offer-{ref}")).to_have_count(0)
        await expect(at.get_by_role("alert")).to_be_visible()


@needs_browser
async def test_what_is_refused_stays_in_its_form_and_what_does_not_fit_is_told_at_its_field(circle, look):
    ref, _ = await circle.begun("aid", AID)

    async with look(f"/work/legal/{ref}", lang="en", person=CLERK, script=False) as page:
        form = page.locator("#act-legal_assign")
        await form.locator("summary").click()
        await form.locator("#legal_assign-person").fill("lee")
        await form.locator("#legal_assign-text").fill(TEXT)
        await form.get_by_role("button").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator("#legal_assign-text")).to_have_value(TEXT)
        await expect(page.locator("#legal_assign-person")).to_have_value("lee")
        await page.locator("#act-aid_ask_papers summary").click()
        await page.locator("#aid_ask_papers-text").fill(TEXT)
        await page.locator("#act-aid_ask_papers").get_by_role("button").click()

        await expect(page.locator("#aid_ask_papers-proofs-error")).to_have_text("Fill this in.")
        await expect(page.locator("#aid_ask_papers-text")).to_have_value(TEXT)


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_the_desk_grants_aid_and_a_lawyer_accepts_works_and_closes(circle, look, lang):  # B4
    ref, _ = await circle.begun("aid", POOR | {"pledge": PLEDGE})
    words = WORDS[lang]

    async with look("/work/legal/desk", lang=lang, person=CLERK) as page:
        await page.locator(f"#row-{ref} a").click()
        await expect(page.locator("#act-aid_ask_papers [value=means]")).to_have_count(0)
        await page.get_by_role("button", name=words["grant"]).click()
        await expect(page.locator(".told.green")).to_be_visible()
    lawyer = await circle.called(ref)
    async with look("/work/legal", lang=lang, person=lawyer, script=False) as page:
        await page.locator(f"#offer-{ref}").get_by_role("button", name=words["accept"]).click()
        await page.locator("#aid_work-kind").select_option("meeting")
        await page.locator("#aid_work-text").fill("会见受援人")
        await page.locator("#act-aid_work").get_by_role("button").click()
        await page.locator("#act-aid_close summary").click()
        await page.locator("#aid_close-text").fill("调解结案")
        await page.locator("#act-aid_close").get_by_role("button").click()
        await expect(page.locator("#act-aid_close")).to_have_count(0)

    done = await row(circle, "aid_application", ref)
    assert (done["decision"], done["works"], done["kept"]) == ("granted", 1, True)
    assert (await row(circle, "legal_case", ref))["state"] == "answered"


async def sent(circle, who, path, **form):
    return await circle.counter.web.post(f"/work/legal/{path}", data=form, headers=circle.counter.bearing(who))


async def test_papers_are_told_once_come_to_the_counter_and_the_director_decides_the_objection(circle):
    ref, _ = await circle.begun("aid", AID | {"groups": ["poor"]})

    told = await sent(circle, CLERK, f"{ref}/papers", proofs=["identity", "means"], text="请带原件")
    missing = (await circle.counter.web.get(f"/work/legal/{ref}", headers=circle.counter.bearing(CLERK))).text
    supplied = await sent(circle, CLERK, f"{ref}/supply", proofs=["identity", "means"])
    refused = await sent(circle, CLERK, f"{ref}/refuse", ground="not_in_scope", text="不属于范围")
    objected = await sent(circle, CLERK, f"{ref}/object", text="工资属于范围")
    by_clerk = await sent(circle, CLERK, f"{ref}/decide-objection", yes="yes", text="成立")
    desk = (await circle.counter.web.get("/work/legal/desk", headers=circle.counter.bearing(DIRECTOR))).text
    decided = await sent(circle, DIRECTOR, f"{ref}/decide-objection", yes="yes", text="成立")

    assert {one.status_code for one in (told, supplied, refused, objected, decided)} == {303}
    assert 'id="act-aid_supply"' in missing
    assert by_clerk.status_code == 403
    assert "异议待主任决定" in desk
    assert (await row(circle, "legal_case", ref))["state"] == "granted"
    assert await note(circle, ref, "aid_refused") == "不属于范围"


async def test_an_inquiry_goes_on_as_another_case_and_a_visit_is_agreed_on_and_done(circle):
    inquiry, _ = await circle.begun("inquiries", INQUIRY)
    visit, _ = await circle.begun("visits", VISIT)
    person = await circle.called(visit)
    at = datetime.now(UTC).astimezone() + timedelta(hours=9)

    wrong = await sent(circle, CLERK, f"{inquiry}/become/aid", kind="wages")
    became = await sent(circle, CLERK, f"{inquiry}/become/aid", kind="wages", groups=["poor", "woman"])
    confirmed = await sent(circle, person, f"{visit}/confirm", at=at.strftime("%Y-%m-%dT%H:%M"))
    done = await sent(circle, person, f"{visit}/visited", outcome="advised", text="已解答")

    assert wrong.status_code == 422
    assert 'id="become-aid-groups-error"' in wrong.text
    assert {one.status_code for one in (became, confirmed, done)} == {303}
    assert (await row(circle, "inquiry", inquiry))["became"].startswith("A")
    assert (await row(circle, "home_visit", visit))["outcome"] == "advised"


async def test_a_check_up_is_made_reported_and_followed_up(circle):  # B7
    ref = (await circle.counter.post("/legal/checkups", CHECKUP, CLERK)).json()[0]["ref"]
    await circle.until(ref, lambda case: case["n"] > 0)

    found = await sent(circle, "ann", f"{ref}/find", severity="high", field="labour", text="未签合同")
    reported = await sent(circle, "ann", f"{ref}/report", text="一项问题")
    shown = (await circle.counter.web.get(f"/work/legal/{ref}", headers=circle.counter.bearing("ann"))).text
    followed = await sent(circle, "ann", f"{ref}/follow", finding="1", result="mended")

    assert "未签合同" in shown
    assert "某某商贸" in shown
    assert {one.status_code for one in (found, reported, followed)} == {303}
    assert (await row(circle, "legal_case", ref))["state"] == "finished"


async def test_the_rooms_are_for_those_whose_they_are_and_oversight_sees_masked_and_does_nothing(circle):
    ref, _ = await circle.begun("aid", POOR | {"text": f"请打 {PHONE} 联系我"})
    counter = circle.counter

    async def seen(who, path):
        return await counter.web.get(f"/work/legal{path}", headers=counter.bearing(who))

    assert {(await seen(who, "")).status_code for who in ("chen", "officer-NRB", "dispatcher")} == {403}
    assert (await seen("", "")).status_code == 401
    assert (await seen("ann", "/desk")).status_code == 403
    assert {(await seen(STRANGER, f"/{one}")).status_code for one in (ref, "A20200101-999999")} == {404}
    overseen, own = (await seen("shen", f"/{ref}")).text, (await seen(CLERK, f"/{ref}")).text
    assert PHONE not in overseen
    assert "<form" not in overseen.partition("<main")[2]
    assert PHONE in own
    assert "其其格" in own


async def test_a_lawyer_reads_when_they_are_on_duty_and_of_nobody_else(circle):
    monday = datetime(2099, 1, 5, 1, tzinfo=UTC)
    async with circle.counter.pool.acquire() as connection:
        await add_duty(connection, "JUB", "lee", monday, monday + timedelta(days=1), by="root")

    mine, others = [
        (await circle.counter.web.get("/en/work/legal", headers=circle.counter.bearing(who))).text
        for who in ("lee", "young")
    ]

    assert "5 January 2099" in mine
    assert "not on duty" in mine
    assert "No duty is entered." in others


async def pressed(page, form):
    """Press the button of a form, and again while servers that are shared are too busy: what was typed is still there."""
    button, busy = page.locator(form).get_by_role("button"), page.get_by_role("alert").filter(has_text=BUSY)
    await button.click()
    while await busy.count():
        await button.click()


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_a_host_records_a_session_and_the_desk_leaves_one_out(hall, look, lang):  # B6
    session = await hall.held()
    await hall.post("sessions/result", session)  # notes it
    path = f"/work/legal/programmes/{hall.name}"

    async with look("/work/legal/programmes", lang=lang, person=HOST) as page:
        await page.locator("#programmes a").click()
        await page.locator("#audience").fill("300余")
        await page.locator("#act-result").get_by_role("button").click()
        await expect(page.locator("#audience-error")).to_be_visible()
        await page.locator("#audience").fill("312")
        await page.locator("#act-result").get_by_role("button").click()
        await expect(page.locator("#sessions")).to_contain_text("312")
    async with look(path, lang=lang, person=CLERK, script=False) as page:
        await page.locator("#act-skip summary").click()
        await page.locator("#why").fill("春节")
        await pressed(page, "#act-skip")
        await expect(page.locator("#next")).to_contain_text("春节")
        await pressed(page, "#next")
        await expect(page.locator("#next")).not_to_contain_text("春节")
        await page.locator("#act-rest summary").click()
        await pressed(page, "#act-rest")
        await expect(page.locator(".told.green")).to_be_visible()

    assert (await hall.shown())["paused"] is True
    assert [one["audience"] for one in await hall.sessions() if one["state"] == "held"] == [312]


def test_every_act_has_a_form_and_everything_on_the_record_a_word():
    assert {deed.act for deed in DEEDS} <= set(FORMS)
    assert set(HAPPENINGS) == set(Happening)
