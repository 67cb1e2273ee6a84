"""Recurring problems: told from chance, shown on a map, led to their cases, and read by those who lead the hotline only."""

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from banner import BODY, OF_THE_VILLAGE, TOPIC, VILLAGE, Banner
from playwright.async_api import expect
from surfing import needs_browser

NOW = datetime.now(UTC)
WORDS = {
    "zh": ("明显增多", "没有可比数据", "热点村镇分布图"),
    "en": ("Clearly more", "Nothing to compare with", "Map of hot villages"),
    "mn": ("ᠢᠯᠡ ᠨᠡᠮᠡᠭᠳᠡᠭᠰᠡᠨ", "ᠬᠠᠷᠢᠴᠠᠭᠤᠯᠬᠤ ᠲᠣᠭ᠎ᠠ ᠦᠭᠡᠢ", "ᠭᠤᠶᠤᠴᠢᠯᠠᠯ ᠣᠯᠠᠨ ᠭᠠᠴᠠᠭ᠎ᠠ ᠶᠢᠨ ᠵᠢᠷᠤᠭ"),
}


@pytest.fixture
async def banner(counter):
    """A banner with a record of three months, in which land titles have become a quarrel: 3 reports a month before, 30 in the last weeks, and ten street lamps."""
    return await quarrel(counter)


async def quarrel(counter):
    staffed = await Banner.staffed(counter)
    await staffed.handed_in(at=NOW - timedelta(days=90))  # the record begins
    for number in range(3):
        await staffed.handed_in(topic=OF_THE_VILLAGE, at=NOW - timedelta(days=35 + number))
    for number in range(30):
        await staffed.handed_in(
            topic=OF_THE_VILLAGE, district=("V1", "V2")[number % 5 == 0], at=NOW - timedelta(days=number / 2)
        )
    for _ in range(10):
        await staffed.handed_in(topic=TOPIC, district="T1", at=NOW - timedelta(days=3))
    await counter.pool.execute("UPDATE department SET lat = 42.7, lon = 121.7 WHERE id = 'V1'")
    await counter.pool.execute("UPDATE department SET lat = 42.8, lon = 121.9 WHERE id = 'V2'")
    await counter.pool.execute(
        "UPDATE complainant SET topic_again = 40 WHERE first_ref IN (SELECT ref FROM report WHERE district = 'V2')"
    )
    return staffed


async def test_growth_is_told_with_its_probability_and_a_year_without_record_is_said(banner):
    told = await banner.read("/recurring", "shen")

    land, lamps = told["rows"]
    assert (land["topic"], land["requests"], land["reports"]) == (OF_THE_VILLAGE, 30, 30)
    assert land["topic_names"]["zh"]
    assert (land["growth"]["before"], land["growth"]["verdict"]) == (3, "grown")
    assert 0 < land["growth"]["p"] < 1e-5
    assert land["yearly"] == {"before": None, "p": None, "verdict": "unknown"}
    assert land["again"] == [{"days": 30, "on_topic": 0, "from_place": 0}, {"days": 90, "on_topic": 6, "from_place": 0}]
    assert lamps["growth"]["verdict"] == "grown"  # 10 against none
    assert (told["method"], told["level"], told["whole"]) == ("benjamini_hochberg", 0.05, 2)
    assert "15400009999" not in str(told)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("by=district", [("", VILLAGE, 24), ("", "T1", 10), ("", "V2", 6)]),
        ("by=town", [("", "T1", 40)]),
        ("by=topic_town", [(OF_THE_VILLAGE, "T1", 30), (TOPIC, "T1", 10)]),
        (f"by=district&topic={OF_THE_VILLAGE}", [("", VILLAGE, 24), ("", "V2", 6)]),
        ("by=topic&place=V2", [(OF_THE_VILLAGE, "", 6)]),
    ],
)
async def test_a_problem_is_what_the_reader_takes_together(banner, query, keys):
    told = await banner.read(f"/recurring?{query}", "leader")

    assert [(row["topic"], row["place"], row["requests"]) for row in told["rows"]] == keys


async def test_as_of_an_earlier_instant_it_is_what_was_known_then(banner):
    then = (NOW - timedelta(days=10)).isoformat().replace("+00:00", "Z")

    told = await banner.read(f"/recurring?as_of={then}", "leader")

    assert [(row["topic"], row["requests"]) for row in told["rows"]] == [
        (OF_THE_VILLAGE, 12)
    ]  # those of 10 to 14.5 days ago, and the month's two or three


@pytest.mark.parametrize("query", ["from=2026-02-01&until=2026-02-01", "from=2020-01-01&until=2026-01-01"])
async def test_a_period_that_cannot_be_counted_is_refused(banner, query):
    assert (await banner.counter.get(f"/recurring?{query}", "leader")).status_code == 422


