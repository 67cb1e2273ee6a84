"""The office is run from its pages: how it does, accounts by two of the security office, rosters, and new versions of the rules."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from signing import WU
from surfing import needs_browser

from store.people import save_person
from store.reports import Report, add_report
from store.shipped import catalogue_file

LANGUAGES = ["zh", "en"]
YEAR = 2099
CALENDAR = f"""# 测试用：<b>"整年" & 尾行</b>
year = {YEAR}
status = "provisional"
notice = "试"
issued_on = 2026-11-30
source = "试"
off = []
worked = []
"""


def local(days):
    """Some days ahead, as a field for date and time writes it."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT09:00")


@needs_browser
@pytest.mark.parametrize(
    ("lang", "well", "late", "way"),
    [("zh", "没有到点未办的事", "有延误", "查找"), ("en", "nothing is late", "Something is late", "Find")],
)
async def test_an_administrator_sees_what_is_stuck_and_goes_from_a_case_to_its_workflow(
    look, office, lang, well, late, way
):
    ref = await office.open()
    async with look("/admin", lang=lang, person="root") as page:
        await expect(page.get_by_role("status").first).to_contain_text(well)
        await office.pool.execute("UPDATE project SET wakes_at = now() - interval '1 hour' WHERE ref = $1", ref)
        await page.reload()
        await expect(page.get_by_role("status").first).to_contain_text(late)
        await expect(page.locator(".queue").get_by_role("link", name=ref)).to_be_visible()
        await page.locator("#ref").fill(ref)
        await page.get_by_role("button", name=way).click()
        link = page.get_by_role("link", name=f"Temporal {'中查看 ' if lang == 'zh' else ''}{ref}").or_(
            page.get_by_role("link", name=f"See {ref} in Temporal")
        )
        await expect(link).to_have_attribute("href", re.compile(rf"/namespaces/\w+/workflows/approval%2F{ref}$"))
    async with look("/admin", lang=lang, person="jian") as page:
        assert "Temporal" not in await page.locator("main").inner_text()  # for administrators only


@needs_browser
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_two_of_the_security_office_invite_somebody_and_each_sees_one_half(look, office, lang):
    async with office.pool.acquire() as connection:
        await save_person(connection, WU)
    halves = []
    for who, status in (("wen", "yellow"), (WU.id, "green")):
        async with look("/admin/people", lang=lang, person=who) as page:
            await page.locator("#act-invite summary").click()
            await page.locator("#person").fill("p-900")
            await page.locator("#role").select_option("officer")
            await page.locator("#department").fill("NRB")
            await page.locator("#name").fill("新某某")
            await page.locator("#act-invite button").click()
            await expect(page.locator(f".told.{status}")).to_be_visible()
            halves.append(await page.locator("#half").inner_text())

    accepted = await office.web.post(
        "/api/v1/invitations/accept",
        json={"person": "p-900", "code": "-".join(halves), "password": "correct horse battery"},
        headers={"Origin": "http://office"},
    )
    assert accepted.is_success, accepted.text
    assert all(re.fullmatch(r"\w{4}-\w{4}-\w{4}", half) for half in halves)


@needs_browser
async def test_an_account_is_not_closed_while_its_owner_has_work_and_nobody_acts_on_their_own(look, office):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    await office.do("head-DRC", ref, "PR-05", "assign", officer="officer-DRC")
    async with look("/admin/people/officer-DRC", lang="en", person="wen", script=False) as page:
        await page.locator("#act-close summary").click()
        await page.locator("#act-close button").click()
        await expect(page.locator("#act-close").get_by_role("alert")).to_be_visible()
        await expect(page.locator("#act-close")).to_contain_text("item 1")
        await page.goto(f"{look.site}/en/admin/people/wen")
        await expect(page.locator("aside")).to_contain_text("your own account")
        await expect(page.locator("aside button")).to_have_count(0)
    assert await office.pool.fetchval("SELECT left_at FROM person WHERE id = 'officer-DRC'") is None


@needs_browser
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_head_enters_an_absence_moves_the_work_and_ends_it(look, office, lang):
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    await office.do("head-DRC", ref, "PR-05", "assign", officer="officer-DRC")
    async with look("/admin/rosters", lang=lang, person="head-DRC") as page:
        await page.locator("#act-absence summary").click()
        await page.locator("#absent").fill("officer-DRC")
        await page.locator("#absent_from").fill(local(1))
        await page.locator("#absent_until").fill(local(2))
        await page.locator("#stand_in").fill("officer-NRB")  # of another department
        await page.locator("#act-absence button").click()
        await expect(page.locator("#act-absence").get_by_role("alert")).to_be_visible()
        await expect(page.locator("#absent_until")).to_have_value(local(2))
        await page.locator("#stand_in").fill("head-DRC")
        await page.locator("#act-absence button").click()
        await expect(page.locator(".told.green")).to_be_visible()
        away = page.locator(".queue li", has_text="officer-DRC")
        await expect(away).to_contain_text("head-DRC")

        await away.get_by_role("link").click()
        await page.locator("#to").fill("head-DRC")
        await page.locator("form button").last.click()
        await expect(page.locator(".queue > .green")).to_contain_text(ref)
        await page.goto(f"{look.site}/{lang}/admin/rosters")
        await away.get_by_role("button").click()
        await expect(away).to_have_count(0)
    assert await office.pool.fetchval("SELECT officer FROM item WHERE ref = $1 AND id = 'PR-05'", ref) == "head-DRC"


