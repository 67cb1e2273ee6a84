"""People in trouble find the legal circle, ask it, apply and have somebody come; and a station enters it for those who cannot."""

from datetime import UTC, datetime, timedelta

import pytest
from circle import AID, CLERK, PLEDGE, VILLAGE, VISIT, Circle
from playwright.async_api import expect
from surfing import needs_browser

KEY = "a-visitor-chose-this-0002"
AS_TYPED = "😀👨‍👩‍👧 𠀀 ᠮᠣᠩᠭᠣᠯ\u180e\u202fᠤᠨ <b>'\"&\n  é"
PHONE = "15400008888"
WORDS = {
    "zh": ("问律师", "您想问什么？", "电话", "提交问题", "查看办理情况"),
    "en": ("Ask a lawyer", "What do you want to ask?", "Telephone", "Send the question", "See how it stands"),
}


@pytest.fixture
async def circle(office):
    circle = await Circle.staffed(office)
    await office.pool.execute("UPDATE department SET lat = 42.7, lon = 121.8 WHERE id = $1", VILLAGE)
    await office.pool.execute(
        "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages, phone) VALUES"
        " ('point', 'point', '村服务点', 'Village Point', $1, 42.701, 121.8, '周一至周五 09:00—11:30', '{zh,mn}', '15400041001')",
        VILLAGE,
    )
    await office.pool.execute(
        "INSERT INTO village_adviser VALUES ($1, 'ann', '2020-01-01', NULL, 'clerk', now())",
        VILLAGE,
    )
    return circle


async def sent(circle, path, form, **headers):
    return await circle.counter.web.post(path, data=form, headers=headers)


async def kept(circle, what="count(*)", table="legal_matter"):
    return await circle.counter.pool.fetchval(f"SELECT {what} FROM {table}")  # noqa: S608 (our own)


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_somebody_with_a_telephone_asks_a_lawyer_and_follows_the_answer(look, circle, lang):
    ask, question, telephone, send, follow = WORDS[lang]
    async with look("/legal", lang=lang, width=320, height=640) as page:
        await page.locator(".ways").get_by_role("link", name=ask).click()
        await page.get_by_label(question).fill(AS_TYPED)
        await page.get_by_label(telephone).fill("154 0000-8888")
        await page.get_by_role("button", name=send).click()
        ref, code = await page.locator(".receipt dd").all_inner_texts()
        await expect(page.locator(".countdown")).to_be_visible()

        assert code not in page.url
        await circle.until(ref, lambda row: row["n"] > 0)
        await page.get_by_role("button", name=follow).click()
        await expect(page.locator("h2").first).to_have_text(ref)
        assert code not in page.url

    assert await kept(circle, "text") == AS_TYPED
    assert await kept(circle, "channel || language") == f"web{lang}"
    assert await kept(circle, "phone || code", "asker") == f"+86{PHONE}{code}"


@needs_browser
async def test_an_application_with_a_pledge_is_made_without_a_script_after_what_was_missing_is_said(look, circle):
    async with look("/legal/aid", lang="en", script=False) as page:
        await page.get_by_label("What has happened").fill(AS_TYPED)
        await page.get_by_label("What kind of matter").select_option("wages")
        await page.get_by_label("workers from the country").check()
        await page.get_by_label("Your income and property").fill("无固定收入")
        await expect(page.locator(".pledge li")).to_have_count(6)
        await expect(page.locator(".by-papers")).to_be_hidden()
        await page.get_by_role("button", name="Send").click()

        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator(".by-pledge .error")).to_contain_text("Without your consent")
        await expect(page.get_by_label("What has happened")).to_have_value(AS_TYPED)
        await expect(page.get_by_label("workers from the country")).to_be_checked()
        assert await kept(circle) == 0
        await page.get_by_label("I have understood this").check()
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".receipt dd").first).to_have_text(await kept(circle, "ref"))

    assert await kept(circle, "text") == AS_TYPED
    assert await kept(circle, "(waived, may_check, spoken, means)", "pledge") == (
        ["means", "group"],
        True,
        False,
        "无固定收入",
    )


