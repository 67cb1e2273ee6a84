"""The page on which somebody says with a code that they have got it."""

import asyncio
import re
import shutil

import pytest
from playwright.async_api import async_playwright, expect
from told import REF, add_letter, add_message, add_notice, add_project, end, next_code, state_of

from api.guesses import IN_TOTAL, PER_ADDRESS, SECONDS, Guesses

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
async def desk(counter):
    """Counters with a project, and a clock of their own for guesses."""
    await add_project(counter.pool)
    counter.app.state.desk.guesses._clock = counter.clock = Clock()
    return counter


async def test_a_code_shows_what_it_stands_for_and_looking_changes_nothing(desk):
    notice = await add_notice(desk.pool, "PR-05")
    _, code = await add_letter(desk.pool, notice)

    page = await desk.web.get(f"/a/{code}")

    name = await desk.pool.fetchval("SELECT max(name_zh) FROM catalogue_item WHERE id = 'PR-05'")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    for words in ("红牌警告", REF, name, "待确认", "确认收到，由我处理", '<html lang="zh-Hans">'):
        assert words in page.text, words
    assert not re.search(r"person:|li\b|1390000", page.text.replace("<li>", "").replace("</li>", ""))
    assert (await state_of(desk.pool, notice))["state"] == "open"


async def test_the_button_acknowledges_and_leads_to_what_holds_now(desk):
    notice = await add_notice(desk.pool)
    _, code = await add_letter(desk.pool, notice)
    waiting = await add_message(desk.pool, notice, to="person:head")

    answer = await desk.web.post("/a", data={"code": f" {code.lower()[:3]} {code[3:]} "})
    page = await desk.web.get(f"/{answer.headers['location']}")

    assert (answer.status_code, answer.headers["location"]) == (303, f"a/{code}")
    assert ("已确认" in page.text, "<button>" in page.text) == (True, False)
    row = await state_of(desk.pool, notice)
    assert (row["state"], row["acknowledged_by"], row["acknowledged_on"]) == ("acknowledged", "person:li", "page")
    assert await desk.pool.fetchval("SELECT state FROM outbox WHERE id = $1", waiting) == "cancelled"