@needs_browser
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_file_with_faults_is_told_by_line_and_kept_and_then_published(look, office, lang):  # H58
    wrong = CALENDAR.replace("worked = []", "worked = nonsense")
    async with look("/admin/versions?kind=calendar", lang=lang, person="root") as page:
        newest = await page.locator(".queue > li").count()
        await page.locator("#act-publish summary").click()
        await page.locator("#text").fill(wrong)
        await page.locator("#act-publish button").first.click()
        line = wrong.split("\n").index("worked = nonsense") + 1
        await expect(page.locator("#act-publish li b").first).to_have_text(
            f"第 {line} 行" if lang == "zh" else f"Line {line}"
        )
        await expect(page.locator("#text")).to_have_value(wrong)
        await page.locator("#text").fill(CALENDAR.replace(str(YEAR), str(datetime.now(UTC).year + 4)))
        await page.locator("#act-publish button").first.click()
        await expect(page.locator(".told.green")).to_be_visible()
        await expect(page.locator(".queue > li")).to_have_count(newest + 1)
    years = await office.pool.fetchval("SELECT years FROM calendar ORDER BY rev DESC LIMIT 1")
    assert years[str(datetime.now(UTC).year + 4)] == CALENDAR.replace(str(YEAR), str(datetime.now(UTC).year + 4))


async def test_a_whole_catalogue_goes_through_the_form_and_comes_back_as_a_file(office):
    text = catalogue_file().replace('version = "', 'version = "t-', 1)
    bearing = office.bearing("root")

    published = await office.web.post(
        "/admin/versions/catalogue", data={"text": text.replace("\n", "\r\n")}, headers=bearing
    )
    listed = await office.web.get("/admin/versions", headers=bearing)
    version = re.search(r'^version = "(.*)"', text, re.M)[1]
    file = await office.web.get(f"/admin/versions/catalogue/{version}/catalogue", headers=bearing)

    assert published.status_code == 303, published.text
    assert version in listed.text
    assert file.text == text
    shut = await office.web.post("/admin/versions/catalogue", data={"text": "="}, headers=office.bearing("shen"))
    assert shut.status_code == 403


async def send_file(office, kind, *contents, who="root"):
    files = [("file", (f"文件{n}.toml", content)) for n, content in enumerate(contents)]
    return await office.web.post(
        f"/admin/versions/{kind}/file",
        data={"other": "x"},
        files=files or [("other", ("", b""))],
        headers=office.bearing(who),
    )


async def test_a_file_is_published_as_it_is_and_one_with_faults_is_told_by_line_with_its_text(office):  # H58
    year = datetime.now(UTC).year + 4
    text = CALENDAR.replace(str(YEAR), str(year)) + "# 𠀀 👩‍👩‍👧\u202f \n"
    wrong = text.replace("worked = []", "worked = nonsense")

    told = await send_file(office, "calendar", wrong.encode())
    published = await send_file(office, "calendar", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    years = await office.pool.fetchval("SELECT years FROM calendar ORDER BY rev DESC LIMIT 1")

    assert told.status_code == 422
    assert f"第 {wrong.splitlines().index('worked = nonsense') + 1} 行" in told.text
    assert html.escape(wrong, quote=False).splitlines()[1] in told.text
    assert published.status_code == 303, published.text
    assert years[str(year)] == text


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "请先选择文件。"), ("事项".encode("gb18030"), "UTF-8"), (b"", "请粘贴整个文件的内容。")],
)
async def test_what_is_no_file_of_ours_is_told_and_nothing_published(office, content, words):
    before = await office.pool.fetchval("SELECT count(*) FROM calendar")

    told = await send_file(office, "calendar", *([] if content is None else [content]))

    assert told.status_code == 422
    assert words in told.text
    assert await office.pool.fetchval("SELECT count(*) FROM calendar") == before
    assert (await send_file(office, "calendar", b"x", who="shen")).status_code == 403


@needs_browser
async def test_what_is_past_its_period_is_erased_only_by_two(look, office):
    ref, ended = "H20100101-000001", datetime.now(UTC) - timedelta(days=12 * 366)
    old = Report(
        ref, "print", None, "web", None, "", "路灯不亮", "NRB", "村口", None, None, "zh", None, "1", None, ended
    )  # fmt: skip
    async with office.pool.acquire() as connection:
        await add_report(connection, old)
    await office.pool.execute(
        "INSERT INTO request (ref, state, n, ended_at, updated_at) VALUES ($1, 'archived', 1, $2, now())", ref, ended
    )
    async with look("/admin/erasures", lang="en", person="shen", script=False) as page:
        await page.get_by_role("button", name="Propose a plan").click()
        await expect(page.locator(".panel")).to_contain_text("You have said yes")
        await expect(page.locator(".panel button")).to_have_count(0)
    async with look("/admin/erasures", lang="en", person="root") as page:
        await page.locator("#act-hold summary").click()
        await page.locator("#ref").fill("nonsense")
        await page.locator("#reason").select_option("audit")
        await page.locator("#act-hold button").first.click()
        await expect(page.locator("#ref-error")).to_be_visible()
        await expect(page.locator("#ref")).to_have_value("nonsense")
        await page.locator("#ref").fill(ref)
        await page.locator("#act-hold button").first.click()
        await page.get_by_role("button", name="Say yes and erase").click()
        await expect(page.get_by_role("alert")).to_be_visible()  # for it is held by now
        await page.locator("#act-hold summary").click()
        await page.locator("#ref").fill(ref)
        await page.locator("#reason").select_option("audit")
        await page.get_by_role("button", name="Lift the hold").click()
        await page.get_by_role("button", name="Say yes and erase").click()
        await expect(page.locator(".told.green")).to_be_visible()
    assert await office.pool.fetchval("SELECT count(*) FROM erasure_plan WHERE confirmed_by = 'root'") == 1