async def test_after_a_false_pledge_the_page_says_until_when_only_papers_do(circle):
    who = {"phone": PHONE, "name": "其其格"}
    ref, _ = await circle.begun("aid", AID | who | {"pledge": PLEDGE})
    found_at = datetime.now(UTC) - timedelta(days=1)
    await circle.counter.pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, what)"
        " VALUES ($1, 99, 99, 'verified', $2, $2, 'clerk', 'clerk', 'false')",
        *(ref, found_at),
    )
    form = AID | who | {"pledge.means": "无", "pledge.may_check": "yes", "way": "pledge", "proofs": "identity"}

    refused = await sent(circle, "/en/legal/aid", form)
    taken = await sent(circle, "/en/legal/aid", form | {"way": "papers"})

    until = (found_at + timedelta(days=365, hours=8)).date()
    assert refused.status_code == 409
    assert f"Until {until.day} {until:%B} {until.year}, that day included" in refused.text
    assert 'value="其其格"' in refused.text
    assert taken.status_code == 201, taken.text
    assert await kept(circle, "count(*)", "pledge") == 1


async def test_the_same_form_twice_is_one_matter_with_one_receipt_and_another_text_is_asked_about(circle):
    form = {"text": "老板欠薪", "key": KEY}

    first, again = [await sent(circle, "/legal/ask", form) for _ in range(2)]
    other = await sent(circle, "/legal/ask", form | {"text": "另一个问题"})

    def told(answer):
        return answer.text[answer.text.index('class="receipt"') : answer.text.index("</dl>")]

    assert (first.status_code, again.status_code) == (201, 201)
    assert told(first) == told(again)
    assert first.headers["Cache-Control"] == "no-store"
    assert (other.status_code, KEY in other.text, "另一个问题" in other.text) == (422, False, True)
    assert await kept(circle) == 1


async def test_what_does_not_fit_is_told_at_its_field_and_nothing_is_kept(circle):
    wrong = {"text": " ", "phone": "12345", "mail": "x", "field": "astronomy", "district": "JUB", "channel": "counter"}
    spoken = AID | {"way": "pledge", "pledge.means": "无", "pledge.may_check": "yes"}

    answers = [
        await sent(circle, "/en/legal/ask", wrong),
        await sent(circle, "/en/legal/ask", wrong | {"text": "x", "phone": "", "mail": ""}),
        await sent(circle, "/en/legal/visit", VISIT | {"address": "", "group": "young"}),
        await sent(circle, "/en/legal/aid", AID),
    ]
    entered = await sent(circle, "/en/legal/aid", spoken | {"pledge.spoken": "yes", "pledge.witness": "见证人"})

    assert [answer.status_code for answer in answers] == [422] * 4
    for place in ("text-error", "phone-error", "mail-error"):
        assert f'id="{place}"' in answers[0].text, place
    assert 'id="field-error"' in answers[1].text
    assert 'id="address-error"' in answers[2].text
    assert 'id="way-error"' in answers[3].text
    assert entered.status_code == 201
    assert await kept(circle, "spoken", "pledge") is False, "only staff say so"


@needs_browser
async def test_at_a_station_a_clerk_enters_a_spoken_pledge_and_gives_no_code_away(look, circle):
    async with look("/work/station", lang="en", person=CLERK) as page:
        await page.locator(".ways").get_by_role("link", name="Apply for legal aid").click()
        await page.get_by_label("What has happened").fill("工地欠薪")
        await page.get_by_label("What kind of matter").select_option("wages")
        await page.get_by_label("workers from the country").check()
        await page.get_by_label("Your income and property").fill("无固定收入")
        await page.get_by_label("The person cannot write").check()
        await page.get_by_label("I have understood this").check()
        await page.get_by_label("Telephone").fill(PHONE)
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_label("Name of the witness")).to_have_attribute("aria-invalid", "true")
        await page.get_by_label("Name of the witness").fill("见证人丙")
        await page.get_by_role("button", name="Send").click()
        ref = await page.locator(".receipt dd").inner_text()
        await expect(page.locator(".receipt")).to_contain_text("to keep it private it is not shown here")
        await expect(page.get_by_role("button", name="Print the receipt")).to_be_visible()

    assert await kept(circle, "(ref, channel, taken_by)") == (ref, "counter", CLERK)
    assert await kept(circle, "(spoken, witness)", "pledge") == (True, "见证人丙")


