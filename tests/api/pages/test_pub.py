"""Everybody finds a project, follows it without an account, and is told why each date is what it is and how long it all took."""

import csv
import io
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from surfing import needs_browser

from api.public.happenings import HAPPENINGS
from domain.record import Happening

FIRST = "PR-05"
WORDS = {
    "zh": ("查找", "现在轮到谁", "审查并作出决定", "为什么是这一天", "第 1 天"),
    "en": ("Find", "Whose turn it is", "to decide", "Why this date", "day 1"),
    "mn": ("ᠬᠠᠶᠢᠬᠤ", "ᠣᠳᠣ ᠬᠡᠨ\u202fᠦ ᠡᠭᠡᠯᠵᠢ", "", "ᠶᠠᠭᠠᠬᠢᠭᠠᠳ ᠡᠨᠡ ᠡᠳᠦᠷ", ""),
}


@pytest.fixture
async def ref(office):
    """A project whose first item is accepted."""
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "accept")
    return ref


async def completed(office):
    """A project all of whose items are approved."""
    ref = await office.open()
    while True:
        shown = (await office.get(f"/projects/{ref}")).json()
        ready = [(row["id"], row["department"]) for row in shown["items"] if row["state"] == "ready"]
        if not ready:
            assert shown["phase"] == "complete"
            return ref
        for item, department in ready:
            await office.do("chen", ref, item, "receive")
            await office.do(f"officer-{department}", ref, item, "approve")


def rows_of(answer):
    """The lines of a CSV file."""
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_a_citizen_finds_a_project_and_reads_why_a_date_is_what_it_is(look, office, ref, lang):
    find, turn, _, why, first_day = WORDS[lang]
    async with look("/", lang=lang) as page:
        await page.fill("#q", ref)
        await page.get_by_role("button", name=find).click()
        await page.locator(f"a[href='/{lang}/projects/{ref}']").click()
        await expect(page.locator("#turns h2")).to_have_text(turn)
        await expect(page.locator(f"#turn-{FIRST}")).to_contain_text("DRC-101")
        await page.locator(".tiles a", has_text=FIRST).click()

        await expect(page.locator(".why h2")).to_have_text(why)
        await expect(page.locator(".why .days").first).to_contain_text(first_day)
        events = (await office.get(f"/projects/{ref}/events")).json()["rows"]
        written = sum(event["item"] == FIRST for event in events)  # on some days a warning is among them
        await expect(page.locator(".record tbody tr")).to_have_count(written)
        assert written >= 3


@needs_browser
async def test_a_follower_sees_within_two_seconds_on_map_and_item_what_an_officer_does(look, office, ref):
    async with (
        look(f"/projects/{ref}", lang="en") as project,
        look(f"/projects/{ref}/items/{FIRST}", lang="en") as item,
    ):
        for page in (project, item):
            await expect(page.locator("#connection")).to_have_text("live")
        await item.locator(".why summary").first.click()  # closes what was open
        await office.do("officer-DRC", ref, FIRST, "approve")
        done = time.monotonic()

        await expect(project.locator(".tiles a", has_text=FIRST)).to_contain_text("done in time", timeout=10_000)
        await expect(item.locator(".stand")).to_contain_text("done in time", timeout=10_000)

        assert time.monotonic() - done < 2
        await expect(item.locator(".record tbody tr").first).to_contain_text("approved")
        await expect(project.locator(f"#turn-{FIRST}")).to_have_count(0)
        assert await item.locator(".why details").first.get_attribute("open") is None


@needs_browser
async def test_without_a_script_a_follower_sees_it_by_reload(look, office, ref):
    async with look(f"/projects/{ref}", lang="en", script=False) as page:
        tile = page.locator(".tiles a", has_text=FIRST)
        await expect(tile).to_contain_text("1 working day left")
        await office.do("officer-DRC", ref, FIRST, "approve")
        await page.reload()

        await expect(tile).to_contain_text("done in time")
        assert len(await page.pdf()) > 10_000