@needs_browser
@pytest.mark.parametrize("lang", WORDS)
async def test_every_number_leads_to_its_cases_and_villages_stand_on_the_map(look, office, lang):
    await quarrel(office)
    grown, unknown, title = WORDS[lang]
    async with look("/work/recurring", lang=lang, person="leader") as page:
        first = page.locator(".recurring tbody tr").first
        await expect(first).to_contain_text(grown)
        await expect(first).to_contain_text(unknown)
        await expect(page.get_by_role("img", name=title)).to_be_visible()
        assert await page.locator(".chart circle").count() == 2
        await expect(page.locator(".hot li")).to_contain_text("T1")  # beside the map
        await first.get_by_role("link", name="30", exact=True).first.click()
        await expect(page.locator(".queue > li")).to_have_count(30)
        await expect(page.locator(".queue > li").first.get_by_role("link")).to_have_attribute(
            "href", re.compile("/work/requests/H")
        )


@needs_browser
async def test_it_can_be_asked_for_on_a_phone_without_a_script(look, office):
    await quarrel(office)
    async with look("/work/recurring", person="dispatcher-1", width=320, height=640, script=False) as page:
        await page.locator("select[name=by]").select_option("district")
        await page.get_by_role("button", name="查看").click()
        await expect(page.locator(".recurring tbody tr")).to_have_count(3)


async def test_the_sheets_hold_what_the_pages_show(banner):
    async def sheet(path):
        answer = await banner.counter.web.get(path, headers=banner.counter.bearing("leader"))
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]

    head, *rows = await sheet("/en/work/recurring.csv?by=topic_district")
    assert (head[0], head[2], len(rows)) == ("Matter", "Requests", 3)
    [line] = [row for row in rows if row[1] == "V2"]
    assert (line[2], line[-3]) == ("6", "6")
    cases = await sheet(f"/en/work/recurring/cases.csv?place=V2&topic={OF_THE_VILLAGE}&again=90")
    assert len(cases) == 7
    assert "路灯" not in str(cases)
    assert "诉求人" not in str(cases)


async def test_nobody_else_reads_it(banner):
    for person in ("chen", f"officer-{BODY}", f"head-{BODY}", "grid-V1", "root"):
        assert (await banner.counter.get("/recurring", person)).status_code == 403, person
        for path in ("/work/recurring", "/work/recurring.csv", "/work/recurring/cases", "/work/recurring/cases.csv"):
            assert (await banner.counter.web.get(path, headers=banner.counter.bearing(person))).status_code == 403
    assert (await banner.counter.get("/recurring")).status_code == 401


async def test_what_has_no_topic_is_a_problem_with_its_own_cases(banner):
    bearing = banner.counter.bearing("leader")
    untold = await banner.handed_in(topic="", at=NOW - timedelta(hours=3))

    shown = html.unescape((await banner.counter.web.get("/en/work/recurring", headers=bearing)).text)
    (link,) = {
        one
        for one in re.findall(r'href="(/en/work/recurring/cases\?[^"]*&topic=-&place=)"', shown)
        if "run=" not in one
    }
    cases = (await banner.counter.web.get(link, headers=bearing)).text

    assert set(re.findall(r"H20261125-\d{6}", cases)) == {untold}
    for by in ("district", "town"):
        other = await banner.counter.web.get(f"/en/work/recurring?by={by}", headers=bearing)
        assert "topic=-" not in other.text


async def test_before_lists_as_many_cases_as_it_counts_while_the_period_still_runs(banner):
    bearing, today = banner.counter.bearing("leader"), (NOW + timedelta(hours=8)).date()
    days = f"from={today - timedelta(days=34)}&until={today + timedelta(days=20)}"  # 54 days, of which 34 have run
    last = NOW - timedelta(days=34 + 2)  # in the days before, and later in them than this period has run

    shown = html.unescape((await banner.counter.web.get(f"/en/work/recurring?{days}", headers=bearing)).text)
    lamps = await banner.handed_in(at=last)
    links = {link for link in re.findall(r'href="(/en/work/recurring/cases\?[^"]*)"', shown) if "run=" in link}
    link = next(link for link in links if f"topic={TOPIC}" in link)
    without = re.sub(r"&run=[^&]*", "", link)

    assert lamps in (await banner.counter.web.get(without, headers=bearing)).text
    assert lamps not in (await banner.counter.web.get(link, headers=bearing)).text
    assert lamps not in (await banner.counter.web.get(link.replace("cases?", "cases.csv?"), headers=bearing)).text
