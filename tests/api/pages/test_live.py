"""Pages move by themselves: within two seconds, by the server's clock, around what somebody types, through a lost connection."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from banner import DISPATCHER, Banner
from citizens import with_numbers_of_its_own
from playwright.async_api import expect
from road import Road
from surfing import needs_browser

pytestmark = needs_browser

FIRST = "PR-05"
REMEMBER, IS_REMEMBERED = "window.isTheSame = true", "window.isTheSame === true"  # until the page is loaded again


@pytest.fixture
async def ref(office):
    """A project whose first item is in an officer's hands."""
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    return ref


@pytest.fixture
async def banner(office):
    """A banner whose hotline works."""
    return await with_numbers_of_its_own(await Banner.staffed(office))


async def test_a_follower_sees_within_two_seconds_what_an_officer_does(look, office, ref):
    async with look(f"/projects/{ref}", lang="en") as page:
        row = page.locator(f"#{FIRST}")
        await expect(page.locator("#connection")).to_have_text("live")
        await office.do("officer-DRC", ref, FIRST, "approve")
        done = time.monotonic()

        await expect(row).to_contain_text("done in time", timeout=10_000)

        assert time.monotonic() - done < 2


async def test_what_somebody_has_opened_and_where_they_are_stays(look, office, ref):
    async with look(f"/projects/{ref}") as page:
        await expect(page.locator("#connection")).to_have_text("实时更新中")
        summary = page.locator("summary")
        await summary.click()
        await office.do("officer-DRC", ref, FIRST, "approve")
        await expect(page.locator(f"#{FIRST}")).to_contain_text("按时办结")

        assert await page.locator("details").get_attribute("open") is not None
        await expect(summary).to_be_focused()


async def test_what_somebody_types_stays_while_all_around_it_changes(look, office, ref):
    async with look(f"/projects/{ref}") as page:
        await expect(page.locator("#connection")).to_have_text("实时更新中")
        await page.evaluate(
            "() => document.querySelector('#project').insertAdjacentHTML('afterbegin', '<input id=\"said\" aria-label=\"said\">')"
        )
        await page.route(f"**/projects/{ref}", _with_a_field)
        await page.locator("#said").fill("还没有写")
        await office.do("officer-DRC", ref, FIRST, "approve")
        await expect(page.locator(f"#{FIRST}")).to_contain_text("按时办结")

        await expect(page.locator("#said")).to_be_focused()
        assert await page.locator("#said").input_value() == "还没有写"
        await page.unroute_all(behavior="wait")  # else one that is still fetched fails in the next test


async def _with_a_field(route):
    answer = await route.fetch()
    text = (await answer.text()).replace("<h1>", '<input id="said" aria-label="said"><h1>', 1)
    await route.fulfill(response=answer, body=text)


async def test_a_line_that_was_cut_is_told_and_comes_back_with_what_was_missed(look, office, ref):
    road = Road(look.site.removeprefix("http://"))
    await road.open()
    over_the_road = replace(look, site=f"http://127.0.0.1:{road.port}")
    async with over_the_road(f"/projects/{ref}") as page:
        told, row = page.locator("#connection"), page.locator(f"#{FIRST}")
        await expect(told).to_have_text("实时更新中")
        await page.evaluate(REMEMBER)
        await road.close()
        await expect(told).to_have_text("连接中断，正在重试")
        await office.do("officer-DRC", ref, FIRST, "approve")
        await expect(row).not_to_contain_text("按时办结")

        await road.open()

        await expect(row).to_contain_text("按时办结", timeout=20_000)
        await expect(told).to_have_text("实时更新中")
        assert await page.evaluate(IS_REMEMBERED)
    await road.close()


async def test_a_browser_that_was_offline_shows_the_queue_as_it_is_by_then(look, banner):
    gone = await banner.begun()
    async with look("/work/requests", lang="en", person=DISPATCHER) as page:
        told = page.locator("#connection")
        await expect(told).to_have_text("live")
        await page.evaluate(REMEMBER)
        await page.context.set_offline(True)
        await banner.do(DISPATCHER, gone, "accept", kind="consultation")
        come = await banner.begun()
        await expect(told).to_have_text("connection lost, trying again", timeout=10_000)
        await expect(page.locator(f"#waiting-{gone}")).to_be_visible()

        await page.context.set_offline(False)

        await expect(page.locator(f"#waiting-{come}")).to_be_visible(timeout=20_000)
        await expect(page.locator(f"#waiting-{gone}")).to_have_count(0)
        await expect(told).to_have_text("live")
        assert await page.evaluate(IS_REMEMBERED)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Shanghai"])
async def test_a_browser_with_a_wrong_clock_in_another_zone_counts_by_the_servers(look, office, banner, zone):  # H07
    ref = await banner.begun()
    due_at = datetime.fromisoformat(
        (await office.get(f"/requests/{ref}/track", **{"Query-Code": "ABCDEF"})).json()["accept_at"]
    )
    async with look("/r", lang="en", timezone=zone) as page:
        await page.add_init_script(
            "Date = class extends Date { constructor(...a) { super(...(a.length ? a : [0])); } static now() { return 0; } };"
        )
        await page.fill("#ref", ref)
        await page.fill("#code", "ABCDEF")
        await page.get_by_role("button", name="Follow").click()
        shown = page.locator(".countdown .before")
        first = await shown.inner_text()
        await expect(shown).not_to_have_text(first)  # a second has passed
        left, now = await shown.inner_text(), datetime.now(UTC)

    hours, minutes, seconds = (int(part) for part in left.removesuffix(" left").split(":"))
    told = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    assert abs(due_at - now - told) < timedelta(seconds=3)