async def test_pressing_twice_is_as_pressing_once(desk):
    notice = await add_notice(desk.pool)
    _, code = await add_letter(desk.pool, notice)

    answers = await asyncio.gather(*(desk.web.post("/a", data={"code": code}) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {303}
    assert await desk.pool.fetchval("SELECT count(*) FROM fate") == 1


async def test_a_code_that_comes_too_late_says_what_happened(desk):  # H52
    ended, redated, held = [await add_notice(desk.pool, item) for item in ("PR-01", "PR-02", "PR-05")]
    _, code = await add_letter(desk.pool, ended, redated, held)
    await end(desk.pool, ended, "closed")
    await end(desk.pool, redated, "a reason of tomorrow")

    page = (await desk.web.get(f"/a/{code}")).text

    assert page.count("已失效") == 2
    for words in ("事项已办结或终止", "提醒已不再有效", "待确认"):
        assert words in page


@pytest.mark.parametrize("typed", ["", "x", "<script>alert(1)</script>", "K7M2QX", "1" * 60_000, "%00"])
async def test_a_wrong_code_is_answered_in_words_and_never_repeated(desk, typed):
    answer = await desk.web.post("/a", content=f"code={typed}", headers=FORM)

    assert answer.status_code == (400 if typed == "%00" else 404)
    assert typed == "%00" or "没有这个代码" in answer.text
    assert "alert(1)" not in answer.text
    assert typed == "%00" or '<input id="code"' in answer.text


async def test_an_address_with_what_is_no_code_is_not_there(desk):
    for path in ("/a/x", f"/a/{next_code()}", "/a/%00", "/a/%E4%BB%A3%E7%A0%81"):
        page = await desk.web.get(path)
        assert (page.status_code, "没有这个代码" in page.text, 'action="../a"' in page.text) == (404, True, True)


async def test_what_is_no_form_is_refused_with_a_page(desk):
    answers = [
        await desk.web.post("/a", json={"code": "K7M2QX"}),
        await desk.web.post("/a", content="code=" + "A" * 70_000, headers=FORM),
    ]

    assert [answer.status_code for answer in answers] == [415, 413]
    assert all("<h1>" in answer.text for answer in answers)


async def test_who_guesses_too_often_must_wait_a_minute_and_a_good_code_waits_too(desk):
    _, code = await add_letter(desk.pool, await add_notice(desk.pool))
    for number in range(PER_ADDRESS):
        way = desk.web.get(f"/a/{next_code()}") if number % 2 else desk.web.post("/a", data={"code": next_code()})
        assert (await way).status_code == 404

    refused = [await desk.web.post("/a", data={"code": code}), await desk.web.get(f"/a/{code}")]
    desk.clock.now += SECONDS
    taken = await desk.web.post("/a", data={"code": code})

    assert [page.status_code for page in refused] == [429, 429]
    assert all("尝试次数过多，请一分钟后再试" in page.text for page in refused)
    assert refused[0].headers["retry-after"] == "60"
    assert taken.status_code == 303


async def test_good_codes_are_not_counted(desk):
    _, code = await add_letter(desk.pool, await add_notice(desk.pool))

    answers = [await desk.web.get(f"/a/{code}") for _ in range(PER_ADDRESS * 2)]

    assert {answer.status_code for answer in answers} == {200}


async def test_many_guesses_at_once_are_counted_too(desk):
    answers = await asyncio.gather(*(desk.web.get(f"/a/{next_code()}") for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [404] * PER_ADDRESS + [429] * (50 - PER_ADDRESS)


def test_guesses_from_many_addresses_are_counted_together():
    clock = Clock()
    guesses = Guesses(clock)

    tried = [guesses.may(f"2001:db8::{number}") for number in range(IN_TOTAL + 5)]
    clock.now += SECONDS

    assert tried == [True] * IN_TOTAL + [False] * 5
    assert guesses.may("2001:db8::ffff")
    assert guesses._by == {"2001:db8::ffff": 1}  # nothing is remembered for longer than it counts


def test_a_right_code_takes_back_its_own_attempt_only():
    guesses = Guesses(Clock())
    for _ in range(PER_ADDRESS - 1):
        assert guesses.may("a")

    assert guesses.may("b")
    assert guesses.may("a")
    guesses.was_right("b")

    assert not guesses.may("a")
    guesses.was_right("a")
    assert guesses.may("a")


async def test_the_page_loads_nothing_from_elsewhere_and_sends_to_us_only(desk):
    _, code = await add_letter(desk.pool, await add_notice(desk.pool))

    for path in ("/a", f"/a/{code}"):
        page = await desk.web.get(path)
        assert "form-action 'self'" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "same-origin"  # the code stands in the address
        assert not re.search(r"<style|<script|\son\w+=|style=|javascript:|src=\"http|href=\"http", page.text)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; apt-get install chromium")
async def test_a_browser_without_javascript_takes_one_from_the_form_to_done(site, office):
    await add_project(office.pool)
    notice = await add_notice(office.pool)
    _, code = await add_letter(office.pool, notice)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = await browser.new_context(
            locale="zh-CN", java_script_enabled=False, viewport={"width": 360, "height": 740}
        )
        page = await context.new_page()
        await page.goto(f"{site}/a/{code}")
        await expect(page.get_by_role("status")).to_contain_text("请确认您已收到提醒")
        width = await page.locator("html").bounding_box()
        await page.get_by_role("button", name="确认收到，由我处理").click()
        await expect(page.locator("main")).to_contain_text("已确认")
        await page.get_by_role("link", name="输入另一个代码").click()
        await page.get_by_label("代码").fill(next_code())
        await page.get_by_role("button").click()
        await expect(page.get_by_role("alert")).to_contain_text("没有这个代码")
        await browser.close()

    assert (await state_of(office.pool, notice))["state"] == "acknowledged"
    assert width is not None
    assert width["width"] <= 360
