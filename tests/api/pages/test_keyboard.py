"""Everybody's main task with the keyboard alone, from the login to the end, in Chinese and in English."""

from dataclasses import dataclass

import pytest
from banner import DISPATCHER, VILLAGE, Banner
from circle import CLERK, INQUIRY, Circle
from citizens import with_numbers_of_its_own, written
from keyboard import Keys
from playwright.async_api import expect
from signing import PASSWORD, Doors
from surfing import needs_browser

from api.language import Language
from api.wordbook import wordbook
from store.shipped import hotline

pytestmark = needs_browser

FIRST, OFFICER = "PR-05", "officer-DRC"


@dataclass(frozen=True)
class Say:
    """The words of the pages in one language."""

    lang: str

    def __call__(self, word: str) -> str:
        book = wordbook(Language(self.lang))
        return book.form(book.find(word), 1)

    def kind(self, id_: str) -> str:
        """What a kind of request is called."""
        return hotline().names[f"kind.{id_}"][self.lang]


@pytest.fixture(params=["zh", "en"])
def say(request):
    return Say(request.param)


@pytest.fixture
async def banner(office):
    return await with_numbers_of_its_own(await Banner.staffed(office))


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


@pytest.fixture
async def ref(office):
    """A project of chen's."""
    return await office.open()


@pytest.fixture
def signed_in(look, office):
    """Opens the login, and lets somebody in who types what they know and what their authenticator shows."""
    doors = Doors(office.app, office.pool)

    async def sign_in(page, who):
        await doors.let_in(who)
        await doors.equip(who)
        await expect(page.locator("#person")).to_be_focused()
        keys = Keys(page)
        await keys.write(page.locator("#person"), who)
        await keys.write(page.locator("#password"), PASSWORD)
        await keys.write(page.locator("#code"), await doors.code(who))
        await page.keyboard.press("Enter")
        await expect(page.locator("header")).to_contain_text(who)
        return keys

    return sign_in


async def test_the_first_stop_leads_past_what_is_around_a_page(look, say, ref):
    async with look(f"/projects/{ref}", lang=say.lang) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name=say("跳到正文"))).to_be_focused()
        await Keys(page).press(page.get_by_role("link", name=say("跳到正文")))
        await page.keyboard.press("Tab")

        assert await page.evaluate("document.activeElement.closest('main') !== null")


async def test_a_citizen_reports_a_problem_and_follows_it(look, say, banner):
    async with look("/", lang=say.lang) as page:
        keys = Keys(page)
        await keys.press(page.get_by_role("navigation", name=say("栏目")).get_by_role("link", name=say("报问题")))
        await keys.write(page.get_by_label(say("在哪个村或镇")), VILLAGE)
        await keys.to(page.get_by_label(say("发生了什么")), by="Shift+Tab")
        await page.keyboard.type("路灯不亮")
        await keys.press(page.get_by_role("button", name=say("提交")))
        ref, code = [await page.locator(f"#{name}").inner_text() for name in ("ref", "code")]
        await written(banner, ref)

        await keys.press(page.get_by_role("main").get_by_role("link", name=say("查询办件")))
        await keys.write(page.get_by_label(say("编号")), ref)
        await keys.write(page.get_by_label(say("查询码")), code)
        await page.keyboard.press("Enter")
        await expect(page.locator("h2").first).to_have_text(ref)

    assert await banner.counter.pool.fetchval("SELECT text FROM report WHERE ref = $1", ref) == "路灯不亮"


async def test_a_citizen_asks_a_lawyer(look, say, circle):
    async with look("/legal", lang=say.lang) as page:
        keys = Keys(page)
        await keys.press(page.locator(".ways").get_by_role("link", name=say("问律师")))
        await keys.write(page.get_by_label(say("您想问什么？")), "老板欠薪怎么办")
        await keys.press(page.get_by_role("button", name=say("提交问题")))
        ref = await page.locator(".receipt dd").first.inner_text()

    assert await circle.counter.pool.fetchval("SELECT text FROM legal_matter WHERE ref = $1", ref) == "老板欠薪怎么办"


@pytest.mark.parametrize("who", ["chen", "bai"])  # the applicant, and the helper of the project
async def test_an_applicant_hands_an_item_in(look, say, office, signed_in, who):
    ref = await office.open("root", applicant="chen", helper="bai")
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, who)
        await keys.press(page.get_by_role("main").get_by_role("link", name="库伦镇冷链仓储项目"))
        await keys.press(page.locator("#act-receive").get_by_label(FIRST), "Space")
        await keys.press(page.locator("#act-receive").get_by_role("button", name=say("提交申报")))
        await expect(page.locator(".told.green")).to_have_text(say("已办理。"))

    assert (await office.item(ref, FIRST))["state"] == "received"


