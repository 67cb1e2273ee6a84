"""The project side works on its own projects: hands in, brings documents, supplies what was asked for, withdraws."""

from __future__ import annotations

import pytest
from files import PDF, picture
from playwright.async_api import expect
from surfing import needs_browser

ITEM, OFFICER = "PR-05", "officer-DRC"
NEEDED = "record_information"
WORDS = {
    "zh": ("我的项目", "提交申报", "已办理。", "待您补正", "材料已补齐，提交补正", "提交材料"),
    "en": ("My projects", "Hand in", "Done.", "yours to correct", "Hand in the corrections", "Hand in a document"),
}
ASKED = "请补充备案信息表\n😀 <b>"


@pytest.fixture
async def ref(office):
    """A project of chen's, whom bai helps."""
    return await office.open("root", applicant="chen", helper="bai")


async def asked(office, ref):
    """The item is handed in, and its department asks for corrections."""
    await office.do("chen", ref, ITEM, "receive")
    await office.do(OFFICER, ref, ITEM, "correct", remarks=ASKED, materials=[NEEDED])


async def state(office, ref):
    return (await office.item(ref, ITEM))["state"]


def form_of(page, act):
    """The form of an act on the page."""
    return page.locator(f"form[action$='/{act}']").first


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_an_applicant_hands_in_brings_what_is_asked_for_and_supplies_it(look, office, ref, lang):
    mine, hand_in, done, correct, supply, bring = WORDS[lang]
    async with look("/", lang=lang, person="chen") as page:
        await page.get_by_role("link", name=mine, exact=True).click()
        await page.locator(f"a[href='/{lang}/work/projects/{ref}']").click()
        await page.check(f"#act-receive input[value='{ITEM}']")
        await page.locator("#act-receive").get_by_role("button", name=hand_in).click()
        await expect(page.locator(".told.green")).to_have_text(done)
        await expect(page.locator("#running")).to_contain_text(ITEM)
        await office.do(OFFICER, ref, ITEM, "correct", remarks=ASKED, materials=[NEEDED])

        await page.get_by_role("link", name=mine, exact=True).click()
        await expect(page.locator("li.red .sign")).to_contain_text(correct)
        await page.locator(f"a[href='/{lang}/work/projects/{ref}']").click()
        assert await page.locator("#correcting .words").inner_text() == ASKED
        await page.locator("#correcting a").click()
        await page.select_option("#material", NEEDED)
        await page.set_input_files("#file", {"name": "备案.pdf", "mimeType": "application/pdf", "buffer": PDF})
        await page.get_by_role("button", name=bring).click()
        await expect(page.locator(f"#{NEEDED} a")).to_have_count(1)
        async with page.expect_download() as download:
            await page.locator(f"#{NEEDED} a").click()
        assert (await download.value).suggested_filename == "备案.pdf"
        await page.locator(".tabs a").first.click()
        await page.get_by_role("button", name=supply).click()
        await expect(page.locator(".told.green")).to_have_text(done)

    assert await state(office, ref) == "received"


@needs_browser
async def test_a_helper_works_for_the_applicant_on_a_phone_without_a_script_and_does_not_withdraw(look, office, ref):
    await asked(office, ref)
    async with look(f"/projects/{ref}", lang="zh", person="bai", width=320, height=640, script=False) as page:
        await page.locator("article > p a").click()
        await expect(form_of(page, "withdraw")).to_have_count(0)
        await page.fill("#remarks", "已补")
        await form_of(page, "supply").locator("button").click()
        await expect(page.locator(".told.green")).to_have_text("已办理。")
        await page.locator(".tabs a").nth(1).click()
        await page.select_option("#material", "identity")
        await page.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()})
        await form_of(page, "documents").locator("button").click()
        await expect(page.locator("#identity a")).to_have_count(1)
        await page.locator("header .rooms a[href$='/work/projects']").click()

    assert await state(office, ref) == "received"


