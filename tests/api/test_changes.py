"""A chart over a change of definitions says so: by a mark between its bars, and in words in the table (field case T85)."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from banner import Banner

from api.figures.drawing import Bar, Note, drawn
from domain.figures.facts import Fact, Mark, Subject
from store import facts, shipped

LATER = """
[[shares]]
id = "resolution"
service = "hotline"
subject = "follow_up"
basis = "closed"
of = ["valid"]
but_not = []
counts = { solved = 50 }
since = 2026-03-19
source = "a decree of spring"
names = { zh = "解决率", mn = "x", en = "resolution rate" }
means = { zh = "半数。", mn = "x", en = "Half." }
"""
PERIOD = "from=2026-01-19&until=2026-06-19"


@pytest.fixture
async def decreed(counter, monkeypatch):
    """Follow-ups of four months, between which a decree has changed what counts as solved."""
    as_shipped = shipped._read
    monkeypatch.setattr(shipped, "_read", lambda name: as_shipped(name) + (LATER if name == "figures.toml" else ""))
    shipped.figures.cache_clear()
    await Banner.staffed(counter)
    told = [
        Fact(
            subject=Subject.FOLLOW_UP, ref=f"H{month}", part="1", created_at=at, closed_at=at,
            marks=frozenset({Mark.VALID, Mark.RESPONDED, Mark.SOLVED, Mark.RATED, Mark.SATISFIED}),
        )
        for month in (2, 3, 4, 5)
        for at in (datetime(2026, month, 5, tzinfo=UTC),)
    ]  # fmt: skip
    async with counter.pool.acquire() as connection:
        await facts.keep(connection, [facts.Behind(one.ref, 1, 1, is_project=False) for one in told], told)
    yield counter
    monkeypatch.undo()
    shipped.figures.cache_clear()


async def read(counter, query, front="/en"):
    answer = await counter.web.get(f"{front}/work/figures/hotline?{query}", headers=counter.bearing("leader"))
    assert answer.status_code == 200, answer.text
    return answer.text


def part(page, name):
    return re.search(rf"<{name}\b.*?</{name}>", page, re.DOTALL)[0]


async def test_the_mark_stands_before_the_first_month_of_the_new_definition(decreed):
    page = await read(decreed, f"{PERIOD}&by=month&figure=resolution")
    svg, table = part(page, "figure"), part(page, "table")

    assert svg.count('class="change"') == 1
    assert "2026-03-19" in svg
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    before = [place for place, row in enumerate(rows) if 'class="change"' in row]
    assert [re.search(r"2026-\d\d", row)[0] for row in rows[before[0] + 1 :]] == ["2026-04", "2026-05"]
    assert "resolution rate" in rows[before[0]]
    assert "composite" in rows[before[0]], "for it is put together of it"


@pytest.mark.parametrize("query", [f"{PERIOD}&by=month&figure=returned", f"{PERIOD}&by=kind&figure=resolution"])
async def test_a_figure_that_did_not_change_or_no_time_has_no_mark_and_the_page_says_it_all_the_same(decreed, query):
    page = await read(decreed, query)

    assert 'class="change"' not in part(page, "figure")
    assert "defined otherwise" in page


async def test_where_nothing_has_changed_nothing_is_said(decreed):
    page = await read(decreed, "from=2026-03-19&until=2026-06-19&by=month&figure=resolution")

    assert 'class="change"' not in page
    assert "defined otherwise" not in page


async def test_a_sheet_and_a_machine_are_told_of_the_change_too(decreed):
    sheet = await decreed.web.get(f"/en/work/figures/hotline/sheet.csv?{PERIOD}", headers=decreed.bearing("leader"))
    rows = csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig")))
    answer = await decreed.get(f"/figures/hotline?{PERIOD}", "leader")
    [told] = answer.json()["changes"]

    changed = {row["Figure"]: row["defined otherwise from"] for row in rows}
    assert len([name for name, day in changed.items() if day]) == 2
    assert changed["resolution rate"] == told["on"] == "2026-03-19"
    assert told["figures"] == ["resolution", "composite"]


async def test_the_mark_has_its_day_where_lines_run_down(decreed):
    page = await read(decreed, "from=2026-02-19&until=2026-04-19&by=month&figure=resolution", front="/mn")

    assert "2026-03-19" in part(page, "figure")


def test_the_longest_name_has_room_before_its_bar():
    short, long = (
        drawn([Bar("NRB", 0.5, "50%")]),
        drawn([Bar("库伦旗国防动员办公室（人民防空办公室）", 0.5, "50%"), Bar("NRB", 1, "100%")]),
    )

    assert short.label == 190
    assert long.label >= 19 * 13
    assert long.width - short.width == long.label - short.label


def test_bars_below_a_note_stand_a_row_lower_and_no_note_stands_below_the_last_bar():
    bars = [Bar(name, 0.5, "50%") for name in ("one", "two", "three")]
    plain, noted = drawn(bars), drawn(bars, [Note(1, "changed"), Note(9, "never seen")])

    assert [after.y - before.y for before, after in zip(plain.bars, noted.bars, strict=True)] == [0, 24, 24]
    assert [(note.words, noted.bars[0].y < note.y < noted.bars[1].y) for note in noted.notes] == [("changed", True)]
    assert noted.height == plain.height + 24
