"""The page of those who lead: every figure leads to its list, moves by itself, and is read by nobody else."""

import csv
import io

import pytest
from banner import Banner
from circle import INQUIRY, Circle
from playwright.async_api import expect
from surfing import needs_browser

from api.overview_lists import FIGURES, Figure
from domain.roles import Role

FIRST = "PR-05"
WORDS = {
    "zh": {
        "red": "今日转红",
        "soon": "三日内将超时默许",
        "no": "工号 DRC-101",
        "none": "没有这样的事项。",
        "csv": "导出 CSV",
    },
    "en": {
        "red": "Turning red today",
        "soon": "Approved by silence within 3 days",
        "no": "work number DRC-101",
        "none": "There is nothing of the kind.",
        "csv": "Export as CSV",
    },
}


@pytest.fixture
async def ref(unhurried):
    """A project whose first item is with an officer, and over in ten minutes; a leader, and a request that waits."""
    await Banner.staffed(unhurried)
    ref = await unhurried.open(name="=库伦镇冷链仓储项目")
    await unhurried.do("chen", ref, FIRST, "receive")
    await unhurried.do("officer-DRC", ref, FIRST, "accept")
    return ref


def read(answer) -> list[list[str]]:
    """The rows of a sheet."""
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["cache-control"] == "no-store"
    return [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


async def sheet(office, path, who="leader"):
    """What the sheet at a path holds for somebody."""
    return read(await office.web.get(path, headers=office.bearing(who)))


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_leader_sees_what_turns_red_with_whom_and_that_it_was_decided(look, unhurried, ref, lang):
    words = WORDS[lang]
    async with look("/work/overview", lang=lang, person="leader") as page:
        await expect(page.locator("#connection")).not_to_be_empty()
        for word in ("red", "soon"):
            figure = page.locator(".tally li").filter(has=page.get_by_role("link", name=words[word], exact=True))
            await expect(figure.locator("b")).to_have_text("1")
        await page.locator(".tally").get_by_role("link", name=words["red"], exact=True).click()
        line = page.locator(".queue > li")
        await expect(line).to_have_count(1)
        await expect(line).to_contain_text(words["no"])
        await expect(line.get_by_role("timer")).to_be_visible()
        async with page.expect_download() as download:
            await page.get_by_role("link", name=words["csv"]).click()
        assert (await download.value).suggested_filename == "red-today.csv"
        await expect(page.locator("#connection")).not_to_be_empty()

        await unhurried.do("officer-DRC", ref, FIRST, "approve")

        await expect(page.locator("#lines")).to_contain_text(words["none"], timeout=3000)


@needs_browser
async def test_on_a_phone_without_a_script_what_is_late_stands_with_its_department(look, unhurried, ref):
    await unhurried.pool.execute("UPDATE item SET over_at = now() - interval '1 hour' WHERE ref = $1", ref)
    async with look("/work/overview", person="shen", width=320, height=640, script=False) as page:
        late = page.locator(".tally li").filter(has_text="逾期未办")
        await expect(late.locator("b")).to_have_text("1")
        await late.get_by_role("link").click()
        await expect(page.locator(".queue > li")).to_contain_text("库伦旗发展和改革委员会")
        await expect(page.locator(".queue > li")).to_contain_text("已超")
        await page.locator(".queue > li").get_by_role("link").first.click()
        await expect(page).to_have_url(f"{look.site}/zh/projects/{ref}/items/{FIRST}")


@needs_browser
async def test_requests_and_cases_of_the_legal_circle_are_there_too(look, office):
    banner = await Banner.staffed(office)
    request = await banner.begun()
    await office.pool.execute("UPDATE department SET kind = 'centre' WHERE id = 'CENTRE'")
    async with look("/work/overview", person="leader", lang="en") as page:
        waiting = page.locator(".tally li").filter(has_text="Requests to be accepted")
        await expect(waiting.locator("b")).to_have_text("1")
        await expect(page.locator(".queue")).to_contain_text("Nobody has it yet")
        await waiting.get_by_role("link").click()
        await expect(page.locator(".queue > li")).to_contain_text(request)

    assert (await sheet(office, "/en/work/overview/late-requests.csv"))[1:] == []
    head, *rows = await sheet(office, "/en/work/overview/open-requests.csv")
    assert (head[0], head[5], [row[0] for row in rows]) == ("Number", "Body in charge", [request])


async def test_every_figure_is_the_length_of_its_sheet(unhurried, ref):
    head, *figures = await sheet(unhurried, "/work/overview.csv")

    assert head == ["业务", "指标", "数量"]
    assert len(figures) == len(Figure)
    for (name, about), row in zip(FIGURES.items(), figures, strict=True):
        assert row[1] == about.word
        lines = (await sheet(unhurried, f"/work/overview/{name}.csv"))[1:]
        assert len(lines) == int(row[2])
        assert all(line[3].startswith("'=") for line in lines if line[1])  # a name is no formula
    assert {row[1] for row in figures if int(row[2])} == {"今日转红", "三日内将超时默许"}


async def test_a_case_with_nobody_is_waiting_and_its_words_are_not_shown(office):
    circle = await Circle.staffed(office)
    case, _ = await circle.begun("inquiries", INQUIRY)

    rows = (await sheet(office, "/work/overview/open-cases.csv", "shen"))[1:]

    assert [row[0] for row in rows] == [case]
    assert INQUIRY["text"] not in str(rows)


async def test_nobody_else_reads_it(counter):
    await Banner.staffed(counter)
    who = {
        "chen": Role.APPLICANT,
        "officer-DRC": Role.OFFICER,
        "root": Role.ADMINISTRATOR,
        "dispatcher-1": Role.DISPATCHER,
    }
    for path in ("/work/overview", "/work/overview.csv", "/work/overview/red-today", "/work/overview/red-today.csv"):
        for person in who:
            answer = await counter.web.get(path, headers=counter.bearing(person))
            assert answer.status_code == 403, (path, person)
        assert (await counter.web.get(path)).status_code == 401
    assert (await counter.web.get("/work/overview/nothing", headers=counter.bearing("shen"))).status_code in (404, 422)


async def test_a_case_of_the_legal_circle_leads_whoever_may_read_it_to_its_page_and_nobody_else(office):
    await Banner.staffed(office)
    ref, _ = await (await Circle.staffed(office)).begun("inquiries", INQUIRY)
    path = f"/work/legal/{ref}"

    listed = await office.web.get("/work/overview/open-cases", headers=office.bearing("shen"))
    closed = await office.web.get("/work/overview/open-cases", headers=office.bearing("leader"))

    assert f'href="{path}"' in listed.text
    assert ref in closed.text
    assert f'href="{path}"' not in closed.text
    assert (await office.web.get(path, headers=office.bearing("shen"))).status_code == 200
    assert (await office.web.get(path, headers=office.bearing("leader"))).status_code == 403