@needs_browser
async def test_a_browser_with_a_wrong_clock_in_another_zone_counts_an_item_by_the_servers(look, unhurried):  # H07
    office = unhurried
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    await office.do("officer-DRC", ref, FIRST, "accept")
    over_at = datetime.fromisoformat((await office.item(ref, FIRST))["over_at"])
    async with look(f"/projects/{ref}/items/{FIRST}", lang="en", timezone="America/Los_Angeles") as page:
        await page.add_init_script(
            "Date = class extends Date { constructor(...a) { super(...(a.length ? a : [0])); } static now() { return 0; } };"
        )
        await page.reload()
        shown = page.locator(".stand .countdown .before")
        first = await shown.inner_text()
        await expect(shown).not_to_have_text(first)  # a second has passed
        left, now = await shown.inner_text(), datetime.now(UTC)

    hours, minutes, seconds = (int(part) for part in left.removesuffix(" left").split(":"))
    told = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    assert abs(over_at - now - told) < timedelta(seconds=3)


@needs_browser
async def test_mongolian_runs_down_from_left_to_right_and_scrolls_sideways(look, ref):
    async with look(f"/projects/{ref}", lang="mn") as page:
        ways = await page.evaluate(
            "() => [getComputedStyle(document.documentElement).writingMode, document.documentElement.scrollWidth > innerWidth,"
            " document.querySelector('h1').getBoundingClientRect().x < document.querySelector('.legend').getBoundingClientRect().x]"
        )
        await expect(page.locator(".draft")).to_be_visible()

    assert ways == ["vertical-lr", True, True]


@needs_browser
async def test_in_mongolian_the_stages_stand_below_each_other_and_their_items_run_to_the_right(look, ref):
    async with look(f"/projects/{ref}", lang="mn") as page:
        boxes = [await page.locator(f"#{stage}").bounding_box() for stage in ("S1", "S2", "S3")]
        tiles = [await tile.bounding_box() for tile in await page.locator("#S1 .tiles li").all()]

    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"] < 800
    assert [tile["x"] for tile in tiles] == sorted(tile["x"] for tile in tiles)
    assert tiles[0]["x"] < tiles[-1]["x"]
    assert all(box["height"] > 150 for box in boxes)


@needs_browser
async def test_when_all_is_done_the_cycle_chart_is_drawn_and_told_in_figures(look, office):
    ref = await completed(office)
    measured = (await office.get(f"/projects/{ref}/cycle")).json()
    total = measured["total"]

    async with look(f"/projects/{ref}", lang="en") as page:
        await page.get_by_role("link", name="See the cycle chart").click()
        chart = page.locator("svg")

        await expect(page.locator("#chart-about")).to_contain_text(f"{total['gross_days']} day")
        await expect(chart.locator("rect.moment, rect.counted, rect.off")).not_to_have_count(0)
        await expect(page.locator(".cycle tr.whole")).to_have_count(len(measured["stages"]) + 1)
        await page.keyboard.press("Tab")
        assert len(await page.pdf()) > 10_000
    rows = rows_of(await office.web.get(f"/en/projects/{ref}/cycle.csv"))
    figures = {row[0]: [int(cell) for cell in row[-3:]] for row in rows[1:]}

    assert rows[0][5:] == ["in all (natural days)", "counted (working days)", "excluded (natural days)"]
    assert figures == {
        span["id"]: [span["gross_days"], span["counted_days"], span["excluded_days"]]
        for span in (*measured["items"], *measured["stages"], total)
    }


async def test_a_project_is_found_by_name_number_and_department_and_by_nothing_else(office):
    cold, other = await office.open(name="冷链100%仓储_甲"), await office.open(name="乡镇学校")

    async def found(query):
        page = (await office.web.get(f"/?{query}")).text
        return {ref for ref in (cold, other) if f'"/projects/{ref}"' in page}

    assert await found("q=冷链") == await found("q=100%25") == await found("q=_甲") == {cold}
    assert await found(f"q={other[-6:]}") == {other}
    assert await found("department=DRC") == {cold, other}
    assert await found("department=MET") == await found("q=冷链&department=MET") == await found("q=%25学校") == set()