@needs_browser
async def test_what_is_refused_is_said_at_the_form_and_what_was_typed_is_still_there(look, office, ref):
    await office.do("chen", ref, ITEM, "receive")
    async with look(f"/work/projects/{ref}", lang="en", person="chen") as page:
        await page.locator("#act-withdraw summary").click()
        await page.check(f"#act-withdraw input[value='{ITEM}']")
        await page.fill("#reason", "方案要改\n<b>😀")
        await office.do(OFFICER, ref, ITEM, "approve")
        await form_of(page, "withdraw").locator("button").click()
        await expect(page.locator(".told.red")).to_be_visible()
        assert await page.locator("main .words").inner_text() == "方案要改\n<b>😀"
    assert await state(office, ref) == "approved"

    second = await office.open("root", applicant="chen")
    await office.do("chen", second, ITEM, "receive")
    async with look(f"/work/projects/{second}/documents", lang="en", person="chen") as page:
        await page.select_option("#material", NEEDED)
        await page.fill("#valid_until", "2031-01-31")
        await page.set_input_files("#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
        await form_of(page, "documents").locator("button").click()
        await expect(page.locator(".told.red")).to_be_visible()
        assert await page.input_value("#valid_until") == "2031-01-31"
        assert await page.input_value("#material") == NEEDED
        await expect(page.locator(f"#{NEEDED} a")).to_have_count(0)


@needs_browser
async def test_an_applicant_withdraws_and_hands_in_again(look, office, ref):
    await office.do("chen", ref, ITEM, "receive")
    async with look(f"/work/projects/{ref}", lang="zh", person="chen", dark=True) as page:
        await page.locator("#act-withdraw summary").click()
        await page.check(f"#act-withdraw input[value='{ITEM}']")
        await page.fill("#reason", "方案要改")
        await form_of(page, "withdraw").locator("button").click()
        await page.locator("#act-again summary").click()
        assert await state(office, ref) == "withdrawn"
        await page.check(f"#act-again input[value='{ITEM}']")
        await page.locator("#act-again button").click()
        await expect(page.locator("#running")).to_contain_text(ITEM)

    assert (await state(office, ref), (await office.item(ref, ITEM))["round"]) == ("received", 2)


async def test_a_project_is_for_its_own_side_only_and_its_list_names_no_other(office, ref):
    paths = [f"/work/projects/{ref}", f"/work/projects/{ref}/documents"]
    for who in ("zhou", OFFICER, "shen", "root"):
        for path in paths:
            answer = await office.web.get(path, headers=office.bearing(who))
            assert (answer.status_code, ref in answer.text.partition("<main")[2]) == (403, False), (who, path)
    lists = {
        who: (await office.web.get("/work/projects", headers=office.bearing(who))).text
        for who in ("chen", "bai", "zhou")
    }

    assert {who for who, text in lists.items() if ref in text} == {"chen", "bai"}
    assert (await office.web.get(paths[0])).status_code == 401
    assert "/work/projects" not in (await office.web.get("/", headers=office.bearing(OFFICER))).text


async def test_reading_the_words_of_a_department_is_written_down(office, ref):
    await asked(office, ref)
    page = await office.web.get(f"/work/projects/{ref}", headers=office.bearing("chen"))
    noted = await office.pool.fetch("SELECT reader, why, ref FROM access_log WHERE reader = 'chen'")

    assert "请补充备案信息表" in page.text
    assert ("chen", "hand_in", ref) in {tuple(row) for row in noted}


@needs_browser
async def test_a_file_that_another_site_has_sent_is_not_taken(look, office, ref):
    async with look(f"/work/projects/{ref}/documents", lang="en", person="chen", checked=False) as page:
        await page.evaluate("document.querySelector('main [name=csrf]').value = 'x'")
        await page.select_option("#material", NEEDED)
        await page.set_input_files("#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
        await form_of(page, "documents").locator("button").click()
        await expect(page.locator("h1")).not_to_contain_text("documents")

    assert await office.pool.fetchval("SELECT count(*) FROM document WHERE ref = $1", ref) == 0