async def test_an_officer_accepts_and_approves(look, say, office, ref, signed_in):
    await office.do("chen", ref, FIRST, "receive")
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, OFFICER)
        await keys.press(page.locator(".queue").get_by_role("link", name=FIRST))
        await keys.press(page.locator("#act-accept summary"))
        await keys.press(page.get_by_role("button", name=say("确认受理")))
        await expect(page.locator(".told.green")).to_have_text(say("已办理。"))
        await keys.press(page.locator("#act-approve summary"))
        await keys.press(page.get_by_role("button", name=say("确认批准")))
        await expect(page.locator(".stand")).to_contain_text(say("按时办结"))

    assert (await office.item(ref, FIRST))["state"] == "approved"


async def test_a_dispatcher_accepts_a_request(look, say, banner, signed_in):
    ref = await banner.begun()
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, DISPATCHER)
        await keys.press(page.get_by_role("link", name=ref))
        await keys.to(page.locator("#act-accept").locator("input:checked"))
        await keys.to(page.locator("#act-accept").get_by_label(say.kind("consultation")), by="ArrowDown")
        await keys.press(page.locator("#act-accept").get_by_role("button", name=say("受理并派单")))
        await expect(page.locator(".told.green")).to_have_text(say("已办理。"))

    assert (await banner.events(ref))[-1] == "accepted"


async def test_a_grid_member_takes_a_request_and_closes_it(look, say, banner, signed_in):
    ref = await banner.accepted(topic="land_title")
    async with look("/login", lang=say.lang) as page:
        keys, card = await signed_in(page, f"grid-{VILLAGE}"), page.locator(f"#mine-{ref}")
        await keys.press(card.get_by_role("button", name=say("签收")))
        await expect(page.locator(".told.green")).to_have_text(say("已办理。"))
        await keys.press(card.get_by_role("link", name=say("办结")))
        await keys.write(page.locator("#text"), "已修复。")
        await keys.press(page.locator("#act-close").get_by_role("button", name=say("办结"), exact=True))
        await expect(page.locator(".told.green")).to_have_text(say("已办理。"))

    assert (await banner.events(ref))[-2:] == ["signed", "closed"]


async def test_a_lawyer_takes_a_question_and_answers_it(look, say, circle, signed_in):
    ref, _ = await circle.begun("inquiries", INQUIRY)
    who = await circle.called(ref)
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, who)
        await keys.press(page.locator(f"#offer-{ref}").get_by_role("button", name=say("我来接办")))
        await keys.write(page.locator("#legal_reply-text"), "可以投诉。")
        await keys.press(page.get_by_role("button", name=say("提交答复")))
        await expect(page.locator("#record .words").first).to_have_text("可以投诉。")


async def test_a_station_enters_what_a_visitor_asks(look, say, circle, signed_in):
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, CLERK)
        await keys.press(page.get_by_role("navigation").get_by_role("link", name=say("工作站")))
        await keys.press(page.locator(".ways").get_by_role("link", name=say("问律师")))
        await keys.write(page.get_by_label(say("您想问什么？")), "老板欠薪怎么办")
        await keys.press(page.get_by_role("button", name=say("提交问题")))
        ref = await page.locator(".receipt dd").first.inner_text()

    assert await circle.counter.pool.fetchval("SELECT taken_by FROM legal_matter WHERE ref = $1", ref) == CLERK


async def test_a_leader_opens_what_turns_red_today(look, say, unhurried, banner, signed_in):
    ref = await unhurried.open()
    await unhurried.do("chen", ref, FIRST, "receive")
    await unhurried.do(OFFICER, ref, FIRST, "accept")
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, "leader")
        await keys.press(page.locator(".tally").get_by_role("link", name=say("今日转红")))
        await expect(page.locator("h1")).to_contain_text(say("今日转红"))
        await keys.press(page.locator("#lines ol").get_by_role("link").first)
        await expect(page).to_have_url(f"{look.site}/{say.lang}/projects/{ref}/items/{FIRST}")


async def test_an_administrator_enters_an_absence(look, say, office, signed_in):
    async with look("/login", lang=say.lang) as page:
        keys = await signed_in(page, "root")
        await keys.press(page.get_by_role("main").get_by_role("link", name=say("值班与缺勤")))
        await keys.press(page.locator("#act-absence summary"))
        await keys.write(page.get_by_label(say("缺勤人员")), OFFICER)
        await keys.step(page.locator("#absent_from"), 1)  # the first of January
        await keys.step(page.locator("#absent_until"), 2)  # the second of February of the next year
        await keys.press(page.locator("#act-absence").get_by_role("button"))
        await expect(page.locator(".queue li", has_text=OFFICER)).to_be_visible()

    assert await office.pool.fetchval(
        "SELECT from_at < now() AND now() < until_at FROM absence WHERE person = $1", OFFICER
    )
