"""The pages of supervision: what was found, the way to the case, and judging by whoever may, on a phone too."""

import csv
import io

import pytest
from banner import Banner
from playwright.async_api import expect
from surfing import needs_browser
from watched import found

from domain.supervision.detectors import Abuse

WORDS = {
    "zh": {"abuse": "临期暂停", "confirmed": "确认属实", "case": "查看办件"},
    "en": {
        "abuse": "paused at the end of the term",
        "confirmed": "Confirmed",
        "reason": "Reason",
        "save": "Registered",
        "case": "See the case",
    },
}


@pytest.fixture
async def number(unhurried):
    """A finding about an item of a project."""
    await Banner.staffed(unhurried)
    ref = await unhurried.open()
    await found(unhurried.pool, ref, "NRB", Abuse.RETURN_RING, part="PR-05")
    return await found(unhurried.pool, ref, "DRC", part="PR-05")


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_supervisor_judges_a_finding_and_sees_it_in_the_list(look, number, lang):
    words = WORDS[lang]
    async with look("/work/supervision", lang=lang, person="shen", width=320, height=640) as page:
        await page.locator(".queue").get_by_role("link", name=words["abuse"]).click()
        await expect(page.locator("dl.facts")).to_contain_text("2026-03-20")
        await expect(page.get_by_role("link", name=words["case"])).to_have_count(1)
        await page.get_by_role("radio", name=words["confirmed"]).check()
        await page.locator("textarea[name=reason]").fill("查实。")
        await page.locator("#act-judge button").click()
        await expect(page.get_by_role("status").first).to_be_visible()
        await expect(page.locator(".queue > li")).to_contain_text("查实。")

    async with look("/work/supervision?state=confirmed", lang=lang, person="leader") as page:
        await expect(page.locator(".queue > li")).to_have_count(1)
        await page.locator(".queue > li a").click()
        await expect(page.locator("#act-judge")).to_have_count(0)


@needs_browser
async def test_a_judgement_without_a_reason_comes_back_with_what_was_chosen(look, number):
    async with look(f"/work/supervision/{number}", person="head-DRC", script=False) as page:
        await page.locator("textarea[name=reason]").fill("\u200b")
        await page.locator("#act-judge button").click()
        await expect(page.locator("[aria-invalid]")).to_have_count(1)
        await page.locator("textarea[name=reason]").fill("停电补录。")
        await page.locator("#act-judge button").click()
        await expect(page.locator(".queue > li")).to_contain_text("停电补录。")


async def test_the_list_for_a_spreadsheet_has_the_rights_of_the_list(unhurried, number):
    async def sheet(who, query=""):
        answer = await unhurried.web.get(f"/work/supervision.csv{query}", headers=unhurried.bearing(who))
        assert answer.status_code == 200, answer.text
        return [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]

    assert [row[1] for row in await sheet("leader")] == ["监督规则", "临期暂停", "循环退单"]
    assert [row[1] for row in (await sheet("head-NRB"))[1:]] == ["循环退单"]
    assert (await sheet("shen", "?state=confirmed"))[1:] == []
