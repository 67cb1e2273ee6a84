"""The cycle chart of a year: by stage and item of the chain, whose days it took; drawn, as a table and for a spreadsheet."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from banner import Banner

from domain.figures.facts import Fact, Mark, Measure, Subject
from domain.figures.year_cycle import YearLine, along_the_chain
from store import facts

AT, LATER = datetime(2025, 6, 2, 2, 0, tzinfo=UTC), datetime(2025, 12, 31, 16, 0, tzinfo=UTC)  # that is New Year here
PLACE = "/work/figures/approvals/cycle"
DAYS = (Measure.GROSS_DAYS, Measure.COUNTED_DAYS, Measure.EXCLUDED_DAYS, Measure.APPLICANT_DAYS)


def decided(item, stage, number, days, at=AT, mark=Mark.DECIDED):
    """A round of an item that ended at an instant, with its days in all, counted, in pauses and with the applicant."""
    return Fact(
        subject=Subject.ITEM, ref=f"R-{item}-{number}", part=f"{item}.1", created_at=at, closed_at=at, body="DRC",
        matter=item, stage=stage, marks=frozenset({mark}), measures=dict(zip(DAYS, days, strict=False)),
    )  # fmt: skip


@pytest.fixture
async def decisions(counter):
    """Ten of one item, one of them slow, and one of another item of the same stage; others are of no chart of this year."""
    await Banner.staffed(counter)
    rounds = [
        *(decided("PR-05", "S1", n, (8, 5, 0, 0)) for n in range(8)),
        *(decided("PR-05", "S1", n, (50, 9, 30, 7)) for n in (8, 9)),
        decided("LR-01", "S1", 1, (12, 6, 2, 0)),
        decided("PR-05", "S1", 20, (99, 99, 99, 99), at=LATER),
        decided("PR-05", "S1", 21, (99, 99, 99, 99), mark=Mark.WITHDRAWN),
        decided("PR-05", "S1", 22, ()),  # by no calendar
    ]
    async with counter.pool.acquire() as connection:
        await facts.keep(connection, [facts.Behind(one.ref, 1, 1, is_project=True) for one in rounds], rounds)
    return counter


async def read(counter, path, who="leader", front=""):
    answer = await counter.web.get(f"{front}{path}", headers=counter.bearing(who))
    assert answer.status_code == 200, answer.text
    return answer.content.decode("utf-8-sig")


async def test_each_item_and_its_stage_say_what_half_and_nine_tenths_took(decisions):
    head, *rows = csv.reader(io.StringIO(await read(decisions, f"{PLACE}.csv?year=2025"), newline=""))

    assert len(head) == 12
    assert {row[1]: row[3:] for row in rows} == {
        "": ["11", "8", "50", "5", "9", "0", "30", "0", "7"],
        "PR-05": ["10", "8", "50", "5", "9", "0", "30", "0", "7"],
        "LR-01": ["1", "12", "12", "6", "6", "2", "2", "0", "0"],
    }
    assert rows[0][1] == ""  # the stage comes before its items


async def test_the_page_draws_it_with_words_and_tells_it_in_a_table(decisions):
    page = await read(decisions, f"{PLACE}?year=2025", front="/en")
    svg, table = (re.search(rf"<{name}.*?</{name}>", page, re.DOTALL)[0] for name in ("figure", "table"))

    assert "<title" in svg
    assert "<desc" in svg
    assert [svg.count(f'class="{part}"') for part in ("gross", "counted", "excluded", "applicant")] == [3, 3, 3, 3]
    assert "8 / 50" in svg
    assert "8 / 50 days" in table
    assert "5 / 9 working days" in table
    assert f'href="/en{PLACE}.csv?year=2025"' in page


async def test_it_is_one_of_the_running_year_if_none_is_asked_and_empty_where_nothing_was_decided(decisions):
    year = datetime.now(UTC).year

    assert "<svg" not in await read(decisions, f"{PLACE}?year=2024")
    assert f">{year}</a>" in await read(decisions, PLACE)


async def test_the_page_of_figures_leads_to_it(decisions):
    figures = await read(decisions, "/work/figures/approvals?from=2025-03-01&until=2025-04-01")

    assert f'href="{PLACE}?year=2025"' in figures


async def test_a_head_is_told_of_the_own_body_only(decisions):
    _, *own = csv.reader(io.StringIO(await read(decisions, f"{PLACE}.csv?year=2025", "head-DRC"), newline=""))
    _, *others = csv.reader(io.StringIO(await read(decisions, f"{PLACE}.csv?year=2025", "head-NRB"), newline=""))

    assert ([row[3] for row in own], others) == (["11", "10", "1"], [])


async def test_it_is_for_those_who_may_read_figures(decisions):
    answer = await decisions.web.get(f"{PLACE}.csv", headers=decisions.bearing("officer-DRC"))

    assert answer.status_code == 403


def test_lines_stand_in_the_order_of_the_chain_and_what_is_not_known_last():
    known = [("S2", "B"), ("S9", "X"), ("S1", "C"), ("S1", ""), ("S2", ""), ("S1", "A"), ("S9", "")]
    lines = [YearLine(stage, item, 1, (1, 1), (1, 1), (0, 0), (0, 0)) for stage, item in known]

    placed = along_the_chain(lines, ["S1", "S2"], ["C", "A", "B"])

    assert [(line.stage, line.item) for line in placed] == [
        *(("S1", ""), ("S1", "C"), ("S1", "A")),
        *(("S2", ""), ("S2", "B")),
        *(("S9", ""), ("S9", "X")),
    ]