@pytest.mark.parametrize("text", ["😀👨‍👩‍👧", "𠀀𠮷", "ᠮᠣᠩᠭᠣᠯ\u180e\u202fᠤᠨ", "<b>'\"&"])
async def test_what_is_sought_comes_back_as_it_was_typed(office, text):  # H58
    page = await office.web.get("/", params={"q": text})

    assert page.status_code == 200
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{escaped.replace(chr(39), "&#39;").replace(chr(34), "&#34;")}"' in page.text


async def test_what_cannot_be_sought_gets_a_clear_answer(office):
    for query in ("q=%00", "department=nothing%20here", "q=" + "x" * 101, "after=0"):
        assert (await office.web.get(f"/?{query}")).status_code in (400, 422), query


async def test_the_list_is_exported_and_no_name_in_it_is_a_formula(office):
    ref = await office.open(name="=1+1")

    rows = rows_of(await office.web.get(f"/projects.csv?q={ref}"))

    assert rows[0][:2] == ["项目代码", "项目名称"]
    assert [row[:2] for row in rows[1:]] == [[ref, "'=1+1"]]


async def test_silence_is_shown_as_such_on_the_item_and_counted_by_month(hasty):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    await hasty.do("officer-DRC", ref, FIRST, "accept")
    await hasty.until(ref, lambda shown: any(row["state"] == "approved_by_silence" for row in shown["items"]))

    page = (await hasty.web.get(f"/en/projects/{ref}/items/{FIRST}")).text
    months = (await hasty.web.get("/silence")).text

    assert "nobody decided: approved by silence" in page
    assert "not an approval by the authority" in page
    assert re.findall(r'<td data-label="\S+" class="number">(\d+)</td>', months) == ["1", "0", "0", "0", "0"]


async def test_a_pause_is_told_with_its_reason_and_until_when_and_stops_the_count(office):
    ref = await office.open(project_type="ent_approval", flags=["land_allocation_or_separate_site"])
    await office.do("chen", ref, "LR-01", "receive")
    await office.do("officer-NRB", ref, "LR-01", "accept")
    running = (await office.web.get(f"/en/projects/{ref}/items/LR-01")).text
    until = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    await office.do("officer-NRB", ref, "LR-01", "pause", kind="expert_review", document="论证函", until=until)

    project = (await office.web.get(f"/en/projects/{ref}")).text
    item = (await office.web.get(f"/en/projects/{ref}/items/LR-01")).text

    assert "weekend" in running  # the law's term is long enough to meet one
    turn = project[project.index('id="turn-LR-01"') : project.index("</tr>", project.index('id="turn-LR-01"'))]
    assert "<b>expert review</b>" in turn
    for words in ("expert review · planned until", "0 used of 4 working days", "stopped, 4 working days left"):
        assert words in turn, words
        assert words.removeprefix("expert review · ") in item, words
    assert "the clock stands, so there is no date yet" in item


async def test_an_item_that_is_not_needed_says_so_and_one_that_there_is_not_is_not_found(office, ref):
    unneeded = await office.web.get(f"/en/projects/{ref}/items/PR-01")

    assert "This project does not need this item." in unneeded.text
    for address in (
        f"/projects/{ref}/items/XX-99",
        f"/projects/{ref}/items/%00",
        "/projects/x/cycle",
        "/projects/x/items/PR-05",
    ):
        assert (await office.web.get(address)).status_code == 404, address


async def test_the_roots_and_the_figures_of_silence_are_public_before_there_are_any(office):
    for address in ("/roots", "/en/roots", "/mn/roots?after=2026-01-01", "/silence", "/mn/silence"):
        assert (await office.web.get(address)).status_code == 200


def test_everything_that_is_on_the_public_record_has_a_word():
    assert set(HAPPENINGS) == set(Happening) - {Happening.NOT_DONE}
