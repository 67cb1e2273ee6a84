"""The nightly recount: a month is kept as one instant saw it, every fact is held to its record, and a difference is told once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest
from booked import two_requests, write
from watched import at

from activities.bookkeeping import Bookkeeping
from domain.figures.definitions import Period, Service
from store import facts, kept_figures
from store import figures as counted
from store.facts import Behind
from store.figures import Asked
from store.folding import Folding
from store.shipped import figures

BOOK = figures()
NIGHT = at("Fri 2026-03-27 00:40")  # the first one that keeps the month that ended before the 19th is some days past
MONTH = Period(at("Thu 2026-02-19 00:00").date(), at("Thu 2026-03-19 00:00").date())
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
LINES = [
    ("reported", "Mon 2026-03-02 09:00", ""),
    ("accepted", "Mon 2026-03-02 09:05", "consultation"),
    ("closed", "Thu 2026-03-05 09:00", ""),
]


@pytest.fixture
async def recorded(pool):
    """Two requests that were closed in a month that is over; their facts are read."""
    await two_requests(pool)
    for ref in ("H1", "H2"):
        for kind, when, what in LINES:
            await write(pool, ref, kind, at(when), what=what)
    await Bookkeeping(pool, BOOK).catch_up()
    return pool


async def recount(pool, night: datetime = NIGHT) -> int:
    return await Bookkeeping(pool, BOOK).recount(night)


async def alarms(pool) -> list[tuple[str, str]]:
    return [tuple(row) for row in await pool.fetch("SELECT figure, name FROM figure_alarm ORDER BY found_at, name")]


async def of_march(pool) -> int:
    return await pool.fetchval("SELECT count(*) FROM kept_figure WHERE service = 'hotline' AND month = '2026-03'")


async def test_what_is_written_late_or_while_a_month_is_kept_is_no_difference(recorded):
    await write(recorded, "H1", "reopened", NIGHT + timedelta(minutes=1))  # while the night is at work
    await Bookkeeping(recorded, BOOK).catch_up()
    first = await recount(recorded)
    await write(recorded, "H2", "reopened", NIGHT - timedelta(hours=3))  # after an outage: dated before the night
    await Bookkeeping(recorded, BOOK).catch_up()
    second = await recount(recorded, NIGHT + timedelta(days=1))

    assert await of_march(recorded)
    assert (first, second, await alarms(recorded)) == (0, 0, [])


async def test_a_figure_that_is_newer_than_a_kept_month_is_no_difference_and_a_group_that_is_gone_is_one(recorded):
    await recount(recorded)
    await recorded.execute("ALTER TABLE kept_figure DISABLE TRIGGER ALL")
    await recorded.execute(
        "DELETE FROM kept_figure WHERE figure = 'share_in_time' OR (figure, name) = ('handling', '')"
    )
    await recorded.execute("ALTER TABLE kept_figure ENABLE TRIGGER ALL")

    assert await recount(recorded, NIGHT + timedelta(days=1)) == len(await alarms(recorded)) > 0
    assert {figure for figure, _ in await alarms(recorded)} == {"handling"}


async def test_what_nobody_has_read_yet_is_no_difference(recorded):
    await write(recorded, "H1", "reopened", NIGHT - timedelta(minutes=1))

    assert (await recount(recorded), await alarms(recorded)) == (0, [])


async def test_a_month_is_kept_a_day_later_as_it_was_when_it_was_to_be_kept(recorded):
    settled = at("Thu 2026-03-19 00:00") + BOOK.settles_after
    await recount(recorded, settled + timedelta(hours=23))
    early = await of_march(recorded)
    await recount(recorded, settled + timedelta(hours=25))
    async with recorded.acquire() as connection:
        kept_at = await kept_figures.kept_at(connection, Service.HOTLINE, "2026-03")

    assert (early, kept_at) == (0, settled + timedelta(hours=1))


WRONG = {
    "its body": "UPDATE fact SET body = 'X' WHERE ref = 'H1' AND subject = 'holding'",
    "its person": "UPDATE fact SET person = 'bob' WHERE ref = 'H1' AND subject = 'leg'",
    "its place": "UPDATE fact SET place = 'X' WHERE ref = 'H1' AND subject = 'request'",
    "a measure": "UPDATE fact SET measures = '{}' WHERE ref = 'H1' AND subject = 'request'",
    "none kept": "DELETE FROM fact WHERE ref = 'H1' AND subject = 'leg'",
    "one too many": "INSERT INTO fact SELECT subject, ref, '9.9', created_at, closed_at, body, person, matter, stage, kind, place,"
    " marks, measures FROM fact WHERE ref = 'H1' AND subject = 'leg'",
    "a case that is none": "UPDATE fact SET ref = 'H1', part = '8' WHERE ref = 'H2' AND subject = 'leg'",
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_whatever_of_a_fact_is_not_as_the_record_says_is_found(recorded, wrong):
    quiet = await recount(recorded)
    await recorded.execute(WRONG[wrong])

    assert quiet == 0
    assert await recount(recorded, NIGHT + timedelta(days=1)) > 0
    assert ("facts", "H1") in await alarms(recorded)


async def test_a_fact_of_which_the_record_knows_nothing_is_found(recorded):
    await recorded.execute(
        "INSERT INTO fact SELECT subject, 'H9', part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures"
        " FROM fact WHERE ref = 'H1'"
    )
    found = await recount(recorded)

    assert (found, await alarms(recorded)) == (1, [("facts", "H9")])


@pytest.mark.parametrize("first", ["Thu 2026-03-19 00:00", "Thu 2026-03-26 23:00"])
async def test_a_fact_of_the_running_month_is_held_to_the_record_the_same_night(pool, first):
    await two_requests(pool)
    await write(pool, "H1", "reported", at(first))
    await Bookkeeping(pool, BOOK).catch_up()
    quiet = await recount(pool)
    await pool.execute("UPDATE fact SET place = 'X'")

    assert (quiet, await recount(pool), await alarms(pool)) == (0, 1, [("facts", "H1")])


async def test_a_fact_that_is_due_in_a_month_and_has_nothing_else_in_it_is_held_to_the_record(pool):
    await two_requests(pool)
    for kind, when, what in LINES:  # longer ago than what is recounted
        await write(pool, "H1", kind, at(when) - timedelta(days=700), what=what)
    await Bookkeeping(pool, BOOK).catch_up()
    quiet = await recount(pool)
    await pool.execute("UPDATE fact SET due_at = due_at + interval '690 days' WHERE subject = 'leg'")

    assert (quiet, await recount(pool), await alarms(pool)) == (0, 1, [("facts", "H1")])


async def test_two_who_keep_the_facts_of_a_case_wait_for_each_other(recorded):
    cases = [Behind("H1", 3, 1, is_project=False)]
    async with recorded.acquire() as one, recorded.acquire() as other:
        found = await facts.facts_of(one, ["H1"])
        async with one.transaction():
            await facts.keep(one, cases, found)
            second = asyncio.create_task(facts.keep(other, cases, found))
            while not await recorded.fetchval(WAITS):
                assert not second.done()
        await second
        assert await facts.facts_of(one, ["H1"]) == found


async def test_a_difference_that_lasts_is_told_once_a_month(recorded):
    await recorded.execute("UPDATE fact SET body = 'X' WHERE ref = 'H1'")
    nights = [await recount(recorded, NIGHT + timedelta(days=n)) for n in range(3)]
    told = await alarms(recorded)
    await recount(recorded, NIGHT + timedelta(days=30))

    assert nights == [1, 1, 1]
    assert told == [("facts", "H1")]
    assert await alarms(recorded) == 2 * told


async def test_alarms_are_all_written_down_or_none(recorded):
    await recorded.execute("ALTER TABLE figure_alarm ADD CHECK (name <> 'H2')")
    await recorded.execute("UPDATE fact SET body = 'X'")
    with pytest.raises(asyncpg.CheckViolationError):
        await recount(recorded)

    assert await alarms(recorded) == []


async def test_what_was_told_of_an_instant_stays_when_a_run_is_abandoned(recorded):
    then, later = at("Tue 2026-03-10 09:00"), at("Thu 2026-03-12 09:00")
    asked = Asked(Service.HOTLINE, MONTH)

    async def told(instant: datetime) -> counted.Grouped:
        async with recorded.acquire() as connection:
            return await counted.values_as_of(connection, Folding(BOOK), BOOK, asked, instant)

    before = await told(then)
    reset_at = at("Wed 2026-03-11 09:00")
    await recorded.execute(
        "INSERT INTO run (ref, run_id, epoch, first_n, asked_at) VALUES ('H1', 'a', 1, 1, $1), ('H1', 'b', 2, 3, $2)",
        *(at("Mon 2026-03-02 09:00"), reset_at),
    )
    await write(recorded, "H1", "withdrawn", reset_at, epoch=2, n=3)

    assert await told(then) == before
    assert before[""]["finished_in_time"].n == 2
    assert (await told(later))[""]["finished_in_time"].n == 1