@needs_browser
async def test_who_left_no_number_is_given_the_code_at_the_station_and_others_may_not_enter(look, circle):
    async with look("/work/station/visit", person="grid", width=320, height=640) as page:
        await page.get_by_label("需要哪方面的帮助").fill("想立遗嘱")
        await page.get_by_label("行动不便的老年人").check()
        await page.get_by_label("上门地址").fill("三队东头")
        await page.get_by_role("button", name="提交预约").click()
        ref, code = await page.locator(".receipt dd").all_inner_texts()
    assert (ref, code) == await kept(circle, "(ref, code)", "asker")
    assert await kept(circle, "channel") == "chat"

    get = circle.counter.web.get
    for path in ("/work/station", "/work/station/ask", "/work/station/aid"):
        assert (await get(path)).status_code == 401
        assert (await get(path, headers=circle.counter.bearing("shen"))).status_code == 403


@needs_browser
async def test_the_nearest_place_is_found_by_the_village_without_a_script_and_by_position_with_one(look, circle):
    async with look("/legal", lang="en", script=False) as page:
        await page.get_by_label("In which town or village are you?").select_option(VILLAGE)
        await page.locator(".near button").click()
        first = page.locator(".places li").first
        await expect(first).to_contain_text("Village Point")
        await expect(first).to_contain_text("0.1 km · about 2 minutes on foot")
        await expect(first).to_contain_text("09:00—11:30")
        await expect(first.get_by_role("link", name="15400041001")).to_have_attribute("href", "tel:15400041001")
        await expect(page.locator(".projects li")).to_contain_text("a legal-aid lawyer · a lawyer")
        await expect(page.locator("[data-here]")).to_be_hidden()
    async with look("/legal/places", lang="en", width=320) as page:
        await page.context.grant_permissions(["geolocation"])
        await page.context.set_geolocation({"latitude": 42.73, "longitude": 121.77})
        await page.get_by_role("button", name="Use where I am now").click()
        await expect(page.locator(".places li").first).to_contain_text("Centre")
        assert "42.7" not in page.url
    async with look("/legal/places", lang="en") as page:
        await page.context.clear_permissions()
        await page.get_by_role("button", name="Use where I am now").click()
        await expect(page.get_by_role("status")).to_contain_text("Please choose your town or village")


@needs_browser
async def test_somebody_subscribes_to_a_programme_and_ends_it_with_the_code(look, hall):
    await hall.made(place="centre")
    async with look("/legal", lang="en") as page:
        await page.get_by_role("link", name="Law Live").first.click()
        await page.get_by_role("button", name="Remind me of each session").click()
        await expect(page.locator("#phone-error")).to_contain_text("at least one")
        await page.get_by_label("Telephone").fill(PHONE)
        await page.get_by_role("button", name="Remind me of each session").click()
        code = await page.locator(".receipt dd").inner_text()
        assert code not in page.url
        await page.get_by_text("Cancel the reminders", exact=True).first.click()
        await page.get_by_label("Code of the subscription").fill("ABCDEF" if code != "ABCDEF" else "ABCDEG")
        await page.get_by_role("button", name="Cancel the reminders").click()
        await expect(page.locator("#code-error")).to_be_visible()
        await page.get_by_label("Code of the subscription").fill(code)
        await page.get_by_role("button", name="Cancel the reminders").click()
        await expect(page.get_by_role("status").first).to_contain_text("The reminders are cancelled")

    assert await hall.office.pool.fetchval("SELECT ended_at IS NOT NULL FROM subscriber")


@needs_browser
async def test_whoever_asked_reads_the_answer_and_says_whether_it_helped(look, circle):
    ref, code = await circle.begun("inquiries", {"text": "老板欠薪"})
    who = await circle.called(ref)
    await circle.do(who, ref, "take")
    await circle.do(who, ref, "reply", text="可以投诉。\n带上欠条。")
    async with look("/r", lang="en", width=320, height=640, script=False) as page:
        await page.locator("[name=ref]").fill(ref)
        await page.locator("[name=code]").fill(code)
        await page.locator("main button").click()
        await expect(page.locator(".words").first).to_have_text("可以投诉。\n带上欠条。", use_inner_text=True)
        await page.get_by_label("it helped").check()
        await page.get_by_label("How satisfied").select_option("5")
        await page.get_by_role("button", name="Send").first.click()
        await expect(page.get_by_role("status")).to_be_visible()

    await circle.until(ref, lambda row: row["state"] == "finished")
